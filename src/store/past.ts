import { type Kysely, sql, type Transaction } from 'kysely';
import type { Account, PullRequestRef } from '../core/facts.ts';
import type { Facts } from '../core/loaded.ts';
import type { Decision } from '../core/record.ts';
import { type AuditOptions, decisionEntry, mergeEntry, recordDecision, recordEnd } from './audit.ts';
import { appendAll, type Entry } from './chain.ts';
import { closeDebt } from './debts.ts';
import { noteExplanations } from './explanations.ts';
import { backfill as reports } from './migrations/0009-reports.ts';
import { backfill as seniorTime } from './migrations/0012-senior-time.ts';
import { backfill as counted } from './migrations/0014-counted.ts';
import { teamsOfAuthor } from './note-report.ts';
import { indexed, placeOf } from './pull-requests.ts';
import type { Tables } from './schema.ts';

/** Something that happened before this store was there. */
export type PastEvent =
  | { readonly kind: 'decision'; readonly at: Date; readonly decision: Decision }
  | { readonly kind: 'end'; readonly at: Date; readonly facts: Facts; readonly mergedBy: Account | null }
  | { readonly kind: 'debt-closed'; readonly at: Date; readonly ref: PullRequestRef; readonly by: readonly Account[] };

export type Past = {
  /**
   * Records what happened earlier in one installation, oldest first, many entries in one statement: the chain is the one
   * that they would have made one by one. What only later evaluations read, such as the ledger, is left out.
   */
  readonly importPast: (installationId: number, events: readonly PastEvent[]) => Promise<void>;
};

export const createPast = (db: Kysely<Tables>, options: AuditOptions): Past => ({
  importPast: (installationId, events) =>
    db.transaction().execute(async (trx) => {
      const alone = new Set(events.filter(isOverride).map(keyOf));
      const known: Known = new Map();
      let together: Plain[] = [];
      const flush = async (): Promise<void> => {
        await recordTogether(trx, installationId, { events: together, known, options });
        together = [];
      };
      for (const event of events) {
        if (event.kind !== 'debt-closed' && !alone.has(keyOf(event))) {
          together.push(event);
          continue;
        }
        await flush();
        await recordAlone(trx, event, options);
      }
      await flush();
      await indexTogether(trx, known);
      for (const statement of [...reports, ...seniorTime, ...counted]) await sql.raw(statement).execute(trx);
      await noteTeams(trx, known);
    }),
});

type Plain = Exclude<PastEvent, { kind: 'debt-closed' }>;

/** What is known of each pull request so far: its newest decision, and how it ended. */
type Known = Map<
  string,
  {
    readonly firstAt: Date;
    readonly at: Date;
    readonly decision: Decision;
    readonly state: Facts['state'];
    readonly digest: string;
  }
>;

/** What leaves a debt touches more tables than the chain, and is rare. */
const isOverride = (event: PastEvent): boolean =>
  event.kind === 'decision' && event.decision.evaluation.override !== null;

function refOf(event: PastEvent): PullRequestRef {
  if (event.kind === 'decision') return event.decision.snapshot.ref;
  return event.kind === 'end' ? event.facts.ref : event.ref;
}

const keyOf = (event: PastEvent): string => `${refOf(event).repositoryId}#${refOf(event).number}`;

async function recordAlone(trx: Transaction<Tables>, event: PastEvent, options: AuditOptions): Promise<void> {
  const then = { ...options, now: () => event.at };
  if (event.kind === 'decision') await recordDecision(trx, event.decision, then);
  else if (event.kind === 'end') await recordEnd(trx, event.facts, event.mergedBy, then);
  else await closeDebt(trx, options.recordKey, event, event.at);
}

type Batch = { readonly events: readonly Plain[]; readonly known: Known; readonly options: AuditOptions };

async function recordTogether(
  trx: Transaction<Tables>,
  installationId: number,
  { events, known, options: { recordKey, engine } }: Batch,
): Promise<void> {
  if (events.length === 0) return;
  await appendAll(trx, recordKey, installationId, entries());

  // An entry is made when the one before it has its digest: a merge names the decision that it rests on.
  function* entries(): Generator<Entry, void, string> {
    for (const event of events) {
      const before = known.get(keyOf(event));
      if (event.kind === 'decision') {
        const { at, decision } = event;
        const digest = yield decisionEntry(decision, engine, at);
        known.set(keyOf(event), { firstAt: before?.firstAt ?? at, at, decision, state: 'open', digest });
        continue;
      }
      const { at, facts, mergedBy } = event;
      const isOfHead = before?.decision.snapshot.headSha === facts.headSha;
      const decided = before !== undefined && isOfHead ? verdictOf(before) : null;
      if (facts.state === 'merged') yield mergeEntry(facts, mergedBy, decided, { engine, at });
      if (before !== undefined) known.set(keyOf(event), { ...before, state: facts.state });
    }
  }
}

const verdictOf = ({ decision, digest }: { readonly decision: Decision; readonly digest: string }) => ({
  verdict: decision.evaluation.verdict.state,
  digest,
});

async function indexTogether(trx: Transaction<Tables>, known: Known): Promise<void> {
  const rows = [...known.values()].map(({ decision, digest, at, firstAt, state }) => ({
    ...placeOf(decision),
    ...indexed(decision, digest, at),
    state,
    first_seen_at: firstAt,
  }));
  for (let from = 0; from < rows.length; from += perStatement)
    await trx
      .insertInto('pull_requests')
      .values(rows.slice(from, from + perStatement))
      .execute();
  const decided = [...known.values()].map(({ state, ...newest }) => ({ ...newest, isOpen: state === 'open' }));
  for (let from = 0; from < decided.length; from += perStatement)
    await noteExplanations(trx, decided.slice(from, from + perStatement));
}

const perStatement = 200;

/** In which teams an author was, the record does not say. */
async function noteTeams(trx: Transaction<Tables>, known: Known): Promise<void> {
  const decisions = [...known.values()].map(({ decision }) => decision);
  const byTeams = Map.groupBy(decisions, (decision) => JSON.stringify(teamsOfAuthor(decision)));
  for (const [teams, same] of byTeams) {
    const places = same.map((decision) => placeOf(decision));
    await sql`
      update report_pull_requests r set teams = ${JSON.parse(teams)}::text[]
      from unnest(${places.map((place) => place.repository_id)}::bigint[], ${places.map(({ number }) => number)}::integer[])
        as place (repository_id, number)
      where r.repository_id = place.repository_id and r.number = place.number`.execute(trx);
  }
}
