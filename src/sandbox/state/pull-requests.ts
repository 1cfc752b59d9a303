import type { Actor, Team, User } from './accounts.ts';
import type { App } from './apps.ts';
import type { Ids } from './ids.ts';
import type { Label, Repository } from './repositories.ts';

/** What issues and pull requests have in common. Ghosts are null. */
type Conversation = Ids & {
  readonly repository: Repository;
  readonly number: number;
  author: Actor | null;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  readonly labels: Label[];
  readonly assignees: Actor[];
  readonly comments: IssueComment[];
  readonly timeline: TimelineEvent[];
  readonly reactions: Reaction[];
  locked: boolean;
  readonly createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  closedBy: Actor | null;
};

export type Issue = Conversation & { readonly kind: 'issue'; stateReason: 'completed' | 'not_planned' | null };

export type PullRequest = Conversation & {
  readonly kind: 'pull-request';
  /** The id of the same pull request seen as an issue. */
  readonly issueIds: Ids;
  draft: boolean;
  mergedAt: Date | null;
  mergedBy: Actor | null;
  mergeCommit: string | null;
  base: PullRequestBase;
  head: PullRequestHead;
  readonly requestedReviewers: Actor[];
  readonly requestedTeams: Team[];
  readonly reviews: Review[];
};

/** `sha` is the tip of the base when the pull request was last pushed to or retargeted: GitHub lets it grow stale. */
export type PullRequestBase = { readonly repository: Repository; readonly ref: string; readonly sha: string };
/** The repository is null once the fork is deleted. */
export type PullRequestHead = { readonly repository: Repository | null; readonly ref: string; readonly sha: string };

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';

export type Review = Ids & {
  author: Actor | null;
  state: ReviewState;
  body: string;
  /** Null once the commit has been garbage collected. */
  commitSha: string | null;
  readonly submittedAt: Date;
  lastEditedAt: Date | null;
  dismissal: Dismissal | null;
};

export type Dismissal = {
  readonly actor: Actor;
  readonly message: string;
  readonly previousState: ReviewState;
  readonly at: Date;
};

export type IssueComment = Ids & {
  author: Actor | null;
  body: string;
  /** The app that wrote it, or through which a person wrote it. */
  readonly app: App | null;
  readonly reactions: Reaction[];
  readonly createdAt: Date;
  updatedAt: Date;
  lastEditedAt: Date | null;
  lastEditedBy: Actor | null;
};

export type ReactionContent = '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes';
export type Reaction = Ids & { readonly user: Actor; readonly content: ReactionContent; readonly createdAt: Date };

export type TimelineEvent = Ids & {
  readonly actor: Actor | null;
  readonly createdAt: Date;
  /** `performed_via_github_app`. */
  readonly app: App | null;
} & TimelineDetail;

/** GitHub's own event names. */
export type TimelineDetail =
  | { readonly event: 'labeled' | 'unlabeled'; readonly label: { readonly name: string; readonly color: string } }
  | { readonly event: 'assigned' | 'unassigned'; readonly assignee: Actor }
  | { readonly event: 'review_requested' | 'review_request_removed'; readonly requested: User | Actor | Team }
  | { readonly event: 'review_dismissed'; readonly review: Review; readonly dismissal: Dismissal }
  | { readonly event: 'head_ref_force_pushed'; readonly before: string; readonly after: string }
  | { readonly event: 'base_ref_changed'; readonly previousRef: string; readonly currentRef: string }
  | { readonly event: 'automatic_base_change_succeeded'; readonly previousRef: string; readonly currentRef: string }
  | { readonly event: 'renamed'; readonly from: string; readonly to: string }
  | { readonly event: 'merged'; readonly commitSha: string }
  | { readonly event: 'closed' | 'reopened' | 'ready_for_review' | 'convert_to_draft' | 'head_ref_deleted' }
  | { readonly event: 'copilot_work_started' | 'copilot_work_finished' | 'copilot_work_finished_failure' };

export function isMerged(pullRequest: PullRequest): boolean {
  return pullRequest.mergedAt !== null;
}

export function isFromFork(pullRequest: PullRequest): boolean {
  return pullRequest.head.repository !== pullRequest.base.repository;
}
