import type { PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { MergeGroupHint } from '../core/hint.ts';
import type { Loaded } from '../core/loaded.ts';
import { type Member, planMergeGroup } from '../core/merge-group.ts';
import type { Publication } from '../core/publication.ts';
import type { Decision, Recorded } from '../core/record.ts';
import { GitHubError } from '../errors.ts';
import { type DecidePorts, decide } from './decide.ts';

export type MergeGroupPorts = DecidePorts & {
  readonly load: (ref: PullRequestRef) => Promise<Loaded | null>;
  /** The pull requests of the group in the order of the queue; null: the queue does not show them. */
  readonly readMergeGroup: (hint: MergeGroupHint) => Promise<readonly PullRequestRef[] | null>;
  readonly record: (decision: Decision) => Promise<Recorded>;
  /** An entry of its own, with every member's head and verdict. */
  readonly recordMergeGroup: (hint: MergeGroupHint, members: readonly Member[] | null) => Promise<Recorded>;
  readonly publishMergeGroup: (repository: RepositoryRef, publication: Omit<Publication, 'labels'>) => Promise<void>;
};

/**
 * Evaluates every pull request of a merge group again, records, and answers on the group's commit. The queue may show a
 * group later than it announces it, so an unknown group is asked for again until the last attempt, which fails it.
 */
export async function evaluateMergeGroup(
  ports: MergeGroupPorts,
  hint: MergeGroupHint,
  attempt: { readonly last: boolean },
): Promise<'success' | 'failure'> {
  const members = await decideMembers(ports, hint);
  if (members === null && !attempt.last) {
    throw new GitHubError(`the merge queue does not show the group of ${hint.headSha} yet`, null, null, undefined);
  }
  const { digest } = await ports.recordMergeGroup(hint, members);
  const publication = planMergeGroup(hint.headSha, members, digest);
  await ports.publishMergeGroup(hint.repository, publication);
  return publication.conclusion === 'success' ? 'success' : 'failure';
}

async function decideMembers(ports: MergeGroupPorts, hint: MergeGroupHint): Promise<readonly Member[] | null> {
  const refs = await ports.readMergeGroup(hint);
  if (refs === null) return null;
  const members: Member[] = [];
  for (const ref of refs) {
    const loaded = await ports.load(ref);
    if (loaded === null || loaded.facts.state !== 'open') return null;
    // What GitHub shows on the pull request's own head must not spare the group its live reading.
    const { decision } = await decide({ ...loaded, shown: { ...loaded.shown, check: null } }, ports);
    await ports.record(decision);
    members.push({ number: ref.number, decision });
  }
  return members;
}
