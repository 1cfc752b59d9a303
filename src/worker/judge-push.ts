import { type DebtTerms, debtIfMerged } from '../core/debt.ts';
import { involvements } from '../core/evidence.ts';
import type { Commit, PullRequestRef, Push } from '../core/facts.ts';
import type { DirectPushHint } from '../core/hint.ts';
import type { Loaded } from '../core/loaded.ts';
import { assessProvenance, type Provenance } from '../core/provenance.ts';
import type { Decision } from '../core/record.ts';
import { decideOn } from './decide.ts';
import { type DebtPorts, repayDebt } from './repay-debt.ts';

/** A push as GitHub tells it: whether its branch is guarded, and which of its commits no pull request brought there. */
export type Inspected = {
  readonly guarded: boolean;
  readonly direct: readonly Commit[];
  readonly loaded: Loaded;
  readonly withFiles: () => Promise<Loaded>;
};

export type PushPorts = DebtPorts & {
  /** Whether any pull request that we know is based on the branch. */
  readonly isBase: (repositoryId: number, branch: string) => Promise<boolean>;
  /** Sends the hint when its time has come. */
  readonly sendAt: (hint: DirectPushHint, at: Date) => Promise<void>;
  /** One request. null: it is gone. */
  readonly inspectPush: (hint: DirectPushHint, number: number) => Promise<Inspected | null>;
  readonly recordDirectPush: (
    hint: DirectPushHint,
    commits: readonly string[],
    provenance: Provenance,
  ) => Promise<void>;
  /** Opens the issue in which the push is to be signed off. A courtesy; nothing is owed twice. */
  readonly tryOpenPushDebt: (hint: DirectPushHint, decision: Decision, terms: DebtTerms) => Promise<void>;
  /** The push that is signed off in this issue; null: the issue is about something else. */
  readonly pushOwed: (ref: PullRequestRef) => Promise<DirectPushHint | null>;
};

/**
 * Records a push of AI work to a guarded branch that no pull request brought there, and makes it review debt where the
 * policy says so. What GitHub merges comes as a push too, and is none of these.
 */
export async function judgePush(ports: PushPorts, hint: DirectPushHint): Promise<string> {
  const { repositoryId } = hint.repository;
  // Most pushes of agents go to branches on which nobody builds: no request for those.
  if (!hint.toDefault && !(await ports.isBase(repositoryId, hint.branch))) return 'no base';
  const inspected = await ports.inspectPush(hint, 0);
  if (inspected === null) return 'gone';
  const { guarded, direct, loaded } = inspected;
  // Whoever takes the guard away after the push does not undo that it was there.
  if (!guarded && !hint.lookedAt) return 'not guarded';
  const provenance = provenanceOf(direct, hint, loaded);
  if (involvements.indexOf(provenance.involvement) < involvements.indexOf('likely')) return 'by pull request';
  if (!hint.lookedAt) {
    await ports.sendAt({ ...hint, lookedAt: true }, new Date(Date.parse(loaded.facts.takenAt) + lookAgainAfter));
    return 'looked at again later';
  }
  await ports.recordDirectPush(
    hint,
    direct.map(({ sha }) => sha),
    provenance,
  );
  if (!loaded.policy.usable || loaded.policy.policy.mergedWithoutGate === 'record') return 'recorded';
  const decision = await decideOn(await inspected.withFiles(), ports);
  const terms = debtIfMerged(decision);
  if (terms === null) return 'recorded';
  await ports.tryOpenPushDebt(hint, decision, terms);
  return 'owed';
}

/** GitHub tells of a merge first, and only later which pull request brought its commits; the record cannot be unsaid. */
const lookAgainAfter = 5 * 60_000;

function provenanceOf(direct: readonly Commit[], { before, after, by }: DirectPushHint, { policy, facts }: Loaded) {
  // Whoever pushed what others had merged did not work on it.
  const pushes: readonly Push[] = direct.length === 0 ? [] : [{ before, after, pusher: by }];
  const pullRequest = { ...facts.pullRequest, author: null };
  const tools = policy.usable ? policy.policy.tools : [];
  return assessProvenance({ commits: direct, pullRequest, ledger: [], pushes }, tools);
}

/** A command in an issue: where a push is owed there, it may be signed off now. Says whether one is. */
export async function repayPush(ports: PushPorts, ref: PullRequestRef): Promise<boolean> {
  const hint = await ports.pushOwed(ref);
  if (hint === null) return false;
  const read = async (): Promise<Loaded | null> => (await ports.inspectPush(hint, ref.number))?.withFiles() ?? null;
  const loaded = await read();
  if (loaded === null) return false;
  await repayDebt(loaded, { ...ports, confirm: async (earlier) => (await read()) ?? earlier });
  return true;
}
