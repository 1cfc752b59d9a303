import { type Kysely, sql, type Transaction } from 'kysely';
import { claimDetector } from '../core/claim.ts';
import type { Wanted } from '../core/opening.ts';
import { canonicalJson } from './canonical-json.ts';
import { purgeRemoved } from './installations.ts';
import type { Tables } from './schema.ts';

/** Whom to forget: the account, and every name under which free text may speak of the person. */
export type Person = { readonly userId: number; readonly names: readonly string[] };

/**
 * Erases what is kept in the clear about a person; the chain stays whole and its seals say nothing any more. Three things
 * stay, without which the person could approve their own work or nobody could finish it: the bare account number of who
 * pushed, that of who gave an override until it is signed off, and whom CODEOWNERS asks for until then.
 */
export async function erasePerson(db: Kysely<Tables>, { userId, names: given }: Person): Promise<number> {
  return await db.transaction().execute(async (trx) => {
    const names = given.map((name) => name.toLowerCase()).filter((name) => name.length > 0);
    const logins = [...new Set([...names, ...(await loginsOf(trx, userId))])];
    const spoken = patternOf(names, logins);
    const { numDeletedRows } = await trx
      .deleteFrom('decision_people')
      .where((either) => either.or([either('user_id', '=', userId), sql<boolean>`value ~* ${spoken}`]))
      .executeTakeFirstOrThrow();
    await trx.updateTable('ledger_pushes').set({ pusher_login: '' }).where('pusher_id', '=', userId).execute();
    await forgetInLedger(trx, spoken, logins);
    await forgetAnswers(trx, userId, spoken);
    await trx
      .deleteFrom('explanations')
      .where((either) =>
        either.or([sql<boolean>`${userId}::bigint = any(people)`, sql<boolean>`explanation::text ~* ${spoken}`]),
      )
      .execute();
    await wantNothingOf(trx, logins);
    await trx.deleteFrom('absences').where('user_id', '=', userId).execute();
    await trx.deleteFrom('requests').where('user_id', '=', userId).execute();
    await sql`
      update requests set considered = '[]' where considered @> ${JSON.stringify([{ account: { id: userId } }])}::jsonb
    `.execute(trx);
    await trx.deleteFrom('sessions').where('user_id', '=', userId).execute();
    await forgetInDebts(trx, userId, spoken);
    await trx
      .updateTable('report_sign_offs')
      .set({ user_id: null, login: null })
      .where('user_id', '=', userId)
      .execute();
    await trx.updateTable('pull_requests').set({ author_id: null }).where('author_id', '=', userId).execute();
    await trx
      .updateTable('pull_requests')
      .set({ versions: null })
      .where(sql<boolean>`versions::text like ${`%"access:${userId}:%`}`)
      .execute();
    await sql`delete from pgboss.job where state in ('completed', 'cancelled', 'failed')
      and data->'hint'->'by'->>'id' = ${String(userId)}`.execute(trx);
    return Number(numDeletedRows);
  });
}

/** Under which logins we ever met the account. */
async function loginsOf(trx: Transaction<Tables>, userId: number): Promise<readonly string[]> {
  const { rows } = await sql<{ login: string }>`
    select distinct lower(login) as login from (
      select value as login from decision_people where user_id = ${userId}
      union all select pusher_login from ledger_pushes where pusher_id = ${userId}
      union all select author_login from commands where author_id = ${userId}
      union all select by_login from debts where by_id = ${userId}
      union all select login from report_sign_offs where user_id = ${userId}
      union all select login from requests where user_id = ${userId}
      union all select login from sessions where user_id = ${userId}
    ) met where login <> ''`.execute(trx);
  return rows.map(({ login }) => login);
}

/** Names as they were given wherever they stand, and logins where they stand alone: `bo` is not in `both`. */
function patternOf(names: readonly string[], logins: readonly string[]): string {
  const literal = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, String.raw`\$&`);
  const alone = (login: string): string => `(?<![[:alnum:]-])${literal(login)}(?![[:alnum:]-])`;
  const all = [...names.map(literal), ...logins.map(alone)];
  return all.length === 0 ? nobody : all.join('|');
}

/** Matches nothing. */
const nobody = 'x(?!x)x';

const erased = '(erased)';

/** What was seen stays; who set it aside and why, and the person's name in quotations, do not. A claim about them goes. */
async function forgetInLedger(trx: Transaction<Tables>, spoken: string, logins: readonly string[]): Promise<void> {
  const claims = logins.map((login) => `${claimDetector}:${login}:`);
  await trx
    .deleteFrom('ledger_evidence')
    .where('detector', '=', claimDetector)
    .where(sql<boolean>`exists (select from unnest(${claims}::text[]) as claim where starts_with(key, claim))`)
    .execute();
  await sql`
    update ledger_evidence
    set set_aside = set_aside || ${JSON.stringify({ by: erased, reason: erased })}::jsonb
    where (set_aside->>'by') || ' ' || (set_aside->>'reason') ~* ${spoken}`.execute(trx);
  await sql`
    update ledger_evidence
    set evidence = evidence || jsonb_build_object('excerpt',
      regexp_replace(evidence->>'excerpt', ${spoken}, ${erased}, 'gi'))
    where evidence->>'excerpt' ~* ${spoken}`.execute(trx);
}

/** The answer is written anew when there is something to answer again. */
async function forgetAnswers(trx: Transaction<Tables>, userId: number, spoken: string): Promise<void> {
  await sql`
    update replies r set body = '' where r.body ~* ${spoken} or exists (
      select from commands c where c.repository_id = r.repository_id and c.number = r.number and c.author_id = ${userId})
  `.execute(trx);
  await trx.deleteFrom('commands').where('author_id', '=', userId).execute();
}

async function forgetInDebts(trx: Transaction<Tables>, userId: number, spoken: string): Promise<void> {
  await trx
    .updateTable('debts')
    .set({ by_login: '', reason: '', pushed: sql`jsonb_set(pushed, '{by,login}', '""')` })
    .where('by_id', '=', userId)
    .execute();
  await trx.updateTable('debts').set({ reason: '' }).where(sql<boolean>`reason ~* ${spoken}`).execute();
  await trx.updateTable('debts').set({ assignee_id: null }).where('assignee_id', '=', userId).execute();
  await forgetPaidDebts(trx, sql<boolean>`by_id = ${userId} or clauses::text ~* ${spoken}`);
}

/** What was signed off needs nobody's number and nobody's paths any more. */
async function forgetPaidDebts(db: Kysely<Tables>, which: ReturnType<typeof sql<boolean>>): Promise<void> {
  await db
    .updateTable('debts')
    .set({ by_id: 0, clauses: '[]', pushed: null })
    .where('closed_at', 'is not', null)
    .where(which)
    .execute();
}

/** Takes somebody out of whom pull requests want something. A policy that names them names them again. */
async function wantNothingOf(trx: Transaction<Tables>, logins: readonly string[]): Promise<void> {
  const rows = await trx
    .selectFrom('explanations')
    .select(['repository_id', 'number', 'wanted', 'asked_users'])
    .where(sql<boolean>`exists (
      select from unnest(${[...logins]}::text[]) as login where position('"' || login || '"' in lower(wanted::text)) > 0)
      or asked_users && ${[...logins]}::text[]`)
    .execute();
  const others = (listed: readonly string[]): string[] => listed.filter((name) => !logins.includes(name.toLowerCase()));
  for (const { repository_id, number, wanted, asked_users } of rows) {
    await trx
      .updateTable('explanations')
      .set({
        asked_users: others(asked_users),
        wanted: wanted === null ? null : canonicalJson(without(wanted, others)),
      })
      .where('repository_id', '=', repository_id)
      .where('number', '=', number)
      .execute();
  }
}

const without = (wanted: Wanted, others: (listed: readonly string[]) => readonly string[]): Wanted => ({
  ...wanted,
  exceptLogins: others(wanted.exceptLogins),
  openings: wanted.openings.map((opening) => ({
    ...opening,
    users: others(opening.users),
    owners: opening.owners?.map(others) ?? null,
  })),
});

export type Retention = {
  readonly deliveryDays: number;
  readonly pushDays: number;
  /** How long we name people. What was decided stays. */
  readonly personalDays: number;
  /** How long everything is kept of an account that took the App off; putting it on again in time keeps it. */
  readonly removedDays: number;
};

export const usualRetention: Retention = { deliveryDays: 7, pushDays: 180, personalDays: 3 * 365, removedDays: 30 };

/** Deletes what is past its time. */
export async function tidy(db: Kysely<Tables>, now: Date, keep: Retention): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60 * 1000);
  await db.deleteFrom('deliveries').where('received_at', '<', before(keep.deliveryDays)).execute();
  await db.deleteFrom('ledger_pushes').where('seen_at', '<', before(keep.pushDays)).execute();
  await db.deleteFrom('commands').where('seen_at', '<', before(keep.pushDays)).execute();
  await forgetNames(db, before(keep.personalDays));
  await purgeRemoved(db, before(keep.removedDays));
  await db.deleteFrom('sessions').where('started_at', '<', before(1)).execute();
  // The day is over wherever it is the latest; that somebody was away is nobody's business any more.
  await db.deleteFrom('absences').where('until', '<', before(1).toISOString().slice(0, 10)).execute();
}

/** Everything that names people, of before then. */
async function forgetNames(db: Kysely<Tables>, before: Date): Promise<void> {
  await db
    .updateTable('report_sign_offs')
    .set({ user_id: null, login: null })
    .where('counted_at', '<', before)
    .where('user_id', 'is not', null)
    .execute();
  for (const table of ['explanations', 'replies'] as const) {
    await sql`
      delete from ${sql.table(table)} t using pull_requests p
      where p.repository_id = t.repository_id and p.number = t.number and p.evaluated_at < ${before}`.execute(db);
  }
  await db.deleteFrom('requests').where('asked_at', '<', before).execute();
  await sql`
    update pull_requests set author_id = null, versions = null
    where evaluated_at < ${before} and state <> 'open' and (author_id is not null or versions is not null)`.execute(db);
  await db
    .updateTable('debts')
    .set({ by_login: '', reason: '', assignee_id: null })
    .where('closed_at', '<', before)
    .where('by_id', '<>', 0)
    .execute();
  await forgetPaidDebts(db, sql<boolean>`closed_at < ${before} and by_id <> 0`);
  await db
    .deleteFrom('ledger_evidence')
    .where('detector', '=', claimDetector)
    .where('first_seen_at', '<', before)
    .execute();
  await sql`
    update ledger_evidence set evidence = evidence || '{"excerpt": ""}',
      set_aside = set_aside || ${JSON.stringify({ by: erased, reason: erased })}::jsonb
    where first_seen_at < ${before} and (evidence->>'excerpt' <> '' or set_aside->>'by' <> ${erased})`.execute(db);
  await sql`
    delete from decision_people p using decisions d
    where d.installation_id = p.installation_id and d.seq = p.seq and d.created_at < ${before}`.execute(db);
}
