import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPlanned, plans } from '../../src/cli/demo/pull-requests.ts';
import { labelsOn, type Pull, startWorld, type World } from '../support/e2e.ts';

describe('the main job, end to end', () => {
  let world: World;
  const pulls = new Map<string, Pull>();

  beforeAll(async () => {
    world = await startWorld();
    for (const plan of plans) pulls.set(plan.branch, openPlanned(world.sandbox, world.cast, plan));
    await world.quiet();
  });

  afterAll(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  it.each(plans.map((plan) => ({ ...plan.expected, plan })))(
    '$plan.branch by $plan.by: $conclusion, "$title"',
    ({ plan, conclusion, title, label }) => {
      const pull = pulls.get(plan.branch) as Pull;
      const check = world.check(pull);
      expect(check).toMatchObject({ status: 'completed', conclusion, title });
      expect(labelsOn(pull)).toEqual(label ? ['ai-assisted'] : []);
    },
  );
});
