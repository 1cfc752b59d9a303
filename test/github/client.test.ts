import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import nock from 'nock';
import { apiAddresses, siteUrl } from '../../src/github/addresses.ts';
import { createMeter } from '../../src/github/meter.ts';
import { aClock } from './support/clock.ts';
import { aGitHub, grantToken, host, serveGraphql, withoutNetwork } from './support/github.ts';

withoutNetwork();

const route = 'GET /repos/{owner}/{repo}';
const repository = { owner: 'acme', repo: 'shop' };

describe('where the APIs of one GitHub are', () => {
  it.each([
    {
      why: 'github.com',
      given: 'https://github.com',
      rest: 'https://api.github.com',
      graphql: 'https://api.github.com/graphql',
      site: 'https://github.com',
    },
    {
      why: 'its API',
      given: 'https://api.github.com/',
      rest: 'https://api.github.com',
      graphql: 'https://api.github.com/graphql',
      site: 'https://github.com',
    },
    {
      why: 'an Enterprise Server',
      given: 'https://git.acme.test/api/v3',
      rest: 'https://git.acme.test/api/v3',
      graphql: 'https://git.acme.test/api/graphql',
      site: 'https://git.acme.test',
    },
    {
      why: 'data residency',
      given: 'https://api.acme.ghe.com',
      rest: 'https://api.acme.ghe.com',
      graphql: 'https://api.acme.ghe.com/graphql',
      site: 'https://acme.ghe.com',
    },
    {
      why: 'data residency by its site',
      given: 'https://acme.ghe.com',
      rest: 'https://api.acme.ghe.com',
      graphql: 'https://api.acme.ghe.com/graphql',
      site: 'https://acme.ghe.com',
    },
    {
      why: 'a server on this machine',
      given: 'http://127.0.0.1:4000',
      rest: 'http://127.0.0.1:4000',
      graphql: 'http://127.0.0.1:4000/graphql',
      site: 'http://127.0.0.1:4000',
    },
  ])('$why', ({ given, rest, graphql, site }) => {
    expect(apiAddresses(given)).toEqual({ restUrl: rest, graphqlUrl: graphql });
    expect(siteUrl(given)).toBe(site);
  });
});

describe('a meter', () => {
  it('counts the requests of its own work, those that were tried again too, and no others', async () => {
    grantToken();
    const github = aGitHub(aClock(0));
    nock(host).get('/repos/acme/shop').once().reply(502).get('/repos/acme/shop').thrice().reply(200, { id: 10 });
    const [one, other] = [createMeter(), createMeter()];
    await Promise.all([
      one.run(() => github.rest(1, route, repository)),
      other.run(async () => {
        await github.rest(1, route, repository);
      }),
    ]);
    await github.rest(1, route, repository);
    expect([one.requests() + other.requests(), github.requests()[0]?.requests]).toEqual([3, 4]);
  });
});

describe('what GitHub says of its limits', () => {
  it('is kept as it was said last, for each API and installation', async () => {
    grantToken();
    const github = aGitHub();
    for (const remaining of ['4999', '4990'])
      nock(host)
        .get('/repos/acme/shop')
        .once()
        .reply(200, {}, { 'x-ratelimit-resource': 'core', 'x-ratelimit-remaining': remaining });
    nock(host).get('/repos/acme/shop').once().reply(200, {});
    for (const _ of [1, 2, 3]) await github.rest(1, route, repository);
    expect(github.rateLimits()).toEqual([{ resource: 'core', installationId: 1, remaining: 4990 }]);
  });
});

describe('what GitHub says of its limits when one is used up', () => {
  it.each([
    { status: 200, data: {} },
    { status: 403, data: { message: 'API rate limit exceeded' } },
    { status: 404, data: { message: 'Not Found' } },
  ])('is kept, also from an answer of $status', async ({ status, data }) => {
    grantToken();
    const headers = { 'x-ratelimit-resource': 'core', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' };
    nock(host).get('/repos/acme/shop').reply(status, data, headers);
    const github = aGitHub();
    await github.rest(1, route, repository).catch(() => undefined);
    expect(github.rateLimits()).toEqual([{ resource: 'core', installationId: 1, remaining: 0 }]);
  });
});

/** Only the date is of the test's making. */
const realTimers = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

describe('a token that GitHub no longer takes', () => {
  // A younger one is waited for, since GitHub tells its own machines of it late.
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.now(), doNotFake: realTimers });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const aged = async (...tokens: readonly string[]) => {
    for (const token of tokens) {
      const granted = { token, expires_at: '2099-01-01T00:00:00Z', permissions: {}, repository_selection: 'all' };
      nock(host).post('/app/installations/1/access_tokens').reply(201, granted);
    }
    const github = aGitHub();
    await github.repositorySelection(1);
    jest.setSystemTime(Date.now() + 60_000);
    return github;
  };
  const shop = (token: string) =>
    nock(host, { reqheaders: { authorization: `token ${token}` } }).get('/repos/acme/shop');

  it('is replaced, and the request sent again', async () => {
    const github = await aged('old', 'new');
    shop('old').reply(401, { message: 'Bad credentials' });
    shop('new').reply(200, { id: 10 });
    expect(await github.rest(1, route, repository)).toEqual({ id: 10 });
  });

  it('is replaced once, and then the job is told', async () => {
    const github = await aged('old', 'new');
    shop('old').reply(401, { message: 'Bad credentials' });
    shop('new').reply(403, { message: 'Resource not accessible by integration' });
    await expect(github.rest(1, route, repository)).rejects.toMatchObject({ name: 'GitHubError', status: 403 });
    expect(github.requests()).toEqual([{ kind: 'read', installationId: 1, requests: 2 }]);
  });

  it('is not asked for for ever where the App itself is refused', async () => {
    const github = await aged('old');
    shop('old').reply(401, { message: 'Bad credentials' });
    nock(host).post('/app/installations/1/access_tokens').reply(401, { message: 'Bad credentials' });
    await expect(github.rest(1, route, repository)).rejects.toMatchObject({ name: 'GitHubError', status: 401 });
  });
});

describe('a request', () => {
  it('carries the token of the installation and the version of the API, and asks for one token only', async () => {
    const tokens = nock(host).post('/app/installations/1/access_tokens').once().reply(201, {
      token: 'ghs_test',
      expires_at: '2099-01-01T00:00:00Z',
      permissions: {},
      repository_selection: 'selected',
    });
    nock(host, { reqheaders: { authorization: 'token ghs_test', 'x-github-api-version': '2022-11-28' } })
      .get('/repos/acme/shop')
      .twice()
      .reply(200, { id: 10 });
    const github = aGitHub();
    expect(await github.rest(1, route, repository)).toEqual({ id: 10 });
    expect(await github.rest(1, route, repository)).toEqual({ id: 10 });
    expect(await github.repositorySelection(1)).toBe('selected');
    expect(tokens.isDone()).toBe(true);
    expect(github.requests()).toEqual([{ kind: 'read', installationId: 1, requests: 2 }]);
  });

  it('goes to the addresses of an Enterprise Server', async () => {
    grantToken('all', 'https://git.acme.test', '/api/v3');
    nock('https://git.acme.test').get('/api/v3/repos/acme/shop').reply(200, { id: 10 });
    nock('https://git.acme.test')
      .post('/api/graphql')
      .reply(200, { data: { viewer: { login: 'app' } } });
    const github = aGitHub(aClock(), 'https://git.acme.test/api/v3');
    expect(await github.rest(1, route, repository)).toEqual({ id: 10 });
    expect((await github.graphql(1, 'query Who { viewer { login } }', {})).data).toEqual({ viewer: { login: 'app' } });
  });

  it('is tried again after a 5xx and after a broken connection', async () => {
    grantToken();
    nock(host).get('/repos/acme/shop').reply(502);
    nock(host).get('/repos/acme/shop').replyWithError('socket hang up');
    nock(host).get('/repos/acme/shop').reply(200, { id: 10 });
    const clock = aClock();
    const github = aGitHub(clock);
    expect(await github.rest(1, route, repository)).toEqual({ id: 10 });
    expect(clock.slept).toHaveLength(2);
    expect(github.requests()[0]?.requests).toBe(3);
  });

  it('gives up after three tries, so that the job waits and not the process', async () => {
    grantToken();
    nock(host).get('/repos/acme/shop').thrice().reply(503);
    await expect(aGitHub().rest(1, route, repository)).rejects.toMatchObject({
      name: 'GitHubError',
      status: 503,
      retryAt: null,
    });
  });

  it.each([404, 410, 422, 451])('is not tried again after a %d', async (status) => {
    grantToken();
    nock(host).get('/repos/acme/shop').once().reply(status, { message: 'no' });
    await expect(aGitHub().rest(1, route, repository)).rejects.toMatchObject({ name: 'GitHubError', status });
  });

  it('says what failed without saying anything about what was in it', async () => {
    grantToken();
    nock(host).get('/repos/acme/shop').reply(404, { message: 'Not Found' });
    await expect(aGitHub().rest(1, route, repository)).rejects.toThrow(
      'GitHub answered 404 to `GET /repos/{owner}/{repo}`',
    );
  });
});

describe('a limit', () => {
  const noon = Date.parse('2026-03-02T12:00:00Z');
  const inAnHour = String(noon / 1000 + 3600);

  it.each([
    {
      why: 'the hourly limit names its reset',
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inAnHour },
      message: 'API rate limit exceeded',
      after: 3_601_000,
    },
    {
      why: 'the same with 429',
      status: 429,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inAnHour },
      message: '',
      after: 3_601_000,
    },
    {
      why: 'it names its reset by a clock that is two hours behind ours',
      status: 403,
      headers: {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(noon / 1000 - 6_000),
        date: new Date(noon - 7_200_000).toUTCString(),
      },
      message: 'API rate limit exceeded',
      after: 1_201_000,
    },
    {
      why: 'a burst names its pause',
      status: 403,
      headers: { 'retry-after': '30' },
      message: 'You have exceeded a secondary rate limit',
      after: 30_000,
    },
    {
      why: 'a burst without a pause takes a minute',
      status: 403,
      headers: {},
      message: 'You have exceeded a secondary rate limit',
      after: 60_000,
    },
    { why: '429 without anything takes a minute', status: 429, headers: {}, message: '', after: 60_000 },
  ])('is thrown with the time to come back when $why', async ({ status, headers, message, after }) => {
    grantToken();
    nock(host).get('/repos/acme/shop').once().reply(status, { message }, headers);
    await expect(aGitHub(aClock(noon)).rest(1, route, repository)).rejects.toMatchObject({
      name: 'GitHubError',
      status,
      retryAt: new Date(noon + after),
    });
  });

  it('is a plain refusal when a 403 names no limit', async () => {
    grantToken();
    nock(host).get('/repos/acme/shop').reply(403, { message: 'Resource not accessible by integration' });
    await expect(aGitHub().rest(1, route, repository)).rejects.toMatchObject({ status: 403, retryAt: null });
  });

  it('keeps every further request of the installation from being sent until its time', async () => {
    grantToken();
    const clock = aClock(noon);
    const github = aGitHub(clock);
    nock(host).get('/repos/acme/shop').once().reply(403, { message: 'secondary rate limit' }, { 'retry-after': '30' });
    await expect(github.rest(1, route, repository)).rejects.toThrow('answered 403');
    await expect(github.graphql(1, 'query Who { viewer { login } }', {})).rejects.toMatchObject({
      retryAt: new Date(noon + 30_000),
    });
    expect(github.requests()).toEqual([{ kind: 'read', installationId: 1, requests: 1 }]);
    clock.pass(30_000);
    nock(host).get('/repos/acme/shop').reply(200, { id: 10 });
    expect(await github.rest(1, route, repository)).toEqual({ id: 10 });
  });

  it('keeps those from being sent that stood in line when GitHub named it', async () => {
    grantToken();
    const github = aGitHub();
    nock(host).persist().get('/repos/acme/shop').reply(429, {}, { 'retry-after': '60' });
    const asked = await Promise.allSettled(Array.from({ length: 40 }, () => github.rest(1, route, repository)));
    expect(asked.every(({ status }) => status === 'rejected')).toBe(true);
    // As many as are sent at once, and no more.
    expect(github.requests()[0]?.requests).toBe(10);
  });

  it('of the hour for GraphQL leaves REST alone', async () => {
    grantToken();
    const github = aGitHub(aClock(noon));
    nock(host)
      .post('/graphql')
      .reply(
        200,
        { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
        { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inAnHour },
      );
    await expect(github.graphql(1, 'query Who { viewer { login } }', {})).rejects.toMatchObject({
      retryAt: new Date(noon + 3_601_000),
    });
    nock(host).get('/repos/acme/shop').reply(200, { id: 10 });
    expect(await github.rest(1, route, repository)).toEqual({ id: 10 });
  });

  it('of our own keeps writes under GitHub’s points a minute', async () => {
    grantToken();
    const clock = aClock(noon);
    const github = aGitHub(clock);
    nock(host).persist().post('/repos/acme/shop/labels').reply(201, {});
    for (let count = 0; count < 200; count += 1) await github.rest(1, 'POST /repos/{owner}/{repo}/labels', repository);
    const minutes = (clock.now() - noon) / 60_000;
    expect(200 * 5).toBeLessThanOrEqual(810 * (1 + minutes) + 1);
  });
});

describe('a GraphQL answer', () => {
  it('keeps its data beside its problems', async () => {
    grantToken();
    serveGraphql(() => ({ data: { floor: null }, errors: [{ type: 'NOT_FOUND', path: ['floor'], message: 'no' }] }));
    expect(await aGitHub().graphql(1, 'query Floor { floor }', {})).toEqual({
      data: { floor: null },
      problems: [{ type: 'NOT_FOUND', path: ['floor'], message: 'no' }],
    });
  });

  it('without data is an error', async () => {
    grantToken();
    serveGraphql(() => ({ data: null, errors: [{ type: 'FORBIDDEN', message: 'no' }] }));
    await expect(aGitHub().graphql(1, 'query Floor { floor }', {})).rejects.toThrow('GitHub refused `GraphQL Floor`');
  });

  it('that GitHub could not compute is asked for again', async () => {
    grantToken();
    const asked = serveGraphql((_, index) =>
      index === 0
        ? { errors: [{ message: 'Something went wrong while executing your query.' }] }
        : { data: { ok: true } },
    );
    expect((await aGitHub().graphql(1, 'query Ok { ok }', {})).data).toEqual({ ok: true });
    expect(asked).toHaveLength(2);
  });
});
