import { type WantedProofs, wantedProofs, wantsNothing } from '../core/carry-over.ts';
import { evaluate } from '../core/evaluate.ts';
import { type Account, type CommandComment, nothingProven, type PullRequestRef, type Snapshot } from '../core/facts.ts';
import type { Facts, Loaded, Recollection } from '../core/loaded.ts';
import { withOpinions } from '../core/opinion.ts';
import type { Decision } from '../core/record.ts';
import { passes } from '../core/verdict.ts';
import { accessVersions } from '../core/versions.ts';

export type DecidePorts = {
  readonly recall: (facts: Facts) => Promise<Recollection>;
  /** The same snapshot with what the trees of its commits prove. What cannot be proven stays as it is. */
  readonly prove: (snapshot: Snapshot, wanted: WantedProofs) => Promise<Snapshot>;
  /** One live read of head, reviews and the memberships of `people`. Throws HeadMovedError when the head moved. */
  readonly confirm: (loaded: Loaded, people: readonly Account[]) => Promise<Loaded>;
  /** The comments that command us, as they stand now. */
  readonly commands: (ref: PullRequestRef) => Promise<readonly CommandComment[]>;
  /** The memberships of the loaded facts and of these further people. */
  readonly memberships: (loaded: Loaded, people: readonly Account[]) => Promise<Facts['memberships']>;
};

/** A reading of GitHub with what was decided on it. */
export type Decided = { readonly reading: Loaded; readonly decision: Decision };

/** How often a proof may make another one worth asking for: a merge base, then merges, then diffs. */
const rounds = 3;

/** Decides, and once more on a live reading where the check would turn green. */
export async function decide(loaded: Loaded, ports: DecidePorts): Promise<Decided> {
  const decision = await decideOn(loaded, ports);
  const { signOffs, override, disputes } = decision.evaluation;
  if (!turnsGreen(loaded, decision) && disputes.length === 0) return { reading: loaded, decision };
  const approvers = signOffs.flatMap(({ reviewer }) => (reviewer === null ? [] : [reviewer]));
  const others = [...(override === null ? [] : [override]), ...disputes].map(({ by }) => by);
  const { memberships } = decision.snapshot;
  const reading = await ports.confirm({ ...loaded, facts: { ...loaded.facts, memberships } }, [
    ...approvers,
    ...others,
  ]);
  return { reading, decision: await decideOn(reading, ports) };
}

/** Decides on one reading and on what we remember of it. */
export async function decideOn(loaded: Loaded, ports: Omit<DecidePorts, 'confirm'>): Promise<Decision> {
  const recollection = await ports.recall(loaded.facts);
  const commands = await ports.commands(loaded.facts.ref);
  const pushes = [...recollection.pushes, ...loaded.pushes];
  const people = [...pushes.map(({ pusher }) => pusher), ...commands.map(({ author }) => author)];
  const memberships = await ports.memberships(loaded, people);
  const given = { ...loaded.facts, ...recollection, commands, pushes, memberships, proofs: nothingProven };
  let snapshot: Snapshot = withOpinions(given);
  let evaluation = evaluate(loaded.policy, snapshot);
  for (let round = 1; round <= rounds && loaded.policy.usable; round += 1) {
    const wanted = wantedProofs(loaded.policy.policy, snapshot, evaluation.signOffs);
    if (wantsNothing(wanted)) break;
    snapshot = await ports.prove(snapshot, wanted);
    evaluation = evaluate(loaded.policy, snapshot);
  }
  return { snapshot, policy: loaded.policy, evaluation, versions: { ...loaded.versions, ...accessVersions(commands) } };
}

/** A check that is green already was confirmed when it turned; observing never turns anything. */
function turnsGreen(loaded: Loaded, { policy, evaluation }: Decision): boolean {
  const enforcing = policy.usable && policy.policy.mode === 'enforce';
  return enforcing && passes(evaluation.verdict) && loaded.shown.check?.conclusion !== 'success';
}
