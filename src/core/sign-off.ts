import type { Account } from './facts.ts';

/** Why a person's sign-off cannot count for any clause of this pull request. */
export type Disqualification =
  | 'author'
  | 'contributor'
  | 'pusher'
  | 'requester'
  | 'bot'
  | 'machine-user'
  | 'no-write-access'
  | 'unknown-account';

/** What a sign-off is worth to one clause. */
export type ClauseOutcome =
  | 'counts'
  | 'carried'
  | 'stale'
  | 'below-level'
  | 'wrong-team'
  | 'not-an-owner'
  | 'level-unknown';

/** One person's standing approval: disqualified with a reason, or its worth to each clause by id. One per person. */
export type SignOff = {
  readonly reviewer: Account | null;
  readonly reviewId: string;
  readonly commitSha: string | null;
  readonly submittedAt: string;
  readonly disqualified: { readonly why: Disqualification; readonly detail: string } | null;
  readonly outcomes: Readonly<Record<string, ClauseOutcome>>;
};

/** A standing request for changes, and whether it blocks. */
export type ChangeRequest = {
  readonly reviewer: Account | null;
  readonly reviewId: string;
  readonly blocks: boolean;
  readonly because: string;
};
