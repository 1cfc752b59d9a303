import { isAncestor } from '../git/history.ts';
import { checkProblems, nativeApprovals, ruledBranch } from '../operations/gates.ts';
import { baseTip, isMergeable } from '../state/changes.ts';
import { latestCheckRuns, latestStatuses } from '../state/checks.ts';
import type { PullRequest, Review } from '../state/model.ts';
import { isMergeQueue, isRequiredStatusChecks, requiredChecks, rulesForBranch } from '../state/rules.ts';
import { canPush, type State } from '../state.ts';
import type { Context } from './node.ts';

/** `mergeStateStatus`: the first of these that applies. */
export function mergeStateStatus(
  of: PullRequest,
  args: unknown,
  { state }: Context,
): 'UNKNOWN' | 'DRAFT' | 'DIRTY' | 'BLOCKED' | 'BEHIND' | 'UNSTABLE' | 'CLEAN' {
  if (of.state !== 'open') return 'UNKNOWN';
  if (!isMergeable(of)) return 'DIRTY';
  if (of.draft) return 'DRAFT';
  const decision = reviewDecision(of, args, { state });
  if (hasUnmetChecks(state, of) || decision === 'REVIEW_REQUIRED' || decision === 'CHANGES_REQUESTED') return 'BLOCKED';
  if (mustBeUpToDate(of) && !isAncestor(of.repository.objects, baseTip(of), of.head.sha)) return 'BEHIND';
  return failing(of) ? 'UNSTABLE' : 'CLEAN';
}

/** Null where the base asks for no review. */
export function reviewDecision(
  of: PullRequest,
  _args: unknown,
  { state }: Pick<Context, 'state'>,
): 'APPROVED' | 'CHANGES_REQUESTED' | 'REVIEW_REQUIRED' | null {
  const required = requiredApprovals(state, of);
  if (required === 0) return null;
  const reviews = latestOpinions(of).filter(({ author }) => canPush(of.repository, author));
  if (reviews.some((review) => review.state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  return nativeApprovals(state, of).length >= required ? 'APPROVED' : 'REVIEW_REQUIRED';
}

/** The newest review of each person that says yes, no, or that was dismissed. */
export function latestOpinions(of: PullRequest): readonly Review[] {
  return latestOfEach(of.reviews.filter(({ state }) => state !== 'COMMENTED' && state !== 'PENDING'));
}

/** The newest review of each person. Whoever was asked again has, for GitHub, not reviewed yet. */
export function latestReviews(of: PullRequest): readonly Review[] {
  const asked = new Set(of.requestedReviewers.map(({ id }) => id));
  const given = of.reviews.filter(({ state, author }) => state !== 'PENDING' && !asked.has(author?.id ?? -1));
  return latestOfEach(given);
}

function hasUnmetChecks(state: State, of: PullRequest): boolean {
  const { repository, head } = of;
  return requiredChecks(repository, ruledBranch(state, of)).some(
    (check) => checkProblems(state, repository, head.sha, check).length > 0,
  );
}

function passes(conclusion: string | null): boolean {
  return conclusion === 'success' || conclusion === 'neutral' || conclusion === 'skipped';
}

function failing({ repository, head }: PullRequest): boolean {
  return (
    latestCheckRuns(repository, head.sha).some(({ conclusion }) => !passes(conclusion)) ||
    latestStatuses(repository, head.sha).some(({ state }) => state !== 'success')
  );
}

function requiredApprovals(state: State, of: PullRequest): number {
  const counts = rulesForBranch(of.repository, ruledBranch(state, of))
    .filter(({ rule }) => rule.type === 'pull_request')
    .map(({ rule }) =>
      isRequiredStatusChecks(rule) || isMergeQueue(rule)
        ? undefined
        : rule.parameters?.['required_approving_review_count'],
    );
  return Math.max(0, ...counts.filter((count) => typeof count === 'number'));
}

function mustBeUpToDate(of: PullRequest): boolean {
  const fromRules = rulesForBranch(of.repository, of.base.ref)
    .map(({ rule }) => rule)
    .filter(isRequiredStatusChecks)
    .some(({ parameters }) => parameters.strict_required_status_checks_policy);
  return fromRules || of.repository.protections.get(of.base.ref)?.strict === true;
}

function latestOfEach(reviews: readonly Review[]): readonly Review[] {
  const latest = new Map<number | null, Review>();
  for (const review of reviews) {
    const key = review.author?.id ?? null;
    latest.delete(key);
    latest.set(key, review);
  }
  return [...latest.values()];
}
