import { Refusal } from '../refusal.ts';
import { pullRequestSimple, reviewShape } from '../shapes/pull-request.ts';
import { membersOf } from '../state/accounts.ts';
import { nextIds } from '../state/ids.ts';
import type { Actor, Dismissal, PullRequest, Review, ReviewState } from '../state/model.ts';
import { fullName } from '../state/repositories.ts';
import { canPush, permissionOf, type State } from '../state.ts';
import { forgetRequest } from './pull-requests.ts';
import { revisionOf } from './repositories.ts';
import { addTimelineEvent } from './timeline.ts';

export type NewReview = {
  readonly as: Actor;
  readonly state: Exclude<ReviewState, 'DISMISSED'>;
  readonly body?: string;
  /** The reviewed commit; left out, the head. Older ones are accepted. */
  readonly commitSha?: string;
};

/** Whoever can read may review, also once the pull request is closed. */
export function submitReview(state: State, pull: PullRequest, draft: NewReview): Review {
  const { as, body = '', commitSha = pull.head.sha } = draft;
  refuseReview(pull, draft);
  const review: Review = {
    ...nextIds(state.ids, 'PRR'),
    author: as,
    state: draft.state,
    body,
    commitSha: revisionOf(pull.repository, commitSha),
    submittedAt: state.now(),
    lastEditedAt: null,
    dismissal: null,
  };
  pull.reviews.push(review);
  if (draft.state === 'PENDING') return review;
  answerRequests(pull, as);
  pull.updatedAt = state.now();
  announceReview(state, pull, review, 'submitted', as, {});
  return review;
}

export function dismissReview(state: State, pull: PullRequest, review: Review, as: Actor, message: string): void {
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    throw new Refusal(422, `Can not dismiss a ${review.state.toLowerCase()} pull request review`);
  }
  if (as.type === 'User' && !canPush(pull.repository, as))
    throw new Refusal(403, `${as.login} may not dismiss reviews`);
  const dismissal: Dismissal = { actor: as, message, previousState: review.state, at: state.now() };
  review.state = 'DISMISSED';
  review.dismissal = dismissal;
  addTimelineEvent(state, pull, as, { event: 'review_dismissed', review, dismissal });
  announceReview(state, pull, review, 'dismissed', as, {});
}

export function editReview(state: State, pull: PullRequest, review: Review, as: Actor, body: string): void {
  const from = review.body;
  review.body = body;
  review.lastEditedAt = state.now();
  announceReview(state, pull, review, 'edited', as, { changes: { body: { from } } });
}

function refuseReview(pull: PullRequest, { as, state: opinion, body = '' }: NewReview): void {
  if (as === pull.author && opinion === 'APPROVED') throw new Refusal(422, 'Can not approve your own pull request');
  if (as === pull.author && opinion === 'CHANGES_REQUESTED') {
    throw new Refusal(422, 'Can not request changes on your own pull request');
  }
  if (body === '' && (opinion === 'CHANGES_REQUESTED' || opinion === 'COMMENTED')) {
    throw new Refusal(422, 'Review body is required');
  }
  if (as.type === 'User' && permissionOf(pull.repository, as) === 'none') {
    throw new Refusal(404, `${as.login} cannot see \`${fullName(pull.repository)}\``);
  }
}

/** A review answers the request to its author and to the author's teams. */
function answerRequests(pull: PullRequest, as: Actor): void {
  forgetRequest(pull, as);
  const answered = pull.requestedTeams.filter((team) => membersOf(team).some((user) => user === as));
  for (const team of answered) forgetRequest(pull, team);
}

function announceReview(
  state: State,
  pull: PullRequest,
  review: Review,
  action: string,
  sender: Actor,
  extra: object,
): void {
  const payload = () => ({
    pull_request: pullRequestSimple(state, pull),
    review: {
      ...reviewShape(state, pull, review),
      state: review.state.toLowerCase(),
      body: review.body === '' ? null : review.body,
    },
    ...extra,
  });
  const scope = { of: 'repository', repository: pull.repository } as const;
  state.announce({ event: 'pull_request_review', action, scope, sender, payload });
}
