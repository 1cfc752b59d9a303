import type { Delivery, Hint } from '../../core/hint.ts';
import { accountOf, onActions, pullRequestHint, repositoryRef } from './hints.ts';
import type { Payload } from './payload.ts';

/** A change of the pull request itself, and who pushed it. */
export function readPullRequest(payload: Payload): Delivery {
  const { action, before, after, pull_request: pullRequest, repository } = payload;
  const hints = [...onActions(payload, pullRequestActions, pullRequestHint).hints, ...aboveHint(payload)];
  if (patientActions.includes(action ?? '')) return { hints, pushes: [], pace: 'patient' };
  const pusher = accountOf(payload.sender);
  if (action !== 'synchronize' || typeof after !== 'string' || pusher === null) return { hints, pushes: [] };
  if (pullRequest?.head === undefined || repository === undefined) return { hints, pushes: [] };
  // For a fork this is the only witness of who pushed. The ledger is the one of the base repository.
  const ref = `refs/heads/${pullRequest.head.ref}`;
  const push = { repositoryId: repository.id, ref, before: before ?? null, after, pusher, forced: false };
  return { hints, pushes: [push] };
}

const pullRequestActions = [
  'opened',
  'reopened',
  'synchronize',
  'edited',
  'closed',
  'ready_for_review',
  'converted_to_draft',
  'labeled',
  'unlabeled',
  'assigned',
  'unassigned',
  // Whoever was asked for a review does not give it; somebody else may be asked.
  'review_request_removed',
  'stacked',
];

/** Each comes by itself, though a template or a person sets several at once. */
const patientActions = ['labeled', 'unlabeled', 'assigned', 'unassigned', 'review_request_removed'];

/** What lies on a pull request that was retargeted lands elsewhere too, and GitHub tells nothing of it. */
function aboveHint(payload: Payload): readonly Hint[] {
  const { action, changes, pull_request: pullRequest } = payload;
  const repository = repositoryRef(payload);
  const branch = pullRequest?.head?.ref;
  if (action !== 'edited' || changes?.base === undefined || repository === null || branch === undefined) return [];
  // A branch of a fork is no base of anything here.
  if (pullRequest?.head?.repo?.id !== repository.repositoryId) return [];
  return [{ kind: 'branch', repository, branch }];
}

/** Approvals come in dozens and block nothing; a request for changes and a dismissal must show at once. */
export function readReview(payload: Payload): Delivery {
  const delivery = onActions(payload, ['submitted', 'dismissed'], pullRequestHint);
  const opinion = payload.action === 'submitted' ? payload.review?.state?.toLowerCase() : undefined;
  return opinion === 'approved' || opinion === 'commented' ? { ...delivery, pace: 'patient' } : delivery;
}
