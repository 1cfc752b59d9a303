import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { histories, play } from './model/play.ts';
import { openTheatre, type Theatre } from './model/stage.ts';

const runs = 40;
const steps = 20;

describe('whatever happens', () => {
  let theatre: Theatre;

  beforeAll(async () => {
    theatre = await openTheatre();
  });
  afterAll(() => theatre.world.close());

  it('the check on every open head is green exactly when the oracle says so', async () => {
    const property = fc.asyncProperty(histories(steps), async (history) => {
      await play(theatre, history);
    });
    await fc.assert(property, { numRuns: runs });
    expect(theatre.world.sandbox.violations).toEqual([]);
  }, 600_000);
});
