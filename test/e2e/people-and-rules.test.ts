import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { floor } from '../../src/cli/demo/cast.ts';
import { signIn } from '../support/browser.ts';
import { stageOf } from '../support/commands.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

let world: World;
let stage: ReturnType<typeof stageOf>;

beforeEach(async () => {
  world = await startWorld();
  world.cast.shop.rulesets.length = 0;
  stage = stageOf(world);
  await world.quiet();
});

afterEach(async () => {
  const { violations } = world.sandbox;
  await world.close();
  expect(violations).toEqual([]);
});

const waiting = { conclusion: 'action_required', title: 'Waiting for 1 × senior' };
const signedOff = { conclusion: 'success', title: 'Signed off by ada' };

/** A pull request by liam with a part by AI, approved by ada, and by others. */
async function approved(...others: readonly string[]): Promise<Pull> {
  const pull = stage.open();
  for (const login of ['ada', ...others]) world.sandbox.approve(pull, { as: stage.person(login) });
  await world.quiet();
  return pull;
}

describe('a member of the team that holds the level', () => {
  it('who leaves it after approving leaves the pull request waiting again, and back when they return', async () => {
    const pull = await approved();
    expect(world.check(pull)).toMatchObject(signedOff);
    const { seniors } = world.cast.teams;
    world.sandbox.removeTeamMember(seniors, stage.person('ada'));
    await world.quiet();
    expect(world.check(pull)).toMatchObject(waiting);
    world.sandbox.addTeamMember(seniors, stage.person('ada'));
    await world.quiet();
    expect(world.check(pull)).toMatchObject(signedOff);
  });

  it('who leaves the organization leaves the pull request waiting again', async () => {
    const pull = await approved();
    world.sandbox.removeOrganizationMember(world.cast.organization, stage.person('ada'));
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('action_required');
  });

  it('counts through a child team', async () => {
    const { organization, teams } = world.cast;
    const noa = stage.person('noa');
    const pull = stage.open();
    world.sandbox.approve(pull, { as: noa });
    await world.quiet();
    expect(world.check(pull)).toMatchObject(waiting);
    world.sandbox.addTeam({ organization, name: 'backend seniors', parent: teams.seniors, members: [noa] });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success', title: 'Signed off by noa' });
  });

  it('does not count through a child team where the floor says so', async () => {
    const { organization, teams } = world.cast;
    const noa = stage.person('noa');
    world.sandbox.addTeam({ organization, name: 'backend seniors', parent: teams.seniors, members: [noa] });
    stage.setFloor(floor.replace('mode: enforce', 'mode: enforce\ninclude_child_teams: false'));
    const pull = stage.open();
    world.sandbox.approve(pull, { as: noa });
    await world.quiet();
    expect(world.check(pull)).toMatchObject(waiting);
  });

  it('does not count while the invitation is pending', async () => {
    const noa = stage.person('noa');
    world.sandbox.addTeamMember(world.cast.teams.seniors, noa, { state: 'pending' });
    const pull = stage.open();
    world.sandbox.approve(pull, { as: noa });
    await world.quiet();
    expect(world.check(pull)).toMatchObject(waiting);
  });
});

describe('a policy that changes', () => {
  const own = (rules: string): string => `version: 1\nrules:\n${rules}`;
  const twoSeniors = own('  - name: two-seniors\n    require: { level: senior, count: 2 }\n');

  function setOwn(text: string): void {
    const olga = stage.person('olga');
    world.sandbox.pushCommit(world.cast.shop, {
      branch: 'main',
      as: olga,
      author: olga,
      message: 'change the policy',
      files: { '.github/countersign.yml': text },
    });
  }

  it('on the default branch evaluates every open pull request anew', async () => {
    const pulls = [await approved(), await approved('bo')];
    expect(pulls.map((pull) => world.check(pull)?.conclusion)).toEqual(['success', 'success']);
    setOwn(twoSeniors);
    await world.quiet();
    expect(pulls.map((pull) => world.check(pull)?.conclusion)).toEqual(['action_required', 'success']);
    setOwn(own('  []\n').replace('\n  []', ' []'));
    await world.quiet();
    expect(pulls.map((pull) => world.check(pull)?.conclusion)).toEqual(['success', 'success']);
  });

  it('and is broken fails every open pull request with the line', async () => {
    const pull = await approved();
    setOwn('version: 1\nrules:\n  - name: x\n    requires: { level: senior }\n');
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('failure');
    expect(world.check(pull)?.title).toContain('Policy cannot be used');
    expect(world.check(pull)?.summary).toContain('`.github/countersign.yml:4:5`');
  });

  it('is told apart from the floor, of which each problem names the file', async () => {
    const pull = await approved();
    stage.setFloor('version: 1\nrules:\n  - name: x\n    requires: { level: senior }\n');
    await world.quiet();
    expect(world.check(pull)?.summary).toContain('`acme/.github/.github/countersign.yml:4:5`');
    const ada = await signIn(world, 'ada');
    const shown = await (await ada.get('/playground?repository=acme/shop')).text();
    expect(shown).toContain('<span class="mono">acme/.github/.github/countersign.yml:4:5</span>');
    expect(shown).not.toContain('data-go="4"');
    const above = await (await ada.get('/playground?repository=acme/.github')).text();
    expect(above).toContain('data-go="4"');
  });

  it('as the floor evaluates the pull requests of every repository anew', async () => {
    const pull = await approved();
    stage.setFloor(floor.replaceAll('require: { level: senior }', 'require: { level: senior, count: 2 }'));
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('action_required');
    stage.setFloor(floor);
    await world.quiet();
    expect(world.check(pull)).toMatchObject(signedOff);
  });

  it('unheard is found by the sweep, as is whatever else no webhook told', async () => {
    const pull = stage.open();
    await world.quiet();
    world.sandbox.webhookFault = () => 503;
    world.sandbox.pushCommit(world.cast.shop, {
      branch: pull.head.ref,
      as: stage.person('liam'),
      author: stage.person('liam'),
      files: { 'src/unheard.ts': '1\n' },
      message: 'unheard',
    });
    await world.quiet();
    expect(world.check(pull)).toBeNull();
    world.sandbox.webhookFault = () => null;
    await world.program.sweep();
    await world.quiet();
    expect(world.check(pull)).toMatchObject(waiting);
  });
});

describe('a pull request in a stack', () => {
  it('is held to the rules for the branch on which the stack lands', async () => {
    stage.setFloor(`${floor}
  - name: releases-need-staff
    when: { base: ['release/*'] }
    require: { level: staff }
`);
    const { sandbox, cast } = world;
    sandbox.push(cast.shop, {
      branch: 'release/1',
      to: cast.shop.refs.get('refs/heads/main') ?? '',
      as: stage.person('olga'),
    });
    const lower = stage.open(undefined, 'release/1');
    const upper = stage.open(undefined, lower.head.ref);
    await world.quiet();
    expect(world.check(lower)?.title).toContain('1 × staff');
    expect(world.check(upper)).toMatchObject(waiting);
    sandbox.stack([lower, upper], { as: stage.person('liam') });
    await world.quiet();
    expect(world.check(upper)?.title).toContain('1 × staff');
  });
});
