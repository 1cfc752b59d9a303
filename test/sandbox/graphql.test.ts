import { describe, expect, it } from '@jest/globals';
import { addUser, deleteActor } from '../../src/sandbox/operations/accounts.ts';
import { addComment } from '../../src/sandbox/operations/issues.ts';
import { merge } from '../../src/sandbox/operations/merging.ts';
import { openPullRequest } from '../../src/sandbox/operations/pull-requests.ts';
import { deleteBranch, push } from '../../src/sandbox/operations/pushes.ts';
import { commit, forkRepository } from '../../src/sandbox/operations/repositories.ts';
import { submitReview } from '../../src/sandbox/operations/reviews.ts';
import { api, ask, read, readPull } from '../support/sandbox-query.ts';
import { aWorld } from '../support/sandbox-world.ts';

describe('a query for what an evaluation needs', () => {
  it('is answered whole, also where one part may not be seen', () => {
    const world = aWorld();
    const { data, errors } = ask(
      world,
      `{ ${api} { pullRequest(number: 1) { headRefOid author { __typename login ... on User { databaseId } } } }
         other: repository(owner: "acme", name: "closed") { name } }`,
    );
    expect(data).toEqual({
      repository: {
        pullRequest: {
          headRefOid: world.commits.second.oid,
          author: { __typename: 'User', login: 'bea', databaseId: world.people.bea.id },
        },
      },
      other: null,
    });
    expect(errors).toEqual([
      expect.objectContaining({
        type: 'NOT_FOUND',
        path: ['other'],
        message: "Could not resolve to a Repository with the name 'acme/closed'.",
      }),
    ]);
  });

  it('names the author, the co-authors and who is behind each address', () => {
    const authors = readPull(
      aWorld(),
      'commits(first: 1) { nodes { commit { authors(first: 9) { nodes { name user { login } } } } } }',
    );
    expect(authors).toEqual({
      commits: {
        nodes: [
          {
            commit: {
              authors: {
                nodes: [
                  { name: 'EVE', user: { login: 'eve' } },
                  { name: 'Bea', user: { login: 'bea' } },
                  { name: 'X', user: null },
                ],
              },
            },
          },
        ],
      },
    });
  });

  it('answers a bot that wrote a commit as a user whose login has the suffix', () => {
    const commits = readPull(
      aWorld(),
      'commits(last: 1) { nodes { commit { signature { wasSignedByGitHub } author { user { login id } } } } }',
    );
    expect(commits).toMatchObject({
      commits: {
        nodes: [
          {
            commit: {
              signature: { wasSignedByGitHub: true },
              author: { user: { login: 'copilot-swe-agent[bot]', id: expect.stringMatching(/^BOT_/u) } },
            },
          },
        ],
      },
    });
  });

  it.each([
    { connection: 'reviews', why: 'all of them', states: ['DISMISSED', 'CHANGES_REQUESTED', 'COMMENTED'] },
    { connection: 'latestReviews', why: 'a comment hides what came before', states: ['DISMISSED', 'COMMENTED'] },
    {
      connection: 'latestOpinionatedReviews',
      why: 'a comment is no opinion',
      states: ['DISMISSED', 'CHANGES_REQUESTED'],
    },
  ])('answers $connection: $why', ({ connection, states }) => {
    const answer = readPull(aWorld(), `${connection}(first: 9) { nodes { state } }`);
    expect(answer).toEqual({ [connection]: { nodes: states.map((state) => ({ state })) } });
  });

  it('leaves whoever is asked again out of the latest reviews', () => {
    const world = aWorld();
    submitReview(world.state, world.pull, { as: world.people.dan, state: 'APPROVED' });
    const logins = 'latestReviews(first: 9) { nodes { author { login } } }';
    expect(readPull(world, logins)).toEqual(latestReviewsBy('cyd', 'ada', 'dan'));
    world.pull.requestedReviewers.push(world.people.dan);
    expect(readPull(world, logins)).toEqual(latestReviewsBy('cyd', 'ada'));
  });

  it('keeps to the kinds of timeline items asked for, in order', () => {
    const answer = readPull(
      aWorld(),
      `timelineItems(last: 2, itemTypes: [LABELED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT, REVIEW_DISMISSED_EVENT]) {
        totalCount filteredCount pageCount
        nodes { __typename ... on LabeledEvent { actor { __typename login } label { name } }
          ... on ReviewDismissedEvent { previousReviewState dismissalMessage review { author { login } } } }
      }`,
    );
    expect(answer).toEqual({
      timelineItems: {
        totalCount: 4,
        filteredCount: 4,
        pageCount: 2,
        nodes: [
          {
            __typename: 'ReviewDismissedEvent',
            previousReviewState: 'APPROVED',
            dismissalMessage: 'stale',
            review: { author: { login: 'cyd' } },
          },
          { __typename: 'LabeledEvent', actor: { __typename: 'Bot', login: 'gate' }, label: { name: 'ai-assisted' } },
        ],
      },
    });
  });

  it('says which checks are required, by rule and by who set them', () => {
    const world = aWorld();
    const answer = read(
      world,
      `{ ${api} { object(expression: "topic") { ... on Commit { checkSuites(first: 9) { nodes { app { slug }
        checkRuns(first: 9) { nodes { name conclusion isRequired(pullRequestNumber: 1) } } } } } } } }`,
      ['repository', 'object', 'checkSuites', 'nodes'],
    );
    expect(answer).toEqual([
      { app: { slug: 'gate' }, checkRuns: { nodes: [{ name: 'gate', conclusion: 'SUCCESS', isRequired: true }] } },
      { app: { slug: 'ci' }, checkRuns: { nodes: [{ name: 'build', conclusion: null, isRequired: false }] } },
    ]);
  });

  it('finds suites and runs by app, name and age', () => {
    const world = aWorld();
    const runs = (suite: string, run: string) =>
      read(
        world,
        `{ ${api} { object(expression: "topic") { ... on Commit {
          checkSuites(first: 9, filterBy: ${suite}) { nodes { checkRuns(first: 9, filterBy: ${run}) { nodes { conclusion } } } } } } } }`,
        ['repository', 'object', 'checkSuites', 'nodes'],
      );
    expect(runs(`{ appId: ${world.apps.gate.id}, checkName: "gate" }`, '{ checkType: ALL }')).toEqual([
      { checkRuns: { nodes: [{ conclusion: 'ACTION_REQUIRED' }, { conclusion: 'SUCCESS' }] } },
    ]);
    expect(runs('{ checkName: "gate" }', '{ conclusions: [FAILURE] }')).toEqual([{ checkRuns: { nodes: [] } }]);
    expect(runs('{ checkName: "nothing" }', '{}')).toEqual([]);
  });

  it('still tells of a merged one whose branch is gone', () => {
    const world = aWorld();
    merge(world.state, world.pull, { as: world.people.bea });
    deleteBranch(world.state, world.repositories.api, 'topic', world.people.bea);
    const answer = readPull(
      world,
      'state headRef { name } mergeStateStatus headRefOid mergedBy { login } commits(first: 9) { totalCount } changedFiles',
    );
    expect(answer).toEqual({
      state: 'MERGED',
      headRef: null,
      mergeStateStatus: 'UNKNOWN',
      headRefOid: world.commits.second.oid,
      mergedBy: { login: 'bea' },
      commits: { totalCount: 2 },
      changedFiles: 3,
    });
  });

  it('sees from the base repository a fork whose check suites the fork does not have', () => {
    const world = aWorld();
    const { state, people, repositories } = world;
    const outsider = addUser(state, { login: 'out' });
    const fork = forkRepository(state, repositories.open, outsider);
    const change = commit(state, fork, { files: { b: 'b' }, author: outsider, message: 'b' });
    push(state, fork, { branch: 'patch', to: change.oid, as: outsider });
    const pull = openPullRequest(state, {
      repository: repositories.open,
      as: outsider,
      title: 't',
      head: 'patch',
      headRepository: fork,
    });
    addComment(state, pull, { as: people.bea, body: 'hello' });
    deleteActor(state, outsider);
    const answer = read(
      world,
      '{ repository(owner: "acme", name: "open") { pullRequest(number: 1) { isCrossRepository headRepository { nameWithOwner } author { login } headRef { target { oid } } } } }',
      ['repository', 'pullRequest'],
    );
    expect(answer).toEqual({
      isCrossRepository: true,
      headRepository: { nameWithOwner: 'out/open' },
      author: null,
      headRef: { target: { oid: change.oid } },
    });
  });
});

describe('queries that Countersign would not send', () => {
  it('lists repositories with their open pull requests and who reviewed them', () => {
    const answer = read(
      aWorld(),
      `{ organization(login: "ACME") { repositories(first: 9, orderBy: { field: NAME, direction: ASC }) { totalCount nodes {
        name visibility pullRequests(first: 9, states: OPEN) { nodes { number mergeStateStatus reviewDecision
          reviews(first: 1) { nodes { author { login } commit { abbreviatedOid } } } } } } } } }`,
      ['organization', 'repositories'],
    );
    expect(answer).toMatchObject({
      totalCount: 2,
      nodes: [
        {
          name: 'api',
          visibility: 'PRIVATE',
          pullRequests: {
            nodes: [
              {
                number: 1,
                mergeStateStatus: 'UNSTABLE',
                reviewDecision: null,
                reviews: { nodes: [{ author: { login: 'cyd' } }] },
              },
            ],
          },
        },
        { name: 'open', visibility: 'PUBLIC', pullRequests: { nodes: [] } },
      ],
    });
  });

  it('lists a tree with modes, and reads files by path', () => {
    const answer = read(
      aWorld(),
      `{ ${api} {
        root: object(expression: "HEAD:") { ... on Tree { entries { name type mode object { __typename ... on Blob { isBinary text } ... on Tree { entries { path } } } } } }
        gone: object(expression: "HEAD:nowhere/at/all.ts") { oid }
        before: object(expression: "topic~1:src/main.ts") { ... on Blob { text byteSize isTruncated } }
        defaultBranchRef { target { ... on Commit { file(path: "src/main.ts") { path extension size object { ... on Blob { text } } } } } }
      } }`,
      ['repository'],
    );
    expect(answer).toEqual({
      root: {
        entries: [
          { name: '.github', type: 'tree', mode: 16384, object: { __typename: 'Tree', entries: [{ path: 'x.yml' }] } },
          {
            name: 'README.md',
            type: 'blob',
            mode: 33188,
            object: { __typename: 'Blob', isBinary: false, text: '# api\n' },
          },
          { name: 'bin', type: 'tree', mode: 16384, object: { __typename: 'Tree', entries: [{ path: 'run' }] } },
          { name: 'logo.png', type: 'blob', mode: 33188, object: { __typename: 'Blob', isBinary: true, text: null } },
          {
            name: 'src',
            type: 'tree',
            mode: 16384,
            object: { __typename: 'Tree', entries: [{ path: 'main.ts' }, { path: 'old.ts' }] },
          },
        ],
      },
      gone: null,
      before: { text: 'one\n2\nthree\n', byteSize: 12, isTruncated: false },
      defaultBranchRef: {
        target: { file: { path: 'src/main.ts', extension: '.ts', size: 14, object: { text: 'one\ntwo\nthree\n' } } },
      },
    });
  });

  it.each([
    { membership: 'IMMEDIATE', logins: ['ada', 'bea'], why: 'who joined; an invitation is not enough' },
    { membership: 'CHILD_TEAM', logins: ['cyd', 'dan'], why: 'who is in it through the teams below' },
    { membership: 'ALL', logins: ['ada', 'bea', 'cyd', 'dan'], why: 'both' },
  ])('reads $membership members of a team: $why', ({ membership, logins }) => {
    const query = `{ organization(login: "acme") { team(slug: "senior-reviewers") { members(first: 9, membership: ${membership}) { nodes { login } } } } }`;
    const nodes = read(aWorld(), query, ['organization', 'team', 'members', 'nodes']);
    expect(nodes).toEqual(logins.map((login) => ({ login })));
  });

  it('walks from a team to the teams below, their members and back up', () => {
    const answer = read(
      aWorld(),
      `{ organization(login: "acme") { team(slug: "senior-reviewers") { combinedSlug childTeams(first: 9) { edges { node { slug privacy
        parentTeam { slug } members(first: 9, query: "cy") { edges { role node { login } } }
        all: childTeams(first: 9, immediateOnly: false) { nodes { slug ancestors(first: 9) { nodes { slug } } } } } } } } } }`,
      ['organization', 'team'],
    );
    expect(answer).toEqual({
      combinedSlug: 'acme/senior-reviewers',
      childTeams: {
        edges: [
          {
            node: {
              slug: 'staff',
              privacy: 'VISIBLE',
              parentTeam: { slug: 'senior-reviewers' },
              members: { edges: [{ role: 'MEMBER', node: { login: 'cyd' } }] },
              all: {
                nodes: [
                  { slug: 'principals', ancestors: { nodes: [{ slug: 'senior-reviewers' }, { slug: 'staff' }] } },
                ],
              },
            },
          },
        ],
      },
    });
  });

  it('finds the teams that a person joined', () => {
    const query = '{ organization(login: "acme") { teams(first: 9, userLogins: ["DAN"]) { nodes { slug } } } }';
    expect(read(aWorld(), query, ['organization', 'teams', 'nodes'])).toEqual([
      { slug: 'principals' },
      { slug: 'hush' },
    ]);
  });

  it('compares branches and shows a history', () => {
    const answer = read(
      aWorld(),
      `{ ${api} { ref(qualifiedName: "refs/heads/main") { name prefix compare(headRef: "topic") { aheadBy behindBy status commits(first: 1) { totalCount } } }
        object(expression: "topic") { ... on Commit { history(first: 9) { nodes { messageHeadline } } touching: history(first: 9, path: "logo.png") { totalCount } } }
        rulesets(first: 9) { nodes { name enforcement conditions { refName { include } } rules(first: 9) { nodes { type parameters { __typename } } } } } } }`,
      ['repository'],
    );
    expect(answer).toEqual({
      ref: {
        name: 'main',
        prefix: 'refs/heads/',
        compare: { aheadBy: 2, behindBy: 0, status: 'AHEAD', commits: { totalCount: 2 } },
      },
      object: {
        history: {
          nodes: ['move a file', 'change a line', 'Initial commit'].map((messageHeadline) => ({ messageHeadline })),
        },
        touching: { totalCount: 2 },
      },
      rulesets: {
        nodes: [
          {
            name: 'require gate',
            enforcement: 'ACTIVE',
            conditions: { refName: { include: ['~DEFAULT_BRANCH'] } },
            rules: {
              nodes: [
                { type: 'PULL_REQUEST', parameters: { __typename: 'PullRequestParameters' } },
                { type: 'REQUIRED_STATUS_CHECKS', parameters: { __typename: 'RequiredStatusChecksParameters' } },
              ],
            },
          },
        ],
      },
    });
  });

  it('explains itself, as any GraphQL server does', () => {
    const answer = read(aWorld(), '{ __type(name: "PullRequest") { fields { name } } }', ['__type', 'fields']);
    expect(answer).toEqual(expect.arrayContaining([{ name: 'reviewDecision' }, { name: 'stack' }]));
  });
});

function latestReviewsBy(...logins: readonly string[]) {
  return { latestReviews: { nodes: logins.map((login) => ({ author: { login } })) } };
}
