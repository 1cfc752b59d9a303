import { isAncestor } from '../git/history.ts';
import { Refusal } from '../refusal.ts';
import { simpleUser, teamShape } from '../shapes/account.ts';
import { pullRequestShape } from '../shapes/pull-request.ts';
import { commitsOf } from '../state/changes.ts';
import { nextIds } from '../state/ids.ts';
import type { Account, Actor, PullRequest, Repository, Team } from '../state/model.ts';
import { branchTip, fullName } from '../state/repositories.ts';
import { permissionOf, type State } from '../state.ts';
import { tipOf } from './repositories.ts';
import { addTimelineEvent } from './timeline.ts';

export type NewPullRequest = {
  readonly repository: Repository;
  readonly as: Actor;
  readonly title: string;
  readonly body?: string | null;
  readonly head: string;
  /** Where the head branch is, when not in the same repository. */
  readonly headRepository?: Repository;
  readonly base?: string;
  readonly draft?: boolean;
  readonly maintainerCanModify?: boolean;
};

export function openPullRequest(state: State, draft: NewPullRequest): PullRequest {
  const { repository, as, headRepository = repository, base = repository.defaultBranch } = draft;
  const now = state.now();
  const number = repository.nextNumber++;
  const pull: PullRequest = {
    ...nextIds(state.ids, 'PR'),
    kind: 'pull-request',
    issueIds: nextIds(state.ids, 'I'),
    repository,
    number,
    author: as,
    title: draft.title,
    body: draft.body ?? null,
    state: 'open',
    draft: draft.draft ?? false,
    labels: [],
    assignees: [],
    comments: [],
    timeline: [],
    reactions: [],
    locked: false,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    mergedAt: null,
    mergedBy: null,
    mergeCommit: null,
    base: { repository, ref: base, sha: tipOf(repository, base) },
    head: { repository: headRepository, ref: draft.head, sha: tipOf(headRepository, draft.head) },
    maintainerCanModify: draft.maintainerCanModify ?? false,
    requestedReviewers: [],
    requestedTeams: [],
    reviews: [],
  };
  if (openPullRequests(state).some((other) => isSameChange(other, pull))) {
    throw new Refusal(422, `A pull request already exists for ${headRepository.owner.login}:${draft.head}.`);
  }
  if (as.type === 'User' && permissionOf(repository, as) === 'none') {
    throw new Refusal(404, `${as.login} cannot see \`${fullName(repository)}\``);
  }
  if (commitsOf(pull).length === 0) throw new Refusal(422, `No commits between ${base} and ${draft.head}`);
  repository.pullRequests.set(number, pull);
  announcePullRequest(state, pull, 'opened', as, {});
  return pull;
}

function isSameChange(one: PullRequest, other: PullRequest): boolean {
  return (
    one.base.repository === other.base.repository &&
    one.base.ref === other.base.ref &&
    one.head.repository === other.head.repository &&
    one.head.ref === other.head.ref
  );
}

export type PullRequestEdit = { readonly title?: string; readonly body?: string | null; readonly base?: string };

export function editPullRequest(state: State, pull: PullRequest, edit: PullRequestEdit, as: Actor): void {
  const { title, body, base } = edit;
  if (title !== undefined && title !== pull.title) {
    addTimelineEvent(state, pull, as, { event: 'renamed', from: pull.title, to: title });
    const from = pull.title;
    pull.title = title;
    announcePullRequest(state, pull, 'edited', as, { changes: { title: { from } } });
  }
  if (body !== undefined && body !== pull.body) {
    const from = pull.body ?? '';
    pull.body = body;
    pull.updatedAt = state.now();
    announcePullRequest(state, pull, 'edited', as, { changes: { body: { from } } });
  }
  if (base !== undefined && base !== pull.base.ref) changeBase(state, pull, base, as, 'base_ref_changed');
}

export function changeBase(
  state: State,
  pull: PullRequest,
  currentRef: string,
  as: Actor,
  event: 'base_ref_changed' | 'automatic_base_change_succeeded',
): void {
  const { ref: previousRef, sha } = pull.base;
  pull.base = { ...pull.base, ref: currentRef, sha: tipOf(pull.repository, currentRef) };
  addTimelineEvent(state, pull, as, { event, previousRef, currentRef });
  const changes = { base: { ref: { from: previousRef }, sha: { from: sha } } };
  announcePullRequest(state, pull, 'edited', as, { changes });
}

export function closePullRequest(state: State, pull: PullRequest, as: Actor): void {
  if (pull.state === 'closed') return;
  pull.base = { ...pull.base, sha: branchTip(pull.repository, pull.base.ref) ?? pull.base.sha };
  pull.state = 'closed';
  pull.closedAt = state.now();
  pull.closedBy = as;
  addTimelineEvent(state, pull, as, { event: 'closed' });
  announcePullRequest(state, pull, 'closed', as, {});
}

/** What was pushed to the branch meanwhile comes along; a branch that was rewritten cannot. */
export function reopenPullRequest(state: State, pull: PullRequest, as: Actor): void {
  if (pull.state === 'open') return;
  if (pull.mergedAt !== null) throw new Refusal(422, 'a merged pull request cannot be reopened');
  const { repository, ref } = pull.head;
  const tip = repository === null ? null : branchTip(repository, ref);
  if (tip === null) throw new Refusal(422, `the branch \`${ref}\` is gone`);
  if (!isAncestor(pull.repository.objects, pull.head.sha, tip)) {
    throw new Refusal(422, `the branch \`${ref}\` was force-pushed or recreated`);
  }
  pull.head = { ...pull.head, sha: tip };
  pull.state = 'open';
  pull.closedAt = pull.closedBy = null;
  addTimelineEvent(state, pull, as, { event: 'reopened' });
  announcePullRequest(state, pull, 'reopened', as, {});
}

export function markReady(state: State, pull: PullRequest, as: Actor): void {
  pull.draft = false;
  addTimelineEvent(state, pull, as, { event: 'ready_for_review' });
  announcePullRequest(state, pull, 'ready_for_review', as, {});
}

export function convertToDraft(state: State, pull: PullRequest, as: Actor): void {
  pull.draft = true;
  addTimelineEvent(state, pull, as, { event: 'convert_to_draft' });
  announcePullRequest(state, pull, 'converted_to_draft', as, {});
}

export function assign(state: State, pull: PullRequest, assignee: Actor, as: Actor): void {
  if (pull.assignees.includes(assignee)) return;
  pull.assignees.push(assignee);
  addTimelineEvent(state, pull, as, { event: 'assigned', assignee });
  announcePullRequest(state, pull, 'assigned', as, { assignee: simpleUser(state, assignee) });
}

export function unassign(state: State, pull: PullRequest, assignee: Actor, as: Actor): void {
  const at = pull.assignees.indexOf(assignee);
  if (at === -1) return;
  pull.assignees.splice(at, 1);
  addTimelineEvent(state, pull, as, { event: 'unassigned', assignee });
  announcePullRequest(state, pull, 'unassigned', as, { assignee: simpleUser(state, assignee) });
}

/** The state after the commits have landed, by whatever way. */
export function markMerged(
  state: State,
  pull: PullRequest,
  { as, baseSha, mergeCommit }: { readonly as: Actor; readonly baseSha: string; readonly mergeCommit: string },
): void {
  pull.base = { ...pull.base, sha: baseSha };
  pull.state = 'closed';
  pull.mergedAt = pull.closedAt = state.now();
  pull.mergedBy = pull.closedBy = as;
  pull.mergeCommit = mergeCommit;
  addTimelineEvent(state, pull, as, { event: 'merged', commitSha: mergeCommit });
  addTimelineEvent(state, pull, as, { event: 'closed' });
  announcePullRequest(state, pull, 'closed', as, {});
}

export function openPullRequests(state: State): readonly PullRequest[] {
  return state.repositories.flatMap(({ pullRequests }) =>
    [...pullRequests.values()].filter((pull) => pull.state === 'open'),
  );
}

export type Reviewers = { readonly people?: readonly Actor[]; readonly teams?: readonly Team[] };

export function requestReviewers(
  state: State,
  pull: PullRequest,
  { people = [], teams = [] }: Reviewers,
  as: Actor,
): void {
  for (const person of people) {
    if (person === pull.author) throw new Refusal(422, 'Review cannot be requested from pull request author.');
    if (permissionOf(pull.repository, person) === 'none') {
      throw new Refusal(422, `Reviews may only be requested from collaborators. ${person.login} is not one.`);
    }
  }
  for (const requested of [...people, ...teams]) {
    const list: (Actor | Team)[] = 'login' in requested ? pull.requestedReviewers : pull.requestedTeams;
    if (list.includes(requested)) continue;
    list.push(requested);
    addTimelineEvent(state, pull, as, { event: 'review_requested', requested });
    announcePullRequest(state, pull, 'review_requested', as, requestedShape(state, requested));
  }
}

export function removeReviewers(
  state: State,
  pull: PullRequest,
  { people = [], teams = [] }: Reviewers,
  as: Actor,
): void {
  for (const requested of [...people, ...teams]) {
    if (!forgetRequest(pull, requested)) continue;
    addTimelineEvent(state, pull, as, { event: 'review_request_removed', requested });
    announcePullRequest(state, pull, 'review_request_removed', as, requestedShape(state, requested));
  }
}

export function forgetRequest(pull: PullRequest, requested: Actor | Team): boolean {
  const list: (Actor | Team)[] = 'login' in requested ? pull.requestedReviewers : pull.requestedTeams;
  const at = list.indexOf(requested);
  if (at !== -1) list.splice(at, 1);
  return at !== -1;
}

export function announcePullRequest(
  state: State,
  pull: PullRequest,
  action: string,
  sender: Account,
  extra: object,
): void {
  const payload = () => ({ number: pull.number, pull_request: pullRequestShape(state, pull), ...extra });
  const scope = { of: 'repository', repository: pull.repository } as const;
  state.announce({ event: 'pull_request', action, scope, sender, payload });
}

function requestedShape(state: State, requested: Actor | Team): object {
  return 'login' in requested
    ? { requested_reviewer: simpleUser(state, requested) }
    : { requested_team: teamShape(state, requested) };
}
