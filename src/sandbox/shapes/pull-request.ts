import { commitsOf, filesOfPullRequest, isMergeable } from '../state/changes.ts';
import type { Actor, Issue, PullRequest, Repository, Review } from '../state/model.ts';
import { isMerged } from '../state/pull-requests.ts';
import { branchTip } from '../state/repositories.ts';
import { positionIn, stackBase, stackOf } from '../state/stacks.ts';
import { canPush, permissionOf, type State } from '../state.ts';
import { nullableStamp, nullableUser, simpleUser, stamp, teamShape } from './account.ts';
import { labelShape, repositoryPage, repositoryShape, repositoryUrl } from './repository.ts';

/** `pull-request-simple`: a pull request in a list. */
export function pullRequestSimple(state: State, pullRequest: PullRequest) {
  const { repository } = pullRequest;
  const api = `${repositoryUrl(state, repository)}/pulls/${pullRequest.number}`;
  const issue = issueUrl(state, pullRequest);
  const page = pullRequestPage(state, pullRequest);
  const statuses = `${repositoryUrl(state, repository)}/statuses/${pullRequest.head.sha}`;
  const comment = `${repositoryUrl(state, repository)}/pulls/comments{/number}`;
  return {
    url: api,
    id: pullRequest.id,
    node_id: pullRequest.nodeId,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    commits_url: `${api}/commits`,
    review_comments_url: `${api}/comments`,
    review_comment_url: comment,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    number: pullRequest.number,
    state: pullRequest.state,
    locked: pullRequest.locked,
    active_lock_reason: null,
    title: pullRequest.title,
    user: nullableUser(state, pullRequest.author),
    body: pullRequest.body,
    labels: pullRequest.labels.map((label) => labelShape(state, repository, label)),
    milestone: null,
    created_at: stamp(pullRequest.createdAt),
    updated_at: stamp(pullRequest.updatedAt),
    closed_at: nullableStamp(pullRequest.closedAt),
    merged_at: nullableStamp(pullRequest.mergedAt),
    merge_commit_sha: pullRequest.mergeCommit,
    assignee: nullableUser(state, pullRequest.assignees[0] ?? null),
    assignees: pullRequest.assignees.map((account) => simpleUser(state, account)),
    requested_reviewers: pullRequest.requestedReviewers.map((account) => simpleUser(state, account)),
    requested_teams: pullRequest.requestedTeams.map((team) => teamShape(state, team)),
    head: side(state, pullRequest.head, pullRequest),
    base: side(state, pullRequest.base, pullRequest),
    _links: {
      self: { href: api },
      html: { href: page },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${api}/comments` },
      review_comment: { href: comment },
      commits: { href: `${api}/commits` },
      statuses: { href: statuses },
    },
    author_association: associationOf(repository, pullRequest.author),
    auto_merge: null,
    draft: pullRequest.draft,
    ...(state.behaviour.stacksKnown ? { stack: stackShape(pullRequest) } : {}),
  };
}

/** `pull-request`: asked for by number, and in `pull_request` webhooks. */
export function pullRequestShape(state: State, pullRequest: PullRequest) {
  const files = filesOfPullRequest(pullRequest);
  const merged = isMerged(pullRequest);
  const mergeable = pullRequest.state === 'open' ? isMergeable(pullRequest) : null;
  return {
    ...pullRequestSimple(state, pullRequest),
    merged,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeable === null ? 'unknown' : mergeable ? 'clean' : 'dirty',
    merged_by: nullableUser(state, pullRequest.mergedBy),
    comments: pullRequest.comments.length,
    review_comments: 0,
    maintainer_can_modify: pullRequest.maintainerCanModify,
    commits: commitsOf(pullRequest).length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** How checks name the pull requests of their commit. Forks are never among them. */
export function pullRequestMinimal(state: State, pullRequest: PullRequest) {
  const minimal = ({ repository, ref, sha }: PullRequest['head']) => ({
    ref,
    sha,
    repo: {
      id: repository?.id ?? 0,
      url: repository === null ? state.url : repositoryUrl(state, repository),
      name: repository?.name ?? '',
    },
  });
  return {
    id: pullRequest.id,
    number: pullRequest.number,
    url: `${repositoryUrl(state, pullRequest.repository)}/pulls/${pullRequest.number}`,
    head: minimal(pullRequest.head),
    base: minimal(pullRequest.base),
  };
}

/** `pull-request-review`. Webhooks write the state in lower case, REST in upper case. */
export function reviewShape(state: State, pullRequest: PullRequest, review: Review) {
  const pull = `${repositoryUrl(state, pullRequest.repository)}/pulls/${pullRequest.number}`;
  const page = `${pullRequestPage(state, pullRequest)}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: review.nodeId,
    user: nullableUser(state, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: pull,
    author_association: associationOf(pullRequest.repository, review.author),
    _links: { html: { href: page }, pull_request: { href: pull } },
    submitted_at: stamp(review.submittedAt),
    commit_id: review.commitSha,
  };
}

/**
 * GitHub's webhooks are known to say less than the truth about private members, so nobody may build on this;
 * the sandbox says what an outsider would see.
 */
export function associationOf(repository: Repository, actor: Actor | null): string {
  if (actor === null) return 'NONE';
  if (actor.id === repository.owner.id) return 'OWNER';
  if (repository.collaborators.has(actor.id)) return 'COLLABORATOR';
  const contributed = [...repository.pullRequests.values()].some((pull) => pull.author === actor && isMerged(pull));
  if (contributed || canPush(repository, actor)) return 'CONTRIBUTOR';
  return permissionOf(repository, actor) === 'none' ? 'NONE' : 'FIRST_TIME_CONTRIBUTOR';
}

/** `pull-request-stack`; null for a pull request that is in none. */
function stackShape(pullRequest: PullRequest) {
  const stack = stackOf(pullRequest);
  if (stack === null) return null;
  const ref = stackBase(stack);
  return {
    id: stack.id,
    number: stack.number,
    base: { ref, sha: branchTip(pullRequest.repository, ref) ?? pullRequest.base.sha },
    size: stack.pullRequests.length,
    position: positionIn(stack, pullRequest),
  };
}

export function pullRequestPage(state: State, pullRequest: PullRequest): string {
  return `${repositoryPage(state, pullRequest.repository)}/pull/${pullRequest.number}`;
}

export function issueUrl(state: State, { repository, number }: Issue | PullRequest): string {
  return `${repositoryUrl(state, repository)}/issues/${number}`;
}

function side(state: State, { repository, ref, sha }: PullRequest['head'], pullRequest: PullRequest) {
  const owner = repository?.owner ?? pullRequest.author;
  return {
    label: `${owner?.login ?? 'unknown'}:${ref}`,
    ref,
    sha,
    user: nullableUser(state, owner),
    repo: repository === null ? null : repositoryShape(state, repository),
  };
}
