import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPlanned, plans } from '../../src/cli/demo/pull-requests.ts';
import { type FaultRule, secondaryRateLimit } from '../../src/sandbox/faults.ts';
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

  it.each<{ why: string; fault: FaultRule; branch: string }>([
    { why: 'is refused everything', fault: () => ({ status: 403, message: 'suspended' }), branch: 'polite-greeting' },
    { why: 'has asked too quickly', fault: secondaryRateLimit(), branch: 'guide-returns' },
  ])('is repaired where another installation $why', async ({ fault, branch }) => {
    const { sandbox, cast, program } = world;
    const owner = sandbox.addUser({ login: `owner-of-${branch}` });
    const organization = sandbox.addOrganization({ login: `other-${branch}`, admins: [owner] });
    const other = sandbox.installApp({ app: cast.app, account: organization });
    const plan = plans.find((one) => one.branch === branch) ?? plans[0];
    if (plan === undefined) throw new Error('the demo has pull requests');
    sandbox.webhookFault = () => 503;
    const pull = openPlanned(sandbox, cast, plan);
    await world.quiet();
    sandbox.webhookFault = () => null;
    sandbox.fault = (request) => (request.installationId === other.id ? fault(request) : null);
    await program.sweep();
    await world.quiet();
    expect(world.check(pull)?.status).toBe('completed');
    sandbox.fault = () => null;
  });
});
