import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

async function opened(): Promise<Pull> {
  const pull = stage.open();
  await world.quiet();
  return pull;
}

describe('a command is answered', () => {
  it.each<{ why: string; by: string; body: (pull: Pull) => string; reaction: string; said: string | null }>([
    {
      why: 'a sign-off that counts',
      by: 'ada',
      body: ({ head }) => `/countersign sign-off ${head.sha}`,
      reaction: '+1',
      said: null,
    },
    {
      why: 'a sign-off by the author',
      by: 'liam',
      body: ({ head }) => `/countersign sign-off ${head.sha}`,
      reaction: '-1',
      said: 'opened this pull request',
    },
    {
      why: 'a sign-off of another commit',
      by: 'ada',
      body: () => `/countersign sign-off ${'c'.repeat(40)}`,
      reaction: '-1',
      said: 'is not the head commit',
    },
    {
      why: 'a sign-off below the level, without telling any level of people',
      by: 'mia',
      body: ({ head }) => `/countersign sign-off ${head.sha}`,
      reaction: '-1',
      said: 'it does not qualify for what is asked',
    },
    {
      why: 'an override by somebody who may not',
      by: 'ada',
      body: ({ head }) => `/countersign override ${head.sha} production is down`,
      reaction: '-1',
      said: 'you are in none of the teams that may override',
    },
    {
      why: 'an override with too short a reason',
      by: 'sten',
      body: ({ head }) => `/countersign override ${head.sha} fire`,
      reaction: '-1',
      said: 'at least 10 characters',
    },
    { why: 'a wish to look again', by: 'liam', body: () => '/countersign recheck', reaction: 'eyes', said: null },
    {
      why: 'a wish for reasons',
      by: 'liam',
      body: () => '/countersign explain',
      reaction: 'eyes',
      said: 'applied: `ai-by-junior-needs-senior`',
    },
    {
      why: 'another word, with help',
      by: 'liam',
      body: () => '/countersign approve',
      reaction: 'confused',
      said: '`/countersign sign-off SHA`',
    },
  ])('$why: $reaction', async ({ by, body, reaction, said }) => {
    const pull = await opened();
    const comment = stage.say(pull, by, body(pull));
    await world.quiet();
    expect(stage.reactionsTo(comment)).toEqual([reaction]);
    const replies = stage.replies(pull);
    expect(replies).toHaveLength(said === null ? 0 : 1);
    if (said !== null) expect(replies[0]).toContain(said);
  });

  it('in one comment that is kept up to date, and with help only once', async () => {
    const pull = await opened();
    stage.say(pull, 'liam', '/countersign please');
    await world.quiet();
    stage.say(pull, 'liam', '/countersign explain');
    await world.quiet();
    const again = stage.say(pull, 'liam', '/countersign pretty please');
    await world.quiet();
    expect(stage.replies(pull)).toHaveLength(1);
    expect(stage.replies(pull)[0]).toContain('applied: `ai-by-junior-needs-senior`');
    expect(stage.reactionsTo(again)).toEqual(['confused']);
  });

  it('in a new comment, when somebody deleted ours', async () => {
    const pull = await opened();
    stage.say(pull, 'liam', '/countersign please');
    await world.quiet();
    const [ours] = pull.comments.filter(({ app }) => app?.id === world.cast.app.id);
    if (ours === undefined) throw new Error('we answered');
    world.sandbox.deleteComment(pull, ours, { as: stage.person('olga') });
    stage.say(pull, 'liam', '/countersign explain');
    await world.quiet();
    expect(stage.replies(pull)).toHaveLength(1);
  });

  it('once, however often the pull request is looked at', async () => {
    const pull = await opened();
    stage.say(pull, 'ada', `/countersign override ${pull.head.sha} production is down`);
    await world.quiet();
    world.takeRequests();
    stage.push(pull, 'more');
    await world.quiet();
    expect(
      world.takeRequests().filter((request) => /reactions|comment$/.test(request.replace('get-comment', ''))),
    ).toEqual([]);
  });

  it('not at all, when somebody without write access gave it, and then costs nothing any more', async () => {
    const pull = await opened();
    const guest = world.sandbox.addUser({ login: `guest-${pull.number}` });
    world.sandbox.addCollaborator(world.cast.shop, guest, 'read');
    const comment = world.sandbox.comment(pull, { as: guest, body: `/countersign sign-off ${pull.head.sha}` });
    await world.quiet();
    expect(stage.reactionsTo(comment)).toEqual([]);
    expect(stage.replies(pull)).toEqual([]);
    world.takeRequests();
    stage.push(pull, 'more');
    await world.quiet();
    expect(world.takeRequests().filter((request) => /permission|comment/.test(request))).toEqual([]);
  });

  it('and hostile words cannot break out of the answer', async () => {
    const pull = await opened();
    stage.say(pull, 'ada', `/countersign not-ai ${pull.head.sha} \`@acme/seniors\`](https://evil.example) <b>no</b>`);
    await world.quiet();
    const [reply = ''] = stage.replies(pull);
    expect(reply).toContain('there is no evidence');
    expect(reply.replace(/`[^`\n]*`/g, '').replace('<!-- countersign -->', '')).not.toMatch(/@|<|\]\(|https?:/);
  });
});

describe('a green check that turns back', () => {
  it('is told on the pull request, and so is that it is green again', async () => {
    const pull = await opened();
    const comment = stage.say(pull, 'ada', `/countersign sign-off ${pull.head.sha}`);
    await world.quiet();
    expect(stage.replies(pull)).toEqual([]);
    world.sandbox.deleteComment(pull, comment, { as: stage.person('ada') });
    await world.quiet();
    expect(stage.replies(pull)).toHaveLength(1);
    expect(stage.replies(pull)[0]).toContain('was green and is no longer: `Waiting for 1 × senior`');
    world.sandbox.approve(pull, { as: stage.person('bo') });
    await world.quiet();
    expect(stage.replies(pull)).toHaveLength(1);
    expect(stage.replies(pull)[0]).toContain('is green again');
  });
});

describe('the issue of a review debt', () => {
  const issues = () => [...world.cast.shop.issues.values()];

  async function mergedByOverride(): Promise<Pull> {
    const pull = await opened();
    stage.say(pull, 'sten', `/countersign override ${pull.head.sha} production is down`);
    await world.quiet();
    world.sandbox.merge(pull, { as: stage.person('liam') });
    await world.quiet();
    return pull;
  }

  async function signOff(pull: Pull): Promise<void> {
    stage.say(pull, 'bo', `/countersign sign-off ${pull.head.sha}`);
    await world.quiet();
    expect(await world.program.store.listDebts(null)).toEqual([]);
  }

  it('is left out where the App may not write issues', async () => {
    const pull = await mergedByOverride();
    expect(issues()).toEqual([]);
    expect(await world.program.store.listDebts(null)).toHaveLength(1);
    await signOff(pull);
  });

  it('is opened by the merge and closed by the sign-off', async () => {
    const [installation] = world.sandbox.state.installations;
    if (installation === undefined) throw new Error('the App is installed');
    Object.assign(installation.permissions, { issues: 'write' });
    const pull = await mergedByOverride();
    const [issue] = issues();
    expect(issue).toMatchObject({ title: `Review debt: #${pull.number}`, state: 'open' });
    expect(issue?.body).toContain(`/countersign sign-off ${pull.head.sha}`);
    await signOff(pull);
    expect(issue?.state).toBe('closed');
  });
});
