import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageOf } from '../support/commands.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

const path = '.github/countersign.yml';
const held = (staff: string) => `version: 1
levels:
  senior: { teams: [seniors] }${staff}
rules:
  - name: everything
    require: { level: senior }
`;

describe('where there is no floor, a policy whose team was deleted', () => {
  let world: World;
  let stage: ReturnType<typeof stageOf>;
  let other: Pull;
  let repair: Pull;

  beforeAll(async () => {
    world = await startWorld({}, { ORGANIZATION_POLICY: 'none' });
    stage = stageOf(world);
    const { sandbox, cast } = world;
    cast.shop.rulesets.length = 0;
    const auditors = sandbox.addTeam({
      organization: cast.organization,
      name: 'auditors',
      members: [stage.person('sten')],
    });
    const olga = stage.person('olga');
    const text = held('\n  staff: { teams: [auditors] }');
    sandbox.pushCommit(cast.shop, {
      branch: 'main',
      as: olga,
      author: olga,
      files: { [path]: text },
      message: 'rules',
    });
    await world.quiet();
    other = await propose('feature', { 'src/other.ts': 'x\n' });
    expect(world.check(other)).toMatchObject({ conclusion: 'action_required' });
    sandbox.deleteTeam(auditors);
    await world.quiet();
  });

  afterAll(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  async function propose(branch: string, files: Readonly<Record<string, string>>): Promise<Pull> {
    const { sandbox, cast } = world;
    const jo = stage.person('jo');
    sandbox.pushCommit(cast.shop, { branch, as: jo, author: jo, files, message: branch });
    const pull = sandbox.openPullRequest({ repository: cast.shop, as: jo, title: branch, head: branch });
    await world.quiet();
    return pull;
  }

  it('fails every check and says where the team is named', () => {
    expect(world.check(other)).toMatchObject({ conclusion: 'failure' });
    expect(world.check(other)?.summary).toMatch(/countersign\.yml:4:\d+.*unknown team .*acme\/auditors/s);
  });

  it('is repaired by a pull request with a sign-off of the highest level that is left', async () => {
    repair = await propose('repair', { [path]: held('') });
    expect(world.check(repair)).toMatchObject({
      conclusion: 'action_required',
      title: expect.stringContaining('senior'),
    });
    world.sandbox.approve(repair, { as: stage.person('kim') });
    await world.quiet();
    expect(world.check(repair)).toMatchObject({ conclusion: 'action_required' });
    world.sandbox.approve(repair, { as: stage.person('ada') });
    await world.quiet();
    expect(world.check(repair)).toMatchObject({ conclusion: 'success' });
  });

  it('is no way around the rules for a change of anything else', async () => {
    const more = await propose('more', { [path]: held(''), 'src/more.ts': 'x\n' });
    expect(world.check(more)).toMatchObject({ conclusion: 'failure' });
  });

  it('judges again once it is repaired', async () => {
    world.sandbox.merge(repair, { as: stage.person('jo') });
    await world.quiet();
    expect(world.check(other)).toMatchObject({ conclusion: 'action_required' });
  });

  it('is repaired by a member of a team also where its text was broken, and every answer on the way was red', async () => {
    const olga = stage.person('olga');
    const files = { [path]: 'version: 1\nrule: []\n' };
    world.sandbox.pushCommit(world.cast.shop, { branch: 'main', as: olga, author: olga, files, message: 'break' });
    await world.quiet();
    expect(world.check(other)).toMatchObject({ conclusion: 'failure' });
    const again = await propose('again', { [path]: held('') });
    expect(world.check(again)).toMatchObject({ conclusion: 'action_required' });
    world.sandbox.approve(again, { as: stage.person('ada') });
    await world.quiet();
    expect(world.check(again)).toMatchObject({ conclusion: 'success' });
  });
});
