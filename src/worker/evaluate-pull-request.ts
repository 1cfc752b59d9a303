import { type WantedProofs, wantedProofs, wantsNothing } from '../core/carry-over.ts';
import { evaluate } from '../core/evaluate.ts';
import { type Account, nothingProven, type PullRequestRef, type Snapshot } from '../core/facts.ts';
import type { Facts, Loaded, Recollection } from '../core/loaded.ts';
import { type Publication, planPublication } from '../core/publication.ts';
import type { Decision, Recorded } from '../core/record.ts';

/** What the use case needs from the world. */
export type Ports = {
  /** Policy by SHA and the facts pinned to a head; null when the pull request does not exist. */
  readonly load: (ref: PullRequestRef) => Promise<Loaded | null>;
  readonly recall: (facts: Facts) => Promise<Recollection>;
  /** The same snapshot with what the trees of its commits prove. What cannot be proven stays as it is. */
  readonly prove: (snapshot: Snapshot, wanted: WantedProofs) => Promise<Snapshot>;
  /** One live read of head, reviews and the memberships of `people`. Throws HeadMovedError when the head moved. */
  readonly confirm: (loaded: Loaded, people: readonly Account[]) => Promise<Loaded>;
  /** The memberships of the loaded facts and of these further people. */
  readonly memberships: (loaded: Loaded, people: readonly Account[]) => Promise<Facts['memberships']>;
  /** Appends to the record, unless the newest entry of this pull request already says the same; its digest either way. */
  readonly record: (decision: Decision) => Promise<Recorded>;
  readonly publish: (loaded: Loaded, publication: Publication) => Promise<void>;
  /** Notes that a pull request needs no check any more, and how it ended. */
  readonly recordEnd: (facts: Facts) => Promise<void>;
};

/** What became of one job, for its log line. */
export type Outcome =
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'ended'; readonly state: 'closed' | 'merged' }
  | { readonly kind: 'not-found' };

/**
 * Loads the facts once, decides, records, and only then makes GitHub show it. Harmless to run twice, late or for nothing.
 * Invariant: nothing is published that was not recorded, and nothing turns green on facts that were not read once more.
 */
export async function evaluatePullRequest(ports: Ports, ref: PullRequestRef): Promise<Outcome> {
  const loaded = await ports.load(ref);
  if (loaded === null) return { kind: 'not-found' };
  if (loaded.facts.state !== 'open') {
    await ports.recordEnd(loaded.facts);
    return { kind: 'ended', state: loaded.facts.state };
  }
  const first = await decideOn(loaded, ports);
  const { reading, decision } = turnsGreen(loaded, first)
    ? await decideAgain(loaded, first, ports)
    : { reading: loaded, decision: first };
  const { digest } = await ports.record(decision);
  const { policy, snapshot, evaluation } = decision;
  await ports.publish(reading, planPublication(policy, snapshot, evaluation, digest));
  return { kind: 'decided', decision };
}

/** How often a proof may make another one worth asking for: a merge base, then merges, then diffs. */
const rounds = 3;

async function decideOn(loaded: Loaded, ports: Ports): Promise<Decision> {
  const recollection = await ports.recall(loaded.facts);
  const pushes = [...recollection.pushes, ...loaded.pushes];
  const pushers = pushes.map(({ pusher }) => pusher);
  const memberships = await ports.memberships(loaded, pushers);
  let snapshot: Snapshot = { ...loaded.facts, ...recollection, memberships, pushes, proofs: nothingProven };
  let evaluation = evaluate(loaded.policy, snapshot);
  for (let round = 1; round <= rounds && loaded.policy.usable; round += 1) {
    const wanted = wantedProofs(loaded.policy.policy, snapshot, evaluation.signOffs);
    if (wantsNothing(wanted)) break;
    snapshot = await ports.prove(snapshot, wanted);
    evaluation = evaluate(loaded.policy, snapshot);
  }
  return { snapshot, policy: loaded.policy, evaluation };
}

async function decideAgain(
  loaded: Loaded,
  first: Decision,
  ports: Ports,
): Promise<{ reading: Loaded; decision: Decision }> {
  const approvers = first.evaluation.signOffs.flatMap(({ reviewer }) => (reviewer === null ? [] : [reviewer]));
  const reading = await ports.confirm(loaded, approvers);
  return { reading, decision: await decideOn(reading, ports) };
}

/** A check that is green already was confirmed when it turned; observing never turns anything. */
function turnsGreen(loaded: Loaded, { policy, evaluation }: Decision): boolean {
  const enforcing = policy.usable && policy.policy.mode === 'enforce';
  const passing = ['satisfied', 'not-required', 'overridden'].includes(evaluation.verdict.state);
  return enforcing && passing && loaded.shown.check?.conclusion !== 'success';
}
