import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, type World, webhookSecret } from '../support/e2e.ts';
import { signed } from '../support/served.ts';
import { situationsIn } from '../support/situations.ts';

describe('a pull request of 3 commits, 5 files, 2 reviews and a team that decides', () => {
  let world: World;
  let ordinary: ReturnType<typeof situationsIn>;

  beforeAll(async () => {
    // Whatever waits for others waits until it is told that the time is over, however slow the machine is.
    world = await startWorld({}, { SETTLE_SECONDS: '60' });
    ordinary = situationsIn({ ...world, post, pause: world.quiet });
    await settled();
    world.takeRequests();
  });

  afterAll(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  const post = (event: string, payload: object) => fetch(world.url, signed(event, payload, webhookSecret));

  const settled = async (): Promise<void> => {
    do await world.quiet();
    while ((await world.program.runWaiting()) > 0);
  };

  /** Labels are courtesies, which the aims leave out. */
  const takeWork = (): readonly string[] => world.takeRequests().filter((request) => !/labels?$/.test(request));
  const evaluationsIn = (requests: readonly string[]): number =>
    requests.filter((request) => request === 'POST Evaluation').length;

  /** What each asks, where that is certain. The situations themselves are those of `npm run bench:github`. */
  const asked: Readonly<Record<string, readonly string[] | null>> = {
    'opened, cold': null,
    'opened, warm': ['POST Evaluation', 'POST checks/create'],
    'an approval that does not qualify': ['POST Evaluation', 'POST checks/create'],
    'senior approval, turns green': ['POST Evaluation', 'POST Confirmation', 'POST checks/create'],
    'a review without an opinion': ['POST Evaluation'],
    'chatter comment': [],
    'a label that we do not read': null,
    '50 CI statuses and check events of others': [],
    'our own echoes': [],
    '12 approvals that do not qualify, within two seconds': null,
    'CI status on a commit inside 21 stacked pull requests': [],
  };

  it('is in each of these situations', () => {
    expect([ordinary.cold, ...ordinary.warm].map(({ situation }) => situation)).toEqual(Object.keys(asked));
  });

  it.each(Object.entries(asked))('asks no more of GitHub than promised: %s', async (name, exactly) => {
    const found = [ordinary.cold, ...ordinary.warm].find(({ situation }) => situation === name);
    if (found === undefined) throw new Error(name);
    found.before?.();
    await settled();
    world.takeRequests();
    await found.act();
    await settled();
    const requests = takeWork();
    expect({ requests, enough: requests.length <= found.aim }).toMatchObject({ enough: true });
    if (exactly !== null) expect(requests).toEqual(exactly);
    if (found.shows !== undefined) expect(world.check(ordinary.current())?.conclusion).toBe(found.shows);
  });

  it('is evaluated four times at most for 200 deliveries while GitHub takes its time, and all are accepted', async () => {
    const pull = ordinary.open('burst');
    await settled();
    const opened = world.sandbox.deliveries.findLast(
      ({ event, action }) => event === 'pull_request' && action === 'opened',
    );
    world.takeRequests();
    world.sandbox.latency = 300;
    const statuses: number[] = [];
    const posting = Array.from({ length: 200 }, async () => {
      statuses.push((await post('pull_request', opened?.payload ?? {})).status);
    });
    // Whatever is due while they come in is worked off, as the workers would.
    for (; statuses.length < posting.length; await setImmediate()) await world.program.runDue();
    await Promise.all(posting);
    await settled();
    world.sandbox.latency = 0;
    expect(statuses).toEqual(Array.from({ length: 200 }, () => 202));
    const evaluations = evaluationsIn(takeWork());
    expect(evaluations).toBeGreaterThanOrEqual(1);
    expect(evaluations).toBeLessThanOrEqual(4);
    expect(world.check(pull)?.conclusion).toBe('action_required');
  });
});
