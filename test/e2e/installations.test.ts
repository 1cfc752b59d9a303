import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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

  const person = (login: string) => {
    const found = world.cast.people[login];
    if (found === undefined) throw new Error(`${login} is in the cast`);
    return found;
  };

  it('goes on under another name, with what was known under the old one', async () => {
    world.sandbox.renameRepository(world.cast.shop, 'store', person('olga'));
    world.sandbox.approve(pull, { as: person('ada') });
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('success');
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
