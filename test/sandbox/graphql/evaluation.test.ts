import { describe, expect, it } from '@jest/globals';
import { executeGraphql, graphqlProblems } from '../../../src/sandbox/graphql.ts';
import { submitReview } from '../../../src/sandbox/operations/reviews.ts';
import { ask, read, readPull } from '../../support/sandbox-query.ts';
import { aWorld } from '../../support/sandbox-world.ts';

/** All that is known of a pull request in one request, and what it costs at GitHub: two points. */
const evaluation = `query Eval($owner: String!, $name: String!, $number: Int!, $org: String!, $appId: Int!, $check: String!) {
  rateLimit { cost nodeCount }
  repository(owner: $owner, name: $name) {
    id databaseId
    defaultBranchRef { name target { oid } }
    config: object(expression: "HEAD:.github/x.yml") { ... on Blob { oid byteSize isTruncated isBinary text } }
    pullRequest(number: $number) {
      id number state isDraft merged title body url createdAt
      baseRefName baseRefOid headRefName headRefOid isCrossRepository isInMergeQueue
      headRepository { nameWithOwner }
      additions deletions changedFiles
      author { __typename login ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId } ... on EnterpriseUserAccount { id } }
      assignees(first: 10) { nodes { login databaseId } }
      labels(first: 50) { nodes { name } }
      reviewRequests(first: 30) { nodes { requestedReviewer { __typename ... on User { login } ... on Team { slug } ... on Bot { login } } } }
      commits(last: 100) { totalCount nodes { commit {
        oid message committedDate committedViaWeb tree { oid }
        parents(first: 2) { nodes { oid } }
        authors(first: 5) { totalCount nodes { name email user { id login databaseId } } }
        committer { name email user { id login databaseId } }
        signature { isValid state wasSignedByGitHub signer { login } }
        onBehalfOf { login }
      } } }
      files(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { path additions deletions changeType } }
      reviews(last: 100) { totalCount pageInfo { hasPreviousPage startCursor } nodes {
        id fullDatabaseId state submittedAt authorCanPushToRepository commit { oid }
        author { __typename login ... on User { databaseId } ... on Bot { databaseId } }
      } }
      timelineItems(last: 100, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT, BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT, REVIEW_DISMISSED_EVENT, ASSIGNED_EVENT, LABELED_EVENT, UNLABELED_EVENT, READY_FOR_REVIEW_EVENT]) { nodes { __typename
        ... on HeadRefForcePushedEvent { createdAt actor { __typename login } beforeCommit { oid } afterCommit { oid } }
        ... on BaseRefChangedEvent { createdAt actor { login } previousRefName currentRefName }
        ... on AutomaticBaseChangeSucceededEvent { createdAt oldBase newBase }
        ... on ReviewDismissedEvent { createdAt actor { login } previousReviewState dismissalMessage review { fullDatabaseId } }
        ... on AssignedEvent { createdAt actor { login } assignee { __typename ... on User { login databaseId } ... on Bot { login databaseId } } }
        ... on LabeledEvent { createdAt actor { __typename login } label { name } }
        ... on UnlabeledEvent { createdAt actor { __typename login } label { name } }
      } }
      baseRef {
        refUpdateRule { requiredStatusCheckContexts }
        rules(first: 50) { nodes { type repositoryRuleset { name enforcement source { __typename } } parameters { ... on RequiredStatusChecksParameters { requiredStatusChecks { context integrationId } } } } }
      }
      headRef { target { ... on Commit { checkSuites(first: 1, filterBy: { appId: $appId, checkName: $check }) { nodes {
        checkRuns(first: 5, filterBy: { checkName: $check, appId: $appId, checkType: LATEST }) {
          nodes { databaseId name status conclusion externalId isRequired(pullRequestNumber: $number) }
        }
      } } } } }
      mergeQueueEntry { position state headCommit { oid } baseCommit { oid } }
    }
  }
  floor: repository(owner: $org, name: ".github") { object(expression: "HEAD:x.yml") { ... on Blob { oid text } } }
  organization(login: $org) {
    seniors: team(slug: "senior-reviewers") { privacy members(first: 100, membership: ALL) { totalCount pageInfo { hasNextPage endCursor } nodes { login databaseId } } }
    teamsOf: teams(first: 100, userLogins: ["dan"]) { nodes { slug databaseId } }
  }
}
query Queue($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) { mergeQueue(branch: $branch) {
    configuration { checkResponseTimeout mergingStrategy maximumEntriesToMerge }
    entries(first: 100) { nodes { position state headCommit { oid } enqueuer { login } pullRequest { number headRefOid reviewDecision } } }
  } }
}
query SameHead($owner: String!, $name: String!, $oid: GitObjectID!) {
  repository(owner: $owner, name: $name) { object(oid: $oid) { ... on Commit {
    associatedPullRequests(first: 50) { nodes { number state headRefOid baseRefName } }
  } } }
}`;

describe('a query for everything about a pull request', () => {
  it('is answered, but for the repository that the installation does not cover', () => {
    const { answer, problems, second } = run('Eval');
    expect(problems).toEqual([]);
    expect(answer.errors?.map(({ type, path }) => [type, path])).toEqual([['NOT_FOUND', ['floor']]]);
    expect(answer.data).toMatchObject({
      rateLimit: { cost: 2, nodeCount: 1_446 },
      repository: {
        config: { text: 'rules: []\n' },
        pullRequest: {
          headRefOid: second.oid,
          changedFiles: 3,
          labels: { nodes: [{ name: 'ai-assisted' }] },
          files: {
            nodes: [{ path: 'logo.png' }, { path: 'src/main.ts' }, { path: 'src/new.ts', changeType: 'RENAMED' }],
          },
          headRef: {
            target: {
              checkSuites: {
                nodes: [{ checkRuns: { nodes: [{ conclusion: 'SUCCESS', externalId: 'digest', isRequired: true }] } }],
              },
            },
          },
          baseRef: {
            refUpdateRule: null,
            rules: { nodes: [{ type: 'PULL_REQUEST' }, { type: 'REQUIRED_STATUS_CHECKS' }] },
          },
          mergeQueueEntry: null,
        },
      },
      floor: null,
      organization: { seniors: { privacy: 'VISIBLE', members: { totalCount: 4 } } },
    });
  });

  it('finds no merge queue where there is none', () => {
    expect(run('Queue')).toMatchObject({ problems: [], answer: { data: { repository: { mergeQueue: null } } } });
  });

  it('finds the pull requests of a head', () => {
    const { answer, problems, second } = run('SameHead');
    expect(problems).toEqual([]);
    expect(answer.data).toEqual({
      repository: {
        object: {
          associatedPullRequests: {
            nodes: [{ number: 1, state: 'OPEN', headRefOid: second.oid, baseRefName: 'main' }],
          },
        },
      },
    });
  });
});

describe('where nobody outside GitHub knows what it does, both can be tried:', () => {
  it.each([true, false])('apps see secret teams: %s', (appsSeeSecretTeams) => {
    const world = aWorld();
    world.state.behaviour.appsSeeSecretTeams = appsSeeSecretTeams;
    const query = '{ organization(login: "acme") { team(slug: "hush") { slug } teams(first: 9) { totalCount } } }';
    const seen = read(world, query, ['organization']);
    const hidden = { team: null, teams: { totalCount: 3 } };
    expect(seen).toEqual(appsSeeSecretTeams ? { team: { slug: 'hush' }, teams: { totalCount: 4 } } : hidden);
  });

  it.each([true, false])('the review of an app counts as one by a writer: %s', (appReviewsCount) => {
    const world = aWorld();
    world.state.behaviour.appReviewsCount = appReviewsCount;
    submitReview(world.state, world.pull, { as: world.copilot, state: 'APPROVED' });
    expect(readPull(world, 'reviews(last: 1) { nodes { authorCanPushToRepository } }')).toEqual({
      reviews: { nodes: [{ authorCanPushToRepository: appReviewsCount }] },
    });
  });
});

it('counts every request against the hour of whoever sends it', () => {
  const world = aWorld();
  const used = '{ rateLimit { used } }';
  ask(world, used);
  expect(read(world, used, ['rateLimit', 'used'])).toBe(2);
  expect(read(world, used, ['rateLimit', 'used'], { kind: 'user', token: 't', user: world.people.ada })).toBe(1);
});

function run(operationName: string) {
  const world = aWorld();
  const { first, second } = world.commits;
  const variables = {
    owner: 'acme',
    name: 'api',
    number: 1,
    org: 'acme',
    appId: world.apps.gate.id,
    check: 'gate',
    branch: 'main',
    oid: second.oid,
  };
  const request = { query: evaluation, operationName, variables };
  const answer = executeGraphql(world.state, world.token(), request);
  return { answer, problems: graphqlProblems(request, answer), first, second };
}
