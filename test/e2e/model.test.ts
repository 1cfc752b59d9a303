import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startWorld, type World } from '../support/e2e.ts';
import { histories, play } from './model/play.ts';
import { type Cast, hire } from './model/stage.ts';

const runs = 40;
const steps = 20;

describe('whatever happens', () => {
  let world: World;
  let cast: Cast;

  beforeAll(async () => {
    world = await startWorld();
    cast = hire(world.sandbox);
  });
  afterAll(() => world.close());

  it('the check on every open head is green exactly when the oracle says so', async () => {
    const property = fc.asyncProperty(histories(steps), async (history) => {
      await play(world, cast, history);
    });
    await fc.assert(property, { numRuns: runs });
    expect(world.sandbox.violations).toEqual([]);
  }, 600_000);
});
