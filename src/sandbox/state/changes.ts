import { type FileChange, threeDotDiff } from '../git/diff.ts';
import { commitsBetween } from '../git/history.ts';
import { mergeCommits } from '../git/merge.ts';
import type { Commit } from '../git/objects.ts';
import type { PullRequest } from './model.ts';
import { branchTip } from './repositories.ts';

/** What the diff is taken against: the base branch as it is now, or as it was when the pull request ended. */
export function baseTip(pullRequest: PullRequest): string {
  const { repository, ref, sha } = pullRequest.base;
  return pullRequest.state === 'closed' ? sha : (branchTip(repository, ref) ?? sha);
}

/** Commits that the head has and the base lacks, oldest first. */
export function commitsOf(pullRequest: PullRequest): readonly Commit[] {
  return commitsBetween(pullRequest.repository.objects, baseTip(pullRequest), pullRequest.head.sha);
}

export function filesOfPullRequest(pullRequest: PullRequest): readonly FileChange[] {
  return threeDotDiff(pullRequest.repository.objects, baseTip(pullRequest), pullRequest.head.sha);
}

export function isMergeable(pullRequest: PullRequest): boolean {
  return mergeCommits(pullRequest.repository.objects, baseTip(pullRequest), pullRequest.head.sha).clean;
}
