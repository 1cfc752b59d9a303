import { isAncestor } from '../git/history.ts';
import { merge, updateBranch } from '../operations/merging.ts';
import {
  closePullRequest,
  editPullRequest,
  type Reviewers,
  removeReviewers,
  reopenPullRequest,
  requestReviewers,
} from '../operations/pull-requests.ts';
import { dismissReview, submitReview } from '../operations/reviews.ts';
import { Refusal } from '../refusal.ts';
import { commitShape, diffEntry } from '../shapes/commit.ts';
import { pullRequestPage, pullRequestShape, pullRequestSimple, reviewShape } from '../shapes/pull-request.ts';
import { commitsOf, filesOfPullRequest } from '../state/changes.ts';
import type { PullRequest, Repository, Review } from '../state/model.ts';
import { isFromFork, isMerged } from '../state/pull-requests.ts';
import { branchTip } from '../state/repositories.ts';
import { findActor, findTeam } from '../state.ts';
import {
  type Answer,
  actorOf,
  type Call,
  created,
  found,
  type Need,
  ok,
  onRepository,
  page,
  type Route,
  type Routes,
  text,
  texts,
} from './route.ts';

const read: readonly Need[] = [['pull_requests', 'read']];
const write: readonly Need[] = [['pull_requests', 'write']];
const push: readonly Need[] = [['contents', 'write']];

export const pullRoutes: Routes = {
  'pulls/list': onRepository(read, listPulls),
  'pulls/get': onPull(read, ({ state }, pull) => ok(pullRequestShape(state, pull))),
  'pulls/update': onPull(write, updatePull),
  'pulls/list-files': onPull(read, (call, pull) =>
    page(call, filesOfPullRequest(pull).slice(0, mostFiles), (change) =>
      diffEntry(call.state, pull.repository, change, pull.head.sha),
    ),
  ),
  'pulls/list-commits': onPull(read, (call, pull) =>
    page(call, commitsOf(pull).slice(0, mostCommits), (commit) => commitShape(call.state, pull.repository, commit)),
  ),
  'pulls/list-reviews': onPull(read, (call, pull) =>
    page(call, visibleReviews(call, pull), (review) => reviewShape(call.state, pull, review)),
  ),
  'pulls/create-review': onPull(write, createReview),
  'pulls/dismiss-review': onPull(write, ({ state, viewer, params, body }, pull) => {
    const review = found(pull.reviews.find(({ id }) => id === Number(params['review_id'])));
    dismissReview(state, pull, review, actorOf(viewer), text(body['message']) ?? '');
    return ok(reviewShape(state, pull, review));
  }),
  'pulls/request-reviewers': onPull(write, (call, pull) => {
    requestReviewers(call.state, pull, reviewersIn(call, pull.repository), actorOf(call.viewer));
    return created(pullRequestSimple(call.state, pull));
  }),
  'pulls/remove-requested-reviewers': onPull(write, (call, pull) => {
    removeReviewers(call.state, pull, reviewersIn(call, pull.repository), actorOf(call.viewer));
    return ok(pullRequestSimple(call.state, pull));
  }),
  'pulls/merge': onPull(push, ({ state, viewer, body }, pull) => {
    const method = (['merge', 'squash', 'rebase'] as const).find((name) => name === body['merge_method']) ?? 'merge';
    const sha = text(body['sha']);
    const title = text(body['commit_title']);
    const landed = merge(state, pull, {
      as: actorOf(viewer),
      method,
      ...(sha === undefined ? {} : { expectedHead: sha }),
      ...(title === undefined ? {} : { title }),
    });
    return ok({ sha: landed, merged: true, message: 'Pull Request successfully merged' });
  }),
  'pulls/update-branch': onPull(write, ({ state, viewer, body }, pull) => {
    updateBranch(state, pull, actorOf(viewer), text(body['expected_head_sha']));
    return { status: 202, body: { message: 'Updating pull request branch.', url: pullRequestPage(state, pull) } };
  }),
  'repos/list-pull-requests-associated-with-commit': onRepository(read, (call, repository) => {
    const sha = call.params['commit_sha'] ?? '';
    if (!repository.objects.commits.has(sha)) throw new Refusal(422, `No commit found for SHA: ${sha}`);
    const { forkHeadsInCommitPulls } = call.state.behaviour;
    const listed = pullsContaining(repository, sha).filter((pull) => forkHeadsInCommitPulls || !isFromFork(pull));
    return page(call, listed, (pull) => pullRequestSimple(call.state, pull));
  }),
};

/** GitHub lists no more of a pull request than this, without saying so. */
const mostFiles = 3_000;
const mostCommits = 250;

export function onPull(needs: readonly Need[], answer: (call: Call, pull: PullRequest) => Answer): Route {
  return onRepository(needs, (call, repository) =>
    answer(call, found(repository.pullRequests.get(Number(call.params['pull_number'])))),
  );
}

function listPulls(call: Call, repository: Repository): Answer {
  const query = call.url.searchParams;
  const state = query.get('state') ?? 'open';
  const [base, head] = [query.get('base'), query.get('head')];
  const listed = [...repository.pullRequests.values()]
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === null || pull.base.ref === base)
    .filter((pull) => head === null || `${pull.head.repository?.owner.login ?? ''}:${pull.head.ref}` === head);
  const sort = query.get('sort') ?? 'created';
  const key = sort === 'updated' ? 'updatedAt' : 'createdAt';
  listed.sort((one, other) => one[key].getTime() - other[key].getTime() || one.number - other.number);
  // Without a direction, by creation the newest come first and by anything else the oldest.
  const direction = query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc');
  return page(call, direction === 'asc' ? listed : listed.reverse(), (pull) => pullRequestSimple(call.state, pull));
}

function updatePull({ state, viewer, body }: Call, pull: PullRequest): Answer {
  const as = actorOf(viewer);
  const [title, base] = [text(body['title']), text(body['base'])];
  editPullRequest(
    state,
    pull,
    {
      ...(title === undefined ? {} : { title }),
      ...('body' in body ? { body: text(body['body']) ?? null } : {}),
      ...(base === undefined ? {} : { base }),
    },
    as,
  );
  if (body['state'] === 'closed') closePullRequest(state, pull, as);
  if (body['state'] === 'open') reopenPullRequest(state, pull, as);
  return ok(pullRequestShape(state, pull));
}

function createReview({ state, viewer, body }: Call, pull: PullRequest): Answer {
  const opinions = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;
  const event = body['event'];
  const opinion =
    event === 'APPROVE' || event === 'REQUEST_CHANGES' || event === 'COMMENT' ? opinions[event] : 'PENDING';
  const commitSha = text(body['commit_id']);
  const review = submitReview(state, pull, {
    as: actorOf(viewer),
    state: opinion,
    body: text(body['body']) ?? '',
    ...(commitSha === undefined ? {} : { commitSha }),
  });
  return ok(reviewShape(state, pull, review));
}

/** A pending review is its author's alone. */
function visibleReviews({ viewer }: Call, pull: PullRequest): readonly Review[] {
  const own = viewer.kind === 'user' ? viewer.user : null;
  return pull.reviews.filter((review) => review.state !== 'PENDING' || review.author === own);
}

function reviewersIn({ state, body }: Call, { owner }: Repository): Reviewers {
  const people = texts(body['reviewers']).map((login) => findActor(state, login) ?? unknownReviewer(login));
  const teams = texts(body['team_reviewers']).map((slug) => {
    const team = owner.type === 'Organization' ? findTeam(owner, slug) : undefined;
    return team ?? unknownReviewer(slug);
  });
  return { people, teams };
}

function unknownReviewer(name: string): never {
  throw new Refusal(422, `Reviews may only be requested from collaborators. ${name} is not one.`);
}

/** Every pull request that contains the commit; of one that is on the default branch only those that brought it. */
function pullsContaining(repository: Repository, sha: string): readonly PullRequest[] {
  const { objects, defaultBranch } = repository;
  const pulls = [...repository.pullRequests.values()];
  const tip = branchTip(repository, defaultBranch);
  const contains = (pull: PullRequest) => commitsOf(pull).some(({ oid }) => oid === sha);
  if (tip !== null && isAncestor(objects, sha, tip)) {
    return pulls.filter((pull) => isMerged(pull) && (pull.mergeCommit === sha || contains(pull)));
  }
  return pulls.filter(contains);
}
