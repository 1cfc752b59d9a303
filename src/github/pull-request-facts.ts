import {
  type AgentEvent,
  type Assignment,
  type ChangedFile,
  type Commit,
  type Fact,
  known,
  type PullRequestText,
  type Review,
  type Sibling,
  unknown,
} from '../core/facts.ts';
import type { Requested, Shown } from '../core/loaded.ts';
import { accountOf, identityOf } from './accounts.ts';
import { type Commits, type Dismissal, type Files, type Head, present, type Reviews, type State } from './answer.ts';

// GitHub's words as ours. Nothing here decides or asks.

export function textOf(pullRequest: State, agentEvents: readonly AgentEvent[]): PullRequestText {
  return {
    title: pullRequest.title,
    body: pullRequest.body,
    author: accountOf(pullRequest.author),
    headBranch: pullRequest.headRefName,
    sameRepository: !pullRequest.isCrossRepository,
    labels: labelsOf(pullRequest),
    agentEvents,
    assignments: assignmentsOf(pullRequest),
  };
}

export const labelsOf = (pullRequest: State): readonly string[] =>
  present(pullRequest.labels).map((label) => label.name);

/** People who are assigned now, and those who were once. Agents assign whoever sent them. */
function assignmentsOf(pullRequest: State): readonly Assignment[] {
  const events = present(pullRequest.assignments).flatMap(({ actor, assignee }) => {
    const account = assignee?.__typename === 'User' ? accountOf({ ...assignee, login: assignee.login ?? '' }) : null;
    return account === null ? [] : [{ assignee: account, by: accountOf(actor) }];
  });
  // GitHub lists bots among the users here.
  const now = present(pullRequest.assignees).flatMap((user) => {
    const account = identityOf({ name: null, email: null, user }).account;
    return account?.kind === 'user' ? [account] : [];
  });
  const standing = new Set(now.map(({ id }) => id));
  const told = new Set(events.map(({ assignee }) => assignee.id));
  return [
    ...events.map((event) => ({ ...event, stands: standing.has(event.assignee.id) })),
    ...now.filter(({ id }) => !told.has(id)).map((assignee) => ({ assignee, by: null, stands: true })),
  ];
}

export function stateOf(pullRequest: State): 'open' | 'closed' | 'merged' {
  if (pullRequest.state === 'MERGED') return 'merged';
  return pullRequest.state === 'CLOSED' ? 'closed' : 'open';
}

/** When the base was last retargeted or rewritten, which changes what a reviewer of the same head read. */
export const baseChangedAtOf = ({ baseChanges }: State): string | null =>
  present(baseChanges).at(-1)?.createdAt ?? null;

export function commitOf({ commit }: NonNullable<NonNullable<Commits['nodes']>[number]>): Commit {
  return {
    sha: commit.oid,
    tree: commit.tree.oid,
    parents: present(commit.parents).map((parent) => parent.oid),
    message: commit.message,
    authors: present(commit.authors).map(identityOf),
    committer: commit.committer === null ? null : identityOf(commit.committer),
    committedAt: commit.committedDate,
  };
}

/** Commits whose own lists GitHub cut. */
export function cutCommits(commits: Commits): readonly string[] {
  return present(commits).flatMap(({ commit: { oid, authors, parents } }) => [
    ...(authors.totalCount > present(authors).length ? [`authors of commit ${oid.slice(0, 7)}`] : []),
    ...(parents.totalCount > present(parents).length ? [`parents of commit ${oid.slice(0, 7)}`] : []),
  ]);
}

const fileStates: Readonly<Record<string, ChangedFile['status']>> = {
  ADDED: 'added',
  MODIFIED: 'modified',
  DELETED: 'removed',
  RENAMED: 'renamed',
  COPIED: 'copied',
};

/** A changed file as GraphQL tells it: without its former name, its blobs, its mode and its patch. */
export function fileOf(file: NonNullable<NonNullable<Files['nodes']>[number]>): ChangedFile {
  const status = fileStates[file.changeType] ?? 'changed';
  const notRead = unknown('it was not read');
  return {
    path: file.path,
    previousPath: status === 'renamed' || status === 'copied' ? notRead : known(null),
    status,
    mode: status === 'removed' ? known(null) : notRead,
    blobBefore: status === 'added' ? known(null) : notRead,
    blobAfter: status === 'removed' ? known(null) : notRead,
    additions: file.additions,
    deletions: file.deletions,
    patch: notRead,
  };
}

export function reviewsOf(reviews: Reviews, state: State): readonly Review[] {
  const dismissals = new Map(present(state.dismissals).map((event) => [event.review?.fullDatabaseId, event]));
  return present(reviews).map((review) => ({
    id: review.fullDatabaseId,
    reviewer: accountOf(review.author),
    state: reviewStates[review.state],
    commitSha: review.commit?.oid ?? null,
    submittedAt: review.submittedAt ?? '',
    canPush: review.authorCanPushToRepository,
    dismissal: review.state === 'DISMISSED' ? dismissalOf(dismissals.get(review.fullDatabaseId)) : null,
  }));
}

const reviewStates = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
  PENDING: 'pending',
} as const;

function dismissalOf(event: Dismissal | undefined): Review['dismissal'] {
  const was = event?.previousReviewState;
  return {
    by: accountOf(event?.actor),
    was: was === 'APPROVED' ? 'approved' : was === 'CHANGES_REQUESTED' ? 'changes-requested' : 'unknown',
    at: event?.createdAt ?? null,
  };
}

/** Other open pull requests of this repository with the same head. The list holds all that contain the commit. */
export function siblingsOf(head: Head | null, repositoryId: number, number: number): readonly Sibling[] {
  return present(head?.associatedPullRequests ?? null)
    .filter((other) => other.number !== number && other.state === 'OPEN' && other.headRefOid === head?.oid)
    .filter((other) => other.baseRepository?.databaseId === repositoryId)
    .map((other) => ({ number: other.number, author: accountOf(other.author), baseRef: other.baseRefName }));
}

/** Our newest check run on the head. Asked for again, the run stays as it is and its suite goes back to queued. */
export function shownOf(head: Head | null, state: State): Shown {
  const [labels, requested] = [labelsOf(state), requestedIn(state)];
  const runs = present(head?.checkSuites ?? null).flatMap(({ status: ofSuite, checkRuns }) =>
    present(checkRuns).map((run) => ({ ...run, status: ofSuite === 'QUEUED' ? ofSuite : run.status })),
  );
  const newest = runs.toSorted((one, other) => (other.databaseId ?? 0) - (one.databaseId ?? 0))[0];
  if (newest === undefined) return { check: null, labels, requested };
  const { databaseId, status, conclusion, title, externalId } = newest;
  return {
    check: {
      id: databaseId ?? 0,
      status: status.toLowerCase(),
      conclusion: conclusion?.toLowerCase() ?? null,
      title,
      externalId,
    },
    labels,
    requested,
  };
}

/** Bots, and teams that we may not see, are left out. */
function requestedIn({ reviewRequests }: State): Requested {
  const asked = present(reviewRequests ?? null).flatMap(({ requestedReviewer }) => requestedReviewer ?? []);
  return {
    people: asked.flatMap((each) =>
      each.__typename === 'User' ? (accountOf({ ...each, login: each.login ?? '' }) ?? []) : [],
    ),
    teams: asked.flatMap(({ combinedSlug }) => combinedSlug?.toLowerCase() ?? []),
  };
}

/**
 * Where the head left the base. All commits of the pull request are known, and what they grow on lies in the base: if
 * that is a single commit, it is the merge base.
 */
export function mergeBaseOf(commits: readonly Commit[], total: number, headSha: string): Fact<string> {
  if (commits.length < total) return unknown('the list of commits was cut');
  if (commits.length === 0) return known(headSha);
  const own = new Set(commits.map((commit) => commit.sha));
  const [base, ...others] = new Set(commits.flatMap((commit) => commit.parents).filter((parent) => !own.has(parent)));
  if (base === undefined) return unknown('the branches share no history');
  return others.length === 0 ? known(base) : unknown('the base was merged into the branch');
}
