import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { floor } from '../../src/cli/demo/cast.ts';
import { stageOf } from '../support/commands.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

let world: World;
let stage: ReturnType<typeof stageOf>;

const asDebt = `${floor}merged_without_gate: debt\n`;

beforeAll(async () => {
  world = await startWorld();
  stage = stageOf(world);
  // Nothing holds a merge here, as where the check is not required yet or somebody may bypass it.
  world.cast.shop.rulesets.length = 0;
  const [installation] = world.sandbox.state.installations;
  Object.assign(installation?.permissions ?? {}, { issues: 'write' });
});

beforeEach(async () => {
  stage.setFloor(asDebt);
  await world.quiet();
});

afterEach(async () => {
  for (const { ref } of await debts()) await world.program.store.closeDebt(ref, []);
});

afterAll(async () => {
  const { violations } = world.sandbox;
  await world.close();
  expect(violations).toEqual([]);
});

const debts = () => world.program.store.listDebts(null);
const issueOf = (pull: Pull) =>
  [...world.cast.shop.issues.values()].find(({ title }) => title === `Review debt: #${pull.number}`);

async function merge(pull: Pull, as = 'olga'): Promise<Pull> {
  world.sandbox.merge(pull, { as: stage.person(as) });
  await world.quiet();
  return pull;
}

async function waiting(): Promise<Pull> {
  const pull = stage.open();
  await world.quiet();
  expect(world.check(pull)?.conclusion).toBe('action_required');
  return pull;
}

describe('a merge without a green check', () => {
  it('leaves what was open to be signed off, and is closed by whoever meets it', async () => {
    const pull = await merge(await waiting());
    expect(await debts()).toMatchObject([
      { cause: 'merge', ref: { number: pull.number }, by: { login: 'olga' }, clauses: [{ level: 'senior', count: 1 }] },
    ]);
    expect(issueOf(pull)?.body).toContain(`#${pull.number} was merged by \`olga\` while its check was not green.`);
    for (const login of ['liam', 'jo']) stage.say(pull, login, `/countersign sign-off ${pull.head.sha}`);
    await world.quiet();
    expect(await debts()).toHaveLength(1);
    stage.say(pull, 'bo', `/countersign sign-off ${pull.head.sha}`);
    await world.quiet();
    expect(await debts()).toEqual([]);
    expect(issueOf(pull)?.state).toBe('closed');
  });

  it('leaves the same where it came before the new head was looked at', async () => {
    const pull = await waiting();
    world.sandbox.approve(pull, { as: stage.person('ada') });
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('success');
    stage.push(pull, 'one more thing');
    const head = pull.head.sha;
    await merge(pull);
    expect(await debts()).toMatchObject([{ cause: 'merge', headSha: head, clauses: [{ level: 'senior' }] }]);
  });

  it.each<{ why: string; floor: string; prepare: (pull: Pull) => void; message?: string }>([
    { why: 'where the policy only records it', floor, prepare: () => undefined },
    {
      why: 'where the policy observes',
      floor: asDebt.replace('mode: enforce', 'mode: observe'),
      prepare: () => undefined,
    },
    {
      why: 'where somebody who qualifies had signed off',
      floor: asDebt,
      prepare: (pull) => world.sandbox.approve(pull, { as: stage.person('ada') }),
    },
    { why: 'where nothing was asked', floor: asDebt, prepare: () => undefined, message: 'a change by hand' },
  ])('leaves nothing $why', async ({ floor: text, prepare, message }) => {
    stage.setFloor(text);
    await world.quiet();
    const pull = stage.open(message);
    await world.quiet();
    prepare(pull);
    await world.quiet();
    await merge(pull);
    expect(await debts()).toEqual([]);
    expect(issueOf(pull)).toBeUndefined();
  });

  it('leaves nothing where it was closed and not merged', async () => {
    const pull = await waiting();
    world.sandbox.closePullRequest(pull, { as: stage.person('olga') });
    await world.quiet();
    expect(await debts()).toEqual([]);
  });

  it('does not use up the overrides that the policy allows', async () => {
    await merge(await waiting());
    stage.setFloor(`${asDebt}override: { teams: [staff], minimum_reason: 5, max_open_debts: 1 }\n`);
    const pull = await waiting();
    stage.say(pull, 'sten', `/countersign override ${pull.head.sha} production is down`);
    await world.quiet();
    expect(world.check(pull)?.title).toBe('Overridden by sten');
    world.sandbox.closePullRequest(pull, { as: stage.person('olga') });
    await world.quiet();
  });
});

describe('the issue of a debt is assigned to', () => {
  const assigneesOf = (pull: Pull) => issueOf(pull)?.assignees.map(({ login }) => login);

  it('somebody who can sign it off, has write access and had no part in it, the least loaded first', async () => {
    const [first, second] = [await merge(await waiting(), 'ada'), await merge(await waiting(), 'ada')];
    // Ada merged, so she is not asked about what she let through.
    expect(assigneesOf(first)).toEqual(['bo']);
    expect(assigneesOf(second)).toEqual(['carl']);
    expect(issueOf(first)?.body).toContain('`bo` is asked; anybody else who qualifies will do.');
    expect(issueOf(first)?.body).not.toMatch(/`bo`.*(senior|staff|level)/);
    stage.say(first, 'carl', `/countersign sign-off ${first.head.sha}`);
    await world.quiet();
    expect(assigneesOf(await merge(await waiting(), 'ada'))).toEqual(['bo']);
  });

  it('nobody, where nobody is known, and says so', async () => {
    const levels = [
      'senior: { users: [olga] }',
      'staff: { users: [nobody-there] }',
      'principal: { users: [nobody-else] }',
    ];
    stage.setFloor(asDebt.replace(/senior: \{.*\n.*staff: \{.*\n.*principal: \{.*/, levels.join('\n  ')));
    await world.quiet();
    const pull = await merge(await waiting());
    expect(assigneesOf(pull)).toEqual([]);
    expect(issueOf(pull)?.body).toContain('Nobody is assigned: Countersign knows nobody');
  });
});
