import { type Kysely, sql, type Transaction } from 'kysely';
import type { DebtTerms } from '../core/debt.ts';
import type { Account, PullRequestRef } from '../core/facts.ts';
import type { DirectPushHint } from '../core/hint.ts';
import type { Provenance } from '../core/provenance.ts';
import { canonicalJson } from './canonical-json.ts';
import { append } from './chain.ts';
import { provenancePart } from './decision-content.ts';
import type { Tables } from './schema.ts';

export type DirectPushes = {
  /** Appends who pushed which commits past every pull request, and what speaks of AI in them; each push once. */
  readonly recordDirectPush: (
    hint: DirectPushHint,
    commits: readonly string[],
    provenance: Provenance,
  ) => Promise<void>;
  /** Whether the push was ever made a debt. */
  readonly owesPush: (hint: DirectPushHint) => Promise<boolean>;
  /** What the push leaves to be signed off in this issue. */
  readonly openPushDebt: (debt: NewPushDebt) => Promise<void>;
  /** The push that is signed off in this issue; null: the issue is about something else, or it is done. */
  readonly pushOwed: (ref: PullRequestRef) => Promise<DirectPushHint | null>;
};

export type NewPushDebt = {
  readonly hint: DirectPushHint;
  readonly issue: number;
  readonly terms: DebtTerms;
  readonly assignee: Account | null;
};

type Options = { readonly recordKey: string; readonly engine: string; readonly now: () => Date };

/** A push belongs to no pull request. */
const none = 0;

export function createDirectPushes(db: Kysely<Tables>, options: Options): DirectPushes {
  return {
    recordDirectPush: (hint, commits, provenance) =>
      db.transaction().execute(async (trx) => {
        if (await isRecorded(trx, hint)) return;
        const { repository, branch, before, after, by } = hint;
        await append(trx, options.recordKey, {
          kind: 'push',
          ref: { ...repository, number: none },
          at: options.now(),
          decided: (seals) => ({
            headSha: after,
            baseRef: branch,
            before,
            commits,
            gate: 'not-open',
            provenance: provenancePart(provenance, seals),
            by: seals.person(by),
          }),
          facts: () => ({ engine: options.engine, repository: `${repository.owner}/${repository.name}` }),
        });
      }),
    owesPush: async ({ repository, after }) => {
      const row = await db
        .selectFrom('debts')
        .select('number')
        .where('repository_id', '=', repository.repositoryId)
        .where('cause', '=', 'push')
        .where('head_sha', '=', after)
        .executeTakeFirst();
      return row !== undefined;
    },
    openPushDebt: (debt) => db.transaction().execute((trx) => openPushDebt(trx, debt, options)),
    pushOwed: async ({ repositoryId, number }) => {
      const row = await db
        .selectFrom('debts')
        .select('pushed')
        .where('repository_id', '=', repositoryId)
        .where('number', '=', number)
        .where('closed_at', 'is', null)
        .executeTakeFirst();
      return row?.pushed ?? null;
    },
  };
}

async function isRecorded(trx: Transaction<Tables>, { repository, branch, after }: DirectPushHint): Promise<boolean> {
  const row = await trx
    .selectFrom('decisions')
    .select('seq')
    .where('repository_id', '=', repository.repositoryId)
    .where('number', '=', none)
    .where('kind', '=', 'push')
    .where(sql<boolean>`content->>'headSha' = ${after} and content->>'baseRef' = ${branch}`)
    .executeTakeFirst();
  return row !== undefined;
}

async function openPushDebt(
  trx: Transaction<Tables>,
  { hint, issue, terms, assignee }: NewPushDebt,
  { recordKey, now }: Options,
): Promise<void> {
  const { repository, after, by } = hint;
  const at = now();
  const due = new Date(at.getTime() + terms.dueDays * 24 * 60 * 60 * 1000);
  await trx
    .insertInto('debts')
    .values({
      repository_id: repository.repositoryId,
      number: issue,
      installation_id: repository.installationId,
      owner: repository.owner,
      name: repository.name,
      head_sha: after,
      cause: 'push',
      pushed: JSON.stringify(hint),
      by_id: by.id,
      by_login: by.login,
      reason: '',
      clauses: canonicalJson(terms.clauses),
      due_days: terms.dueDays,
      overridden_at: at,
      opened_at: at,
      due_at: due,
      issue,
      assignee_id: assignee?.id ?? null,
    })
    .execute();
  await append(trx, recordKey, {
    kind: 'debt',
    ref: { ...repository, number: issue },
    at,
    decided: (seals) => ({
      debt: 'open',
      headSha: after,
      cause: 'push',
      by: seals.person(by),
      due: due.toISOString(),
    }),
    facts: () => ({}),
  });
}
