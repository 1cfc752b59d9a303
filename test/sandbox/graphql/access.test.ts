import { describe, expect, it } from '@jest/globals';
import { executeGraphql, graphqlProblems } from '../../../src/sandbox/graphql.ts';
import type { Viewer } from '../../../src/sandbox/state/apps.ts';
import { api, ask, pullRequest, read } from '../../support/sandbox-query.ts';
import { aWorld, type World } from '../../support/sandbox-world.ts';

describe('permissions', () => {
  const withoutTeams = '{ organization(login: "acme") { login team(slug: "staff") { name } } }';

  it('are needed for teams: members', () => {
    const world = aWorld();
    const answer = ask(world, withoutTeams, world.token({ metadata: 'read' }));
    expect(answer).toEqual({
      data: { organization: { login: 'acme', team: null } },
      errors: [expect.objectContaining({ type: 'FORBIDDEN', path: ['organization', 'team'] })],
    });
    // A refusal is an answer, not a mistake of the client.
    expect(graphqlProblems({ query: withoutTeams }, answer)).toEqual([]);
  });

  it.each([
    { field: 'pullRequest(number: 1) { number }', permission: 'pull_requests' },
    { field: 'object(expression: "HEAD") { oid }', permission: 'contents' },
    { field: 'issue(number: 1) { number }', permission: 'issues' },
    { field: 'mergeQueue { id }', permission: 'merge_queues' },
  ])('are needed for $field: $permission', ({ field, permission }) => {
    const world = aWorld();
    const others = Object.fromEntries(
      Object.entries(world.apps.gate.permissions).filter(([name]) => name !== permission),
    );
    const { errors } = ask(world, `{ ${api} { ${field} } }`, world.token(others));
    expect(errors).toEqual([expect.objectContaining({ type: 'FORBIDDEN' })]);
  });

  it('of a person reach what the person can see', () => {
    const world = aWorld();
    const as = (name: keyof World['people']): Viewer => ({ kind: 'user', token: 't', user: world.people[name] });
    const query = '{ viewer { login } repository(owner: "acme", name: "closed") { name } }';
    expect(ask(world, query, as('bea'))).toEqual({
      data: { viewer: { login: 'bea' }, repository: { name: 'closed' } },
    });
    expect(ask(world, query, as('eve'))).toMatchObject({ data: { repository: null }, errors: [{ type: 'NOT_FOUND' }] });
  });

  it.each([
    { name: 'dan', sees: true, why: 'a member' },
    { name: 'ada', sees: true, why: 'an owner' },
    { name: 'bea', sees: false, why: 'another member of the organization' },
  ] as const)('on a secret team: $why, $sees', ({ name, sees }) => {
    const world = aWorld();
    const viewer: Viewer = { kind: 'user', token: 't', user: world.people[name] };
    const team = read(
      world,
      '{ organization(login: "acme") { team(slug: "hush") { slug } } }',
      ['organization', 'team'],
      viewer,
    );
    expect(team).toEqual(sees ? { slug: 'hush' } : null);
  });
});

describe('looking up by id', () => {
  it('finds every kind of thing that has been answered', () => {
    const world = aWorld();
    const { data } = ask(
      world,
      `{ ${api} { id defaultBranchRef { id target { id ... on Commit { tree { id } } } } labels(first: 1) { nodes { id } }
        blob: object(expression: "HEAD:README.md") { id } rulesets(first: 1) { nodes { id } }
        pullRequest(number: 1) { id author { ... on User { id } } reviews(first: 1) { nodes { id } } comments(first: 1) { nodes { id } }
          headRef { target { ... on Commit { checkSuites(first: 1) { nodes { id app { id } checkRuns(first: 1) { nodes { id } } } } } } } } }
        organization(login: "acme") { id teams(first: 1) { nodes { id } } } }`,
    );
    const ids = [...JSON.stringify(data).matchAll(/"id":"([^"]+)"/gu)].map(([, id]) => id);
    const found = ask(world, `{ nodes(ids: ${JSON.stringify(ids)}) { id __typename } }`);
    expect(found.errors).toBeUndefined();
    expect(found.data).toEqual({ nodes: ids.map((id) => ({ id, __typename: expect.any(String) })) });
    expect(new Set(ids.map((id) => id?.split('_')[0])).size).toBe(16);
  });

  it('fails for what is not there, or not for this viewer', () => {
    const world = aWorld();
    const query = `{ nodes(ids: ["nothing", "${world.repositories.closed.nodeId}", "${world.acme.nodeId}"]) { id } }`;
    const { data, errors } = ask(world, query);
    expect(data).toEqual({ nodes: [null, null, { id: world.acme.nodeId }] });
    expect(errors?.map(({ type, path }) => [type, path])).toEqual([
      ['NOT_FOUND', ['nodes', 0]],
      ['NOT_FOUND', ['nodes', 1]],
    ]);
  });
});

describe('what GitHub would refuse', () => {
  it.each([
    { why: 'a field that no type has', query: '{ viewer { shoeSize } }', message: "Field 'shoeSize' doesn't exist" },
    { why: 'text that is no query', query: '{ viewer {', message: 'Syntax Error' },
    {
      why: 'an argument of the wrong type',
      query: `{ repository(owner: 1, name: "x") { id } }`,
      message: 'String cannot represent',
    },
  ])('is refused and reported: $why', ({ query, message }) => {
    const world = aWorld();
    const answer = ask(world, query);
    expect(answer.data).toBeUndefined();
    expect(answer.errors).toEqual([expect.objectContaining({ message: expect.stringContaining(message) })]);
    expect(graphqlProblems({ query }, answer)).toEqual([expect.stringContaining(message)]);
  });

  it('is a query for more than half a million nodes', () => {
    const query = `{ organization(login: "acme") { repositories(first: 100) { nodes { pullRequests(first: 100) { nodes { commits(first: 100) { totalCount } } } } } } }`;
    expect(ask(aWorld(), query).errors).toEqual([
      expect.objectContaining({ type: 'MAX_NODE_LIMIT_EXCEEDED', message: expect.stringContaining('1010100') }),
    ]);
  });
});

describe('the price of a query', () => {
  it('is what GitHub charges, and is taken off', () => {
    const world = aWorld();
    const price = (fields: string) =>
      read(world, `{ rateLimit { cost nodeCount used remaining } ${fields} }`, ['rateLimit']);
    expect(price('')).toEqual({ cost: 1, nodeCount: 0, used: 1, remaining: 4_999 });
    const many = `${api} { pullRequests(first: 50) { nodes { reviews(first: 10) { totalCount } commits(last: 100) { nodes { commit { parents(first: 1) { totalCount } } } } } } }`;
    // 1 + 50 + 50 + 50 * 100 requests, of which a hundred are a point.
    expect(price(many)).toEqual({ cost: 51, nodeCount: 50 + 500 + 5_000 + 5_000, used: 52, remaining: 4_948 });
  });
});

describe('what nobody has written', () => {
  it('is an error that names the field, and never made up', () => {
    const world = aWorld();
    const request = { query: pullRequest('number bodyHTML') };
    const answer = executeGraphql(world.state, world.token(), request);
    expect(answer.data).toEqual({ repository: { pullRequest: null } });
    expect(graphqlProblems(request, answer)).toEqual(['graphql: sandbox does not know PullRequest.bodyHTML']);
  });

  it('also inside plain values', () => {
    const world = aWorld();
    const request = { query: pullRequest('files(first: 1) { nodes { viewerViewedState } }') };
    const problems = graphqlProblems(request, executeGraphql(world.state, world.token(), request));
    expect(problems).toEqual(['graphql: sandbox does not know PullRequestChangedFile.viewerViewedState']);
  });
});
