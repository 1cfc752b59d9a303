import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { floor } from '../../src/cli/demo/cast.ts';
import { stageOf } from '../support/commands.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

describe('what the policy rests on', () => {
  let world: World;
  let stage: ReturnType<typeof stageOf>;
  let pull: Pull;

  beforeEach(async () => {
    world = await startWorld();
    stage = stageOf(world);
    pull = stage.open();
    world.sandbox.approve(pull, { as: stage.person('ada') });
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('success');
  });

  afterEach(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  const lookAgain = async (): Promise<void> => {
    world.sandbox.editPullRequest(pull, { as: stage.person('liam'), title: `again, ${pull.title}` });
    await world.quiet();
  };

  const acknowledge = async (): Promise<void> => {
    await world.program.store.acknowledge('acme');
    await lookAgain();
  };

  const deleteFloor = () => world.sandbox.deleteRepository(world.cast.policies, stage.person('olga'));

  it('is not trusted when the floor’s repository vanishes, until somebody says that it may', async () => {
    deleteFloor();
    await lookAgain();
    expect(world.check(pull)?.conclusion).toBe('failure');
    expect(world.check(pull)?.summary).toContain('found, not trusted: `acme/.github` is gone');
    await acknowledge();
    expect(world.check(pull)?.conclusion).toBe('neutral');
  });

  it('is not trusted when another repository takes the name of the floor', async () => {
    deleteFloor();
    world.sandbox.addRepository({
      owner: world.cast.organization,
      name: '.github',
      files: { '.github/countersign.yml': floor },
      author: stage.person('olga'),
    });
    await lookAgain();
    expect(world.check(pull)?.summary).toMatch(/found, not trusted: `acme\/\.github` is now another one/);
    await acknowledge();
    expect(world.check(pull)?.conclusion).toBe('success');
  });

  it('is not trusted for a change either that repairs a broken policy', async () => {
    const { sandbox, cast } = world;
    const olga = stage.person('olga');
    const write = (branch: string, text: string) => {
      const files = { '.github/countersign.yml': text };
      sandbox.pushCommit(cast.shop, { branch, as: olga, author: olga, message: 'rules', files });
    };
    cast.shop.rulesets.length = 0;
    write('repair', 'version: 1\nrules: []\n');
    write('main', 'version: 1\nrules: nothing\n');
    const repair = sandbox.openPullRequest({ repository: cast.shop, as: olga, title: 'Repair', head: 'repair' });
    await world.quiet();
    expect(world.check(repair)?.conclusion).toBe('action_required');
    deleteFloor();
    const files = { '.github/countersign.yml': floor };
    sandbox.addRepository({ owner: cast.organization, name: '.github', files, author: olga });
    sandbox.editPullRequest(repair, { as: olga, title: 'Repair it' });
    await world.quiet();
    expect(world.check(repair)?.conclusion).toBe('failure');
    expect(world.check(repair)?.summary).toContain('found, not trusted');
  });

  it('is not trusted when a team is made again under its name', async () => {
    world.sandbox.deleteTeam(world.cast.teams.seniors);
    world.sandbox.addTeam({
      organization: world.cast.organization,
      name: 'seniors',
      privacy: 'closed',
      members: [stage.person('ada'), stage.person('noa')],
    });
    await lookAgain();
    expect(world.check(pull)?.conclusion).toBe('failure');
    expect(world.check(pull)?.summary).toMatch(/found, not trusted: `acme\/seniors` is now another one/);
    await acknowledge();
    expect(world.check(pull)?.conclusion).toBe('success');
  });
});
