import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commitsOf, filesOfPullRequest } from '../../src/sandbox/state/changes.ts';
import { resolveRevision } from '../../src/sandbox/state/repositories.ts';
import { permissionOf } from '../../src/sandbox/state.ts';
import { asInstallation, openPull, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
});

const more = () => ({ as: world.people.ada, author: world.people.ada, message: 'More', files: { more: '1' } });

describe('opening a pull request', () => {
  it('is refused twice for one head and base', () => {
    const { pull } = openPull(world);
    const again = { repository: world.shop, as: world.people.linus, title: 'again', head: pull.head.ref };
    expect(() => world.sandbox.openPullRequest(again)).toThrow('already exists');
  });

  it('is refused where there is nothing to merge', () => {
    const { sandbox, shop, people } = world;
    sandbox.push(shop, { branch: 'same', to: 'main', as: people.ada });
    const draft = { repository: shop, as: people.ada, title: 'same', head: 'same' };
    expect(() => sandbox.openPullRequest(draft)).toThrow('No commits between');
  });

  it('gives its head a name of its own', () => {
    const { pull } = openPull(world);
    expect(resolveRevision(world.shop, `refs/pull/${pull.number}/head`)).toBe(pull.head.sha);
  });
});

describe('the diff of a pull request', () => {
  it('is taken from the merge base, whatever the base branch did since', () => {
    const { sandbox, shop, people } = world;
    const { pull } = openPull(world);
    sandbox.pushCommit(shop, {
      branch: 'main',
      as: people.grace,
      author: people.grace,
      message: 'x',
      files: { x: '1' },
    });
    expect(filesOfPullRequest(pull).map(({ path }) => path)).toEqual(['feature.txt']);
  });

  it('stays what it was once merged', () => {
    const { sandbox, people } = world;
    const { pull } = openPull(world);
    sandbox.merge(pull, { as: people.grace });
    expect([filesOfPullRequest(pull).length, commitsOf(pull).length]).toEqual([1, 1]);
  });

  it('follows the base when it is changed', () => {
    const { sandbox, shop, people } = world;
    openPull(world, 'lower');
    sandbox.pushCommit(shop, { branch: 'upper', on: 'lower', ...more() });
    const upper = sandbox.openPullRequest({ repository: shop, as: people.ada, title: 'upper', head: 'upper' });
    expect(filesOfPullRequest(upper).map(({ path }) => path)).toEqual(['lower.txt', 'more']);
    sandbox.editPullRequest(upper, { as: people.ada, base: 'lower' });
    expect(filesOfPullRequest(upper).map(({ path }) => path)).toEqual(['more']);
  });
});

describe('a closed pull request', () => {
  it('takes what was pushed meanwhile when it is reopened', () => {
    const { sandbox, shop, people } = world;
    const { pull, head } = openPull(world);
    sandbox.closePullRequest(pull, { as: people.ada });
    const next = sandbox.pushCommit(shop, { branch: 'feature', ...more() });
    expect(pull.head.sha).toBe(head.oid);
    sandbox.reopenPullRequest(pull, { as: people.ada });
    expect(pull.head.sha).toBe(next.oid);
  });

  it('cannot be reopened after its branch was rewritten', () => {
    const { sandbox, shop, people } = world;
    const { pull } = openPull(world);
    sandbox.closePullRequest(pull, { as: people.ada });
    const other = sandbox.commit(shop, { author: people.ada, message: 'Other', files: { other: '1' } });
    sandbox.forcePush(shop, { branch: 'feature', to: other.oid, as: people.ada });
    expect(() => sandbox.reopenPullRequest(pull, { as: people.ada })).toThrow('force-pushed');
  });

  it('is what is left when its branch is deleted', () => {
    const { pull } = openPull(world);
    world.sandbox.deleteBranch(world.shop, 'feature', world.people.ada);
    expect([pull.state, pull.mergedAt]).toEqual(['closed', null]);
  });
});

describe('permission in a repository', () => {
  it.each([
    { why: 'a member of the organization', login: 'ada' as const, permission: 'write' },
    { why: 'an owner of the organization', login: 'grace' as const, permission: 'admin' },
    { why: 'a stranger', login: 'mallory' as const, permission: 'none' },
  ])('is $permission for $why', ({ login, permission }) => {
    expect(permissionOf(world.shop, world.people[login])).toBe(permission);
  });

  it('comes from a team and its parents, and ends with the membership', () => {
    const { sandbox, acme, seniors, shop, people } = world;
    acme.basePermission = 'none';
    const child = sandbox.addTeam({ organization: acme, name: 'Child', parent: seniors, members: [people.linus] });
    sandbox.grantTeam(seniors, { repository: shop, permission: 'maintain' });
    expect(permissionOf(shop, people.linus)).toBe('maintain');
    sandbox.removeTeamMember(child, people.linus);
    expect(permissionOf(shop, people.linus)).toBe('none');
  });
});

describe('a deleted account', () => {
  it('leaves what it wrote without an author', () => {
    const { sandbox, people, seniors } = world;
    const { pull } = openPull(world);
    const review = sandbox.approve(pull, { as: people.grace });
    sandbox.deleteActor(people.grace);
    expect([review.author, seniors.memberships.size]).toEqual([null, 0]);
  });
});

describe('what nobody outside GitHub knows for certain can be tried both ways:', () => {
  it.each([
    { forks: true, found: 1 },
    { forks: false, found: 0 },
  ])('the pull requests of a commit include forks: $forks', async ({ forks, found }) => {
    const { sandbox, shop, people } = world;
    sandbox.state.behaviour.forkHeadsInCommitPulls = forks;
    shop.visibility = 'public';
    const fork = sandbox.fork(shop, people.mallory);
    const head = sandbox.pushCommit(fork, { branch: 'fix', ...more(), as: people.mallory });
    const draft = { repository: shop, headRepository: fork, as: people.mallory, title: 'fix', head: 'fix' };
    sandbox.openPullRequest(draft);
    const call = await asInstallation(world);
    expect((await call('GET', `/repos/acme/shop/commits/${head.oid}/pulls`)).body).toHaveLength(found);
  });

  it.each([{ readers: true }, { readers: false }])('readers may click buttons: $readers', ({ readers }) => {
    const { sandbox, shop, app, people } = world;
    sandbox.state.behaviour.readersMayClick = readers;
    sandbox.addCollaborator(shop, people.mallory, 'read');
    const { head } = openPull(world);
    const actions = [{ label: 'Go', description: 'Go on', identifier: 'go' }];
    const run = sandbox.createCheckRun(shop, { app, name: 'x', headSha: head.oid, conclusion: 'failure', actions });
    const click = () => sandbox.requestCheckAction(run, { as: people.mallory, identifier: 'go' });
    expect(refusalOf(click)).toBe(readers ? null : 'mallory may not click the buttons of checks');
  });
});

function refusalOf(action: () => void): string | null {
  try {
    action();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
