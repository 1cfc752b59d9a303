import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Hint } from '../../src/core/hint.ts';
import { usualRetention } from '../../src/store/privacy.ts';
import { engines, type TestStore } from '../support/store.ts';

const ref = { installationId: 1, repositoryId: 10, owner: 'acme', name: 'shop' };
const hints = Array.from({ length: 100 }, (_, number): Hint => ({ kind: 'pull-request', ref: { ...ref, number } }));
const done = () => Promise.resolve({ kind: 'done' } as const);

describe.each(engines.filter(({ name }) => name === 'the embedded database'))('$name', ({ open }) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());

  it('does not grow with the work that was done, having nobody else to clean up', async () => {
    const sizes: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      await test.store.send(hints);
      await test.store.runDue({ evaluate: done, expand: done });
      await test.query(`delete from pgboss.job where state = 'completed'`);
      await test.store.tidy(usualRetention);
      const [row] = await test.query(`select pg_relation_size('pgboss.job_common')::int as size`);
      sizes.push(Number(row?.['size']));
    }
    expect(sizes[5]).toBeLessThanOrEqual(1.5 * (sizes[2] ?? 0));
  });

  it('lets others have a turn after every statement, though it works in their thread', async () => {
    let turns = 0;
    let watching = true;
    const watch = () => {
      turns += 1;
      if (watching) setImmediate(watch);
    };
    setImmediate(watch);
    for (let statement = 0; statement < 50; statement += 1) await test.store.ready();
    watching = false;
    expect(turns).toBeGreaterThanOrEqual(50);
  });
});
