import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

const claude = 'Co-authored-by: Claude <noreply@anthropic.com>';

describe('a sign-off of an earlier state', () => {
  let world: World;
  let count = 0;

  beforeAll(async () => {
    world = await startWorld();
  });

  afterAll(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  const person = (login: string) => world.person(login);

  /** A pull request by mia with a part by AI in a file of its own, approved by ada and green. */
  async function approved(): Promise<{ pull: Pull; path: string; branch: string }> {
    count += 1;
    const branch = `change-${count}`;
    const path = `src/change-${count}.ts`;
    const { sandbox, cast } = world;
    const mia = person('mia');
    sandbox.pushCommit(cast.shop, {
      branch: 'main',
      as: person('olga'),
      author: person('olga'),
      files: { [path]: lines('base') },
      message: 'prepare',
    });
    sandbox.pushCommit(cast.shop, {
      branch,
      as: mia,
      author: mia,
      files: { [path]: lines('mine') },
      message: `change\n\n${claude}`,
    });
    const pull = sandbox.openPullRequest({ repository: cast.shop, as: mia, title: branch, head: branch });
    await world.quiet();
    sandbox.approve(pull, { as: person('ada') });
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('success');
    return { pull, path, branch };
  }

  const lines = (first: string, last = 'end'): string => `${[first, ...'abcdefghij', last].join('\n')}\n`;

  const onMain = (files: Record<string, string>): void => {
    const olga = person('olga');
    world.sandbox.pushCommit(world.cast.shop, { branch: 'main', as: olga, author: olga, files, message: 'meanwhile' });
  };

  beforeAll(() => {
    // Nobody needs a pull request here to move the base.
    world.cast.shop.rulesets.length = 0;
  });

  it('is carried over a clean update of the branch, and the check says from which commit', async () => {
    const { pull } = await approved();
    const from = pull.head.sha.slice(0, 7);
    onMain({ 'docs/other.md': `${count}\n` });
    world.sandbox.updateBranch(pull, { as: person('mia') });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
    expect(world.check(pull)?.summary).toContain(`carried over from \`${from}\``);
  });

  it('is carried when the approver updated the branch, who contributed nothing by that', async () => {
    const { pull } = await approved();
    onMain({ 'docs/other.md': `again ${count}\n` });
    world.sandbox.updateBranch(pull, { as: person('ada') });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
  });

  it('is not carried when the base touched the same file, though it merges cleanly', async () => {
    const { pull, path } = await approved();
    onMain({ [path]: lines('base', 'finish') });
    world.sandbox.updateBranch(pull, { as: person('mia') });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });
  });

  it('is not carried over a merge that changes something else as well', async () => {
    const { pull, branch } = await approved();
    const { sandbox, cast } = world;
    onMain({ 'docs/other.md': `third ${count}\n` });
    const mia = person('mia');
    const base = cast.shop.refs.get('refs/heads/main') ?? '';
    const merge = sandbox.commit(cast.shop, {
      parents: [pull.head.sha, base],
      files: { 'docs/other.md': `third ${count}\n`, 'src/smuggled.ts': 'x\n' },
      message: 'Merge branch main',
      author: mia,
    });
    sandbox.push(cast.shop, { branch, to: merge.oid, as: mia });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });
  });

  it('is carried over a rebase that changes nothing', async () => {
    const { pull, path, branch } = await approved();
    const { sandbox, cast } = world;
    onMain({ 'docs/other.md': `fourth ${count}\n` });
    const mia = person('mia');
    const rebased = sandbox.commit(cast.shop, {
      on: 'main',
      files: { [path]: lines('mine') },
      message: `change\n\n${claude}`,
      author: mia,
    });
    sandbox.forcePush(cast.shop, { branch, to: rebased.oid, as: mia });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
  });

  it('is lost when the pull request is retargeted to a base where the diff is another', async () => {
    const { pull } = await approved();
    const { sandbox, cast } = world;
    const first = [...cast.shop.objects.commits.values()].find(({ parents }) => parents.length === 0);
    if (first === undefined) throw new Error('the repository has a first commit');
    sandbox.push(cast.shop, { branch: `old-${count}`, to: first.oid, as: person('olga') });
    sandbox.editPullRequest(pull, { as: person('mia'), base: `old-${count}` });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });
    sandbox.editPullRequest(pull, { as: person('mia'), base: 'main' });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
  });

  it('counts again after a force-push back to the approved commit', async () => {
    const { pull, path, branch } = await approved();
    const { sandbox, cast } = world;
    const mia = person('mia');
    const head = pull.head.sha;
    sandbox.pushCommit(cast.shop, { branch, as: mia, author: mia, files: { [path]: lines('other') }, message: 'more' });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });
    sandbox.forcePush(cast.shop, { branch, to: head, as: mia });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
  });
});
