import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Hint, Pace } from '../../src/core/hint.ts';
import { engines, stopServer, type TestStore } from '../support/store.ts';

const about = (number: number, installationId = 1): Hint => ({
  kind: 'pull-request',
  ref: { installationId, repositoryId: installationId * 10, owner: 'acme', name: 'shop', number },
});

afterAll(stopServer);

describe.each(engines)('when a hint runs on $name', ({ open }) => {
  let test: TestStore;
  let guid = 0;
  beforeAll(async () => {
    test = await open(undefined, { settleSeconds: 2 });
  });
  beforeEach(() => test.wipe());
  afterAll(() => test.close());

  const accept = (hints: readonly Hint[], pace?: Pace) => {
    guid += 1;
    return test.store.accept({
      guid: `g${guid}`,
      event: 'push',
      hints,
      pushes: [],
      ...(pace === undefined ? {} : { pace }),
    });
  };
  /** Whose turn came when. */
  const run = async (during: () => Promise<unknown> = () => Promise.resolve()) => {
    const order: number[] = [];
    await test.store.runDue({
      evaluate: async ({ installationId }) => {
        order.push(installationId);
        await during();
        return { kind: 'done' };
      },
      expand: () => Promise.resolve({ kind: 'done' }),
    });
    return order;
  };
  const waits = async () =>
    (
      await test.query(
        `select round(extract(epoch from start_after - created_on)) as wait from pgboss.job where name = 'hints' and state = 'created'`,
      )
    ).map(({ wait }) => Number(wait));

  it.each<{ why: string; paces: readonly Pace[]; wait: number }>([
    { why: 'at once, usually', paces: ['prompt'], wait: 0 },
    { why: 'after a moment, when dozens of its kind may come', paces: ['patient'], wait: 2 },
    {
      why: 'sooner, when one that waits for others is joined by one that does not',
      paces: ['patient', 'prompt'],
      wait: 1,
    },
    { why: 'no later, when it is joined by one that waits', paces: ['prompt', 'patient'], wait: 0 },
    { why: 'minutes later, when a stranger asks too much', paces: ['rationed'], wait: 120 },
    {
      why: 'soon, when somebody else does something on the same pull request',
      paces: ['rationed', 'patient'],
      wait: 2,
    },
  ])('is $why', async ({ paces, wait }) => {
    for (const pace of paces) await accept([about(7)], pace);
    expect(await waits()).toEqual([wait]);
  });

  it('is a moment after the run during which it came, so that a burst makes few runs', async () => {
    await accept([about(7)]);
    const order = await run(async () => {
      for (let n = 0; n < 5; n += 1) await accept([about(7)]);
    });
    expect(order).toEqual([1]);
    expect(await waits()).toEqual([1]);
  });

  it.each([
    { how: 'in one delivery', deliver: (hints: readonly Hint[]) => accept(hints) },
    {
      how: 'one by one',
      deliver: async (hints: readonly Hint[]) => {
        await Promise.all(hints.map((hint) => accept([hint])));
        await test.store.maintain();
      },
    },
    { how: 'from a sweep', deliver: (hints: readonly Hint[]) => test.store.send(hints) },
  ])('is after a few of an installation that asked before for many $how', async ({ deliver }) => {
    await deliver(Array.from({ length: 120 }, (_, n) => about(n)));
    await accept([about(1, 2)]);
    const order = await run();
    expect(order).toHaveLength(121);
    expect(order.indexOf(2)).toBeLessThan(16);
  });

  it('alternates between installations that both ask for many', async () => {
    await accept(Array.from({ length: 60 }, (_, n) => about(n, 1)));
    await accept(Array.from({ length: 60 }, (_, n) => about(n, 2)));
    await test.store.maintain();
    const half = (await run()).slice(0, 60);
    expect(half.filter((installation) => installation === 2).length).toBeGreaterThanOrEqual(24);
  });

  it('is behind those of members, when a stranger caused it', async () => {
    await accept([about(1, 3)], 'behind');
    await accept(Array.from({ length: 30 }, (_, n) => about(n)));
    expect((await run()).indexOf(3)).toBe(30);
  });
});
