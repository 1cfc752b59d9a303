import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

const claude = 'Co-authored-by: Claude <noreply@anthropic.com>';

describe('several pull requests with one head', () => {
  let world: World;
  let count = 0;

  beforeAll(async () => {
    world = await startWorld();
    world.sandbox.push(world.cast.shop, {
      branch: 'dev',
      to: world.cast.shop.refs.get('refs/heads/main') ?? '',
      as: person('olga'),
    });
  });

  afterAll(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  const person = (login: string) => world.person(login);

  /** A pull request of mia into main, with a part by AI. */
  async function opened(): Promise<Pull> {
    count += 1;
    const mia = person('mia');
    const branch = `twin-${count}`;
    const files = { [`src/twin-${count}.ts`]: 'x\n' };
    world.sandbox.pushCommit(world.cast.shop, { branch, as: mia, author: mia, files, message: `change\n\n${claude}` });
    const pull = world.sandbox.openPullRequest({ repository: world.cast.shop, as: mia, title: branch, head: branch });
    await world.quiet();
    return pull;
  }

  const twinOf = async (pull: Pull, as: string): Promise<Pull> => {
    const { sandbox, cast } = world;
    const branch = `${pull.head.ref}-again`;
    sandbox.push(cast.shop, { branch, to: pull.head.sha, as: person(as) });
    const twin = sandbox.openPullRequest({
      repository: cast.shop,
      as: person(as),
      title: 'again',
      head: branch,
      base: 'dev',
    });
    await world.quiet();
    return twin;
  };

  it('turn green only when each of them is signed off', async () => {
    const pull = await opened();
    const twin = await twinOf(pull, 'liam');
    world.sandbox.approve(pull, { as: person('ada') });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });
    expect(world.check(pull)?.summary).toContain(`the answer for #${twin.number}`);
    world.sandbox.approve(twin, { as: person('bo') });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
  });

  it('lose a green check when a twin is opened, and have it back when the twin is closed', async () => {
    const pull = await opened();
    world.sandbox.approve(pull, { as: person('ada') });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
    const twin = await twinOf(pull, 'liam');
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });
    world.sandbox.closePullRequest(twin, { as: person('liam') });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
  });

  it('have it back when the twin moves on to another commit', async () => {
    const pull = await opened();
    world.sandbox.approve(pull, { as: person('ada') });
    const twin = await twinOf(pull, 'liam');
    const liam = person('liam');
    world.sandbox.pushCommit(world.cast.shop, {
      branch: twin.head.ref,
      as: liam,
      author: liam,
      files: { 'a.ts': `${count}` },
      message: 'on',
    });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
    expect(world.check(twin)).toMatchObject({ conclusion: 'action_required' });
  });

  it('do not count the approval of somebody who opened the other', async () => {
    const pull = await opened();
    const twin = await twinOf(pull, 'ada');
    world.sandbox.approve(pull, { as: person('ada') });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });
    expect(world.check(pull)?.summary).not.toContain('`ada` approved and counts');
    expect(twin.number).toBeGreaterThan(pull.number);
  });
});
