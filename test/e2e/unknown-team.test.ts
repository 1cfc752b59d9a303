import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

const path = '.github/countersign.yml';
const naming = (team: string) => `version: 1
mode: enforce
rules:
  - name: everything
    require: { level: senior, from: [${team}] }
`;

describe('a policy that names a team', () => {
  let world: World;

  beforeEach(async () => {
    world = await startWorld();
    world.cast.shop.rulesets.length = 0;
  });

  afterEach(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  const person = (login: string) => world.person(login);

  async function land(text: string): Promise<void> {
    const olga = person('olga');
    world.sandbox.pushCommit(world.cast.shop, {
      branch: 'main',
      as: olga,
      author: olga,
      files: { [path]: text },
      message: 'rules',
    });
    await world.quiet();
  }

  async function propose(branch: string, files: Readonly<Record<string, string>>): Promise<Pull> {
    const { sandbox, cast } = world;
    const jo = person('jo');
    sandbox.pushCommit(cast.shop, { branch, as: jo, author: jo, files, message: branch });
    const pull = sandbox.openPullRequest({ repository: cast.shop, as: jo, title: branch, head: branch });
    await world.quiet();
    return pull;
  }

  it('that GitHub does not have fails every check with the place, until there is such a team', async () => {
    await land(naming('seniros'));
    const pull = await propose('feature', { 'src/other.ts': 'x\n' });
    expect(world.check(pull)).toMatchObject({ conclusion: 'failure' });
    expect(world.check(pull)?.summary).toContain(`${path}:5:38`);
    expect(world.check(pull)?.summary).toMatch(/unknown team .*acme\/seniros.*did you mean .*acme\/seniors/s);

    world.sandbox.addTeam({ organization: world.cast.organization, name: 'seniros', members: [person('ada')] });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });
    world.sandbox.approve(pull, { as: person('ada') });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
  });

  it('that GitHub does not have is marked on its line in the pull request that proposes it', async () => {
    const pull = await propose('rules', { [path]: naming('seniros') });
    const notes = () => pull.repository.checkRuns.filter(({ name }) => name === 'countersign policy');
    expect(notes()).toMatchObject([{ conclusion: 'failure', output: { annotations: [{ path, start_line: 5 }] } }]);
    expect(notes()[0]?.output.summary).toContain('did you mean');
    world.sandbox.addTeam({ organization: world.cast.organization, name: 'seniros', members: [person('ada')] });
    await world.quiet();
    expect(notes().at(-1)).toMatchObject({ conclusion: 'neutral' });
  });

  it('that GitHub does not have is repaired by a pull request that names another', async () => {
    await land(naming('seniors'));
    const other = await propose('feature', { 'src/other.ts': 'x\n' });
    expect(world.check(other)).toMatchObject({ conclusion: 'action_required' });
    await land(naming('seniros'));
    expect(world.check(other)).toMatchObject({ conclusion: 'failure' });
    const repair = await propose('repair', { [path]: naming('seniors') });
    expect(world.check(repair)).toMatchObject({ conclusion: 'action_required' });
    world.sandbox.merge(repair, { as: person('jo') });
    await world.quiet();
    expect(world.check(other)).toMatchObject({ conclusion: 'action_required' });
  });
});
