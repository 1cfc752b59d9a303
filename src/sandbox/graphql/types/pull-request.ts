import type { FileChange } from '../../git/diff.ts';
import { nullableStamp, stamp } from '../../shapes/account.ts';
import { associationOf, pullRequestPage } from '../../shapes/pull-request.ts';
import { baseTip, commitsOf, filesOfPullRequest, isMergeable } from '../../state/changes.ts';
import { queueEntryOf } from '../../state/merge-queues.ts';
import type { Actor, PullRequest, PullRequestHead, Review, Team } from '../../state/model.ts';
import { isFromFork, isMerged } from '../../state/pull-requests.ts';
import { branchRef } from '../../state/repositories.ts';
import { mergeQueueRule } from '../../state/rules.ts';
import { landingBranch, stackOf } from '../../state/stacks.ts';
import { canPush, sameText } from '../../state.ts';
import { canSeeTeam, visibleRepository } from '../access.ts';
import { connection, type Page } from '../connection.ts';
import { namedId } from '../global-ids.ts';
import { latestOpinions, latestReviews, mergeStateStatus, reviewDecision } from '../merge-state.ts';
import { actorNode, type Context, type Fields, node, ownerNode, type Tagged } from '../node.ts';
import { path } from '../paths.ts';
import { pullRequestState } from '../selection.ts';
import { conversationFields } from './conversation.ts';
import { mergeQueueNode, requireQueues } from './merge-queue.ts';
import { statusRollup } from './status-rollup.ts';
import { timelineItems } from './timeline.ts';

type ReviewArguments = Page & { readonly states?: readonly string[] | null; readonly author?: string | null };

export const pullRequestFields: Fields<PullRequest> = {
  ...conversationFields,
  state: pullRequestState,
  url: (of, _args, { state }) => pullRequestPage(state, of),
  permalink: (of, _args, { state }) => pullRequestPage(state, of),
  resourcePath: (of, _args, { state }) => path(state, pullRequestPage(state, of)),
  isDraft: (of) => of.draft,
  merged: isMerged,
  mergedAt: (of) => nullableStamp(of.mergedAt),
  mergedBy: (of) => actorNode(of.mergedBy),
  mergeCommit: (of) =>
    of.mergeCommit === null ? null : node('Commit', { repository: of.repository, oid: of.mergeCommit }),
  mergeable: (of) => {
    if (of.state !== 'open') return 'UNKNOWN';
    return isMergeable(of) ? 'MERGEABLE' : 'CONFLICTING';
  },
  mergeStateStatus,
  reviewDecision,

  baseRefName: (of) => of.base.ref,
  baseRefOid: (of) => baseTip(of),
  baseRepository: (of, _args, context) => visibleRepository(context, of.base.repository),
  baseRef: (of, _args, context) => refNode(context, of.base),
  headRefName: (of) => of.head.ref,
  headRefOid: (of) => of.head.sha,
  headRepository: (of, _args, context) => visibleRepository(context, of.head.repository),
  headRepositoryOwner: (of) => (of.head.repository === null ? null : ownerNode(of.head.repository.owner)),
  headRef: (of, _args, context) => refNode(context, of.head),
  isCrossRepository: isFromFork,

  commits: (of, args: Page, _context, info) =>
    connection(commitsOf(of), args, info, ({ oid }) => ({ node: node('PullRequestCommit', { pullRequest: of, oid }) })),
  files: (of, args: Page, _context, info) =>
    connection(filesOfPullRequest(of), args, info, (change) => ({ node: changedFile(change) })),
  changedFiles: (of) => filesOfPullRequest(of).length,
  additions: (of) => filesOfPullRequest(of).reduce((sum, change) => sum + change.additions, 0),
  deletions: (of) => filesOfPullRequest(of).reduce((sum, change) => sum + change.deletions, 0),
  statusCheckRollup: (of, _args, context) => statusRollup(context, { repository: of.repository, oid: of.head.sha }),

  reviews: (of, args: ReviewArguments, context, info) => {
    const { states, author } = args;
    const found = of.reviews
      .filter((review) => review.state !== 'PENDING' || isOwn(context, review))
      .filter((review) => states === null || states === undefined || states.includes(review.state))
      .filter((review) => author === null || author === undefined || sameText(review.author?.login ?? '', author));
    return connection(found, args, info, (review) => reviewNode(of, review));
  },
  latestReviews: (of, args: Page, _context, info) =>
    connection(latestReviews(of), args, info, (review) => reviewNode(of, review)),
  latestOpinionatedReviews: (of, args: Page & { writersOnly: boolean }, _context, info) => {
    const found = latestOpinions(of).filter(({ author }) => !args.writersOnly || canPush(of.repository, author));
    return connection(found, args, info, (review) => reviewNode(of, review));
  },
  reviewRequests: (of, args: Page, _context, info) => {
    const asked: readonly (Actor | Team)[] = [...of.requestedReviewers, ...of.requestedTeams];
    return connection(asked, args, info, (reviewer) => ({
      node: node('ReviewRequest', { pullRequest: of, reviewer }),
    }));
  },
  timelineItems,

  isMergeQueueEnabled: (of) => mergeQueueRule(of.repository, landingBranch(of)) !== null,
  isInMergeQueue: (of) => queueEntryOf(of) !== null,
  mergeQueueEntry: (of, _args, context) => {
    requireQueues(context);
    const entry = queueEntryOf(of);
    return entry === null ? null : node('MergeQueueEntry', entry);
  },
  mergeQueue: (of, _args, context) => mergeQueueNode(context, of.repository, landingBranch(of)),
  stack: (of) => {
    const stack = stackOf(of);
    return stack === null ? null : node('PullRequestStack', stack);
  },
  stackEntry: (of) => {
    const stack = stackOf(of);
    return stack === null ? null : node('PullRequestStackEntry', { stack, pullRequest: of });
  },
};

export const pullRequestCommitFields: Fields<{ readonly pullRequest: PullRequest; readonly oid: string }> = {
  id: (of) => namedId('PURC', of.pullRequest.id, of.oid),
  commit: (of) => node('Commit', { repository: of.pullRequest.repository, oid: of.oid }),
  pullRequest: (of) => node('PullRequest', of.pullRequest),
  url: (of, _args, { state }) => `${pullRequestPage(state, of.pullRequest)}/commits/${of.oid}`,
  resourcePath: (of, _args, { state }) => path(state, `${pullRequestPage(state, of.pullRequest)}/commits/${of.oid}`),
};

export const pullRequestReviewFields: Fields<{ readonly review: Review; readonly pullRequest: PullRequest }> = {
  id: ({ review }) => review.nodeId,
  databaseId: ({ review }) => review.id,
  fullDatabaseId: ({ review }) => String(review.id),
  state: ({ review }) => review.state,
  body: ({ review }) => review.body,
  author: ({ review }) => actorNode(review.author),
  authorAssociation: ({ review, pullRequest: of }) => associationOf(of.repository, review.author),
  authorCanPushToRepository: ({ review: { author }, pullRequest: of }, _args, { state }) =>
    canPush(of.repository, author) || (author?.type === 'Bot' && state.behaviour.appReviewsCount),
  commit: ({ review, pullRequest: { repository } }) =>
    review.commitSha === null ? null : node('Commit', { repository, oid: review.commitSha }),
  pullRequest: (of) => node('PullRequest', of.pullRequest),
  repository: (of) => node('Repository', of.pullRequest.repository),
  createdAt: ({ review }) => stamp(review.submittedAt),
  submittedAt: ({ review }) => (review.state === 'PENDING' ? null : stamp(review.submittedAt)),
  publishedAt: ({ review }) => (review.state === 'PENDING' ? null : stamp(review.submittedAt)),
  updatedAt: ({ review }) => stamp(review.lastEditedAt ?? review.submittedAt),
  lastEditedAt: ({ review }) => nullableStamp(review.lastEditedAt),
  includesCreatedEdit: ({ review }) => review.lastEditedAt !== null,
  url: (of, _args, { state }) => reviewPage(of, pullRequestPage(state, of.pullRequest)),
  resourcePath: (of, _args, { state }) => path(state, reviewPage(of, pullRequestPage(state, of.pullRequest))),
  viewerDidAuthor: ({ review }, _args, context) => isOwn(context, review),
};

export const reviewRequestFields: Fields<{ readonly pullRequest: PullRequest; readonly reviewer: Actor | Team }> = {
  id: (of) => namedId('RRQ', of.pullRequest.id, String(of.reviewer.id)),
  pullRequest: (of) => node('PullRequest', of.pullRequest),
  requestedReviewer: ({ reviewer }, _args, context) => reviewerNode(context, reviewer),
  // Requests here are made by hand; nothing asks code owners by itself.
  asCodeOwner: () => false,
};

/** Null for a team that the viewer may not know of. */
export function reviewerNode(context: Context, reviewer: Actor | Team): Tagged<'User' | 'Bot' | 'Team'> | null {
  if ('type' in reviewer) return actorNode(reviewer);
  return canSeeTeam(context, reviewer) ? node('Team', reviewer) : null;
}

export function reviewNode(of: PullRequest, review: Review) {
  return { node: node('PullRequestReview', { review, pullRequest: of }) };
}

const changeTypes = {
  added: 'ADDED',
  removed: 'DELETED',
  modified: 'MODIFIED',
  renamed: 'RENAMED',
  changed: 'CHANGED',
} as const satisfies Record<FileChange['status'], string>;

/** GitHub tells neither the previous path nor the patch here, only through REST. */
function changedFile({ path: at, additions, deletions, status }: FileChange) {
  return { path: at, additions, deletions, changeType: changeTypes[status] };
}

/** Null once the branch is deleted, or where the viewer may not see the fork. */
function refNode(context: Context, { repository, ref }: PullRequestHead): Tagged<'Ref'> | null {
  if (repository === null || visibleRepository(context, repository) === null) return null;
  return repository.refs.has(branchRef(ref)) ? node('Ref', { repository, name: branchRef(ref) }) : null;
}

function isOwn({ viewer }: Context, { author }: Review): boolean {
  return viewer.kind === 'user' && viewer.user === author;
}

function reviewPage(of: { readonly review: Review }, page: string): string {
  return `${page}#pullrequestreview-${of.review.id}`;
}
