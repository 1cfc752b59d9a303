import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { usualRetention } from '../../src/store/privacy.ts';
import { engines, stopServer, type TestStore } from '../support/store.ts';

afterAll(stopServer);

describe.each(engines)('who is away, on $name', ({ open }) => {
  let test: TestStore;
  const now = new Date('2026-07-10T12:00:00Z');
  const [ada, bo] = [1001, 1002];
  beforeAll(async () => {
    test = await open(() => now);
  });
  beforeEach(() => test.wipe());
  afterAll(() => test.close());

  it('is what each person said last, and nobody else', async () => {
    await test.store.setAway(ada, '2026-08-01');
    await test.store.setAway(ada, '2026-08-10');
    await test.store.setAway(bo, '2026-07-20');
    await test.store.setAway(bo, null);
    expect(await test.store.awayUntil([ada, bo])).toEqual(new Map([[ada, '2026-08-10']]));
    expect(await test.store.awayUntil([bo])).toEqual(new Map());
    expect(await test.store.awayUntil([])).toEqual(new Map());
  });

  it('is forgotten with the person', async () => {
    await test.store.setAway(ada, '2026-08-01');
    await test.store.setAway(bo, '2026-08-01');
    await test.store.erasePerson({ userId: ada, names: [] });
    expect(await test.store.awayUntil([ada, bo])).toEqual(new Map([[bo, '2026-08-01']]));
  });

  it('is forgotten once the day is over wherever people are', async () => {
    await test.store.setAway(ada, '2026-07-08');
    await test.store.setAway(bo, '2026-07-09');
    await test.store.tidy(usualRetention);
    expect(await test.query('select user_id from absences')).toEqual([{ user_id: bo }]);
  });
});
