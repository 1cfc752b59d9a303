import {
  addComment,
  addLabel,
  deleteComment,
  editComment,
  openIssue,
  react,
  removeLabel,
} from '../operations/issues.ts';
import { editPullRequest } from '../operations/pull-requests.ts';
import { ensureLabel, findLabel } from '../operations/repositories.ts';
import { Refusal } from '../refusal.ts';
import { commentShape, issueShape, reactionShape } from '../shapes/issue.ts';
import { labelShape } from '../shapes/repository.ts';
import { timelineOf } from '../shapes/timeline.ts';
import type { Actor, Issue, IssueComment, Label, PullRequest, ReactionContent, Repository } from '../state/model.ts';
import { canPush, findAccount, type State } from '../state.ts';
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
} from './route.ts';

/** Labels and comments of pull requests need either permission. */
const read: readonly Need[] = [
  ['issues', 'read'],
  ['pull_requests', 'read'],
];
const write: readonly Need[] = [
  ['issues', 'write'],
  ['pull_requests', 'write'],
];

export const issueRoutes: Routes = {
  'issues/create': onRepository([['issues', 'write']], ({ state, viewer, body }, repository) => {
    const draft = { repository, as: actorOf(viewer), title: String(body['title']), body: text(body['body']) ?? null };
    const issue = openIssue(state, { ...draft, assignees: assigneesIn(state, repository, body['assignees']) });
    for (const name of labelNames(body['labels'])) addLabel(state, issue, name, draft.as);
    return created(issueShape(state, issue));
  }),
  'issues/get': onIssue(read, ({ state }, issue) => ok(issueShape(state, issue))),
  'issues/update': onIssue(write, updateIssue),
  'issues/list-labels-on-issue': onIssue(read, listLabels),
  'issues/add-labels': onIssue(write, (call, issue) => {
    const given = Array.isArray(call.body['labels']) ? call.body['labels'] : [];
    for (const name of labelNames(given)) addLabel(call.state, issue, name, actorOf(call.viewer));
    return ok(issue.labels.map((label) => labelShape(call.state, issue.repository, label)));
  }),
  'issues/remove-label': onIssue(write, (call, issue) => {
    removeLabel(call.state, issue, call.params['name'] ?? '', actorOf(call.viewer));
    return ok(issue.labels.map((label) => labelShape(call.state, issue.repository, label)));
  }),
  'issues/list-labels-for-repo': onRepository(read, (call, repository) =>
    page(call, [...repository.labels.values()], (label) => labelShape(call.state, repository, label)),
  ),
  'issues/get-label': onRepository(read, ({ state, params }, repository) =>
    ok(labelShape(state, repository, found(findLabel(repository, params['name'] ?? '')))),
  ),
  'issues/create-label': onRepository(write, createLabel),
  'issues/update-label': onRepository(write, updateLabel),
  'issues/list-comments': onIssue(read, (call, issue) =>
    page(call, issue.comments, (comment) => commentShape(call.state, issue, comment)),
  ),
  'issues/create-comment': onIssue(write, ({ state, viewer, body }, issue) =>
    created(commentShape(state, issue, addComment(state, issue, { as: actorOf(viewer), body: String(body['body']) }))),
  ),
  'issues/get-comment': onComment(read, ({ state }, { issue, comment }) => ok(commentShape(state, issue, comment))),
  'issues/update-comment': onComment(write, ({ state, viewer, body }, { issue, comment }) => {
    editComment(state, issue, comment, actorOf(viewer), String(body['body']));
    return ok(commentShape(state, issue, comment));
  }),
  'issues/delete-comment': onComment(write, ({ state, viewer }, { issue, comment }) => {
    deleteComment(state, issue, comment, actorOf(viewer));
    return { status: 204 };
  }),
  'reactions/create-for-issue-comment': onComment(write, ({ state, viewer, body }, { comment }) => {
    const before = comment.reactions.length;
    const content = found(reactionContents.find((known) => known === body['content']));
    const reaction = react(state, comment, content, actorOf(viewer));
    return { status: comment.reactions.length > before ? 201 : 200, body: reactionShape(state, reaction) };
  }),
  'issues/list-events-for-timeline': onIssue(read, (call, issue) =>
    page(call, timelineOf(call.state, issue), (item) => item),
  ),
};

const reactionContents: readonly ReactionContent[] = [
  '+1',
  '-1',
  'laugh',
  'confused',
  'heart',
  'hooray',
  'rocket',
  'eyes',
];

function onIssue(needs: readonly Need[], answer: (call: Call, issue: Issue | PullRequest) => Answer): Route {
  return onRepository(needs, (call, repository) => {
    const number = Number(call.params['issue_number']);
    return answer(call, found(repository.pullRequests.get(number) ?? repository.issues.get(number)));
  });
}

type CommentPlace = { readonly issue: Issue | PullRequest; readonly comment: IssueComment };

function onComment(needs: readonly Need[], answer: (call: Call, place: CommentPlace) => Answer): Route {
  return onRepository(needs, (call, repository) => {
    const id = Number(call.params['comment_id']);
    for (const issue of [...repository.pullRequests.values(), ...repository.issues.values()]) {
      const comment = issue.comments.find((candidate) => candidate.id === id);
      if (comment !== undefined) return answer(call, { issue, comment });
    }
    throw new Refusal(404, 'Not Found');
  });
}

function updateIssue({ state, viewer, body }: Call, issue: Issue | PullRequest): Answer {
  const as = actorOf(viewer);
  const title = text(body['title']);
  if (issue.kind === 'pull-request') {
    editPullRequest(state, issue, title === undefined ? {} : { title }, as);
    return ok(issueShape(state, issue));
  }
  issue.title = title ?? issue.title;
  if ('body' in body) issue.body = text(body['body']) ?? null;
  if (body['state'] === 'closed' || body['state'] === 'open') {
    issue.state = body['state'];
    issue.closedAt = issue.state === 'closed' ? state.now() : null;
    issue.closedBy = issue.state === 'closed' ? as : null;
  }
  issue.updatedAt = state.now();
  return ok(issueShape(state, issue));
}

function listLabels(call: Call, issue: Issue | PullRequest): Answer {
  return page(call, issue.labels, (label) => labelShape(call.state, issue.repository, label));
}

function createLabel({ state, body }: Call, repository: Repository): Answer {
  const name = String(body['name']);
  if (findLabel(repository, name) !== undefined) throw new Refusal(422, 'Validation Failed');
  const [color, description] = [text(body['color']), text(body['description'])];
  const label = ensureLabel(state, repository, {
    name,
    ...(color === undefined ? {} : { color }),
    ...(description === undefined ? {} : { description }),
  });
  return created(labelShape(state, repository, label));
}

function updateLabel({ state, params, body }: Call, repository: Repository): Answer {
  const label: Label = found(findLabel(repository, params['name'] ?? ''));
  repository.labels.delete(label.name);
  label.name = text(body['new_name']) ?? label.name;
  label.color = text(body['color']) ?? label.color;
  label.description = text(body['description']) ?? label.description;
  repository.labels.set(label.name, label);
  return ok(labelShape(state, repository, label));
}

function labelNames(given: unknown): readonly string[] {
  const entries: readonly unknown[] = Array.isArray(given) ? given : [];
  return entries.flatMap((entry) => {
    if (typeof entry === 'string') return [entry];
    const named = typeof entry === 'object' && entry !== null && 'name' in entry ? text(entry.name) : undefined;
    return named === undefined ? [] : [named];
  });
}

/** GitHub leaves out, without a word, whoever may not be assigned. */
function assigneesIn(state: State, repository: Repository, given: unknown): readonly Actor[] {
  const logins = Array.isArray(given) ? given.map(String) : [];
  return logins.flatMap((login) => {
    const account = findAccount(state, login);
    return account?.type === 'User' && canPush(repository, account) ? [account] : [];
  });
}
