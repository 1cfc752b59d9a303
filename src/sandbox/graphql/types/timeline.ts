import type { GraphQLResolveInfo } from 'graphql';
import { readCommit } from '../../git/objects.ts';
import { stamp } from '../../shapes/account.ts';
import { pullRequestPage } from '../../shapes/pull-request.ts';
import { commitsOf } from '../../state/changes.ts';
import type { Actor, Issue, PullRequest, TimelineEvent } from '../../state/model.ts';
import { branchRef } from '../../state/repositories.ts';
import { canSeeTeam } from '../access.ts';
import { connection, type Page } from '../connection.ts';
import {
  actorNode,
  type Context,
  type Fields,
  node,
  type Resolver,
  type Sources,
  type Tagged,
  type TimelineSource,
  type TimelineTypeName,
} from '../node.ts';

type TimelineArguments = Page & {
  readonly itemTypes?: readonly string[] | null;
  readonly since?: string | null;
  readonly skip?: number | null;
};

/** Commits, reviews, comments and events of a pull request in the order of their times. */
export function timelineItems(of: PullRequest, args: TimelineArguments, _context: Context, info: GraphQLResolveInfo) {
  const { itemTypes, since, skip } = args;
  const wanted = itemsOf(of)
    .filter(
      ({ shown }) => itemTypes === null || itemTypes === undefined || itemTypes.includes(enumName(shown.__typename)),
    )
    .filter(({ at }) => since === null || since === undefined || at >= new Date(since));
  const page = connection(wanted.slice(skip ?? 0), args, info, ({ shown }) => ({ node: shown }));
  return { ...page, updatedAt: stamp(of.updatedAt) };
}

type Item = { readonly at: Date; readonly shown: Tagged };

function itemsOf(of: PullRequest): readonly Item[] {
  const { objects } = of.repository;
  const commits = commitsOf(of).map(
    ({ oid }): Item => ({
      at: readCommit(objects, oid).committer.at,
      shown: node('PullRequestCommit', { pullRequest: of, oid }),
    }),
  );
  const reviews = of.reviews
    .filter(({ state }) => state !== 'PENDING')
    .map((review): Item => ({ at: review.submittedAt, shown: node('PullRequestReview', { review, pullRequest: of }) }));
  const comments = of.comments.map(
    (comment): Item => ({
      at: comment.createdAt,
      shown: node('IssueComment', { comment, on: of }),
    }),
  );
  const events = of.timeline.flatMap((event): Item[] => {
    const type = typeNames[event.event];
    return type === null ? [] : [{ at: event.createdAt, shown: node(type, { event, on: of }) }];
  });
  return [...commits, ...reviews, ...comments, ...events].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** Null: GitHub's GraphQL does not tell of it. */
const typeNames: Readonly<Record<TimelineEvent['event'], TimelineTypeName | null>> = {
  labeled: 'LabeledEvent',
  unlabeled: 'UnlabeledEvent',
  assigned: 'AssignedEvent',
  unassigned: 'UnassignedEvent',
  review_requested: 'ReviewRequestedEvent',
  review_request_removed: 'ReviewRequestRemovedEvent',
  review_dismissed: 'ReviewDismissedEvent',
  head_ref_force_pushed: 'HeadRefForcePushedEvent',
  base_ref_changed: 'BaseRefChangedEvent',
  base_ref_force_pushed: 'BaseRefForcePushedEvent',
  automatic_base_change_succeeded: 'AutomaticBaseChangeSucceededEvent',
  added_to_merge_queue: 'AddedToMergeQueueEvent',
  removed_from_merge_queue: 'RemovedFromMergeQueueEvent',
  renamed: 'RenamedTitleEvent',
  merged: 'MergedEvent',
  closed: 'ClosedEvent',
  reopened: 'ReopenedEvent',
  ready_for_review: 'ReadyForReviewEvent',
  convert_to_draft: 'ConvertToDraftEvent',
  head_ref_deleted: 'HeadRefDeletedEvent',
  copilot_work_started: null,
  copilot_work_finished: null,
  copilot_work_finished_failure: null,
};

/** `HeadRefForcePushedEvent` is `HEAD_REF_FORCE_PUSHED_EVENT` in `itemTypes`. */
function enumName(type: keyof Sources): string {
  return type.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, '_').toUpperCase();
}

type Detail<E extends TimelineEvent['event']> = Extract<TimelineEvent, { readonly event: E }>;

const common: Fields<TimelineSource> = {
  id: ({ event }) => event.nodeId,
  actor: ({ event }) => actorNode(event.actor),
  createdAt: ({ event }) => stamp(event.createdAt),
  pullRequest: ({ on }) => subject(on),
  closable: ({ on }) => subject(on),
  labelable: ({ on }) => subject(on),
  assignable: ({ on }) => subject(on),
  subject: ({ on }) => subject(on),
  url: ({ event, on }, _args, { state }) =>
    on.kind === 'pull-request' ? `${pullRequestPage(state, on)}#event-${event.id}` : null,
};

const labelled = detail<'labeled' | 'unlabeled'>({
  label: ({ event, on }) => {
    const known = [...on.repository.labels.values()].find(({ name }) => name === event.label.name);
    return known === undefined ? event.label : node('Label', { label: known, repository: on.repository });
  },
});

const assigned = detail<'assigned' | 'unassigned'>({
  assignee: ({ event }) => actorNode(event.assignee),
  user: ({ event }) => userNode(event.assignee),
});

const reviewRequested = detail<'review_requested' | 'review_request_removed'>({
  requestedReviewer: ({ event: { requested } }, _args, context) => {
    if ('type' in requested) return actorNode(requested);
    return canSeeTeam(context, requested) ? node('Team', requested) : null;
  },
});

const baseChanged = detail<'base_ref_changed' | 'automatic_base_change_succeeded'>({
  databaseId: ({ event }) => event.id,
  previousRefName: ({ event }) => event.previousRef,
  currentRefName: ({ event }) => event.currentRef,
  oldBase: ({ event }) => event.previousRef,
  newBase: ({ event }) => event.currentRef,
});

/** The fields of every event type; what an event does not have, its type in the schema does not ask for. */
export const timelineFields: { readonly [T in TimelineTypeName]: Fields<TimelineSource> } = {
  LabeledEvent: labelled,
  UnlabeledEvent: labelled,
  AssignedEvent: assigned,
  UnassignedEvent: assigned,
  ReviewRequestedEvent: reviewRequested,
  ReviewRequestRemovedEvent: reviewRequested,
  BaseRefChangedEvent: baseChanged,
  AutomaticBaseChangeSucceededEvent: baseChanged,
  ReviewDismissedEvent: detail<'review_dismissed'>({
    databaseId: ({ event }) => event.id,
    dismissalMessage: ({ event }) => event.dismissal.message,
    previousReviewState: ({ event }) => event.dismissal.previousState,
    review: ({ event, on }) =>
      on.kind === 'pull-request' ? node('PullRequestReview', { review: event.review, pullRequest: on }) : null,
  }),
  HeadRefForcePushedEvent: detail<'head_ref_force_pushed'>({
    beforeCommit: ({ event, on }) => commitNode(on, event.before),
    afterCommit: ({ event, on }) => commitNode(on, event.after),
    ref: ({ on }) => headRef(on),
  }),
  BaseRefForcePushedEvent: detail<'base_ref_force_pushed'>({
    beforeCommit: ({ event, on }) => commitNode(on, event.before),
    afterCommit: ({ event, on }) => commitNode(on, event.after),
    ref: ({ on }) => baseRef(on),
  }),
  AddedToMergeQueueEvent: detail<'added_to_merge_queue'>({
    enqueuer: ({ event }) => userNode(event.actor),
    mergeQueue: ({ event }) => node('MergeQueue', event.queue),
  }),
  RemovedFromMergeQueueEvent: detail<'removed_from_merge_queue'>({
    enqueuer: ({ event }) => userNode(event.entry.enqueuer),
    mergeQueue: ({ event }) => node('MergeQueue', event.entry.queue),
    beforeCommit: ({ event, on }) => commitNode(on, event.entry.headSha),
    reason: ({ event }) => event.reason.toLowerCase(),
  }),
  RenamedTitleEvent: detail<'renamed'>({
    previousTitle: ({ event }) => event.from,
    currentTitle: ({ event }) => event.to,
  }),
  MergedEvent: detail<'merged'>({
    commit: ({ event, on }) => commitNode(on, event.commitSha),
    mergeRefName: ({ on }) => (on.kind === 'pull-request' ? on.base.ref : null),
  }),
  HeadRefDeletedEvent: detail<'head_ref_deleted'>({
    headRef: ({ on }) => headRef(on),
    headRefName: ({ on }) => (on.kind === 'pull-request' ? on.head.ref : null),
  }),
  ClosedEvent: common,
  ReopenedEvent: common,
  ReadyForReviewEvent: common,
  ConvertToDraftEvent: common,
};

/** Fields that read the details of certain events; they only ever see those. */
function detail<E extends TimelineEvent['event']>(
  fields: Readonly<Record<string, Resolver<{ readonly event: Detail<E>; readonly on: TimelineSource['on'] }>>>,
): Fields<TimelineSource> {
  return { ...common, ...(fields as unknown as Fields<TimelineSource>) };
}

function userNode(actor: Actor | null): Tagged<'User'> | null {
  return actor?.type === 'User' ? node('User', actor) : null;
}

function subject(on: Issue | PullRequest): Tagged<'Issue' | 'PullRequest'> {
  return on.kind === 'issue' ? node('Issue', on) : node('PullRequest', on);
}

/** Null once nothing knows the commit any more. */
function commitNode({ repository }: Issue | PullRequest, oid: string): Tagged<'Commit'> | null {
  return repository.objects.commits.has(oid) ? node('Commit', { repository, oid }) : null;
}

function baseRef(on: Issue | PullRequest): Tagged<'Ref'> | null {
  if (on.kind === 'issue') return null;
  const name = branchRef(on.base.ref);
  return on.base.repository.refs.has(name) ? node('Ref', { repository: on.base.repository, name }) : null;
}

function headRef(on: Issue | PullRequest): Tagged<'Ref'> | null {
  if (on.kind === 'issue' || on.head.repository === null) return null;
  const name = branchRef(on.head.ref);
  return on.head.repository.refs.has(name) ? node('Ref', { repository: on.head.repository, name }) : null;
}
