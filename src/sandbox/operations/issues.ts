import { Refusal } from '../refusal.ts';
import { commentShape, issueShape } from '../shapes/issue.ts';
import { labelShape } from '../shapes/repository.ts';
import { nextIds } from '../state/ids.ts';
import type {
  Actor,
  App,
  Issue,
  IssueComment,
  PullRequest,
  Reaction,
  ReactionContent,
  Repository,
} from '../state/model.ts';
import { permissionOf, type State, sameText } from '../state.ts';
import { announcePullRequest } from './pull-requests.ts';
import { ensureLabel } from './repositories.ts';
import { addTimelineEvent, appOf } from './timeline.ts';

export type NewIssue = {
  readonly repository: Repository;
  readonly as: Actor;
  readonly title: string;
  readonly body?: string | null;
  readonly assignees?: readonly Actor[];
};

export function openIssue(state: State, { repository, as, title, body = null, assignees = [] }: NewIssue): Issue {
  const now = state.now();
  const issue: Issue = {
    ...nextIds(state.ids, 'I'),
    kind: 'issue',
    repository,
    number: repository.nextNumber++,
    author: as,
    title,
    body,
    state: 'open',
    stateReason: null,
    labels: [],
    assignees: [...assignees],
    comments: [],
    timeline: [],
    reactions: [],
    locked: false,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
  };
  repository.issues.set(issue.number, issue);
  return issue;
}

/** Adding a label that the repository lacks makes it, as GitHub's API does. */
export function addLabel(state: State, issue: Issue | PullRequest, name: string, as: Actor): void {
  const label = ensureLabel(state, issue.repository, { name });
  if (issue.labels.includes(label)) return;
  issue.labels.push(label);
  addTimelineEvent(state, issue, as, { event: 'labeled', label: { name: label.name, color: label.color } });
  if (issue.kind === 'pull-request') {
    announcePullRequest(state, issue, 'labeled', as, { label: labelShape(state, issue.repository, label) });
  }
}

export function removeLabel(state: State, issue: Issue | PullRequest, name: string, as: Actor): void {
  const at = issue.labels.findIndex((label) => sameText(label.name, name));
  const [label] = at === -1 ? [] : issue.labels.splice(at, 1);
  if (label === undefined) throw new Refusal(404, 'Label does not exist');
  addTimelineEvent(state, issue, as, { event: 'unlabeled', label: { name: label.name, color: label.color } });
  if (issue.kind === 'pull-request') {
    announcePullRequest(state, issue, 'unlabeled', as, { label: labelShape(state, issue.repository, label) });
  }
}

export type NewComment = {
  readonly as: Actor;
  readonly body: string;
  /** The app through which a person wrote it. A bot's comments carry its own. */
  readonly app?: App | null;
};

export function addComment(state: State, issue: Issue | PullRequest, draft: NewComment): IssueComment {
  const { as, body, app = appOf(state, as) } = draft;
  if (as.type === 'User' && permissionOf(issue.repository, as) === 'none') {
    throw new Refusal(404, `${as.login} cannot see the repository`);
  }
  const now = state.now();
  const written: IssueComment = {
    ...nextIds(state.ids, 'IC'),
    author: as,
    body,
    app,
    reactions: [],
    createdAt: now,
    updatedAt: now,
    lastEditedAt: null,
    lastEditedBy: null,
  };
  issue.comments.push(written);
  issue.updatedAt = now;
  announceComment(state, issue, written, 'created', as, {});
  return written;
}

/** People with write access can edit what others wrote: the author stays. */
export function editComment(state: State, issue: Issue | PullRequest, comment: IssueComment, as: Actor, body: string) {
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = comment.lastEditedAt = state.now();
  comment.lastEditedBy = as;
  announceComment(state, issue, comment, 'edited', as, { changes: { body: { from } } });
}

export function deleteComment(state: State, issue: Issue | PullRequest, comment: IssueComment, as: Actor): void {
  issue.comments.splice(issue.comments.indexOf(comment), 1);
  announceComment(state, issue, comment, 'deleted', as, {});
}

export function react(state: State, comment: IssueComment, content: ReactionContent, user: Actor): Reaction {
  const known = comment.reactions.find((reaction) => reaction.user === user && reaction.content === content);
  if (known !== undefined) return known;
  const reaction: Reaction = { ...nextIds(state.ids, 'REA'), user, content, createdAt: state.now() };
  comment.reactions.push(reaction);
  return reaction;
}

function announceComment(
  state: State,
  issue: Issue | PullRequest,
  comment: IssueComment,
  action: string,
  sender: Actor,
  extra: object,
): void {
  const payload = () => ({
    issue: issueShape(state, issue),
    comment: commentShape(state, issue, comment),
    ...extra,
  });
  const scope = { of: 'repository', repository: issue.repository } as const;
  state.announce({ event: 'issue_comment', action, scope, sender, payload });
}
