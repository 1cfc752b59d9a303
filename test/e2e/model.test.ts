import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { histories, historyFrom, kindsBut, play } from './model/play.ts';
import { problemsOfTheRecord } from './model/settle.ts';
import { openTheatre, type Theatre } from './model/stage.ts';

/** The same in every run; `npm run soak` plays others, as many as it is told. */
const runs = 29;
/** At most; about half as many on average. */
const steps = 40;

describe('whatever happens', () => {
  let theatre: Theatre;

  beforeAll(async () => {
    theatre = await openTheatre();
  });
  afterAll(() => theatre.world.close());

  it('the check on every open head is green exactly when the oracle says so', async () => {
    let taken = 0;
    const property = fc.asyncProperty(histories(steps, kindsBut([])), async (history) => {
      taken += await play(theatre, history);
    });
    await fc.assert(property, { numRuns: runs });
    expect(taken).toBeGreaterThanOrEqual(runs * 20);
    expect(theatre.tally.signed).toBeGreaterThan(runs);
    expect(await problemsOfTheRecord(theatre)).toEqual([]);
  }, 600_000);

  it.each([
    {
      why: 'an agent nobody sent, where nothing is asked',
      history: 'agent-push {"pull":0,"assign":"mia"} and at once,policy {"at":5} and at once',
    },
    {
      why: 'a command first seen when the head had moved on, and the head forced back to it',
      history:
        'sign-off {"pull":0,"as":"ada","back":0,"how":"plain"} and at once,push {"pull":0,"as":"mia","by":"mia","path":"src/app.ts","message":"plain"} and at once,force-back {"pull":0,"as":"mia","back":1}',
    },
    {
      why: 'an approver whose clean update of the branch was rebased away',
      history:
        'policy {"at":2} and at once,update-branch {"pull":0,"as":"bo"} and at once,rebase {"pull":0,"as":"mia"} and at once,approve-well {"pull":0} and at once',
    },
    {
      why: 'an agent whose push was forced away',
      history:
        'agent-push {"pull":0,"assign":"mia"} and at once,force-back {"pull":0,"as":"mia","back":1} and at once,push {"pull":0,"as":"mia","by":"mia","path":"src/app.ts","message":"plain"} and at once,approve-well {"pull":0} and at once',
    },
    {
      why: 'a senior who only updated the branch, where one level above the author is asked',
      history:
        'advance-base {"path":"src/app.ts"} and at once,update-branch {"pull":0,"as":"cleo"} and at once,approve {"pull":0,"as":"ada"} and at once,policy {"at":4} and at once',
    },
    {
      why: 'an approver whose update came from a base that the pull request is no longer aimed at',
      history:
        'advance-base {"path":"src/app.ts"} and at once,update-branch {"pull":0,"as":"ada"} and at once,retarget {"pull":0} and at once,rebase {"pull":0,"as":"mia"} and at once,approve {"pull":0,"as":"ada"} and at once',
    },
  ])('program and oracle agree on $why', async ({ history }) => {
    expect(await play(theatre, historyFrom(history))).toBeGreaterThan(0);
  });
});
