import type { Kysely, Transaction } from 'kysely';
import type { Account } from '../core/facts.ts';
import type { MergeGroupHint } from '../core/hint.ts';
import type { Facts } from '../core/loaded.ts';
import type { Member } from '../core/merge-group.ts';
import type { Decision, Recorded } from '../core/record.ts';
import { rememberBindings } from './bindings.ts';
import { append, type Entry } from './chain.ts';
import { noteDebt, openDebt, voidDebt } from './debts.ts';
import { decidedPart, factsPart } from './decision-content.ts';
import { noteDisputes } from './disputes.ts';
import { noteExplanation, wantNothingMore } from './explanations.ts';
import { type ExportFilter, exportDecisions } from './export.ts';
import { rememberEvidence, rememberTools } from './ledger.ts';
import { noteDecided, noteEnded, noteMerged } from './note-report.ts';
import { erasePerson, type Person } from './privacy.ts';
import { indexDecision } from './pull-requests.ts';
import { endRequests } from './requests.ts';
import type { Tables } from './schema.ts';
import { type ChainReport, verifyChain, verifyChains, type Witness } from './verify.ts';

export type Audit = {
  /** Appends the decision, unless the pull request's newest one says the same, and remembers its evidence; its digest either way. */
  readonly recordDecision: (decision: Decision) => Promise<Recorded>;
  /**
   * Notes how a pull request ended. A merge is an entry of its own, which says who merged and whether the gate stood open;
   * what that leaves to be signed off becomes due.
   */
  readonly recordEnd: (facts: Facts, mergedBy: Account | null) => Promise<void>;
  /** What a merge leaves to be signed off that came before anything was decided about its head. */
  readonly recordUnseenMerge: (decision: Decision, mergedBy: Account | null) => Promise<void>;
  /** Appends what was answered on the commit of a merge group, with every member's head and verdict. */
  readonly recordMergeGroup: (hint: MergeGroupHint, members: readonly Member[] | null) => Promise<Recorded>;
  /** One report for each installation; the witnesses are digests that others kept, such as the checks on GitHub. */
  readonly verifyChains: (witnesses: readonly Witness[]) => Promise<readonly ChainReport[]>;
  readonly verifyChain: (installationId: number) => Promise<ChainReport>;
  readonly exportDecisions: (filter: ExportFilter) => AsyncIterable<string>;
  /** Says how many personal facts are gone. */
  readonly erasePerson: (person: Person) => Promise<number>;
};

export type AuditOptions = {
  readonly recordKey: string;
  /** The version of the program, as the record names it. */
  readonly engine: string;
  readonly now: () => Date;
};

export function createAudit(db: Kysely<Tables>, options: AuditOptions): Audit {
  return {
    recordDecision: (decision) => db.transaction().execute((trx) => recordDecision(trx, decision, options)),
    recordEnd: (facts, mergedBy) => db.transaction().execute((trx) => recordEnd(trx, facts, mergedBy, options)),
    recordUnseenMerge: (decision, mergedBy) =>
      db.transaction().execute((trx) => recordUnseenMerge(trx, decision, mergedBy, options)),
    recordMergeGroup: (hint, members) =>
      db.transaction().execute((trx) => recordMergeGroup(trx, hint, members, options)),
    verifyChains: (witnesses) => verifyChains(db, options.recordKey, witnesses),
    verifyChain: (installationId) => verifyChain(db, options.recordKey, installationId, []),
    exportDecisions: (filter) => exportDecisions(db, filter),
    erasePerson: (person) => erasePerson(db, person),
  };
}

export async function recordDecision(
  trx: Transaction<Tables>,
  decision: Decision,
  { recordKey, engine, now }: AuditOptions,
): Promise<Recorded> {
  const at = now();
  const recorded = await append(trx, recordKey, decisionEntry(decision, engine, at));
  await indexDecision(trx, decision, recorded, at);
  await noteDecided(trx, decision, at);
  await noteExplanation(trx, decision, recorded);
  await rememberEvidence(trx, decision, at);
  await rememberBindings(trx, decision, at);
  await noteDisputes(trx, recordKey, decision, at);
  await noteDebt(trx, recordKey, decision, at);
  return recorded;
}

export const decisionEntry = (decision: Decision, engine: string, at: Date): Entry => ({
  kind: 'decision',
  ref: decision.snapshot.ref,
  at,
  decided: (seals) => decidedPart(decision, seals),
  facts: (seals) => ({ engine, ...factsPart(decision, seals) }),
});

async function recordUnseenMerge(
  trx: Transaction<Tables>,
  decision: Decision,
  mergedBy: Account | null,
  { recordKey, now }: AuditOptions,
) {
  const { ref, headSha } = decision.snapshot;
  await noteDebt(trx, recordKey, decision, now());
  await openDebt(trx, recordKey, { ref, headSha, mergedBy }, now());
}

function recordMergeGroup(
  trx: Transaction<Tables>,
  { repository, headSha, baseBranch }: MergeGroupHint,
  members: readonly Member[] | null,
  { recordKey, engine, now }: AuditOptions,
): Promise<Recorded> {
  // A group belongs to the last pull request in it, whose changes it is made of; nobody knows which: to none.
  const number = members?.at(-1)?.number ?? 0;
  const decided = members?.map(({ number: member, decision: { snapshot, evaluation } }) => ({
    number: member,
    headSha: snapshot.headSha,
    verdict: evaluation.verdict.state,
  }));
  return append(trx, recordKey, {
    kind: 'merge-group',
    ref: { ...repository, number },
    at: now(),
    decided: () => ({ headSha, baseBranch, members: decided ?? null }),
    facts: () => ({ engine }),
  });
}

/** The verdicts with which the gate lets a pull request pass. */
const open = ['satisfied', 'not-required', 'overridden'];

/** What a merge came to: the newest decision, if it was one about the merged head, says how the gate stood. */
export const gateFor = (decided: { readonly verdict: string } | null): 'open' | 'not-open' =>
  decided !== null && open.includes(decided.verdict) ? 'open' : 'not-open';

export const mergeEntry = (
  { ref, headSha, baseRef, pullRequest }: Facts,
  mergedBy: Account | null,
  decided: { readonly verdict: string; readonly digest: string } | null,
  { engine, at }: { readonly engine: string; readonly at: Date },
): Entry => ({
  kind: 'merge',
  ref,
  at,
  decided: (seals) => ({
    headSha,
    baseRef,
    verdict: decided?.verdict ?? null,
    gate: gateFor(decided),
    by: seals.person(mergedBy),
    decision: decided?.digest ?? null,
  }),
  facts: (seals) => ({ engine, author: seals.person(pullRequest.author) }),
});

export async function recordEnd(
  trx: Transaction<Tables>,
  facts: Facts,
  mergedBy: Account | null,
  { recordKey, engine, now }: AuditOptions,
): Promise<void> {
  const { ref, headSha, state } = facts;
  const known = await trx
    .selectFrom('pull_requests')
    .select(['verdict', 'head_sha', 'digest', 'tools', 'author_id'])
    .where('repository_id', '=', ref.repositoryId)
    .where('number', '=', ref.number)
    .executeTakeFirst();
  if (state === 'merged') {
    const decided = known?.head_sha === headSha ? known : null;
    await append(trx, recordKey, mergeEntry(facts, mergedBy, decided, { engine, at: now() }));
    await noteMerged(trx, ref, gateFor(decided), now());
    if (decided?.verdict === 'satisfied') await rememberTools(trx, ref, decided.tools, now());
    if (decided !== null) await openDebt(trx, recordKey, { ref, headSha, mergedBy }, now());
  }
  await noteEnded(trx, ref);
  await wantNothingMore(trx, ref);
  await endRequests(trx, ref, now());
  if (state === 'closed') await voidDebt(trx, ref);
  await trx
    .updateTable('pull_requests')
    .set({ state })
    .where('repository_id', '=', ref.repositoryId)
    .where('number', '=', ref.number)
    .execute();
}
