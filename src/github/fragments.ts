/** GraphQL's word for who acts. Enterprise accounts have no number and are nobody here. */
export const actorFragment = `fragment Actor on Actor {
  __typename login ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId }
}`;

export const textFragment = `fragment Text on TreeEntry {
  mode oid object { ... on Blob { byteSize isTruncated isBinary text } }
}`;

export const commitsFragment = `fragment Commits on PullRequestCommitConnection {
  totalCount pageInfo { hasNextPage endCursor }
  nodes { commit {
    oid message committedDate tree { oid } parents(first: 10) { totalCount nodes { oid } }
    authors(first: 20) { totalCount nodes { ...Identity } } committer { ...Identity }
  } }
}
fragment Identity on GitActor { name email user { id login databaseId } }`;

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
 * What can change while the head stays. The head is reached through the pull request, because a fork's commits hang on no
 * ref of this repository; our own check through the head, because `check_run.pull_requests` is empty for forks.
 */
export const stateFragment = `fragment State on PullRequest {
  number state isDraft title body baseRefName baseRefOid headRefName headRefOid isCrossRepository
  additions deletions changedFiles
  author { ...Actor }
  labels(first: 100) { nodes { name } }
  reviews(last: 100) { ...Reviews }
  timelineItems(last: 100, itemTypes: [REVIEW_DISMISSED_EVENT, ASSIGNED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT,
    BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT, BASE_REF_FORCE_PUSHED_EVENT]) {
    pageInfo { hasPreviousPage }
    nodes { __typename
      ... on ReviewDismissedEvent { actor { ...Actor } previousReviewState review { fullDatabaseId } }
      ... on AssignedEvent { createdAt actor { ...Actor } assignee { __typename ... on Bot { login databaseId } } }
      ... on BaseRefChangedEvent { createdAt }
      ... on AutomaticBaseChangeSucceededEvent { createdAt }
      ... on BaseRefForcePushedEvent { createdAt }
      ... on HeadRefForcePushedEvent { actor { ...Actor } beforeCommit { oid } afterCommit { oid } }
    }
  }
  headCommit: commits(last: 1) { nodes { commit { ...Head } } }
}
${reviewsFragment}
${actorFragment}
${headFragment}`;
