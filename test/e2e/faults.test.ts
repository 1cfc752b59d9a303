import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageOf } from '../support/commands.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';
import { recordProblems } from '../support/record-problems.ts';
import { spoiling } from '../support/suffering.ts';

describe('while GitHub answers 502 to a fifth, lets one in twenty time out and refuses everything for a while', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  it('every check becomes right in the end, and none is green without a record', async () => {
    const { sandbox, program } = world;
    const stage = stageOf(world);
    const [jo, ada] = [stage.person('jo'), stage.person('ada')];
    const pulls = Array.from({ length: 6 }, () => stage.open());
    await world.quiet();
    // From the request that meets it on, so that the limit is met however slow the machine is.
    let limit: 'none' | 'next' | { until: number } = 'none';
    const limitedFor = (): number | null => {
      if (limit === 'next') limit = { until: Date.now() + 500 };
      return typeof limit === 'object' && Date.now() < limit.until ? limit.until - Date.now() : null;
    };
    const requests = sandbox.requests.length;
    const spoiled = new Set<string>();
    sandbox.fault = spoiling(sandbox, { hold: 0, limitedFor }, (how) => spoiled.add(how));
    for (const round of [0, 1, 2, 3]) {
      if (round === 2) limit = 'next';
      for (const [n, pull] of pulls.entries()) {
        if ((n + round) % 3 === 0) stage.push(pull, `round ${round} of ${n}`);
        else sandbox.approve(pull, { as: (n + round) % 3 === 1 ? ada : jo });
      }
      await world.quiet();
      await program.runWaiting();
    }
    sandbox.fault = () => null;
    expect([...spoiled].toSorted()).toEqual(['answered 502', 'limited', 'timed out']);
    expect(sandbox.requests.length - requests).toBeGreaterThan(pulls.length);

    const wrong = (): readonly Pull[] =>
      pulls.filter((pull) => {
        const signedOff = pull.reviews.some(
          ({ state, author, commitSha }) => state === 'APPROVED' && author === ada && commitSha === pull.head.sha,
        );
        return world.check(pull)?.conclusion !== (signedOff ? 'success' : 'action_required');
      });
    // GitHub named the time until which nobody may ask; asked earlier, jobs put themselves off again.
    for (let ran = -1; ran !== 0 || wrong().length > 0; ) ran = await program.runWaiting();
    expect(wrong()).toEqual([]);
    expect(await recordProblems(world, program.store)).toEqual([]);
    expect((await program.store.depth()).dead).toBe(0);
  });
});
