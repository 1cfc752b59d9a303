import { type Contributors, contributorsOf } from './contributors.ts';
import type { Account, OwnedPath, Review, Snapshot } from './facts.ts';
import { freshnessOf } from './freshness.ts';
import { rank, type Standing, standingOf } from './ladder.ts';
import type { Policy } from './policy.ts';
import type { Clause } from './requirement.ts';

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

/** Why it blocks where nobody tried to dismiss it: there is nothing more to say. */
export const plainRequest = 'changes requested';

/** Each person's standing approval, and what it is worth to each clause. */
export function qualifySignOffs(policy: Policy, snapshot: Snapshot, clauses: readonly Clause[]): readonly SignOff[] {
  const contributors = contributorsOf(policy, snapshot);
  return standingReviews(snapshot.reviews)
    .filter((review) => review.state === 'approved')
    .map((review) => ({
      reviewer: review.reviewer,
      reviewId: review.id,
      commitSha: review.commitSha,
      submittedAt: review.submittedAt,
      disqualified: disqualify(policy, review.reviewer, review.canPush, contributors),
      outcomes: Object.fromEntries(clauses.map((clause) => [clause.id, worthTo(clause, review, policy, snapshot)])),
    }));
}

/**
 * Each person's standing request for changes. It blocks when its holder can push and holds a level, on whatever commit it
 * was made; a dismissal lifts it only when its holder or a qualifying person without a part in the change dismissed it.
 */
export function findChangeRequests(policy: Policy, snapshot: Snapshot): readonly ChangeRequest[] {
  const contributors = contributorsOf(policy, snapshot);
  return standingReviews(snapshot.reviews)
    .filter((review) => review.state === 'changes-requested' || isDismissedRequest(review))
    .map((review) => ({ reviewer: review.reviewer, reviewId: review.id, ...weighRequest(review) }));

  function weighRequest(review: Review): { blocks: boolean; because: string } {
    const { reviewer } = review;
    if (reviewer === null) return { blocks: false, because: 'the account is gone' };
    if (!review.canPush) return { blocks: false, because: 'no write access' };
    if (standing(reviewer).kind === 'no-level') return { blocks: false, because: 'no level in the policy' };
    if (review.state === 'changes-requested') return { blocks: true, because: plainRequest };
    return weighDismissal(review.dismissal?.by ?? null, reviewer);
  }

  function weighDismissal(by: Account | null, holder: Account): { blocks: boolean; because: string } {
    if (by === null) return { blocks: true, because: 'dismissed by an unknown account' };
    if (by.id === holder.id) return { blocks: false, because: 'withdrawn' };
    const reason = disqualify(policy, by, true, contributors);
    if (reason !== null)
      return { blocks: true, because: `dismissed by ${by.login}, who cannot lift it: ${reason.detail}` };
    if (standing(by).kind !== 'level') return { blocks: true, because: `dismissed by ${by.login}, who holds no level` };
    return { blocks: false, because: `dismissed by ${by.login}` };
  }

  function standing(account: Account): Standing {
    return standingOf(policy.ladder, account, snapshot.memberships[account.id]);
  }
}

/** The newest review of each person that states an opinion. A comment does not withdraw an approval. */
export function standingReviews(reviews: readonly Review[]): readonly Review[] {
  const newest = new Map<string, Review>();
  for (const review of reviews) {
    if (review.state === 'commented' || review.state === 'pending') continue;
    // Accounts that are gone cannot be told apart, so their reviews are never merged into one person's.
    const person = review.reviewer === null ? `gone:${review.id}` : String(review.reviewer.id);
    const standing = newest.get(person);
    if (standing === undefined || isNewer(review, standing)) newest.set(person, review);
  }
  return [...newest.values()].sort((one, other) => (isNewer(one, other) ? 1 : -1));
}

/** Whether this person owns the path, by login or by a team of theirs. */
export function owns(path: OwnedPath, account: Account, snapshot: Snapshot): boolean {
  if (path.owners.includes(account.login.toLowerCase())) return true;
  const membership = snapshot.memberships[account.id];
  return membership?.known === true && path.owners.some((owner) => membership.value.includes(owner));
}

function isNewer(review: Review, than: Review): boolean {
  if (review.submittedAt !== than.submittedAt) return review.submittedAt > than.submittedAt;
  // Ids of one length grow with time; a longer number is a later one.
  if (review.id.length !== than.id.length) return review.id.length > than.id.length;
  return review.id > than.id;
}

function isDismissedRequest(review: Review): boolean {
  return review.state === 'dismissed' && review.dismissal?.was !== 'approved';
}

/** Why this person can do nothing for this change by approving, or null. */
export function disqualify(
  policy: Policy,
  reviewer: Account | null,
  canPush: boolean,
  contributors: Contributors,
): SignOff['disqualified'] {
  if (reviewer === null) return { why: 'unknown-account', detail: 'the account is gone' };
  if (reviewer.kind !== 'user') return { why: 'bot', detail: 'only people sign off' };
  if (policy.machineUsers.includes(reviewer.login.toLowerCase())) {
    return { why: 'machine-user', detail: 'listed as a machine user' };
  }
  const contribution = contributors(reviewer);
  if (contribution !== null) return { why: contribution.role, detail: contribution.detail };
  if (!canPush) return { why: 'no-write-access', detail: 'no write access to this repository' };
  return null;
}

function worthTo(clause: Clause, review: Review, policy: Policy, snapshot: Snapshot): ClauseOutcome {
  const { reviewer } = review;
  const read = freshnessOf(review, policy, snapshot);
  if (reviewer === null || read === 'stale') return 'stale';
  const standing = standsFor(clause, reviewer, policy, snapshot);
  return standing === 'counts' && read === 'carried' ? 'carried' : standing;
}

/** What a sign-off by this person would be worth to this clause. */
export function standsFor(clause: Clause, reviewer: Account, policy: Policy, snapshot: Snapshot): ClauseOutcome {
  const membership = snapshot.memberships[reviewer.id];
  const standing = standingOf(policy.ladder, reviewer, membership);
  if (standing.kind === 'unknown') return 'level-unknown';
  if (standing.kind === 'no-level') return 'below-level';
  if (rank(policy.ladder, standing.level) < rank(policy.ladder, clause.level)) return 'below-level';
  if (clause.from.length > 0) {
    if (membership === undefined || !membership.known) return 'level-unknown';
    if (!clause.from.some((team) => membership.value.includes(team))) return 'wrong-team';
  }
  if (clause.owners !== null && !clause.owners.some((path) => owns(path, reviewer, snapshot))) return 'not-an-owner';
  return 'counts';
}
