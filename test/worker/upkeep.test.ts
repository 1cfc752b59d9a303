import { describe, expect, it } from '@jest/globals';
import { beginUpkeep, upkeep } from '../../src/worker/upkeep.ts';

describe('upkeep', () => {
  it.each([
    { why: 'the turn is ours', turn: true, did: ['turn of 600 s', 'recover', 'retry', 'tidy', 'sweep', 'end'] },
    { why: 'another replica has had the turn', turn: false, did: ['turn of 600 s'] },
  ])('does what it must when $why', async ({ turn, did }) => {
    const done: string[] = [];
    const ports = {
      takeTurn: (_name: string, seconds: number) => {
        done.push(`turn of ${seconds} s`);
        return Promise.resolve(turn);
      },
      endTurn: () => Promise.resolve(void done.push('end')),
      recoverDeliveries: () => Promise.resolve(done.push('recover')),
      retryDead: () => Promise.resolve(done.push('retry')),
      tidy: () => Promise.resolve(void done.push('tidy')),
      sweep: () => Promise.resolve(done.push('sweep')),
    };
    expect(await upkeep(ports, 600)).toBe(turn);
    expect(done).toEqual(did);
  });

  it('does the rest when a part fails, and says what failed', async () => {
    const done: string[] = [];
    const refused = new Error('GitHub did not answer');
    const ports = {
      takeTurn: () => Promise.resolve(true),
      endTurn: () => Promise.resolve(void done.push('end')),
      recoverDeliveries: () => Promise.reject(refused),
      retryDead: () => Promise.resolve(done.push('retry')),
      tidy: () => Promise.resolve(void done.push('tidy')),
      sweep: () => Promise.resolve(done.push('sweep')),
    };
    await expect(upkeep(ports, 600)).rejects.toMatchObject({ errors: [refused] });
    expect(done).toEqual(['retry', 'tidy', 'sweep', 'end']);
  });

  it('sweeps while thousands of deliveries are still being asked for, and ends its turn when both are done', async () => {
    const done: string[] = [];
    const asking = Promise.withResolvers<unknown>();
    const run = upkeep(
      {
        takeTurn: () => Promise.resolve(true),
        endTurn: () => Promise.resolve(void done.push('end')),
        recoverDeliveries: () => asking.promise.then(() => done.push('recovered')),
        retryDead: () => Promise.resolve(0),
        tidy: () => Promise.resolve(),
        sweep: () => Promise.resolve(done.push('swept')).finally(() => asking.resolve(null)),
      },
      600,
    );
    expect(await run).toBe(true);
    expect(done).toEqual(['swept', 'recovered', 'end']);
  });
});

describe('a process that begins', () => {
  it.each([
    { why: 'nobody has had the turn of this period', free: ['upkeep'], did: ['recover', 'retry', 'tidy', 'sweep'] },
    { why: 'another one, or the one before it, has had it', free: ['upkeep at start'], did: ['recover'] },
    { why: 'another one that begins asks already', free: [], did: [] },
  ])('asks at once for what was not delivered, unless somebody does: $why', async ({ free, did }) => {
    const done: string[] = [];
    const ended: string[] = [];
    await beginUpkeep(
      {
        takeTurn: (name) => Promise.resolve(free.includes(name)),
        endTurn: (name) => Promise.resolve(void ended.push(name)),
        recoverDeliveries: () => Promise.resolve(done.push('recover')),
        retryDead: () => Promise.resolve(done.push('retry')),
        tidy: () => Promise.resolve(void done.push('tidy')),
        sweep: () => Promise.resolve(done.push('sweep')),
      },
      600,
    );
    expect([done, ended]).toEqual([did, free]);
  });
});
