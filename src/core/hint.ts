import type { Account, PullRequestRef, RepositoryRef } from './facts.ts';
import { unreachable } from './unreachable.ts';

/** Something that may have changed what a pull request deserves. A hint says where to look, never what is true. */
export type Hint =
  | { readonly kind: 'pull-request'; readonly ref: PullRequestRef }
  /** Every open pull request that contains or stands on this commit. */
  | { readonly kind: 'commit'; readonly repository: RepositoryRef; readonly sha: string }
  /** Every open pull request of the repository. */
  | { readonly kind: 'repository'; readonly repository: RepositoryRef }
  /** Every open pull request of the account: a team or a membership changed. */
  | { readonly kind: 'organization'; readonly installationId: number; readonly owner: string }
  /** Every open pull request of every repository that the installation can see. */
  | { readonly kind: 'installation'; readonly installationId: number };

/** A push to a branch as the webhook told it; GitHub vouches for the pusher. */
export type PushSeen = {
  readonly repository: RepositoryRef;
  /** The full name, such as `refs/heads/main`. */
  readonly ref: string;
  /** null: the push created the branch. */
  readonly before: string | null;
  /** null: the push deleted the branch. */
  readonly after: string | null;
  readonly forced: boolean;
  readonly pusher: Account;
};

/** One webhook delivery as far as it concerns us. */
export type Delivery = {
  readonly guid: string;
  readonly event: string;
  readonly hints: readonly Hint[];
  readonly pushes: readonly PushSeen[];
};

/** How one run of a job ended. A thrown error is the third way: the job is tried again later, and in the end set aside. */
export type JobOutcome =
  | { readonly kind: 'done' }
  /** Nothing is wrong, but the job must run again: at once, or not before the time given. */
  | { readonly kind: 'again'; readonly at: Date | null };

/** What a run of a job may know about itself. */
export type JobRun = {
  /** How often this job has failed before. */
  readonly failures: number;
  /** How many runs in a row asked to run again at once. */
  readonly restarts: number;
  /** Aborted when the lease of the job is lost, so that nobody works on for nothing. */
  readonly signal: AbortSignal;
};

/** What the queue calls for its jobs. */
export type JobHandlers = {
  readonly evaluate: (ref: PullRequestRef, run: JobRun) => Promise<JobOutcome>;
  /** Turns a hint about more than one pull request into hints about single ones. */
  readonly expand: (hint: Hint, run: JobRun) => Promise<JobOutcome>;
};

/** What a hint is about, by numeric ids: two hints with one key need one run. */
export function keyOf(hint: Hint): string {
  switch (hint.kind) {
    case 'pull-request':
      return pullRequestKey(hint.ref);
    case 'commit':
      return `commit/${hint.repository.repositoryId}/${hint.sha}`;
    case 'repository':
      return `repository/${hint.repository.repositoryId}`;
    case 'organization':
      return `organization/${hint.installationId}`;
    case 'installation':
      return `installation/${hint.installationId}`;
    default:
      return unreachable(hint);
  }
}

/** The key of everything that is serialised per pull request. */
export const pullRequestKey = (ref: PullRequestRef): string => `${ref.repositoryId}#${ref.number}`;
