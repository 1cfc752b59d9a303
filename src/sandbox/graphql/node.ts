import type { GraphQLResolveInfo } from 'graphql';
import type { Viewer } from '../state/apps.ts';
import type {
  Actor,
  App,
  CheckRun,
  CheckSuite,
  CommitStatus,
  Issue,
  IssueComment,
  Label,
  MergeQueue,
  MergeQueueEntry,
  Organization,
  PullRequest,
  Repository,
  Review,
  Ruleset,
  Stack,
  Team,
  TimelineEvent,
  User,
} from '../state/model.ts';
import type { Rule } from '../state/rule.ts';
import type { State } from '../state.ts';

/** What stands behind each type of GitHub's schema. A commit, tree or blob is seen through a repository. */
export type Sources = {
  readonly App: App;
  readonly Blob: GitObject;
  readonly Bot: Actor;
  readonly CheckRun: CheckRun;
  readonly CheckSuite: CheckSuite;
  readonly Commit: GitObject;
  readonly Issue: Issue;
  readonly IssueComment: { readonly comment: IssueComment; readonly on: Issue | PullRequest };
  readonly Label: { readonly label: Label; readonly repository: Repository };
  readonly MergeQueue: MergeQueue;
  readonly MergeQueueEntry: MergeQueueEntry;
  readonly Organization: Organization;
  readonly PullRequest: PullRequest;
  readonly PullRequestCommit: { readonly pullRequest: PullRequest; readonly oid: string };
  readonly PullRequestStack: Stack;
  readonly PullRequestStackEntry: { readonly stack: Stack; readonly pullRequest: PullRequest };
  readonly PullRequestReview: { readonly review: Review; readonly pullRequest: PullRequest };
  readonly Ref: { readonly repository: Repository; readonly name: string };
  readonly Repository: Repository;
  readonly RepositoryRule: { readonly rule: Rule; readonly ruleset: Ruleset };
  readonly RepositoryRuleset: Ruleset;
  readonly ReviewRequest: { readonly pullRequest: PullRequest; readonly reviewer: Actor | Team };
  readonly StatusCheckRollup: GitObject;
  readonly StatusContext: { readonly status: CommitStatus; readonly repository: Repository };
  readonly Team: Team;
  readonly Tree: GitObject;
  /** GitHub answers a bot as a `User` where a commit's author is one. */
  readonly User: User | Actor;
} & { readonly [T in TimelineTypeName]: TimelineSource };

export type GitObject = { readonly repository: Repository; readonly oid: string };
export type TimelineSource = { readonly event: TimelineEvent; readonly on: Issue | PullRequest };

export type TimelineTypeName =
  | 'AddedToMergeQueueEvent'
  | 'AssignedEvent'
  | 'AutomaticBaseChangeSucceededEvent'
  | 'BaseRefChangedEvent'
  | 'BaseRefForcePushedEvent'
  | 'ClosedEvent'
  | 'ConvertToDraftEvent'
  | 'HeadRefDeletedEvent'
  | 'HeadRefForcePushedEvent'
  | 'LabeledEvent'
  | 'MergedEvent'
  | 'ReadyForReviewEvent'
  | 'RemovedFromMergeQueueEvent'
  | 'RenamedTitleEvent'
  | 'ReopenedEvent'
  | 'ReviewDismissedEvent'
  | 'ReviewRequestRemovedEvent'
  | 'ReviewRequestedEvent'
  | 'UnassignedEvent'
  | 'UnlabeledEvent';

/** A value with the name of its type, which graphql-js needs wherever a field is an interface or a union. */
export type Tagged<T extends keyof Sources = keyof Sources> = {
  readonly [K in T]: { readonly __typename: K; readonly of: Sources[K] };
}[T];

export function node<T extends keyof Sources>(__typename: T, of: Sources[T]): Tagged<T> {
  return { __typename, of };
}

export type Context = {
  readonly state: State;
  readonly viewer: Viewer;
  readonly cost: { readonly points: number; readonly nodes: number };
};

/** `args: never` lets each resolver say which arguments it takes; graphql-js has checked them against the schema. */
export type Resolver<Source> = (of: Source, args: never, context: Context, info: GraphQLResolveInfo) => unknown;
export type Fields<Source> = Readonly<Record<string, Resolver<Source>>>;

export function isTagged(value: unknown): value is Tagged {
  return typeof value === 'object' && value !== null && '__typename' in value && 'of' in value;
}

export function actorNode(actor: Actor | null): Tagged<'User' | 'Bot'> | null {
  if (actor === null) return null;
  return actor.type === 'Bot' ? node('Bot', actor) : node('User', actor);
}

export function ownerNode(owner: Organization | User): Tagged<'Organization' | 'User'> {
  return owner.type === 'Organization' ? node('Organization', owner) : node('User', owner);
}
