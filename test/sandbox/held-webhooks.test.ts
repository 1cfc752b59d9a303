import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Order } from '../../src/sandbox/webhooks/deliveries.ts';
import { openPull, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
  Object.assign(world.installation, { events: ['pull_request'], permissions: { pull_requests: 'read' } });
  await world.sandbox.settled();
  world.received.length = 0;
});
afterEach(async () => {
  expect(world.sandbox.violations).toEqual([]);
  await world.close();
});

const newestFirst: Order = (held) => held.toReversed();
const onlyTheLast: Order = (held) => held.slice(-1);
const eachTwice: Order = (held) => held.flatMap((delivery) => [delivery, delivery]);
const none: Order = () => [];

describe('webhooks that are held', () => {
  it.each<{ why: string; order: Order | undefined; heard: readonly string[]; left: number }>([
    { why: 'as they happened', order: undefined, heard: ['opened', 'labeled', 'closed'], left: 0 },
    { why: 'newest first', order: newestFirst, heard: ['closed', 'labeled', 'opened'], left: 0 },
    { why: 'only the last', order: onlyTheLast, heard: ['closed'], left: 2 },
    {
      why: 'each twice',
      order: eachTwice,
      heard: ['opened', 'opened', 'labeled', 'labeled', 'closed', 'closed'],
      left: 0,
    },
    { why: 'none', order: none, heard: [], left: 3 },
  ])('are released $why', async ({ order, heard, left }) => {
    const { sandbox } = world;
    hold();
    expect(await actions()).toEqual([]);
    sandbox.release(order);
    expect(await actions()).toEqual(heard);
    expect(sandbox.held).toHaveLength(left);
  });

  it('show what was when they happened, though much has happened since', async () => {
    hold();
    world.sandbox.release();
    await world.sandbox.settled();
    const states = world.received.map(({ body }) => JSON.parse(body).pull_request.state);
    expect(states).toEqual(['open', 'open', 'closed']);
  });
});

describe('a webhook', () => {
  it.each([
    { copies: 0, arrivals: 0, why: 'is lost without a trace' },
    { copies: 1, arrivals: 1, why: 'arrives' },
    { copies: 3, arrivals: 3, why: 'arrives more than once under one guid' },
  ])('$why', async ({ copies, arrivals }) => {
    world.sandbox.webhookCopies = () => copies;
    openPull(world);
    expect(await actions()).toHaveLength(arrivals);
    expect(logged()).toHaveLength(arrivals);
    const guids = new Set(world.received.map(({ headers }) => headers['x-github-delivery']));
    expect(guids.size).toBe(Math.min(arrivals, 1));
  });

  it.each([
    { slow: true, statusCode: 504 },
    { slow: false, statusCode: 202 },
  ])(
    'that is taken too slowly ($slow) stands in the log as $statusCode, yet has arrived',
    async ({ slow, statusCode }) => {
      world.sandbox.slowReceiver = () => slow;
      openPull(world);
      expect(await actions()).toEqual(['opened']);
      expect(logged().map(({ outcome }) => outcome?.statusCode)).toEqual([statusCode]);
    },
  );
});

function logged() {
  return world.sandbox.deliveries.filter(({ event }) => event === 'pull_request');
}

function hold(): void {
  const { sandbox, people } = world;
  sandbox.holdWebhooks = true;
  const { pull } = openPull(world);
  sandbox.addLabel(pull, 'x', { as: people.ada });
  sandbox.closePullRequest(pull, { as: people.ada });
  sandbox.holdWebhooks = false;
}

async function actions(): Promise<readonly string[]> {
  await world.sandbox.settled();
  return world.received
    .filter(({ headers }) => headers['x-github-event'] === 'pull_request')
    .map(({ body }) => JSON.parse(body).action);
}
