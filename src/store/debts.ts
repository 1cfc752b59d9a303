import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { type DebtTerms, debtIfMerged, ghost, type OpenDebt } from '../core/debt.ts';
import type { Account, PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { Decision } from '../core/record.ts';
import { canonicalJson } from './canonical-json.ts';
import { append } from './chain.ts';
import { refOf } from './ref.ts';
import type { Tables } from './schema.ts';

export type Debts = {
  /** Open ones, the most urgent first; of one repository or of all. */
  readonly listDebts: (repository: Pick<RepositoryRef, 'repositoryId'> | null) => Promise<readonly OpenDebt[]>;
  readonly findDebt: (ref: PullRequestRef) => Promise<OpenDebt | null>;
  /** Notes in the record that the open clauses were met, by whom, and on which commit. */
  readonly closeDebt: (ref: PullRequestRef, by: readonly Account[]) => Promise<void>;
  readonly rememberIssue: (ref: PullRequestRef, issue: number, assignee: Account | null) => Promise<void>;
  /** How many open debts of the installation each person has been asked to sign off. */
  readonly debtLoads: (ref: PullRequestRef) => Promise<ReadonlyMap<number, number>>;
};

type Options = { readonly recordKey: string; readonly now: () => Date };

export function createDebts(db: Kysely<Tables>, { recordKey, now }: Options): Debts {
  const open = () =>
    db.selectFrom('debts').selectAll().where('opened_at', 'is not', null).where('closed_at', 'is', null);
  return {
    listDebts: async (repository) => {
      const rows = await (repository === null ? open() : open().where('repository_id', '=', repository.repositoryId))
        .orderBy('due_at')
        .orderBy('repository_id')
        .orderBy('number')
        .execute();
      return rows.map(debtFrom);
    },
    findDebt: async ({ repositoryId, number }) => {
      const row = await open()
        .where('repository_id', '=', repositoryId)
        .where('number', '=', number)
        .executeTakeFirst();
      return row === undefined ? null : debtFrom(row);
    },
    closeDebt: (ref, by) => db.transaction().execute((trx) => closeDebt(trx, recordKey, { ref, by }, now())),
    rememberIssue: async ({ repositoryId, number }, issue, assignee) => {
      await db
        .updateTable('debts')
        .set({ issue, assignee_id: assignee?.id ?? null })
        .where('repository_id', '=', repositoryId)
        .where('number', '=', number)
        .execute();
    },
    debtLoads: async ({ installationId }) => {
      const rows = await db
        .selectFrom('debts')
        .select(['assignee_id', sql<number>`count(*)::int`.as('count')])
        .where('installation_id', '=', installationId)
        .where('assignee_id', 'is not', null)
        .where('closed_at', 'is', null)
        .groupBy('assignee_id')
        .execute();
      return new Map(rows.map((row) => [row.assignee_id ?? 0, row.count]));
    },
  };
}

export async function closeDebt(
  trx: Transaction<Tables>,
  key: string,
  { ref, by }: { readonly ref: PullRequestRef; readonly by: readonly Account[] },
  at: Date,
): Promise<void> {
  const [closed] = await trx
    .updateTable('debts')
    // Whoever gave it and was forgotten may sign off what they like from now on.
    .set({
      closed_at: at,
      by_id: sql<number>`case by_login when '' then 0 else by_id end`,
      pushed: sql`case by_login when '' then null else pushed end`,
    })
    .where('repository_id', '=', ref.repositoryId)
    .where('number', '=', ref.number)
    .where('opened_at', 'is not', null)
    .where('closed_at', 'is', null)
    .returning('head_sha')
    .execute();
  if (closed === undefined) return;
  await append(trx, key, {
    kind: 'debt',
    ref,
    at,
    decided: (seals) => ({ debt: 'closed', headSha: closed.head_sha, by: by.map((person) => seals.person(person)) }),
    facts: () => ({}),
  });
}

/** How many overrides of the repository are not signed off, those on other pull requests not merged yet included. */
export async function countDebts(db: Kysely<Tables>, { repositoryId, number }: PullRequestRef): Promise<number> {
  const { count } = await db
    .selectFrom('debts')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('repository_id', '=', repositoryId)
    .where('number', '!=', number)
    .where('cause', '=', 'override')
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Notes what a merge of this head would leave to be signed off: after an override, which is recorded too, and where the
 * policy asks for it after any merge without us. A decision that leaves nothing voids what an earlier one noted.
 */
export async function noteDebt(trx: Transaction<Tables>, key: string, decision: Decision, at: Date): Promise<void> {
  const { snapshot, evaluation } = decision;
  const { ref, headSha } = snapshot;
  const terms = debtIfMerged(decision);
  if (terms === null) return await voidDebt(trx, ref);
  const { override } = evaluation;
  if (override === null) return await insertDebt(trx, ref, rowOf(ref, headSha, 'merge', ghost, terms, at));
  const { by, reason, comment } = override;
  await append(trx, key, {
    kind: 'override',
    ref,
    at,
    decided: (seals) => ({
      headSha,
      by: seals.person(by),
      reason: seals.text(reason),
      comment,
      open: terms.clauses.map(({ id, level, count }) => ({ id, level, count })),
    }),
    facts: () => ({}),
  });
  await insertDebt(trx, ref, { ...rowOf(ref, headSha, 'override', by, terms, at), reason });
}

function rowOf(
  ref: PullRequestRef,
  headSha: string,
  cause: OpenDebt['cause'],
  by: Account,
  { clauses, dueDays }: DebtTerms,
  at: Date,
) {
  return {
    installation_id: ref.installationId,
    owner: ref.owner,
    name: ref.name,
    head_sha: headSha,
    cause,
    by_id: by.id,
    by_login: by.login,
    reason: '',
    clauses: canonicalJson(clauses),
    due_days: dueDays,
    overridden_at: at,
  };
}

async function insertDebt(trx: Transaction<Tables>, ref: PullRequestRef, row: ReturnType<typeof rowOf>): Promise<void> {
  await trx
    .insertInto('debts')
    .values({ repository_id: ref.repositoryId, number: ref.number, ...row })
    .onConflict((conflict) =>
      conflict.columns(['repository_id', 'number']).doUpdateSet(row).where('debts.opened_at', 'is', null),
    )
    .execute();
}

export async function voidDebt(trx: Transaction<Tables>, { repositoryId, number }: PullRequestRef): Promise<void> {
  await trx
    .deleteFrom('debts')
    .where('repository_id', '=', repositoryId)
    .where('number', '=', number)
    .where('opened_at', 'is', null)
    .execute();
}

/** A merge of the noted head makes the debt due; where no override led to it, it is the one of whoever merged. */
export async function openDebt(
  trx: Transaction<Tables>,
  key: string,
  { ref, headSha, mergedBy }: Landing,
  at: Date,
): Promise<void> {
  const merger = mergedBy ?? ghost;
  const [opened] = await trx
    .updateTable('debts')
    .set({
      opened_at: at,
      due_at: sql<Date>`${at}::timestamptz + make_interval(days => due_days)`,
      by_id: sql<number>`case cause when 'merge' then ${merger.id}::bigint else by_id end`,
      by_login: sql<string>`case cause when 'merge' then ${merger.login} else by_login end`,
    })
    .where('repository_id', '=', ref.repositoryId)
    .where('number', '=', ref.number)
    .where('head_sha', '=', headSha)
    .where('opened_at', 'is', null)
    .returning(['cause', 'by_id', 'by_login', 'due_at'])
    .execute();
  if (opened === undefined) return await voidDebt(trx, ref);
  const by: Account = { id: opened.by_id, login: opened.by_login, kind: 'user' };
  await append(trx, key, {
    kind: 'debt',
    ref,
    at,
    decided: (seals) => ({
      debt: 'open',
      headSha,
      cause: opened.cause,
      by: seals.person(by),
      due: opened.due_at?.toISOString() ?? null,
    }),
    facts: () => ({}),
  });
}

type Landing = { readonly ref: PullRequestRef; readonly headSha: string; readonly mergedBy: Account | null };

function debtFrom(row: Selectable<Tables['debts']>): OpenDebt {
  const opened = row.opened_at ?? row.overridden_at;
  return {
    ref: refOf(row),
    headSha: row.head_sha,
    cause: row.cause,
    by: { id: row.by_id, login: row.by_login },
    reason: row.reason,
    clauses: row.clauses,
    openedAt: opened.toISOString(),
    dueAt: (row.due_at ?? opened).toISOString(),
    issue: row.issue,
  };
}
