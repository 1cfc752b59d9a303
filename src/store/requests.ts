import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Account, PullRequestRef, Snapshot } from '../core/facts.ts';
import type { NewRequest, OurRequest, RequestChanges } from '../core/routing/request.ts';
import { type Considered, sizeOf } from '../core/routing.ts';
import { canonicalJson } from './canonical-json.ts';
import { append } from './chain.ts';
import type { Tables } from './schema.ts';
import type { Seals } from './seals.ts';

export type Requests = {
  /** Everybody whom we ever asked or named on this pull request, in the order in which they were. */
  readonly recallRequests: (ref: PullRequestRef) => Promise<readonly OurRequest[]>;
  /** Notes it in the record too. Nobody is asked, reminded or named before. */
  readonly noteRequests: (snapshot: Snapshot, changes: RequestChanges) => Promise<void>;
  readonly markSent: (ref: PullRequestRef, account: Account) => Promise<void>;
  /** How many other open pull requests of this author wait for somebody whom we asked. */
  readonly askedFor: (ref: PullRequestRef, author: number) => Promise<number>;
  /** Why they were asked, for the page. */
  readonly whyAsked: (place: Place) => Promise<readonly WhyAsked[]>;
};

type Place = { readonly repositoryId: number; readonly number: number };
export type WhyAsked = OurRequest & { readonly considered: readonly Considered[] };

type Options = { readonly recordKey: string; readonly engine: string; readonly now: () => Date };

export function createRequests(db: Kysely<Tables>, options: Options): Requests {
  const rowsOf = ({ repositoryId, number }: Place) =>
    db
      .selectFrom('requests')
      .selectAll()
      .where('repository_id', '=', repositoryId)
      .where('number', '=', number)
      .orderBy('asked_at')
      .orderBy('user_id')
      .execute();
  return {
    recallRequests: async (ref) => (await rowsOf(ref)).map(requestFrom),
    whyAsked: async (place) =>
      (await rowsOf(place)).map((row) => ({ ...requestFrom(row), considered: row.considered })),
    noteRequests: (snapshot, changes) =>
      db.transaction().execute((trx) => noteRequests(trx, snapshot, changes, options)),
    markSent: async ({ repositoryId, number }, { id }) => {
      await db
        .updateTable('requests')
        .set({ sent_at: options.now() })
        .where('repository_id', '=', repositoryId)
        .where('number', '=', number)
        .where('user_id', '=', id)
        .execute();
    },
    askedFor: async ({ repositoryId, number, installationId }, author) => {
      const { rows } = await sql<{ count: number }>`
        select count(distinct (r.repository_id, r.number))::int as count
        from requests r join pull_requests p using (repository_id, number)
        where r.installation_id = ${installationId} and r.ended is null and p.author_id = ${author}
          and not (r.repository_id = ${repositoryId} and r.number = ${number})`.execute(db);
      return rows[0]?.count ?? 0;
    },
  };
}

async function noteRequests(
  trx: Transaction<Tables>,
  snapshot: Snapshot,
  changes: RequestChanges,
  { recordKey, engine, now }: Options,
): Promise<void> {
  const { ref, headSha } = snapshot;
  const at = now();
  const of = (id: number) =>
    trx
      .updateTable('requests')
      .where('repository_id', '=', ref.repositoryId)
      .where('number', '=', ref.number)
      .where('user_id', '=', id);
  const record = (request: string, account: Account, decided: object, considered: readonly Considered[] = []) =>
    append(trx, recordKey, {
      kind: 'request',
      ref,
      at,
      decided: (seals) => ({ request, headSha, who: seals.person(account), at: at.toISOString(), ...decided }),
      facts: (seals) => ({ engine, considered: considered.slice(0, mostConsidered).map((each) => told(each, seals)) }),
    });

  for (const { account, why } of changes.ended) {
    await of(account.id).set({ ended: why, ended_at: at, waiting_since: null }).execute();
    await record('ended', account, { why });
  }
  for (const request of changes.asked) {
    const { account, level, clauses, step, suggested } = request;
    await insertRequest(trx, snapshot, request, at);
    await record(suggested ? 'suggested' : 'asked', account, { level, clauses, step }, request.considered);
  }
  for (const account of changes.reminded) {
    await of(account.id).set({ reminded_at: at }).execute();
    await record('reminded', account, {});
  }
  if (changes.escalated !== null) {
    await of(changes.escalated.id)
      .set(({ eb }) => ({ escalations: eb('escalations', '+', 1), escalated_at: at }))
      .execute();
    await record('escalated', changes.escalated, {});
  }
  for (const id of changes.waiting) await of(id).set({ waiting_since: at, head_sha: headSha }).execute();
  for (const id of changes.notWaiting) await of(id).set({ waiting_since: null }).execute();
}

/** So many of those who were considered are kept in the record. */
const mostConsidered = 20;

/** How much somebody has to do is not for everybody who may read the record. */
const told = ({ account, level, closes, owns, commits, reviews, unavailable }: Considered, seals: Seals) => ({
  level,
  closes,
  owns,
  commits,
  reviews,
  who: seals.person(account),
  unavailable: unavailable?.why ?? null,
});

/** That somebody was away is kept with the reasons, until when is not: they may have said it to nobody else. */
const withoutDay = (considered: Considered): Considered =>
  considered.unavailable?.why === 'away' ? { ...considered, unavailable: { why: 'away', until: '' } } : considered;

async function insertRequest(
  trx: Transaction<Tables>,
  { ref, headSha, totals }: Snapshot,
  { account, level, clauses, step, suggested, opinions, considered }: NewRequest,
  at: Date,
): Promise<void> {
  const asked = {
    installation_id: ref.installationId,
    login: account.login,
    level,
    clauses: canonicalJson(clauses),
    step,
    suggested,
    opinions,
    size: sizeOf(totals.additions + totals.deletions),
    considered: canonicalJson(considered.map(withoutDay)),
    asked_at: at,
    sent_at: null,
    head_sha: headSha,
    waiting_since: suggested ? null : at,
    ended: null,
    ended_at: null,
  };
  // Asked again: that they were reminded before, and others because of them, stays so.
  await trx
    .insertInto('requests')
    .values({
      repository_id: ref.repositoryId,
      number: ref.number,
      user_id: account.id,
      ...asked,
      reminded_at: null,
      escalated_at: null,
    })
    .onConflict((conflict) => conflict.columns(['repository_id', 'number', 'user_id']).doUpdateSet(asked))
    .execute();
}

/** Nobody is waited for where a pull request has ended. */
export async function endRequests(
  trx: Transaction<Tables>,
  { repositoryId, number }: PullRequestRef,
  at: Date,
): Promise<void> {
  await trx
    .updateTable('requests')
    .set({ ended: 'closed', ended_at: at, waiting_since: null })
    .where('repository_id', '=', repositoryId)
    .where('number', '=', number)
    .where('ended', 'is', null)
    .execute();
}

const requestFrom = (row: Selectable<Tables['requests']>): OurRequest => ({
  account: { id: row.user_id, login: row.login, kind: 'user' },
  level: row.level,
  clauses: row.clauses,
  step: row.step,
  suggested: row.suggested,
  opinions: row.opinions,
  askedAt: row.asked_at.toISOString(),
  sentAt: row.sent_at?.toISOString() ?? null,
  headSha: row.head_sha,
  waitingSince: row.waiting_since?.toISOString() ?? null,
  remindedAt: row.reminded_at?.toISOString() ?? null,
  escalations: row.escalations,
  escalatedAt: row.escalated_at?.toISOString() ?? null,
  ended: row.ended,
});
