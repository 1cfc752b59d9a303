import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { floor } from '../../src/cli/demo/cast.ts';
import { floorWithOverride, stageOf } from '../support/commands.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

let world: World;
let stage: ReturnType<typeof stageOf>;

beforeAll(async () => {
  world = await startWorld();
  stage = stageOf(world);
  stage.setFloor(floorWithOverride);
  await world.quiet();
});

afterAll(async () => {
  const { violations } = world.sandbox;
  await world.close();
  expect(violations).toEqual([]);
});

/** What is open at the end of a test would count against the next. */
afterEach(async () => {
  stage.setFloor(floorWithOverride);
  for (const pull of world.cast.shop.pullRequests.values())
    if (pull.state === 'open') world.sandbox.closePullRequest(pull, { as: stage.person('olga') });
  await world.quiet();
  for (const { ref } of await world.program.store.listDebts(null)) await world.program.store.closeDebt(ref, []);
});

const conclusion = (pull: Pull): string | null | undefined => world.check(pull)?.conclusion;
const override = (pull: Pull, reason = 'production is down'): string =>
  `/countersign override ${pull.head.sha} ${reason}`;

async function opened(...given: Parameters<typeof stage.open>): Promise<Pull> {
  const pull = stage.open(...given);
  await world.quiet();
  expect(conclusion(pull)).toBe('action_required');
  return pull;
}

async function entriesOf(pull: Pull, kind: string) {
  const found: { content: Record<string, unknown>; people: Record<string, string> }[] = [];
  for await (const line of world.program.store.exportDecisions({
    format: 'jsonl',
    since: null,
    repository: null,
    reader: null,
  })) {
    const entry = JSON.parse(line);
    if (entry.kind === kind && entry.pullRequest === pull.number) found.push(entry);
  }
  return found;
}

describe('an override', () => {
  it('turns the check green, says who and why, is recorded, and is void on the next push', async () => {
    const pull = await opened();
    stage.say(pull, 'sten', override(pull));
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success', title: 'Overridden by sten' });
    expect(world.check(pull)?.summary).toContain('Reason: `production is down`');
    const [entry] = await entriesOf(pull, 'override');
    expect(Object.values(entry?.people ?? {})).toEqual(expect.arrayContaining(['sten', 'production is down']));
    stage.push(pull, 'more');
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
  });

  it('lifts a request for changes too', async () => {
    const pull = await opened();
    world.sandbox.requestChanges(pull, { as: stage.person('bo') });
    stage.say(pull, 'sten', override(pull));
    await world.quiet();
    expect(world.check(pull)?.title).toBe('Overridden by sten');
  });

  it.each<{ why: string; by: string; body: (pull: Pull) => string }>([
    { why: 'by the author', by: 'liam', body: (pull) => override(pull) },
    { why: 'by somebody outside the teams that may', by: 'ada', body: (pull) => override(pull) },
    { why: 'for a reason that is too short', by: 'sten', body: (pull) => override(pull, 'fire') },
    { why: 'without a reason', by: 'sten', body: (pull) => `/countersign override ${pull.head.sha}` },
    { why: 'of another commit', by: 'sten', body: () => `/countersign override ${'c'.repeat(40)} production is down` },
    { why: 'in a quotation', by: 'sten', body: (pull) => `> ${override(pull)}` },
    { why: 'in a code block', by: 'sten', body: (pull) => `~~~\n${override(pull)}` },
  ])('does nothing $why', async ({ by, body }) => {
    const pull = await opened();
    stage.say(pull, by, body(pull));
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
    expect(await entriesOf(pull, 'override')).toEqual([]);
  });

  it('does nothing by somebody who wrote a commit', async () => {
    const pull = await opened();
    const sten = stage.person('sten');
    const files = { 'src/by-sten.ts': '1\n' };
    world.sandbox.pushCommit(world.cast.shop, {
      branch: pull.head.ref,
      as: sten,
      author: sten,
      files,
      message: 'help',
    });
    stage.say(pull, 'sten', override(pull));
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
  });

  it.each([
    { why: 'when it was edited', edited: true },
    { why: 'when an app wrote it', edited: false },
  ])('does nothing $why', async ({ edited }) => {
    const pull = await opened();
    const as = stage.person('sten');
    const app = edited ? null : world.cast.app;
    const comment = world.sandbox.comment(pull, { as, body: override(pull), app });
    if (edited) world.sandbox.editComment(pull, comment, { as, body: override(pull, 'another reason') });
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
  });

  it('does nothing by somebody who has left the team', async () => {
    const pull = await opened();
    stage.say(pull, 'ravi', override(pull));
    world.sandbox.removeTeamMember(world.cast.teams.staff, stage.person('ravi'));
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
    world.sandbox.addTeamMember(world.cast.teams.staff, stage.person('ravi'));
  });

  it('can be turned off by the policy', async () => {
    stage.setFloor(floor);
    await world.quiet();
    const pull = await opened();
    stage.say(pull, 'sten', override(pull));
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
  });
});

describe('the debt of an override', () => {
  async function merged(): Promise<Pull> {
    const pull = await opened();
    stage.say(pull, 'sten', override(pull));
    await world.quiet();
    world.sandbox.merge(pull, { as: stage.person('liam') });
    await world.quiet();
    return pull;
  }

  it('is opened by the merge, with what was left open and when it is due', async () => {
    const pull = await merged();
    const debts = await world.program.store.listDebts({ repositoryId: world.cast.shop.id });
    expect(debts).toMatchObject([
      {
        ref: { number: pull.number },
        by: { login: 'sten' },
        reason: 'production is down',
        clauses: [{ level: 'senior', count: 1 }],
      },
    ]);
    const [debt] = debts;
    if (debt === undefined) throw new Error('there is a debt');
    const days = (Date.parse(debt.dueAt) - Date.parse(debt.openedAt)) / (24 * 60 * 60 * 1000);
    expect(Math.round(days)).toBe(5);
    expect((await entriesOf(pull, 'debt')).map(({ content }) => content['debt'])).toEqual(['open']);
  });

  it('keeps further overrides from being given while it is open', async () => {
    await merged();
    const next = await opened();
    stage.say(next, 'ravi', override(next));
    await world.quiet();
    expect(conclusion(next)).toBe('action_required');
  });

  it('is closed by somebody who meets what was open, and by nobody else', async () => {
    const pull = await merged();
    for (const login of ['liam', 'jo']) stage.say(pull, login, `/countersign sign-off ${pull.head.sha}`);
    await world.quiet();
    expect(await world.program.store.listDebts(null)).toHaveLength(1);
    stage.say(pull, 'bo', `/countersign sign-off ${pull.head.sha}`);
    await world.quiet();
    expect(await world.program.store.listDebts(null)).toEqual([]);
    const entries = await entriesOf(pull, 'debt');
    expect(entries.map(({ content }) => content['debt'])).toEqual(['open', 'closed']);
    expect(Object.values(entries[1]?.people ?? {})).toEqual(['bo']);
  });

  it('does not come from an override that was never merged', async () => {
    const pull = await opened();
    stage.say(pull, 'sten', override(pull));
    await world.quiet();
    world.sandbox.closePullRequest(pull, { as: stage.person('liam') });
    await world.quiet();
    expect(await world.program.store.listDebts(null)).toEqual([]);
    const next = await opened();
    stage.say(next, 'sten', override(next));
    await world.quiet();
    expect(conclusion(next)).toBe('success');
  });
});

describe('a merge', () => {
  it.each([
    { why: 'past a gate that did not stand open', approve: false, gate: 'not-open' },
    { why: 'through the gate', approve: true, gate: 'open' },
  ])('$why is recorded with who merged', async ({ approve, gate }) => {
    // Only the default branch requires the check, so anybody can merge into another.
    const { shop } = world.cast;
    const base = `release-${gate}`;
    const olga = stage.person('olga');
    world.sandbox.pushCommit(shop, {
      branch: base,
      as: olga,
      author: olga,
      files: { [base]: '1\n' },
      message: 'release',
    });
    const pull = stage.open(undefined, base);
    if (approve) world.sandbox.approve(pull, { as: stage.person('ada') });
    await world.quiet();
    world.sandbox.merge(pull, { as: olga });
    await world.quiet();
    const [entry] = await entriesOf(pull, 'merge');
    expect(entry?.content['gate']).toBe(gate);
    expect(Object.values(entry?.people ?? {})).toContain('olga');
  });
});
