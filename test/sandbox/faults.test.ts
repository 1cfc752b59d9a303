import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  badGateway,
  everyNth,
  type Fault,
  type FaultRule,
  primaryRateLimit,
  secondaryRateLimit,
  shareOf,
} from '../../src/sandbox/faults.ts';
import { asInstallation, type Call, openPull, startWorld, type World } from './world.ts';

let world: World;
let call: Call;
beforeEach(async () => {
  world = await startWorld();
  call = await asInstallation(world);
});
afterEach(async () => {
  expect(world.sandbox.violations).toEqual([]);
  await world.close();
});

const shop = '/repos/acme/shop';
const query = '{ repository(owner: "acme", name: "shop") { name pullRequests(first: 9) { nodes { title number } } } }';
const rest = () => call('GET', shop);
const graphql = () => call('POST', '/graphql', { query });

describe('the API answers in GitHub’s words', () => {
  const message = expect.stringContaining('rate limit');
  const resetsInAnHour = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795428000' };
  const cases: readonly {
    why: string;
    rule: () => FaultRule;
    ask: () => ReturnType<Call>;
    status: number;
    headers: Readonly<Record<string, string>>;
    body: object;
  }[] = [
    {
      why: '502 to REST',
      rule: () => badGateway,
      ask: rest,
      status: 502,
      headers: {},
      body: { message: 'Server Error' },
    },
    {
      why: '502 to GraphQL',
      rule: () => badGateway,
      ask: graphql,
      status: 502,
      headers: {},
      body: { data: null, errors: [{ message: expect.stringContaining('went wrong') }] },
    },
    {
      why: 'that the hour is used up, to REST',
      rule: () => primaryRateLimit(world.sandbox.state),
      ask: rest,
      status: 403,
      headers: { ...resetsInAnHour, 'x-ratelimit-resource': 'core' },
      body: { message },
    },
    {
      why: 'that the hour is used up, with the newer status',
      rule: () => primaryRateLimit(world.sandbox.state, { status: 429 }),
      ask: rest,
      status: 429,
      headers: resetsInAnHour,
      body: { message },
    },
    {
      why: 'that the hour is used up, to GraphQL',
      rule: () => primaryRateLimit(world.sandbox.state),
      ask: graphql,
      status: 200,
      headers: { ...resetsInAnHour, 'x-ratelimit-resource': 'graphql' },
      body: { errors: [{ type: 'RATE_LIMITED', message }] },
    },
    {
      why: 'that it was too much at once, to REST',
      rule: () => secondaryRateLimit(),
      ask: rest,
      status: 403,
      headers: { 'retry-after': '60' },
      body: { message },
    },
    {
      why: 'that it was too much at once, to GraphQL, with either status',
      rule: () => secondaryRateLimit({ status: 200, seconds: 5 }),
      ask: graphql,
      status: 200,
      headers: { 'retry-after': '5' },
      body: { errors: [{ type: 'RATE_LIMITED', message }] },
    },
    {
      why: 'that it was too much at once, to GraphQL as to REST',
      rule: () => secondaryRateLimit(),
      ask: graphql,
      status: 403,
      headers: { 'retry-after': '60' },
      body: { message },
    },
  ];

  it.each(cases)('$why', async ({ rule, ask, status, headers, body }) => {
    world.sandbox.fault = rule();
    const answered = await ask();
    expect(answered.status).toBe(status);
    expect(answered.body).toMatchObject(body);
    expect(Object.fromEntries(answered.headers)).toMatchObject(headers);
    world.sandbox.fault = () => null;
    expect((await ask()).body).not.toHaveProperty('errors');
  });
});

describe('a fault', () => {
  it('strikes every third request', async () => {
    world.sandbox.fault = everyNth(3, badGateway);
    expect(await statuses(6)).toEqual([200, 200, 502, 200, 200, 502]);
  });

  it('counts only what its rule would spoil', async () => {
    world.sandbox.fault = everyNth(2, (request) => (request.method === 'POST' ? badGateway(request) : null));
    expect(await statuses(3)).toEqual([200, 200, 200]);
    expect([(await graphql()).status, (await graphql()).status]).toEqual([200, 502]);
  });

  it.each([
    { share: 0, least: 0, most: 0 },
    { share: 0.3, least: 4, most: 20 },
    { share: 1, least: 40, most: 40 },
  ])('strikes about $share of them, the same ones for the same seed', async ({ share, least, most }) => {
    const runs = [];
    for (const seed of [7, 7]) {
      world.sandbox.fault = shareOf(share, seed, badGateway);
      runs.push(await statuses(40));
    }
    const [struck = 0] = runs.map((run) => run.filter((status) => status === 502).length);
    expect(struck).toBeGreaterThanOrEqual(least);
    expect(struck).toBeLessThanOrEqual(most);
    expect(runs[0]).toEqual(runs[1]);
  });

  it.each<{ fault: Fault; written: number; why: string }>([
    { fault: { status: 502 }, written: 0, why: 'an error' },
    { fault: { status: 502, takesEffect: true }, written: 1, why: 'an error after the fact' },
    { fault: { dropped: 'unheard' }, written: 0, why: 'a lost request' },
    { fault: { dropped: 'unanswered' }, written: 1, why: 'a lost answer' },
    { fault: { dropped: 'unanswered', after: 1 }, written: 1, why: 'an answer that was waited for' },
  ])('lets a write take effect $written times: $why', async ({ fault, written }) => {
    const { head } = openPull(world);
    world.sandbox.fault = () => fault;
    const write = call('POST', `${shop}/check-runs`, { name: 'countersign', head_sha: head.oid });
    if ('dropped' in fault) await expect(write).rejects.toThrow('fetch failed');
    else expect((await write).status).toBe(502);
    expect(world.shop.checkRuns).toHaveLength(written);
  });

  it('leaves a hole in the data of GraphQL, and says where', async () => {
    openPull(world);
    world.sandbox.fault = () => ({ missing: ['repository', 'pullRequests', 'nodes', 0, 'title'] });
    const { status, body } = await graphql();
    expect(status).toBe(200);
    expect(body.data.repository).toEqual({ name: 'shop', pullRequests: { nodes: [{ title: null, number: 1 }] } });
    expect(body.errors).toMatchObject([{ path: ['repository', 'pullRequests', 'nodes', 0, 'title'] }]);
  });

  it('knows which installation asked', async () => {
    const asked: (number | null)[] = [];
    world.sandbox.fault = ({ installationId }) => {
      asked.push(installationId);
      return null;
    };
    await rest();
    expect(asked).toEqual([world.installation.id]);
  });
});

describe('creating more in a minute than GitHub takes', () => {
  it.each([
    { areContent: true, accepted: [201, 201, 403] },
    { areContent: false, accepted: [201, 201, 201] },
  ])('is refused, for check runs only if they count: $areContent', async ({ areContent, accepted }) => {
    const { head } = openPull(world);
    world.sandbox.state.behaviour.checkRunsAreContent = areContent;
    world.sandbox.contentPerMinute = 2;
    const given = [];
    for (const name of ['a', 'b', 'c']) {
      given.push((await call('POST', `${shop}/check-runs`, { name, head_sha: head.oid })).status);
    }
    expect(given).toEqual(accepted);
  });

  it('is refused until the minute is over', async () => {
    const { pull } = openPull(world);
    Object.assign(world.installation, { permissions: { ...world.app.permissions, issues: 'write' } });
    const writer = await asInstallation(world);
    world.sandbox.contentPerMinute = 1;
    const comment = () => writer('POST', `${shop}/issues/${pull.number}/comments`, { body: 'hello' });
    expect([(await comment()).status, (await comment()).status]).toEqual([201, 403]);
    world.clock.now = new Date(world.clock.now.getTime() + 61_000);
    expect((await comment()).status).toBe(201);
  });
});

async function statuses(count: number): Promise<readonly number[]> {
  const seen = [];
  for (let turn = 0; turn < count; turn++) seen.push((await rest()).status);
  return seen;
}
