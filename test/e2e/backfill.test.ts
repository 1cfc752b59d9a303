import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stageOf } from '../support/commands.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

describe('pull requests that were opened before we could see them', () => {
  let world: World;
  let stage: ReturnType<typeof stageOf>;

  beforeEach(async () => {
    world = await startWorld();
    stage = stageOf(world);
    await world.quiet();
  });

  afterEach(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  type Installation = World['sandbox']['state']['installations'][number];

  const installation = (): Installation => {
    const [first] = world.sandbox.state.installations;
    if (first === undefined) throw new Error('the App is installed');
    return first;
  };

  const reinstall = (only: Partial<Parameters<World['sandbox']['installApp']>[0]> = {}): Installation => {
    const { app, organization } = world.cast;
    world.sandbox.uninstallApp(installation());
    return world.sandbox.installApp({ app, account: organization, ...only });
  };

  async function openedUnseen(): Promise<readonly Pull[]> {
    const pulls = [stage.open(), stage.open()];
    await world.quiet();
    expect(pulls.map(world.check)).toEqual([null, null]);
    return pulls;
  }

  it.each<{ why: string; before: () => void; appear: () => void }>([
    {
      why: 'the App is installed',
      before: () => world.sandbox.uninstallApp(installation()),
      appear: () => {
        world.sandbox.installApp({ app: world.cast.app, account: world.cast.organization });
      },
    },
    {
      why: 'their repository is added to the installation',
      before: () => {
        reinstall({ repositories: [world.cast.policies] });
      },
      appear: () => world.sandbox.addToInstallation(installation(), world.cast.shop, stage.person('olga')),
    },
    {
      why: 'the installation is no longer suspended',
      before: () => world.sandbox.suspendInstallation(installation(), { as: stage.person('olga') }),
      appear: () => world.sandbox.unsuspendInstallation(installation(), { as: stage.person('olga') }),
    },
    {
      why: 'the installation is given the permission to write checks',
      before: () => {
        const { checks: _, ...permissions } = world.cast.app.permissions;
        reinstall({ permissions });
      },
      appear: () => world.sandbox.acceptPermissions(installation(), { as: stage.person('olga') }),
    },
  ])('are evaluated when $why', async ({ before, appear }) => {
    before();
    await world.quiet();
    const pulls = await openedUnseen();
    appear();
    await world.quiet();
    expect(pulls.map((pull) => world.check(pull)?.conclusion)).toEqual(['action_required', 'action_required']);
  });

  it('are found by the sweep when nobody told us of the installation', async () => {
    world.sandbox.uninstallApp(installation());
    await world.quiet();
    const pulls = await openedUnseen();
    world.sandbox.webhookFault = () => 503;
    world.sandbox.installApp({ app: world.cast.app, account: world.cast.organization });
    await world.quiet();
    world.sandbox.webhookFault = () => null;
    await world.program.sweep();
    await world.quiet();
    expect(pulls.map((pull) => world.check(pull)?.conclusion)).toEqual(['action_required', 'action_required']);
  });
});
