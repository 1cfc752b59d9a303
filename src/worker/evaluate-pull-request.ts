import { dayLength } from '../core/day.ts';
import type { Account, PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { Hint } from '../core/hint.ts';
import type { Facts, Loaded } from '../core/loaded.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import { noteOnProposal, type Proposal, type ProposalNote } from '../core/proposal.ts';
import { joinTwins, type Publication, planPublication, type Twin } from '../core/publication.ts';
import type { Decision, Recorded } from '../core/record.ts';
import { withNamed } from '../core/routing/say.ts';
import { HeadMovedError } from '../errors.ts';
import { type AskPorts, namedOn, tryAsk, tryRoute } from './ask.ts';
import { type Decided, decide, decideOn } from './decide.ts';
import { type DebtPorts, repayDebt } from './repay-debt.ts';
import type { Routed } from './route.ts';

/** What the use case needs from the world. */
export type Ports = DebtPorts &
  AskPorts & {
    /** Policy by SHA and the facts pinned to a head; null when the pull request does not exist. */
    readonly load: (ref: PullRequestRef) => Promise<Loaded | null>;
    readonly lastDecisionOn: (ref: PullRequestRef) => Promise<LastDecision | null>;
    /** Appends to the record, unless the newest entry of this pull request already says the same; its digest either way. */
    readonly record: (decision: Decision) => Promise<Recorded>;
    readonly publish: (loaded: Loaded, publication: Publication) => Promise<void>;
    /** Takes an earlier answer away from a head until there is a new one. */
    readonly publishEvaluating: (ref: PullRequestRef, headSha: string) => Promise<void>;
    /** Notes that a pull request needs no check any more, and how it ended. */
    readonly recordEnd: (facts: Facts, mergedBy: Account | null) => Promise<void>;
    /** The decision on a head that was merged before anything was decided about it, and what it leaves to be signed off. */
    readonly recordUnseenMerge: (decision: Decision, mergedBy: Account | null) => Promise<void>;
    /** Whether the number is an issue in which a direct push is signed off, which is then looked at. */
    readonly repayPush: (ref: PullRequestRef) => Promise<boolean>;
    /** Runs the work while nobody else works on the same head. */
    readonly exclusively: <T>(key: string, work: () => Promise<T>) => Promise<T>;
    readonly canPush: (repository: RepositoryRef, account: Account) => Promise<boolean>;
    readonly send: (hints: readonly Hint[]) => Promise<void>;
    /** The open pull requests that a hint may concern, as far as they were decided before. */
    readonly knownPullRequests: (hint: Hint) => Promise<readonly PullRequestRef[]>;
    /** What a change of the policy file would make of the rules; null: it is left alone. */
    readonly readProposal: (loaded: Loaded) => Promise<ReadProposal | null>;
    /** A courtesy: a failure is logged, and the check stands. */
    readonly tryPublishNote: (loaded: Loaded, note: ProposalNote, shownNote: string | null) => Promise<void>;
  };

export type ReadProposal = {
  readonly proposal: Proposal;
  /** What the change would make of the rules of another pull request. */
  readonly effectiveFor: (other: Loaded) => EffectivePolicy;
  /** The id of the note that GitHub shows already. */
  readonly shownNote: string | null;
  /** The same reading; where the change repairs a broken policy, under the last one that could be used. */
  readonly loaded: Loaded;
};

export type LastDecision = { readonly headSha: string; readonly baseRef: string; readonly digest: string };

/** What became of one job, for its log line. */
export type Outcome =
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'ended'; readonly state: 'closed' | 'merged' }
  /** An issue in which a direct push is signed off. */
  | { readonly kind: 'push' }
  | { readonly kind: 'not-found' };

/**
 * Loads the facts once, decides, records, and only then makes GitHub show it. Harmless to run twice, late or for nothing.
 * Invariant: nothing is published that was not recorded, and nothing turns green on facts that were not read once more.
 */
export async function evaluatePullRequest(ports: Ports, ref: PullRequestRef): Promise<Outcome> {
  const loaded = await ports.load(ref);
  if (loaded === null) return { kind: (await ports.repayPush(ref)) ? 'push' : 'not-found' };
  if (loaded.facts.state !== 'open') {
    const before = await ports.lastDecisionOn(ref);
    await ports.recordEnd(loaded.facts, loaded.mergedBy);
    if (before?.headSha !== loaded.facts.headSha && isFreshlyMerged(loaded))
      await ports.recordUnseenMerge(await decideOn(loaded, ports), loaded.mergedBy);
    if (loaded.facts.state === 'merged') await repayDebt(loaded, ports);
    await releaseTwins(loaded.facts, loaded.facts.headSha, ports);
    return { kind: 'ended', state: loaded.facts.state };
  }
  const last = await ports.lastDecisionOn(ref);
  if (last !== null && last.headSha !== loaded.facts.headSha) await releaseTwins(loaded.facts, last.headSha, ports);
  const read = await ports.readProposal(loaded);
  const shown = await withdrawForeignAnswer(loaded.untrusted ? loaded : (read?.loaded ?? loaded), last, ports);
  if (shown.facts.siblings.length === 0) {
    const decision = await decideAlone(shown, ports);
    if (read !== null) await noteProposal(read, decision, ports);
    return { kind: 'decided', decision };
  }
  // What was read before the turn came may be older than what the one before us has published.
  return ports.exclusively(`${ref.repositoryId}:${shown.facts.headSha}`, async () => {
    const fresh = await ports.load(ref);
    if (fresh?.facts.headSha !== shown.facts.headSha) throw new HeadMovedError(`the head of #${ref.number} moved`);
    return { kind: 'decided', decision: await decideTogether(fresh, ports) };
  });
}

/** What was merged long before anybody told us, such as before the App was installed, is nobody's debt. */
function isFreshlyMerged({ facts, mergedAt }: Loaded): boolean {
  return mergedAt !== null && Date.parse(facts.takenAt) - Date.parse(mergedAt) < dayLength;
}

async function noteProposal(read: ReadProposal, decision: Decision, ports: Ports): Promise<void> {
  const { ref, pullRequest } = read.loaded.facts;
  const trusted = pullRequest.author !== null && (await ports.canPush(ref, pullRequest.author));
  const note = noteOnProposal(read.proposal, decision.policy, decision.snapshot, trusted);
  await ports.tryPublishNote(read.loaded, note, read.shownNote);
}

/** This pull request no longer has a say on that commit: whatever else has it as head is looked at again. */
async function releaseTwins({ ref }: Facts, sha: string, ports: Ports): Promise<void> {
  const { number: own, ...repository } = ref;
  const known = await ports.knownPullRequests({ kind: 'commit', repository, sha });
  const twins = known.filter(({ number }) => number !== own);
  if (twins.length > 0) await ports.send(twins.map((twin) => ({ kind: 'pull-request', ref: twin })));
}

/** A green check on the head that stands for another pull request, or for this one on another base, is not ours to keep. */
async function withdrawForeignAnswer(loaded: Loaded, last: LastDecision | null, ports: Ports): Promise<Loaded> {
  const { facts, shown } = loaded;
  if (shown.check?.conclusion !== 'success') return loaded;
  const isOurs = last !== null && last.headSha === facts.headSha && last.baseRef === facts.baseRef;
  if (isOurs) return loaded;
  await ports.publishEvaluating(facts.ref, facts.headSha);
  return { ...loaded, shown: { ...shown, check: null } };
}

async function decideAlone(loaded: Loaded, ports: Ports): Promise<Decision> {
  const { reading, decision } = await decide(loaded, ports);
  if (reading.facts.siblings.length > 0) throw new HeadMovedError('a pull request with the same head was opened');
  const { digest } = await ports.record(decision);
  const routed = await tryRoute(ports, reading, decision);
  await ports.publish(outdated(reading, routed), withNamed(plan(decision, digest), routed.named));
  await ports.tryAnswer(reading, decision);
  await tryAsk(ports, decision, routed);
  return decision;
}

/** A check that names somebody else than before is published, whatever else is the same. */
const outdated = (reading: Loaded, { changed }: Routed): Loaded =>
  changed ? { ...reading, shown: { ...reading.shown, check: null } } : reading;

/** Every open pull request with this head is decided now, and the worst answer is shown on it. */
async function decideTogether(own: Loaded, ports: Ports): Promise<Decision> {
  const decided = await decide(own, ports);
  const ownBefore = await ports.lastDecisionOn(own.facts.ref);
  const unnamed = await recordTwin(decided, ports, true);
  const routed = await tryRoute(ports, decided.reading, decided.decision);
  const ownTwin = { ...unnamed, publication: withNamed(unnamed.publication, routed.named) };
  const others: Twin[] = [];
  for (const { number, author } of own.facts.siblings) {
    const trusted = author !== null && (await ports.canPush(own.facts.ref, author));
    const sibling = await ports.load({ ...own.facts.ref, number });
    if (sibling === null || sibling.facts.state !== 'open' || sibling.facts.headSha !== own.facts.headSha) continue;
    const other = await decide(trusted ? sibling : withoutWords(sibling), ports);
    const twin = await recordTwin(other, ports, trusted);
    others.push({ ...twin, publication: withNamed(twin.publication, await namedOn(ports, other.decision)) });
  }
  await ports.publish(outdated(decided.reading, routed), joinTwins(ownTwin, others));
  await ports.tryAnswer(decided.reading, decided.decision);
  await tryAsk(ports, decided.decision, routed);
  // The others learn of this one, which they may not have known when they were decided.
  const isNew = ownBefore?.digest !== ownTwin.publication.externalId;
  if (isNew)
    await ports.send(others.map(({ number }) => ({ kind: 'pull-request', ref: { ...own.facts.ref, number } })));
  return decided.decision;
}

async function recordTwin({ decision }: Decided, ports: Ports, trusted: boolean): Promise<Twin> {
  const { digest } = await ports.record(decision);
  const { verdict } = decision.evaluation;
  return { number: decision.snapshot.ref.number, publication: plan(decision, digest), verdict, trusted };
}

/** What a stranger writes on a twin says nothing about the commit; the rules of its base hold all the same. */
function withoutWords(loaded: Loaded): Loaded {
  const pullRequest = { ...loaded.facts.pullRequest, title: '', body: '', labels: [] };
  return { ...loaded, facts: { ...loaded.facts, pullRequest } };
}

const plan = ({ policy, snapshot, evaluation }: Decision, digest: string): Publication =>
  planPublication(policy, snapshot, evaluation, digest);
