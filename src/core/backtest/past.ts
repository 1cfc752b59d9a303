import type { Account, Review, Snapshot } from '../facts.ts';

/** A pull request that was merged, with the facts that any policy may ask about. */
export type PastPullRequest = {
  /** As GitHub shows it now: who holds which level is known by today's teams. */
  readonly snapshot: Snapshot;
  /** Its page on GitHub. */
  readonly url: string;
  readonly openedAt: string;
  /** When it stopped being a draft, oldest first. */
  readonly readyAt: readonly string[];
  readonly mergedAt: string;
  /** null: the account is gone. */
  readonly mergedBy: Account | null;
  /** What was left out to be thrifty, in words; it is judged as the worst case. */
  readonly notRead: readonly string[];
};

/** The opinions as they stood when it was merged: what was said or withdrawn later did not let it in. */
export function asMerged({ snapshot, mergedAt }: PastPullRequest): Snapshot {
  const reviews = snapshot.reviews
    .filter(({ submittedAt }) => submittedAt <= mergedAt)
    .map((review) => beforeDismissal(review, mergedAt));
  return { ...snapshot, reviews };
}

function beforeDismissal(review: Review, mergedAt: string): Review {
  const { dismissal } = review;
  if (dismissal === null || dismissal.at === null || dismissal.at <= mergedAt) return review;
  return dismissal.was === 'unknown' ? review : { ...review, state: dismissal.was, dismissal: null };
}

/** From when on somebody could be expected to review: the last time it became ready before that, else its opening. */
export function readySince({ openedAt, readyAt }: PastPullRequest, before: string): string {
  return readyAt.findLast((at) => at <= before) ?? openedAt;
}
