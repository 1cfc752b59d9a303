import type { MergeQueueEntry, PullRequest } from './model.ts';

/** The place of the pull request in a merge queue; null if it is in none. */
export function queueEntryOf(pull: PullRequest): MergeQueueEntry | null {
  const entries = [...pull.repository.mergeQueues.values()].flatMap((queue) => queue.entries);
  return entries.find((entry) => entry.pullRequest === pull) ?? null;
}
