import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { floor } from '../../src/cli/demo/cast.ts';
import { openPlanned, plans } from '../../src/cli/demo/pull-requests.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

describe('what happens to a repository and to the App on it', () => {
  let world: World;
  let pull: Pull;

  beforeEach(async () => {
    world = await startWorld();
    const plan = plans.find(({ branch }) => branch === 'cart-rounding');
    if (plan === undefined) throw new Error('the demo has this pull request');
    pull = openPlanned(world.sandbox, world.cast, plan);
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('action_required');
  });

  afterEach(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  const person = (login: string) => world.person(login);

  it('goes on under another name, with what was known under the old one', async () => {
    world.sandbox.renameRepository(world.cast.shop, 'store', person('olga'));
    world.sandbox.approve(pull, { as: person('ada') });
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('success');
  });

  it('goes on at another owner, by the rules and with the people of that one', async () => {
    const { sandbox, cast } = world;
    const [olga, ada, liam, zoe] = [person('olga'), person('ada'), person('liam'), person('zoe')];
    const other = sandbox.addOrganization({
      login: 'other',
      basePermission: 'write',
      admins: [olga],
      members: [ada, liam, zoe],
    });
    const staffing = { juniors: [liam], mids: [], seniors: [zoe], staff: [] };
    for (const [name, members] of Object.entries(staffing))
      sandbox.addTeam({ organization: other, name, privacy: 'closed', members });
    const files = { '.github/countersign.yml': floor };
    sandbox.addRepository({ owner: other, name: '.github', files, author: olga });
    sandbox.installApp({ app: cast.app, account: other });
    await world.quiet();
    // Accepted while it was still the old owner's, and evaluated when it is not.
    sandbox.approve(pull, { as: ada });
    await sandbox.settled();
    sandbox.transferRepository(cast.shop, other, olga);
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('action_required');
    sandbox.approve(pull, { as: zoe });
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('success');
    expect((await world.program.store.depth()).dead).toBe(0);
  });

  it('rests while it is archived, and goes on when it is taken out', async () => {
    const { sandbox, cast } = world;
    sandbox.approve(pull, { as: person('ada') });
    await sandbox.settled();
    sandbox.archiveRepository(cast.shop, person('olga'));
    world.takeRequests();
    await world.quiet();
    await world.program.sweep();
    await world.quiet();
    expect(world.takeRequests().filter((request) => /checks|labels/.test(request))).toEqual([]);
    expect(world.check(pull)?.conclusion).toBe('action_required');
    expect(await world.program.store.depth()).toMatchObject({ due: 0, later: 0, dead: 0 });
    sandbox.unarchiveRepository(cast.shop, person('olga'));
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('success');
  });

  it('ends quietly when it is deleted', async () => {
    const { sandbox, cast } = world;
    sandbox.approve(pull, { as: person('ada') });
    await sandbox.settled();
    sandbox.deleteRepository(cast.shop, person('olga'));
    await world.quiet();
    await world.program.sweep();
    await world.quiet();
    expect(await world.program.store.depth()).toMatchObject({ due: 0, later: 0, dead: 0 });
    const [chain] = await world.program.store.verifyChains([]);
    expect(chain?.problems).toEqual([]);
  });

  it('goes on when the App was taken off and put on again, with another id', async () => {
    const { app, organization } = world.cast;
    const [before] = world.sandbox.state.installations;
    if (before === undefined) throw new Error('the App is installed');
    world.sandbox.uninstallApp(before);
    await world.quiet();
    const again = world.sandbox.installApp({ app, account: organization });
    expect(again.id).not.toBe(before.id);
    await world.quiet();
    world.sandbox.approve(pull, { as: person('ada') });
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('success');
    expect((await world.program.store.depth()).dead).toBe(0);
  });
});
