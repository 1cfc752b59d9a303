// What this GitHub is made of. One file, because an organization leads to its repositories, those to their pull
// requests and checks, and all of them back.
import type { KeyObject } from 'node:crypto';
import type { ObjectStore } from '../git/objects.ts';
import type { Ids } from './ids.ts';
import type { BranchProtection, BypassActor, Rule, RulesetConditions } from './rule.ts';

export type Account = User | Bot | Organization;
/** Whoever can open, review, comment or push. */
export type Actor = User | Bot;

type AccountFields = Ids & { login: string; readonly createdAt: Date };

export type User = AccountFields & {
  readonly type: 'User';
  readonly name: string | null;
  /** Addresses by which commits are mapped to the account. */
  readonly emails: readonly string[];
  /** They set their status to busy. */
  busy: boolean;
};

export type Bot = AccountFields & {
  readonly type: 'Bot';
  /** GraphQL's login of a bot; the REST login is usually this with `[bot]` behind it. */
  readonly slug: string;
  readonly emails: readonly string[];
};

export type Organization = AccountFields & {
  readonly type: 'Organization';
  readonly name: string;
  readonly members: Map<number, OrganizationMember>;
  readonly teams: Team[];
  readonly rulesets: Ruleset[];
  /** What every member may do in every repository. */
  basePermission: Permission;
};

export type OrganizationMember = {
  readonly user: User;
  role: 'admin' | 'member';
  state: 'active' | 'pending';
};

export type Permission = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export type Team = Ids & {
  readonly organization: Organization;
  slug: string;
  name: string;
  description: string | null;
  privacy: 'closed' | 'secret';
  parent: Team | null;
  readonly memberships: Map<number, TeamMembership>;
  readonly repositories: Map<number, TeamRepository>;
  readonly createdAt: Date;
  updatedAt: Date;
};

export type TeamMembership = {
  readonly user: User;
  role: 'member' | 'maintainer';
  /** Invited people are pending until they accept. */
  state: 'active' | 'pending';
};

export type TeamRepository = { readonly repository: Repository; readonly permission: Permission };

export type Repository = Ids & {
  owner: Organization | User;
  name: string;
  visibility: 'public' | 'private' | 'internal';
  description: string | null;
  defaultBranch: string;
  archived: boolean;
  /** Shared by a repository and all its forks. */
  readonly objects: ObjectStore;
  /** Full ref name to commit. */
  readonly refs: Map<string, string>;
  readonly parent: Repository | null;
  readonly forks: Repository[];
  readonly collaborators: Map<number, Collaborator>;
  readonly labels: Map<string, Label>;
  /** Issues and pull requests share one run of numbers. */
  readonly issues: Map<number, Issue>;
  readonly pullRequests: Map<number, PullRequest>;
  nextNumber: number;
  readonly rulesets: Ruleset[];
  /** Classic branch protection, by branch. */
  readonly protections: Map<string, BranchProtection>;
  readonly checkSuites: CheckSuite[];
  readonly checkRuns: CheckRun[];
  readonly statuses: CommitStatus[];
  readonly activity: Activity[];
  /** By branch. A branch has one while a rule asks for it. */
  readonly mergeQueues: Map<string, MergeQueue>;
  readonly stacks: Stack[];
  deleteBranchOnMerge: boolean;
  readonly createdAt: Date;
  updatedAt: Date;
  pushedAt: Date;
};

export type Collaborator = { readonly user: User; readonly permission: Permission };

export type Label = Ids & {
  name: string;
  color: string;
  description: string | null;
  readonly isDefault: boolean;
};

export type Activity = Ids & {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly actor: Actor;
  readonly activityType:
    | 'push'
    | 'force_push'
    | 'branch_creation'
    | 'branch_deletion'
    | 'pr_merge'
    | 'merge_queue_merge';
  readonly timestamp: Date;
};

export type Ruleset = Ids & {
  name: string;
  readonly source: Repository | Organization;
  target: 'branch' | 'tag' | 'push';
  enforcement: 'active' | 'evaluate' | 'disabled';
  bypassActors: readonly BypassActor[];
  conditions: RulesetConditions;
  rules: readonly Rule[];
  readonly createdAt: Date;
  updatedAt: Date;
};

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
  /** Those who may push to the base may push to the head too, though it is in a fork. */
  maintainerCanModify: boolean;
  readonly requestedReviewers: Actor[];
  readonly requestedTeams: Team[];
  readonly reviews: Review[];
};

/** `sha` is the tip of the base when the pull request was last pushed to or retargeted: GitHub lets it grow stale. */
export type PullRequestBase = { readonly repository: Repository; readonly ref: string; readonly sha: string };
/** The repository is null once the fork is deleted. */
export type PullRequestHead = { readonly repository: Repository | null; readonly ref: string; readonly sha: string };

/** Pull requests each of which is based on the head of the one before. The first is at the bottom. */
export type Stack = Ids & { readonly number: number; readonly pullRequests: PullRequest[] };

export type MergeQueue = Ids & {
  readonly repository: Repository;
  readonly branch: string;
  /** In the order in which they are to land. */
  readonly entries: MergeQueueEntry[];
};

export type MergeQueueEntry = Ids & {
  readonly queue: MergeQueue;
  readonly pullRequest: PullRequest;
  /** The head that was put into the queue. */
  readonly headSha: string;
  readonly enqueuer: Actor;
  readonly enqueuedAt: Date;
  /** Null until it is built. */
  group: MergeGroup | null;
};

/** The pull request as it will land: merged onto what is before it in the queue. */
export type MergeGroup = {
  readonly headSha: string;
  /** The temporary branch, without `refs/heads/`. */
  readonly headBranch: string;
  readonly baseSha: string;
  readonly requestedAt: Date;
};

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

/** Why a pull request left a merge queue, in GitHub's words. */
export type RemovalReason =
  | 'UNKNOWN_REMOVAL_REASON'
  | 'MANUAL'
  | 'MERGE'
  | 'MERGE_CONFLICT'
  | 'CI_FAILURE'
  | 'CI_TIMEOUT'
  | 'ALREADY_MERGED'
  | 'QUEUE_CLEARED';

/** GitHub's own event names. */
export type TimelineDetail =
  | { readonly event: 'labeled' | 'unlabeled'; readonly label: { readonly name: string; readonly color: string } }
  | { readonly event: 'assigned' | 'unassigned'; readonly assignee: Actor }
  | { readonly event: 'review_requested' | 'review_request_removed'; readonly requested: User | Actor | Team }
  | { readonly event: 'review_dismissed'; readonly review: Review; readonly dismissal: Dismissal }
  | { readonly event: 'head_ref_force_pushed'; readonly before: string; readonly after: string }
  | { readonly event: 'base_ref_force_pushed'; readonly before: string; readonly after: string }
  | { readonly event: 'base_ref_changed'; readonly previousRef: string; readonly currentRef: string }
  | { readonly event: 'automatic_base_change_succeeded'; readonly previousRef: string; readonly currentRef: string }
  | { readonly event: 'renamed'; readonly from: string; readonly to: string }
  | { readonly event: 'merged'; readonly commitSha: string }
  | { readonly event: 'added_to_merge_queue'; readonly queue: MergeQueue }
  | { readonly event: 'removed_from_merge_queue'; readonly entry: MergeQueueEntry; readonly reason: RemovalReason }
  | { readonly event: 'closed' | 'reopened' | 'ready_for_review' | 'convert_to_draft' | 'head_ref_deleted' }
  | { readonly event: 'copilot_work_started' | 'copilot_work_finished' | 'copilot_work_finished_failure' };

export type CheckStatus = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'stale';

export type CheckSuite = Ids & {
  readonly repository: Repository;
  readonly app: App;
  readonly headSha: string;
  /** Null for pushes in forks, which GitHub does not see. */
  readonly headBranch: string | null;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  readonly createdAt: Date;
  updatedAt: Date;
};

export type CheckRun = Ids & {
  readonly suite: CheckSuite;
  readonly app: App;
  name: string;
  readonly headSha: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  readonly startedAt: Date;
  completedAt: Date | null;
  externalId: string;
  detailsUrl: string;
  output: CheckOutput;
  actions: readonly CheckAction[];
};

export type CheckOutput = {
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly annotations: readonly Annotation[];
};

/** Kept in GitHub's own spelling. */
export type Annotation = Readonly<Record<string, unknown>>;
export type CheckAction = { readonly label: string; readonly description: string; readonly identifier: string };

export type CommitStatus = Ids & {
  readonly sha: string;
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Actor;
  readonly app: App | null;
  readonly createdAt: Date;
};

/** Permission name to level, in GitHub's spelling. */
export type Permissions = Readonly<Record<string, 'read' | 'write' | 'admin'>>;

export type App = Ids & {
  readonly slug: string;
  readonly name: string;
  readonly clientId: string;
  readonly owner: Organization | User;
  readonly bot: Bot;
  /** Null for apps that exist only as authors of checks. */
  readonly publicKey: KeyObject | null;
  permissions: Permissions;
  events: readonly string[];
  readonly externalUrl: string;
  webhook: { readonly url: string; readonly secret: string } | null;
  /** With the client id it proves to GitHub that the App itself asks for a person's token. */
  readonly clientSecret: string;
  /** Where people may be sent back to after they signed in. */
  callbackUrls: readonly string[];
  readonly hookId: number;
  readonly createdAt: Date;
};
