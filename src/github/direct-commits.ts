import type { DirectPushHint } from '../core/hint.ts';
import { present } from './answer.ts';
import type { AssociatedPullRequest, PushedCommit } from './push-query.ts';

/**
 * The commits that came past every pull request: no merged one into this branch, or into the default branch, whose rules
 * hold everywhere, brought them. GitHub calls the newest commit of a push the merge of every pull request whose head the
 * push contains; only what its own buttons write is one, so that nothing rides along.
 */
export function directCommits(
  commits: readonly PushedCommit[],
  { repository, before, after, pushed }: DirectPushHint,
  bases: readonly string[],
): ReadonlySet<string> {
  const byOid = new Map(commits.map((commit) => [commit.oid, commit]));
  const mergedWith = (commit: PushedCommit) =>
    present(commit.associatedPullRequests).filter(
      ({ state, baseRefName, baseRepository }) =>
        state === 'MERGED' && bases.includes(baseRefName) && baseRepository?.databaseId === repository.repositoryId,
    );
  const isBrought = (commit: PushedCommit): boolean =>
    mergedWith(commit).some(
      ({ headRefOid, mergeCommit }) => headRefOid === commit.oid || mergeCommit?.oid !== commit.oid,
    ) || isLanding(commit);
  // A merge has two parents; a squash stands on what was there, or on another one of the same group.
  const isLanding = (commit: PushedCommit): boolean => {
    if (!mergedWith(commit).some(({ mergeCommit }) => mergeCommit?.oid === commit.oid)) return false;
    const [first, ...others] = present(commit.parents).map(({ oid }) => oid);
    if (others.length > 0 || first === undefined || first === before) return true;
    const below = byOid.get(first);
    return below !== undefined && isLanding(below);
  };
  if (isRebase(byOid, { after, pushed }, mergedWith)) return new Set();
  return new Set(commits.filter((commit) => !isBrought(commit)).map(({ oid }) => oid));
}

/** A rebase writes each commit anew, and GitHub may know only of the last which pull request it came from. */
function isRebase(
  pushed: ReadonlyMap<string, PushedCommit>,
  push: Pick<DirectPushHint, 'after' | 'pushed'>,
  mergedWith: (commit: PushedCommit) => readonly AssociatedPullRequest[],
): boolean {
  const last = pushed.get(push.after);
  return (last === undefined ? [] : mergedWith(last)).some(
    ({ mergeCommit, headRefOid, commits }) =>
      mergeCommit?.oid === push.after && push.pushed <= commits.totalCount && !pushed.has(headRefOid),
  );
}
