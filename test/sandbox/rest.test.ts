import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { asInstallation, type Call, openPull, startWorld, type World } from './world.ts';

const shop = '/repos/acme/shop';

let world: World;
let call: Call;
beforeEach(async () => {
  world = await startWorld();
  call = await asInstallation(world);
});
afterEach(async () => {
  await world.close();
});

describe('every reading route', () => {
  it('answers as GitHub describes it', async () => {
    const { sandbox, people, app, seniors } = world;
    const { pull, head } = openPull(world);
    sandbox.setRequiredCheck(world.shop, { context: 'countersign', appId: app.id });
    sandbox.approve(pull, { as: people.grace });
    const { id: review } = sandbox.requestChanges(pull, { as: people.linus });
    sandbox.requestReviewers(pull, { as: people.ada, people: [people.linus], teams: [seniors] });
    const { id: comment } = sandbox.comment(pull, { as: people.linus, body: 'hello' });
    const { id: runId } = sandbox.createCheckRun(world.shop, {
      app,
      name: 'countersign',
      headSha: head.oid,
      conclusion: 'success',
    });
    sandbox.addLabel(pull, 'ai-assisted', { as: app.bot });
    sandbox.addTimelineEvent(pull, { as: people.ada, app, event: 'copilot_work_started' });
    const [blob] = world.shop.objects.blobs.keys();
    const [ruleset] = world.shop.rulesets;
    const paths = [
      '',
      '/activity',
      '/branches/main',
      '/collaborators/ada/permission',
      '/commits/feature/check-runs',
      '/commits/feature/check-suites',
      `/commits/${head.oid}`,
      `/commits/${head.oid}/pulls`,
      '/compare/main...feature',
      '/contents/',
      '/contents/README.md',
      '/contents/README.md?ref=feature',
      `/check-runs/${runId}`,
      `/git/blobs/${blob}`,
      `/git/trees/${head.tree}?recursive=1`,
      '/git/trees/main',
      '/issues/1',
      '/issues/1/comments',
      '/issues/1/labels',
      '/issues/1/timeline',
      `/issues/comments/${comment}`,
      '/labels',
      '/labels/ai-assisted',
      '/pulls',
      '/pulls/1',
      '/pulls/1/commits',
      '/pulls/1/files',
      '/pulls/1/reviews',
      '/rules/branches/main',
      '/rulesets',
      `/rulesets/${ruleset?.id}`,
    ].map((path) => `${shop}${path}`);
    const elsewhere = [
      '/installation/repositories',
      '/meta',
      '/orgs/acme',
      '/orgs/acme/members',
      '/orgs/acme/memberships/ada',
      '/orgs/acme/teams',
      '/orgs/acme/teams/seniors',
      '/orgs/acme/teams/seniors/members',
      '/orgs/acme/teams/seniors/memberships/grace',
      '/rate_limit',
      '/users/ada',
      '/users/countersign%5Bbot%5D',
    ];
    for (const path of [...paths, ...elsewhere]) {
      expect([path, (await call('GET', path)).status]).toEqual([path, 200]);
    }
    expect(review).toBeGreaterThan(0);
    expect(sandbox.violations).toEqual([]);
  });
});

describe('an enterprise server', () => {
  it('answers the same below its own addresses', async () => {
    const { pull } = openPull(world);
    expect((await call('GET', `/api/v3${shop}/pulls/${pull.number}`)).body.number).toBe(pull.number);
    const query = '{ repository(owner: "acme", name: "shop") { name } }';
    expect((await call('POST', '/api/graphql', { query })).body.data.repository.name).toBe('shop');
  });
});

describe('a request that GitHub would not take', () => {
  it.each([
    { why: 'a conclusion is not one', path: '/check-runs', body: { name: 'x', head_sha: 'main', conclusion: 'fine' } },
    { why: 'a body lacks what is required', path: '/check-runs', body: { name: 'x' } },
    { why: 'a route does not exist', path: '/no-such-thing', body: {} },
  ])('is refused and remembered when $why', async ({ path, body }) => {
    expect((await call('POST', `${shop}${path}`, body)).status).toBe(422);
    expect(world.sandbox.violations.length).toBeGreaterThan(0);
  });

  it.each([
    { why: 'there is no such pull request', path: '/pulls/9', status: 404 },
    { why: 'there is no such branch', path: '/branches/none', status: 404 },
    { why: 'there is no such file', path: '/contents/none.md', status: 404 },
    { why: 'there is no such commit', path: `/commits/${'a'.repeat(40)}/pulls`, status: 422 },
  ])('is answered $status in the form of GitHub when $why', async ({ path, status }) => {
    const answer = await call('GET', `${shop}${path}`);
    expect([answer.status, typeof answer.body.message]).toEqual([status, 'string']);
    expect(world.sandbox.violations).toEqual([]);
  });
});

describe('a list', () => {
  it('comes in pages that name each other', async () => {
    for (const branch of ['one', 'two', 'three']) openPull(world, branch);
    const second = await call('GET', `${shop}/pulls?state=open&per_page=2&page=2`);
    expect(second.body.map((pull: { title: string }) => pull.title)).toEqual(['one']);
    expect(second.headers.get('link')).toContain('rel="prev"');
    const first = await call('GET', `${shop}/pulls?state=open&per_page=2`);
    expect(first.headers.get('link')).toContain('page=2>; rel="next"');
  });
});

describe('check runs', () => {
  it('of one name and app are shown by the newest', async () => {
    const { head } = openPull(world);
    await call('POST', `${shop}/check-runs`, run('action_required', head.oid));
    await call('POST', `${shop}/check-runs`, run('success', head.oid));
    const { body } = await call('GET', `${shop}/commits/${head.oid}/check-runs?check_name=countersign`);
    expect(body.check_runs.map((item: { conclusion: string }) => item.conclusion)).toEqual(['success']);
    const all = await call('GET', `${shop}/commits/${head.oid}/check-runs?filter=all`);
    expect(all.body.total_count).toBe(2);
  });

  it.each([
    { final: true, conclusion: 'success' },
    { final: false, conclusion: 'failure' },
  ])('that are completed change on request unless that is final ($final)', async ({ final, conclusion }) => {
    world.sandbox.state.behaviour.completedRunsAreFinal = final;
    const { head } = openPull(world);
    const { body } = await call('POST', `${shop}/check-runs`, run('success', head.oid));
    const change = await call('PATCH', `${shop}/check-runs/${body.id}`, { conclusion: 'failure' });
    expect(change.body.conclusion).toBe(conclusion);
  });

  it('can be written on the head of a fork, which names no pull request', async () => {
    const { sandbox, people } = world;
    world.shop.visibility = 'public';
    const fork = sandbox.fork(world.shop, people.mallory);
    const head = sandbox.pushCommit(fork, {
      branch: 'fix',
      as: people.mallory,
      author: people.mallory,
      message: 'Fix',
      files: { fix: '1' },
    });
    const title = 'From a fork';
    sandbox.openPullRequest({ repository: world.shop, headRepository: fork, as: people.mallory, title, head: 'fix' });
    const { status, body } = await call('POST', `${shop}/check-runs`, run('success', head.oid));
    expect([status, body.pull_requests]).toEqual([201, []]);
    const pulls = await call('GET', `${shop}/commits/${head.oid}/pulls`);
    expect(pulls.body.map((pull: { title: string }) => pull.title)).toEqual([title]);
  });
});

describe('the pull requests of a commit', () => {
  it('are all that contain it, not only those whose head it is', async () => {
    const { sandbox, people } = world;
    const { head } = openPull(world, 'lower');
    sandbox.pushCommit(world.shop, {
      branch: 'upper',
      on: 'lower',
      as: people.ada,
      author: people.ada,
      message: 'More',
      files: { more: '1' },
    });
    sandbox.openPullRequest({ repository: world.shop, as: people.ada, title: 'upper', head: 'upper' });
    const { body } = await call('GET', `${shop}/commits/${head.oid}/pulls`);
    expect(body.map((pull: { title: string }) => pull.title).sort()).toEqual(['lower', 'upper']);
  });
});

describe('a team', () => {
  it('counts the members of its child teams, and says which are inherited', async () => {
    const { sandbox, acme, seniors, people } = world;
    sandbox.addTeam({ organization: acme, name: 'Principals', parent: seniors, members: [people.linus] });
    const { body } = await call('GET', '/orgs/acme/teams/seniors/members');
    const inherited = body.map((member: { login: string; inherited: boolean }) => [member.login, member.inherited]);
    expect(inherited).toEqual([
      ['grace', false],
      ['linus', true],
    ]);
  });

  it('shows who has only been invited', async () => {
    const { sandbox, seniors, people } = world;
    sandbox.addTeamMember(seniors, people.linus, { state: 'pending' });
    const membership = await call('GET', '/orgs/acme/teams/seniors/memberships/linus');
    expect(membership.body.state).toBe('pending');
    const { body } = await call('GET', '/orgs/acme/teams/seniors/members');
    expect(body.map(({ login }: { login: string }) => login)).toEqual(['grace']);
  });
});

describe('the log of requests', () => {
  it('names operations and marks the asking for tokens', async () => {
    const before = world.sandbox.requests.length;
    await call('GET', `${shop}/pulls?state=all`);
    await call('POST', '/graphql', { query: 'query Mine { viewer { login } }' });
    expect(world.sandbox.requests[0]).toMatchObject({ forToken: true, status: 201 });
    expect(world.sandbox.requests.slice(before)).toMatchObject([
      { operationId: 'pulls/list', graphqlOperation: null, forToken: false, installationId: world.installation.id },
      { operationId: 'graphql', graphqlOperation: 'Mine', forToken: false, installationId: world.installation.id },
    ]);
  });

  it('holds what a fault made of them', async () => {
    world.sandbox.fault = ({ operationId }) => (operationId === 'meta/get' ? { status: 503 } : null);
    expect((await call('GET', '/meta')).status).toBe(503);
    expect(world.sandbox.requests.at(-1)).toMatchObject({ operationId: 'meta/get', status: 503 });
  });
});

function run(conclusion: string, head: string) {
  return {
    name: 'countersign',
    head_sha: head,
    status: 'completed',
    conclusion,
    output: { title: conclusion, summary: 'why' },
  };
}
