import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { histories, kindsBut, play } from './model/play.ts';
import { problemsOfTheRecord } from './model/settle.ts';
import { openTheatre, type Theatre } from './model/stage.ts';
import type { StepKind } from './model/steps.ts';

const runs = 40;
/** At most; about half as many on average. */
const steps = 40;

/** What the program does not do yet, or does otherwise than the documents say. */
const notYet: readonly StepKind[] = ['lose-unseen'];

describe('whatever happens', () => {
  let theatre: Theatre;

  beforeAll(async () => {
    theatre = await openTheatre();
  });
  afterAll(() => theatre.world.close());

  it('the check on every open head is green exactly when the oracle says so', async () => {
    const property = fc.asyncProperty(histories(steps, kindsBut(notYet)), async (history) => {
      await play(theatre, history);
    });
    await fc.assert(property, { numRuns: runs });
    expect(theatre.tally.signed).toBeGreaterThan(runs);
    expect(await problemsOfTheRecord(theatre)).toEqual([]);
  }, 600_000);
});
