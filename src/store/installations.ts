import { type Kysely, sql, type Transaction } from 'kysely';
import type { InstallationChange } from '../core/hint.ts';
import type { Tables } from './schema.ts';

export type Installations = {
  /** What GitHub lists as every installation there is: where it took one away, or gave it another id, and nobody told us. */
  readonly noteListed: (listed: readonly Listed[]) => Promise<void>;
};

type Listed = Omit<InstallationChange, 'kind'>;

export const createInstallations = (db: Kysely<Tables>, now: () => Date): Installations => ({
  noteListed: (listed) =>
    db.transaction().execute(async (trx) => await noteInstallations(trx, await unheardChanges(trx, listed), now())),
});

/** Only an installation that was listed, or told of, before can be missed: by then it is known whose it was. */
async function unheardChanges(
  trx: Transaction<Tables>,
  listed: readonly Listed[],
): Promise<readonly InstallationChange[]> {
  const { rows } = await sql<{ accountId: number; installationId: number; removed: boolean; settled: boolean }>`
    select substr(known.key, length('installed/') + 1)::bigint as "accountId", removed.key is not null as removed,
      (known.value->>'installationId')::bigint as "installationId",
      known.updated_at < now() - interval '5 minutes' as settled
    from settings known
      left join settings removed on removed.key = 'removed/' || (known.value->>'installationId')
    where known.key like 'installed/%'`.execute(trx);
  const known = new Map(rows.map((row) => [row.accountId, row]));
  const present = new Set(listed.map(({ installationId }) => installationId));
  const added = listed.filter(({ accountId, installationId }) => {
    const before = known.get(accountId);
    return before === undefined || before.installationId < installationId || before.removed;
  });
  // One that was put on while GitHub made the list is not missing.
  const gone = rows.filter((row) => row.settled && !row.removed && !present.has(row.installationId));
  return [
    ...added.map((each): InstallationChange => ({ kind: 'added', ...each })),
    ...gone.map(
      ({ accountId, installationId }): InstallationChange => ({ kind: 'removed', accountId, installationId }),
    ),
  ];
}

const removedKey = (installationId: number): string => `removed/${installationId}`;

/** Notes which installations went and came back. What is kept of one stays until its time of grace is over. */
export async function noteInstallations(
  trx: Transaction<Tables>,
  changes: readonly InstallationChange[],
  now: Date,
): Promise<void> {
  for (const change of changes) {
    if (change.kind === 'removed') await noteRemoved(trx, change, now);
    else await takeOver(trx, change);
  }
}

async function noteRemoved(trx: Transaction<Tables>, change: InstallationChange, now: Date): Promise<void> {
  const { installationId, accountId } = change;
  // None of its jobs can succeed any more.
  await sql`delete from pgboss.job where group_id = ${String(installationId)} and state < 'active'`.execute(trx);
  const newer = await newestOf(trx, accountId);
  // Told too late: the App is there again.
  if (newer > installationId) await move(trx, installationId, newer);
  else await put(trx, removedKey(installationId), { accountId, at: now.toISOString() });
}

/** GitHub gives a new id to an App that is installed again; what was kept of the account is the new one's. */
async function takeOver(trx: Transaction<Tables>, { installationId, accountId }: InstallationChange): Promise<void> {
  if ((await newestOf(trx, accountId)) < installationId) await put(trx, `installed/${accountId}`, { installationId });
  const { rows } = await sql<{ key: string }>`
    delete from settings where key like 'removed/%' and (value->>'accountId')::bigint = ${accountId}
    returning key`.execute(trx);
  for (const { key } of rows) await move(trx, Number(key.slice('removed/'.length)), installationId);
}

async function newestOf(trx: Transaction<Tables>, accountId: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select (value->>'installationId')::bigint as id from settings where key = ${`installed/${accountId}`}`.execute(trx);
  return rows[0]?.id ?? 0;
}

async function move(trx: Transaction<Tables>, before: number, installationId: number): Promise<void> {
  for (const table of ['pull_requests', 'debts', 'requests'] as const) {
    await trx
      .updateTable(table)
      .set({ installation_id: installationId })
      .where('installation_id', '=', before)
      .execute();
  }
  const [from, to] = [`trust/${before}/`, `trust/${installationId}/`];
  await sql`
    update settings set key = ${to} || substr(key, length(${from}) + 1)
    where starts_with(key, ${from}) and not exists (
      select from settings other where other.key = ${to} || substr(settings.key, length(${from}) + 1))`.execute(trx);
}

async function put(trx: Transaction<Tables>, key: string, value: object): Promise<void> {
  const written = JSON.stringify(value);
  await trx
    .insertInto('settings')
    .values({ key, value: written })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: written, updated_at: sql`now()` }))
    .execute();
}

/** Deletes what is kept of installations that were removed before then. The chain of the record stays: it names nobody. */
export async function purgeRemoved(db: Kysely<Tables>, before: Date): Promise<void> {
  const { rows } = await sql<{ key: string }>`
    select key from settings where key like 'removed/%' and (value->>'at')::timestamptz < ${before}`.execute(db);
  for (const { key } of rows) {
    await db.transaction().execute((trx) => purge(trx, Number(key.slice('removed/'.length))));
  }
}

/** Every table that is kept by repository; a test holds it against the database. */
export const ofRepositories = [
  'bindings',
  'commands',
  'replies',
  'debts',
  'ledger_evidence',
  'ledger_heads',
  'ledger_overflow',
  'ledger_pushes',
  'repository_tools',
  'report_pull_requests',
  'report_sign_offs',
  'required_checks',
  'explanations',
  'requests',
  'pull_requests',
] as const;

async function purge(trx: Transaction<Tables>, installationId: number): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select distinct repository_id as id from pull_requests where installation_id = ${installationId}`.execute(trx);
  const repositories = rows.map(({ id }) => id);
  for (const table of ofRepositories) {
    await sql`delete from ${sql.table(table)} where repository_id = any(${repositories}::bigint[])`.execute(trx);
  }
  await trx.deleteFrom('decision_people').where('installation_id', '=', installationId).execute();
  await sql`
    delete from settings where starts_with(key, ${`trust/${installationId}/`})
      or (key like 'installed/%' and (value->>'installationId')::bigint = ${installationId})
      or key in (${removedKey(installationId)}, ${`epoch/teams/${installationId}`}, ${`epoch/rights/${installationId}`})
  `.execute(trx);
}
