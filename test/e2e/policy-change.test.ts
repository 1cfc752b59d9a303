import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

const path = '.github/countersign.yml';
const stricter = `version: 1
mode: enforce
rules:
  - name: everything-needs-two-seniors
    require: { level: senior, count: 2 }
`;
const broken = `version: 1
mode: enforce
rules:
  - name: everything
    requires: { level: senior }
`;

describe('a change of the policy', () => {
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

  async function propose(text: string): Promise<Pull> {
    const { sandbox, cast } = world;
    const jo = person('jo');
    sandbox.pushCommit(cast.shop, {
      branch: 'rules',
      as: jo,
      author: jo,
      files: { [path]: text },
      message: 'change the rules',
    });
    const pull = sandbox.openPullRequest({ repository: cast.shop, as: jo, title: 'Rules', head: 'rules' });
    await world.quiet();
    return pull;
  }

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

  const noteOn = (pull: Pull) =>
    pull.repository.checkRuns
      .filter(({ name, headSha }) => name === 'countersign policy' && headSha === pull.head.sha)
      .at(-1);

  it('needs the highest level that anybody holds, and shows what it would require', async () => {
    const pull = await propose(stricter);
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required', title: 'Waiting for 1 × principal' });
    expect(noteOn(pull)).toMatchObject({ conclusion: 'neutral' });
    expect(noteOn(pull)?.output.summary).toContain('also: 2 × `senior` by rule `everything-needs-two-seniors`');
    expect(world.check(pull)?.summary).not.toContain('everything-needs-two-seniors');
  });

  it('is noted once, however often it is looked at', async () => {
    const pull = await propose(stricter);
    world.sandbox.commentReview(pull, { as: person('ada') });
    world.sandbox.approve(pull, { as: person('ada') });
    await world.quiet();
    expect(pull.repository.checkRuns.filter(({ name }) => name === 'countersign policy')).toHaveLength(1);
  });

  it('has its problems marked on their lines', async () => {
    const pull = await propose(broken);
    const note = noteOn(pull);
    expect(note?.conclusion).toBe('failure');
    expect(note?.output.annotations.map(({ path: file, start_line: line }) => [file, line])).toContainEqual([path, 5]);
  });

  it('that broke the rules fails every check with the place, and is repaired by one that touches nothing else', async () => {
    const ordinary = world.sandbox;
    await land(broken);
    const jo = person('jo');
    ordinary.pushCommit(world.cast.shop, {
      branch: 'other',
      as: jo,
      author: jo,
      files: { 'src/other.ts': 'x\n' },
      message: 'other',
    });
    const other = ordinary.openPullRequest({ repository: world.cast.shop, as: jo, title: 'Other', head: 'other' });
    await world.quiet();
    expect(world.check(other)).toMatchObject({ conclusion: 'failure' });
    expect(world.check(other)?.summary).toContain(`${path}:5:`);

    const repair = await propose(stricter);
    expect(world.check(repair)).toMatchObject({
      conclusion: 'action_required',
      title: expect.stringContaining('1 × principal'),
    });
    world.sandbox.approve(repair, { as: person('pia') });
    await world.quiet();
    expect(world.check(repair)).toMatchObject({ conclusion: 'success' });
    world.sandbox.merge(repair, { as: jo });
    await world.quiet();
    expect(world.check(other)).toMatchObject({ conclusion: 'action_required', title: 'Waiting for 2 × senior' });
  });

  it('that reaches the default branch is applied to what is open', async () => {
    const jo = person('jo');
    world.sandbox.pushCommit(world.cast.shop, {
      branch: 'other',
      as: jo,
      author: jo,
      files: { 'src/other.ts': 'x\n' },
      message: 'other',
    });
    const other = world.sandbox.openPullRequest({ repository: world.cast.shop, as: jo, title: 'Other', head: 'other' });
    await world.quiet();
    expect(world.check(other)).toMatchObject({ conclusion: 'success' });
    await land(stricter);
    expect(world.check(other)).toMatchObject({ conclusion: 'action_required', title: 'Waiting for 2 × senior' });
  });
});
