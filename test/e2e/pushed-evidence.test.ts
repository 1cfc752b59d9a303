import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, type World } from '../support/e2e.ts';

const claude = 'Co-authored-by: Claude <noreply@anthropic.com>';

describe('a trace of AI that was pushed before any pull request', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
    world.cast.shop.rulesets.length = 0;
  });

  afterAll(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  const mia = () => {
    const found = world.cast.people['mia'];
    if (found === undefined) throw new Error('mia is in the cast');
    return found;
  };

  it('is known when the trailer was taken off before the pull request opened', async () => {
    const { sandbox, cast } = world;
    const files = { 'src/quiet.ts': 'x\n' };
    sandbox.pushCommit(cast.shop, { branch: 'quiet', as: mia(), author: mia(), files, message: `change\n\n${claude}` });
    await world.quiet();
    const clean = sandbox.commit(cast.shop, { on: 'main', files, message: 'change', author: mia() });
    sandbox.forcePush(cast.shop, { branch: 'quiet', to: clean.oid, as: mia() });
    const pull = sandbox.openPullRequest({ repository: cast.shop, as: mia(), title: 'Quiet', head: 'quiet' });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required', title: 'Waiting for 1 × senior' });
    expect(world.check(pull)?.summary).toContain('seen in a push, since removed');
  });

  it('is not taken from what lands on the default branch, which a later change may restore', async () => {
    const { sandbox, cast } = world;
    const before = sandbox.commit(cast.shop, {
      on: 'main',
      files: { 'src/kept.ts': '1\n' },
      message: `one\n\n${claude}`,
      author: mia(),
    });
    sandbox.push(cast.shop, { branch: 'main', to: before.oid, as: mia() });
    sandbox.pushCommit(cast.shop, {
      branch: 'main',
      as: mia(),
      author: mia(),
      files: { 'src/kept.ts': '2\n' },
      message: 'two',
    });
    sandbox.pushCommit(cast.shop, {
      branch: 'restore',
      as: mia(),
      author: mia(),
      files: { 'src/kept.ts': '1\n' },
      message: 'back',
    });
    const pull = sandbox.openPullRequest({ repository: cast.shop, as: mia(), title: 'Back', head: 'restore' });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
  });
});
