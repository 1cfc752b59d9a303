import { describe, expect, it } from '@jest/globals';
import { createBudget } from '../../src/github/budget.ts';
import { createGate } from '../../src/github/gate.ts';
import { aClock } from './support/clock.ts';

/** Requests that end when told, and what is running now. */
function requests(count: number, installationId = 1) {
  const gate = createGate();
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const all = Array.from({ length: count }, (_, index) =>
    gate.pass(installationId, () => {
      started.push(index);
      return new Promise<number>((resolve) => ends.push(() => resolve(index)));
    }),
  );
  return { gate, started, ends, all };
}

describe('the gate', () => {
  it('lets ten requests of an installation run, and the others in their order', async () => {
    const { started, ends, all } = requests(13);
    await Promise.resolve();
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    ends[4]?.();
    await all[4];
    await new Promise(setImmediate);
    expect(started.slice(10)).toEqual([10]);
    for (let index = 0; index < 13; index += 1) {
      ends[index]?.();
      await new Promise(setImmediate);
    }
    expect(await Promise.all(all)).toEqual(Array.from({ length: 13 }, (_, index) => index));
  });

  it('keeps no installation waiting for another', async () => {
    const { gate } = requests(20);
    expect(await gate.pass(2, async () => 'through')).toBe('through');
  });

  it('is free again after a request that failed', async () => {
    const gate = createGate();
    const failing = Array.from({ length: 30 }, () => gate.pass(1, () => Promise.reject(new Error('no'))));
    await Promise.allSettled(failing);
    expect(await gate.pass(1, async () => 'through')).toBe('through');
  });
});

describe('the budget', () => {
  it('lets a burst of a minute’s points pass at once', async () => {
    const clock = aClock();
    const budget = createBudget(clock);
    for (let count = 0; count < 162; count += 1) await budget.spend('rest', 1, 5, 'POST');
    expect(clock.slept).toEqual([]);
  });

  it('sends the job away when the wait would be long', async () => {
    const { now } = aClock();
    const budget = createBudget({ now, sleep: async () => {} });
    for (let count = 0; count < 162; count += 1) await budget.spend('rest', 1, 5, 'POST');
    const spending = Promise.all(Array.from({ length: 100 }, () => budget.spend('rest', 1, 5, 'POST')));
    await expect(spending).rejects.toMatchObject({ name: 'GitHubError', retryAt: expect.any(Date) });
  });

  it('is as it was when the clock is set back, and fills up again from there', async () => {
    const clock = aClock();
    const budget = createBudget(clock);
    for (let count = 0; count < 100; count += 1) await budget.spend('rest', 1, 5, 'POST');
    clock.pass(-3_600_000);
    for (let count = 0; count < 62; count += 1) await budget.spend('rest', 1, 5, 'POST');
    clock.pass(60_000);
    for (let count = 0; count < 162; count += 1) await budget.spend('rest', 1, 5, 'POST');
    expect(clock.slept).toEqual([]);
  });

  it('is one for each installation and each API', async () => {
    const clock = aClock();
    const budget = createBudget(clock);
    for (let count = 0; count < 162; count += 1) await budget.spend('rest', 1, 5, 'POST');
    await budget.spend('rest', 2, 5, 'POST');
    await budget.spend('graphql', 1, 1, 'query');
    expect(clock.slept).toEqual([]);
  });
});
