import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageOf } from '../support/commands.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

let world: World;
let stage: ReturnType<typeof stageOf>;

beforeAll(async () => {
  world = await startWorld();
  stage = stageOf(world);
  await world.quiet();
});

afterAll(async () => {
  const { violations } = world.sandbox;
  await world.close();
  expect(violations).toEqual([]);
});

const conclusion = (pull: Pull): string | null | undefined => world.check(pull)?.conclusion;

async function opened(...given: Parameters<typeof stage.open>): Promise<Pull> {
  const pull = stage.open(...given);
  await world.quiet();
  expect(conclusion(pull)).toBe('action_required');
  return pull;
}

describe('sign-off by command', () => {
  it('turns the check green for exactly this head, and a push asks again', async () => {
    const pull = await opened();
    stage.say(pull, 'ada', `Read it in my editor.\n\n/countersign sign-off ${pull.head.sha}`);
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success', title: 'Signed off by ada' });
    stage.push(pull, 'more');
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
  });

  it('may name the head by seven digits', async () => {
    const pull = await opened();
    stage.say(pull, 'ada', `/countersign sign-off ${pull.head.sha.slice(0, 7)}`);
    await world.quiet();
    expect(conclusion(pull)).toBe('success');
  });

  it.each<{ why: string; by: string; body: (sha: string) => string }>([
    { why: 'by the author', by: 'liam', body: (sha) => `/countersign sign-off ${sha}` },
    { why: 'by somebody below the level', by: 'mia', body: (sha) => `/countersign sign-off ${sha}` },
    { why: 'of another commit', by: 'ada', body: () => `/countersign sign-off ${'c'.repeat(40)}` },
    { why: 'of fewer than seven digits', by: 'ada', body: (sha) => `/countersign sign-off ${sha.slice(0, 6)}` },
    { why: 'in a quotation', by: 'ada', body: (sha) => `> /countersign sign-off ${sha}` },
    { why: 'in a code block', by: 'ada', body: (sha) => `\`\`\`\n/countersign sign-off ${sha}\n\`\`\`` },
    { why: 'in a sentence', by: 'ada', body: (sha) => `I would say /countersign sign-off ${sha}` },
    { why: 'in words only', by: 'ada', body: () => 'LGTM :+1:' },
  ])('does nothing $why', async ({ by, body }) => {
    const pull = await opened();
    stage.say(pull, by, body(pull.head.sha));
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
  });

  it('does nothing when it was edited into a comment', async () => {
    const pull = await opened();
    const comment = stage.say(pull, 'ada', 'Hm.');
    const body = `/countersign sign-off ${pull.head.sha}`;
    world.sandbox.editComment(pull, comment, { as: stage.person('ada'), body });
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
  });

  it('does nothing when an app wrote it in the person’s name, or a bot wrote it', async () => {
    const pull = await opened();
    const body = `/countersign sign-off ${pull.head.sha}`;
    world.sandbox.comment(pull, { as: stage.person('ada'), body, app: world.cast.app });
    world.sandbox.comment(pull, { as: world.cast.dependabot, body });
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
  });

  it.each<{ how: string; withdraw: (pull: Pull, comment: ReturnType<typeof stage.say>) => void }>([
    {
      how: 'the comment is edited',
      withdraw: (pull, comment) => {
        world.sandbox.editComment(pull, comment, { as: stage.person('ada'), body: `${comment.body} .` });
      },
    },
    {
      how: 'the comment is deleted',
      withdraw: (pull, comment) => world.sandbox.deleteComment(pull, comment, { as: stage.person('ada') }),
    },
    {
      how: 'its giver asks for changes',
      withdraw: (pull) => {
        world.sandbox.requestChanges(pull, { as: stage.person('ada') });
      },
    },
    {
      how: 'its giver’s review is dismissed afterwards',
      withdraw: (pull) => {
        const review = world.sandbox.approve(pull, { as: stage.person('ada') });
        world.sandbox.dismissReview(pull, review, { as: stage.person('sten') });
      },
    },
  ])('is withdrawn when $how', async ({ withdraw }) => {
    const pull = await opened();
    const comment = stage.say(pull, 'ada', `/countersign sign-off ${pull.head.sha}`);
    await world.quiet();
    expect(conclusion(pull)).toBe('success');
    withdraw(pull, comment);
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
  });

  it('and a review by the same person are one sign-off', async () => {
    // Nobody but a text says who asked the agent, so two seniors are asked.
    const agent = 'speed it up\n\nCo-authored-by: zoe <zoe@users.noreply.github.com>';
    const branch = 'copilot/one-person';
    const { copilot, shop } = world.cast;
    const files = { 'src/one-person.ts': '1\n' };
    world.sandbox.pushCommit(shop, { branch, as: copilot, author: copilot, files, message: agent });
    const pull = world.sandbox.openPullRequest({ repository: shop, as: copilot, title: 'By an agent', head: branch });
    world.sandbox.approve(pull, { as: stage.person('ada') });
    stage.say(pull, 'ada', `/countersign sign-off ${pull.head.sha}`);
    await world.quiet();
    expect(world.check(pull)?.title).toBe('Waiting for 1 × senior');
    stage.say(pull, 'bo', `/countersign sign-off ${pull.head.sha}`);
    await world.quiet();
    expect(conclusion(pull)).toBe('success');
  });
});

describe('a dispute of evidence', () => {
  const keyOf = (pull: Pull): string => `co-author:claude:${pull.head.sha.slice(0, 7)}`;
  const dispute = (pull: Pull, key = keyOf(pull)): string =>
    `/countersign not-ai ${pull.head.sha} ${key} the editor stamped it by mistake`;

  it('sets it aside, leaves one sign-off to be given, and ends when such evidence is pushed again', async () => {
    const pull = await opened();
    stage.say(pull, 'ada', dispute(pull));
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
    expect(world.check(pull)?.summary).toContain('set aside by `ada`: `the editor stamped it by mistake`');
    expect(pull.labels.map(({ name }) => name)).toEqual([]);
    stage.say(pull, 'bo', `/countersign sign-off ${pull.head.sha}`);
    await world.quiet();
    expect(conclusion(pull)).toBe('success');
    stage.push(pull, 'plain work');
    await world.quiet();
    expect(world.check(pull)?.summary).toContain('evidence that asked for more was set aside');
    stage.push(pull, 'again\n\nCo-authored-by: Claude <noreply@anthropic.com>');
    await world.quiet();
    expect(world.check(pull)?.summary).not.toContain('set aside');
    expect(pull.labels.map(({ name }) => name)).toEqual(['ai-assisted']);
  });

  it('is recorded once', async () => {
    const pull = await opened();
    stage.say(pull, 'ada', dispute(pull));
    await world.quiet();
    stage.say(pull, 'ada', '/countersign recheck');
    await world.quiet();
    expect(await entriesOf(pull, 'dispute')).toHaveLength(1);
  });

  it.each<{ why: string; by: string; body: (pull: Pull) => string }>([
    { why: 'by the author', by: 'liam', body: (pull) => dispute(pull) },
    { why: 'by somebody below what the evidence asks', by: 'jo', body: (pull) => dispute(pull) },
    { why: 'of evidence that is not there', by: 'ada', body: (pull) => dispute(pull, 'footer:codex:pull-request') },
    {
      why: 'of another head',
      by: 'ada',
      body: (pull) => `/countersign not-ai ${'c'.repeat(40)} ${keyOf(pull)} stamped`,
    },
    { why: 'without a reason', by: 'ada', body: (pull) => `/countersign not-ai ${pull.head.sha} ${keyOf(pull)}` },
    { why: 'in a quotation', by: 'ada', body: (pull) => `> ${dispute(pull)}` },
  ])('does nothing $why', async ({ by, body }) => {
    const pull = await opened();
    stage.say(pull, by, body(pull));
    await world.quiet();
    expect(world.check(pull)?.title).toBe('Waiting for 1 × senior');
    expect(world.check(pull)?.summary).not.toContain('set aside');
    expect(await entriesOf(pull, 'dispute')).toEqual([]);
  });
});

async function entriesOf(pull: Pull, kind: string): Promise<readonly unknown[]> {
  const found: unknown[] = [];
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
