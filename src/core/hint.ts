import type { Evidence } from './evidence.ts';
import type { Account, PullRequestRef, RepositoryRef } from './facts.ts';

/** Something that may have changed. Never a fact: what it points at is read again. */
export type Hint =
  | { readonly kind: 'pull-request'; readonly ref: PullRequestRef }
  | { readonly kind: 'commit'; readonly repository: RepositoryRef; readonly sha: string }
  /** What is based on a branch, directly or by way of others. */
  | { readonly kind: 'branch'; readonly repository: RepositoryRef; readonly branch: string }
  | { readonly kind: 'repository'; readonly repository: RepositoryRef }
  | { readonly kind: 'organization'; readonly installationId: number; readonly owner: string }
  | { readonly kind: 'installation'; readonly installationId: number }
  | MergeGroupHint
  | PreviewHint
  | DirectPushHint;

/** A group of the merge queue wants its answer on the commit that would land. */
export type MergeGroupHint = {
  readonly kind: 'merge-group';
  readonly repository: RepositoryRef;
  readonly headSha: string;
  readonly baseBranch: string;
};

/** Somebody asks what the policy proposed at this head would make of the open pull requests. */
export type PreviewHint = {
  readonly kind: 'preview';
  readonly repository: RepositoryRef;
  readonly headSha: string;
  readonly by: Account;
};

/** A push whose commits speak of AI: it may have come past every pull request. */
export type DirectPushHint = {
  readonly kind: 'direct-push';
  readonly repository: RepositoryRef;
  readonly branch: string;
  readonly toDefault: boolean;
  readonly before: string;
  readonly after: string;
  readonly by: Account;
  /** Those that speak of AI first; not all of them where the push has very many. */
  readonly commits: readonly string[];
  /** How many the push has. */
  readonly pushed: number;
  /** Set: it was looked at before, when GitHub knew of no pull request that brought these commits. */
  readonly lookedAt?: true;
};

/** A push as GitHub authenticated it: the only witness of who put a commit on a branch. */
export type PushSeen = {
  readonly repositoryId: number;
  /** The full name of the ref, such as `refs/heads/main`. */
  readonly ref: string;
  /** null: the branch was created by this push. */
  readonly before: string | null;
  readonly after: string;
  readonly pusher: Account;
  readonly forced: boolean;
};

/** That a person wrote a comment with a command in it. What it commands is read again, as are they. */
export type CommentSeen = {
  readonly repositoryId: number;
  readonly number: number;
  readonly commentId: number;
  readonly author: Account;
  /** Of the text as it was first written: times alone do not show an edit within their second. */
  readonly digest: string;
};

/** A trace of AI on a pushed commit, seen before any pull request has it. */
export type PushedEvidence = { readonly repositoryId: number; readonly tree: string; readonly evidence: Evidence };

/** The App was put onto an account, or taken off it. */
export type InstallationChange = {
  readonly kind: 'added' | 'removed';
  readonly installationId: number;
  readonly accountId: number;
};

/** How soon a hint is worked off. Each takes in what else is told about the same pull request until then. */
export type Pace =
  | 'prompt'
  /** After a moment: of those that come in dozens, and that nobody can misuse in that moment. */
  | 'patient'
  /** A stranger's: when nobody who may write waits. */
  | 'behind'
  /** A stranger's who has caused much lately: in two minutes. */
  | 'rationed';

/** What one webhook delivery says that matters here: what to read again, who pushed, and who commanded. */
export type Delivery = {
  readonly hints: readonly Hint[];
  /** Left out: prompt. */
  readonly pace?: Pace;
  readonly installations?: readonly InstallationChange[];
  /** The account that caused it, where GitHub says that it may not write. */
  readonly stranger?: number;
  readonly pushes: readonly PushSeen[];
  readonly comments?: readonly CommentSeen[];
  readonly evidence?: readonly PushedEvidence[];
};

/** A delivery that was read, on its way into the store. The id is GitHub's for the event; a redelivery has the same. */
export type ReadDelivery = Delivery & { readonly guid: string; readonly event: string };
