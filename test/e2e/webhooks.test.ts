import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Plan } from '../../src/cli/demo/pull-requests.ts';
import { openPlanned, plans } from '../../src/cli/demo/pull-requests.ts';
import { type Pull, startWorld, type World, webhookSecret } from '../support/e2e.ts';

const waiting = plans.find(({ branch }) => branch === 'cart-rounding') as Plan;

describe('deliveries', () => {
  let world: World;
  let pull: Pull;
  let count = 0;

  beforeAll(async () => {
    world = await startWorld();
    pull = openPlanned(world.sandbox, world.cast, waiting);
    await world.quiet();
  });

  beforeEach(() => {
    world.takeRequests();
  });

  afterAll(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  const runs = (): number => pull.repository.checkRuns.filter(({ app }) => app.id === world.cast.app.id).length;

  async function post(body: string, headers: Record<string, string> = {}): Promise<number> {
    count += 1;
    const signature = `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`;
    const answer = await fetch(world.url, {
      method: 'POST',
      body,
      headers: {
        'x-github-event': 'pull_request',
        'x-github-delivery': `00000000-0000-0000-0000-${String(count).padStart(12, '0')}`,
        'x-hub-signature-256': signature,
        ...headers,
      },
    });
    return answer.status;
  }

  it('of one event, twice and once more after success, make one check run', async () => {
    const before = runs();
    const opened = world.sandbox.deliveries.find(
      ({ event, action }) => event === 'pull_request' && action === 'opened',
    );
    if (opened === undefined) throw new Error('the pull request was opened');
    world.sandbox.redeliver(opened);
    world.sandbox.redeliver(opened);
    await world.quiet();
    expect(runs()).toBe(before);
    expect(world.takeRequests().filter((request) => request.startsWith('POST checks'))).toEqual([]);
  });

  it.each([
    { why: 'a wrong signature', headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }, status: 401 },
    { why: 'a signature in another form', headers: { 'x-hub-signature-256': 'nonsense' }, status: 401 },
    { why: 'no name of the event', headers: { 'x-github-event': '' }, status: 400 },
  ])('with $why are refused and start nothing', async ({ headers, status }) => {
    const body = JSON.stringify({ action: 'opened', number: pull.number });
    expect(await post(body, headers)).toBe(status);
    await world.quiet();
    expect(world.takeRequests()).toEqual([]);
  });

  it.each([
    { why: 'an unknown event', body: '{"action":"created"}', event: 'sponsorship' },
    {
      why: 'an event of a known name in an unknown form',
      body: '{"action":"opened","pull_request":7}',
      event: 'pull_request',
    },
    { why: 'no JSON at all', body: 'hello', event: 'pull_request' },
    { why: 'a list instead of an object', body: '[]', event: 'pull_request' },
    { why: 'an empty object', body: '{}', event: 'push' },
  ])('with $why are answered 2xx and start nothing', async ({ body, event }) => {
    expect(await post(body, { 'x-github-event': event })).toBe(202);
    await world.quiet();
    expect(world.takeRequests()).toEqual([]);
  });

  it('larger than GitHub ever sends are refused before they are read', async () => {
    expect(await post(JSON.stringify({ filler: 'x'.repeat(26 * 1024 * 1024) }))).toBe(413);
  });

  it('are not needed to be alive and ready', async () => {
    const answers = await Promise.all(
      ['/healthz', '/readyz', '/nowhere'].map((path) => fetch(new URL(path, world.url))),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
  });
});
