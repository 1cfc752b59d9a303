import type { Commit } from '../git/objects.ts';
import { commitsOf } from '../state/changes.ts';
import type {
  Actor,
  Issue,
  IssueComment,
  PullRequest,
  Repository,
  Review,
  Team,
  TimelineEvent,
} from '../state/model.ts';
import type { State } from '../state.ts';
import { nullableUser, simpleUser, stamp, teamShape } from './account.ts';
import { appShape } from './app.ts';
import { commitNodeId, gitPerson, verification } from './commit.ts';
import { commentShape } from './issue.ts';
import { reviewShape } from './pull-request.ts';
import { repositoryPage, repositoryUrl } from './repository.ts';

/** Commits, reviews, comments and events in order of time, as `issues/{n}/timeline` tells them. */
export function timelineOf(state: State, issue: Issue | PullRequest): readonly object[] {
  const isPull = issue.kind === 'pull-request';
  const entries = [
    ...(isPull ? commitsOf(issue).map((commit) => committed(state, issue.repository, commit)) : []),
    ...(isPull
      ? issue.reviews.filter((review) => review.state !== 'PENDING').map((review) => reviewed(state, issue, review))
      : []),
    ...issue.comments.map((comment) => commented(state, issue, comment)),
    ...issue.timeline.map((event) => happened(state, issue.repository, event)),
  ];
  return entries.sort((one, other) => one.at.getTime() - other.at.getTime()).map(({ shape }) => shape);
}

type Entry = { readonly at: Date; readonly shape: object };

function committed(state: State, repository: Repository, commit: Commit): Entry {
  const api = repositoryUrl(state, repository);
  const page = repositoryPage(state, repository);
  const shape = {
    event: 'committed',
    sha: commit.oid,
    node_id: commitNodeId(repository, commit.oid),
    url: `${api}/git/commits/${commit.oid}`,
    html_url: `${page}/commit/${commit.oid}`,
    author: gitPerson(commit.author),
    committer: gitPerson(commit.committer),
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/git/commits/${parent}`,
      html_url: `${page}/commit/${parent}`,
    })),
    verification: verification(commit),
  };
  return { at: commit.committer.at, shape };
}

function reviewed(state: State, pull: PullRequest, review: Review): Entry {
  const shape = { event: 'reviewed', ...reviewShape(state, pull, review), state: review.state.toLowerCase() };
  return { at: review.submittedAt, shape };
}

function commented(state: State, issue: Issue | PullRequest, comment: IssueComment): Entry {
  const shape = {
    event: 'commented',
    actor: nullableUser(state, comment.author),
    ...commentShape(state, issue, comment),
  };
  return { at: comment.createdAt, shape };
}

function happened(state: State, repository: Repository, event: TimelineEvent): Entry {
  const commit = commitNamedBy(event);
  const { agentEventsNameTheirApp } = state.behaviour;
  const app = event.event.startsWith('copilot_') && !agentEventsNameTheirApp ? null : event.app;
  const shape = {
    id: event.id,
    node_id: event.nodeId,
    url: `${repositoryUrl(state, repository)}/issues/events/${event.id}`,
    actor: nullableUser(state, event.actor),
    event: event.event,
    commit_id: commit,
    commit_url: commit === null ? null : `${repositoryUrl(state, repository)}/commits/${commit}`,
    created_at: stamp(event.createdAt),
    performed_via_github_app: app === null ? null : appShape(state, app),
    ...detailOf(state, event),
  };
  return { at: event.createdAt, shape };
}

/** The commit that was made, or the one to which the head was forced. */
function commitNamedBy(event: TimelineEvent): string | null {
  if (event.event === 'merged') return event.commitSha;
  return event.event === 'head_ref_force_pushed' || event.event === 'base_ref_force_pushed' ? event.after : null;
}

function detailOf(state: State, event: TimelineEvent): object {
  switch (event.event) {
    case 'labeled':
    case 'unlabeled':
      return { label: event.label };
    case 'assigned':
    case 'unassigned':
      return { assignee: simpleUser(state, event.assignee), assigner: nullableUser(state, event.actor) };
    case 'review_requested':
    case 'review_request_removed':
      return { review_requester: nullableUser(state, event.actor), ...requestedOf(state, event.requested) };
    case 'review_dismissed':
      return {
        dismissed_review: {
          state: event.dismissal.previousState.toLowerCase(),
          review_id: event.review.id,
          dismissal_message: event.dismissal.message,
        },
      };
    case 'renamed':
      return { rename: { from: event.from, to: event.to } };
    case 'closed':
    case 'reopened':
      return { state_reason: null };
    case 'removed_from_merge_queue':
      return { reason: event.reason };
    case 'added_to_merge_queue':
    case 'merged':
    case 'base_ref_changed':
    case 'automatic_base_change_succeeded':
    case 'head_ref_force_pushed':
    case 'base_ref_force_pushed':
    case 'head_ref_deleted':
    case 'ready_for_review':
    case 'convert_to_draft':
    case 'copilot_work_started':
    case 'copilot_work_finished':
    case 'copilot_work_finished_failure':
      return {};
    default:
      return event satisfies never;
  }
}

function requestedOf(state: State, requested: Actor | Team): object {
  return 'login' in requested
    ? { requested_reviewer: simpleUser(state, requested) }
    : { requested_team: teamShape(state, requested) };
}
