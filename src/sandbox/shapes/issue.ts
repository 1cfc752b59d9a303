import type { Issue, IssueComment, PullRequest, Reaction } from '../state/model.ts';
import type { State } from '../state.ts';
import { nullableStamp, nullableUser, simpleUser, stamp } from './account.ts';
import { appShape } from './app.ts';
import { associationOf, issueUrl, pullRequestPage } from './pull-request.ts';
import { labelShape, repositoryPage, repositoryUrl } from './repository.ts';

/** `issue`. A pull request is one too, under another id. */
export function issueShape(state: State, issue: Issue | PullRequest) {
  const { repository } = issue;
  const api = issueUrl(state, issue);
  const ids = issue.kind === 'pull-request' ? issue.issueIds : issue;
  return {
    id: ids.id,
    node_id: ids.nodeId,
    url: api,
    repository_url: repositoryUrl(state, repository),
    labels_url: `${api}/labels{/name}`,
    comments_url: `${api}/comments`,
    events_url: `${api}/events`,
    html_url: issuePage(state, issue),
    number: issue.number,
    state: issue.state,
    state_reason: issue.kind === 'issue' ? issue.stateReason : null,
    title: issue.title,
    body: issue.body,
    user: nullableUser(state, issue.author),
    labels: issue.labels.map((label) => labelShape(state, repository, label)),
    assignee: nullableUser(state, issue.assignees[0] ?? null),
    assignees: issue.assignees.map((account) => simpleUser(state, account)),
    milestone: null,
    locked: issue.locked,
    active_lock_reason: null,
    comments: issue.comments.length,
    closed_at: nullableStamp(issue.closedAt),
    created_at: stamp(issue.createdAt),
    updated_at: stamp(issue.updatedAt),
    author_association: associationOf(repository, issue.author),
    reactions: reactionRollup(`${api}/reactions`, issue.reactions),
    ...(issue.kind === 'pull-request' ? { draft: issue.draft, pull_request: pullRequestLinks(state, issue) } : {}),
  };
}

export function commentShape(state: State, issue: Issue | PullRequest, comment: IssueComment) {
  const api = `${repositoryUrl(state, issue.repository)}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: comment.nodeId,
    url: api,
    html_url: `${issuePage(state, issue)}#issuecomment-${comment.id}`,
    issue_url: issueUrl(state, issue),
    body: comment.body,
    user: nullableUser(state, comment.author),
    created_at: stamp(comment.createdAt),
    updated_at: stamp(comment.updatedAt),
    author_association: associationOf(issue.repository, comment.author),
    performed_via_github_app: comment.app === null ? null : appShape(state, comment.app),
    reactions: reactionRollup(`${api}/reactions`, comment.reactions),
  };
}

export function reactionShape(state: State, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: reaction.nodeId,
    user: simpleUser(state, reaction.user),
    content: reaction.content,
    created_at: stamp(reaction.createdAt),
  };
}

export function issuePage(state: State, issue: Issue | PullRequest): string {
  return issue.kind === 'pull-request'
    ? pullRequestPage(state, issue)
    : `${repositoryPage(state, issue.repository)}/issues/${issue.number}`;
}

function pullRequestLinks(state: State, pullRequest: PullRequest) {
  const page = pullRequestPage(state, pullRequest);
  return {
    url: `${repositoryUrl(state, pullRequest.repository)}/pulls/${pullRequest.number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    merged_at: nullableStamp(pullRequest.mergedAt),
  };
}

function reactionRollup(url: string, reactions: readonly Reaction[]) {
  const contents = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'eyes', 'rocket'] as const;
  const count = (content: string) => reactions.filter((reaction) => reaction.content === content).length;
  return {
    url,
    total_count: reactions.length,
    ...Object.fromEntries(contents.map((content) => [content, count(content)])),
  };
}
