import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPlanned, plans } from '../../src/cli/demo/pull-requests.ts';
import { startWorld, type World } from '../support/e2e.ts';

describe('what did not reach us', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.quiet();
  });
  afterAll(() => world.close());

  it.each([
    {
      by: 'asking GitHub for the failed deliveries',
      recover: () => world.program.recoverDeliveries(),
      branch: 'cart-rounding',
    },
    { by: 'the sweep, when the log is lost too', recover: () => world.program.sweep(), branch: 'faster-search' },
  ])('is repaired by $by', async ({ recover, branch }) => {
    const plan = plans.find((one) => one.branch === branch) ?? plans[0];
    if (plan === undefined) throw new Error('the demo has pull requests');
    world.sandbox.webhookFault = () => 503;
    const pull = openPlanned(world.sandbox, world.cast, plan);
    await world.quiet();
    expect(world.check(pull)).toBeNull();
    world.sandbox.webhookFault = () => null;
    await recover();
    await world.quiet();
    expect(world.check(pull)?.status).toBe('completed');
  });
});
