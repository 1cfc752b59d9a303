/** GraphQL's word for who acts. Enterprise accounts have no number and are nobody here. */
export const actorFragment = `fragment Actor on Actor {
  __typename login ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId }
}`;

export const textFragment = `fragment Text on TreeEntry {
  mode oid object { ... on Blob { byteSize isTruncated isBinary text } }
}`;

export const commitFragment = `fragment Listed on Commit {
  oid message committedDate tree { oid } parents(first: 10) { totalCount nodes { oid } }
  authors(first: 20) { totalCount nodes { ...Identity } } committer { ...Identity }
}
fragment Identity on GitActor { name email user { id login databaseId } }`;

export const commitsFragment = `fragment Commits on PullRequestCommitConnection {
  totalCount pageInfo { hasNextPage endCursor } nodes { commit { ...Listed } }
}
${commitFragment}`;

export const filesFragment = `fragment Files on PullRequestChangedFileConnection {
  totalCount pageInfo { hasNextPage endCursor } nodes { path additions deletions changeType }
}`;

export const reviewsFragment = `fragment Reviews on PullRequestReviewConnection {
  pageInfo { hasPreviousPage startCursor }
  nodes { fullDatabaseId state submittedAt authorCanPushToRepository commit { oid } author { ...Actor } }
}`;

/** Our own check on a commit, and the pull requests that contain the commit. */
export const headFragment = `fragment Head on Commit {
  oid
  checkSuites(first: 5, filterBy: { appId: $appId, checkName: $check }) { nodes {
    status
    checkRuns(first: 5, filterBy: { appId: $appId, checkName: $check, checkType: LATEST }) {
      nodes { databaseId status conclusion title externalId }
    }
  } }
  associatedPullRequests(first: 50) {
    pageInfo { hasNextPage }
    nodes { number state baseRefName headRefOid baseRepository { databaseId } author { ...Actor } }
  }
}`;

/**
 * What can change while the head stays. Each kind of event is a list of its own, so that nobody can push one kind out of
 * it by causing many of another. The head is reached through the pull request, because a fork's commits hang on no
 * ref of this repository; our own check through the head, because `check_run.pull_requests` is empty for forks.
 */
const stateFields = `number state isDraft title body baseRefName baseRefOid headRefName headRefOid isCrossRepository
  additions deletions changedFiles
  author { ...Actor }
  mergedAt mergedBy { ...Actor }
  labels(first: 100) { nodes { name } }
  assignees(first: 20) { nodes { id login databaseId } }
  reviews(last: 100) { ...Reviews }
  reviewRequests(first: 50) { nodes { requestedReviewer {
    __typename ... on User { login databaseId } ... on Team { combinedSlug }
  } } }
  dismissals: timelineItems(last: 100, itemTypes: [REVIEW_DISMISSED_EVENT]) {
    pageInfo { hasPreviousPage }
    nodes { ... on ReviewDismissedEvent {
      createdAt actor { ...Actor } previousReviewState review { fullDatabaseId }
    } }
  }
  assignments: timelineItems(last: 100, itemTypes: [ASSIGNED_EVENT]) {
    pageInfo { hasPreviousPage }
    nodes { ... on AssignedEvent {
      createdAt actor { ...Actor } assignee { __typename ... on User { login databaseId } ... on Bot { login databaseId } }
    } }
  }
  forcedPushes: timelineItems(last: 100, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) {
    pageInfo { hasPreviousPage }
    nodes { ... on HeadRefForcePushedEvent { actor { ...Actor } beforeCommit { oid } afterCommit { oid } } }
  }
  baseChanges: timelineItems(last: 1, itemTypes: [BASE_REF_CHANGED_EVENT, BASE_REF_FORCE_PUSHED_EVENT,
    AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT]) {
    nodes {
      ... on BaseRefChangedEvent { createdAt }
      ... on BaseRefForcePushedEvent { createdAt }
      ... on AutomaticBaseChangeSucceededEvent { createdAt }
    }
  }`;

export const stateFragment = `fragment State on PullRequest {
  ${stateFields}
  headCommit: commits(last: 1) { nodes { commit { ...Head } } }
}
${reviewsFragment}
${actorFragment}
${headFragment}`;

/** A merged pull request as a look back judges it. Needs the variable `$commits`. */
export const pastFragment = `fragment Past on PullRequest {
  ${stateFields}
  url createdAt
  ready: timelineItems(last: 20, itemTypes: [READY_FOR_REVIEW_EVENT]) {
    nodes { ... on ReadyForReviewEvent { createdAt } }
  }
  commits(first: $commits) { ...Commits }
  files(first: 100) { ...Files }
}
${reviewsFragment}
${actorFragment}
${commitsFragment}
${filesFragment}`;

/**
 * What of a pull request is not its head and can still change an answer: texts, labels, comments and every event move its
 * time or add to its timeline, and who reviewed may lose access. Times alone do not tell two changes of one second apart.
 */
export const versionFragment = `fragment Version on PullRequest {
  updatedAt
  timeline: timelineItems(last: 1) { totalCount }
  opinions: latestOpinionatedReviews(first: 50) { nodes { fullDatabaseId state authorCanPushToRepository } }
}`;

/** The blobs that say on a branch who must review. Needs the variable `$policy`. */
export const rulesFragment = `fragment Rules on Commit {
  policy: file(path: $policy) { oid }
  ownersInGithub: file(path: ".github/CODEOWNERS") { oid }
  ownersInRoot: file(path: "CODEOWNERS") { oid }
  ownersInDocs: file(path: "docs/CODEOWNERS") { oid }
}`;
