import type { PullRequestRef } from './facts.ts';
import type { Hint } from './hint.ts';
import { unreachable } from './unreachable.ts';

/** How one run of a job ended. A thrown error is the third way: the job is tried again later, and in the end set aside. */
export type JobOutcome =
  | { readonly kind: 'done' }
  /** Nothing is wrong, but the job must run again: at once (null), or not before the time given. */
  | { readonly kind: 'again'; readonly at: Date | null };

/** What a run of a job may know about itself. */
export type JobRun = {
  /** How often this job has failed before. */
  readonly failures: number;
  /** Nothing tries again by itself if this run fails too. */
  readonly last: boolean;
  /** How many runs in a row, before this one, asked to run again at once. */
  readonly restarts: number;
  /** Aborted when the job was taken away from this run, so that nobody works on for nothing. */
  readonly signal: AbortSignal;
};

/** The key of everything that is serialised per pull request: numeric ids, which survive a rename. */
export const pullRequestKey = (ref: PullRequestRef): string => `${ref.repositoryId}#${ref.number}`;

/** What a hint is about: of two hints with one key that wait, one run serves both. */
export function hintKey(hint: Hint): string {
  switch (hint.kind) {
    case 'pull-request':
      return pullRequestKey(hint.ref);
    case 'commit':
      return `commit/${hint.repository.repositoryId}/${hint.sha}`;
    case 'branch':
      return `branch/${hint.repository.repositoryId}/${hint.branch}`;
    case 'repository':
      return `repository/${hint.repository.repositoryId}`;
    case 'organization':
      return `organization/${hint.installationId}`;
    case 'installation':
      return `installation/${hint.installationId}`;
    case 'merge-group':
      return `merge-group/${hint.repository.repositoryId}/${hint.headSha}`;
    case 'preview':
      // Whoever may not ask must not take the place of somebody who may.
      return `preview/${hint.repository.repositoryId}/${hint.headSha}/${hint.by.id}`;
    case 'direct-push':
      // The second look is work of its own.
      return `direct-push/${hint.repository.repositoryId}/${hint.after}/${hint.branch}${hint.lookedAt ? '/again' : ''}`;
    default:
      return unreachable(hint);
  }
}

/** The installation whose token and turn a hint uses. */
export function installationOf(hint: Hint): number {
  switch (hint.kind) {
    case 'pull-request':
      return hint.ref.installationId;
    case 'commit':
    case 'branch':
    case 'repository':
    case 'merge-group':
    case 'preview':
    case 'direct-push':
      return hint.repository.installationId;
    case 'organization':
    case 'installation':
      return hint.installationId;
    default:
      return unreachable(hint);
  }
}
