import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageOf } from '../support/commands.ts';
import { labelsOn, type Pull, startWorld, type World } from '../support/e2e.ts';

const claude = 'Co-authored-by: Claude <noreply@anthropic.com>';
const waiting = { conclusion: 'action_required', title: 'Waiting for 1 × senior' };

let world: World;
let stage: ReturnType<typeof stageOf>;

beforeAll(async () => {
  world = await startWorld();
  world.cast.shop.visibility = 'public';
  stage = stageOf(world);
  await world.quiet();
});

afterAll(async () => {
  const { violations } = world.sandbox;
  await world.close();
  expect(violations).toEqual([]);
});

const person = (login: string) => stage.person(login);

async function approvedBy(login: string, pull: Pull): Promise<void> {
  world.sandbox.approve(pull, { as: person(login) });
  await world.quiet();
}

const runsOn = (pull: Pull) =>
  pull.repository.checkRuns.filter(({ headSha, name }) => headSha === pull.head.sha && name === 'countersign');

describe('a pull request from a fork by somebody without write access', () => {
  it('is evaluated, and shows its check on the head of the fork', async () => {
    const { pull } = await fromFork('otto');
    expect(runsOn(pull).map(({ headSha }) => headSha)).toEqual([pull.head.sha]);
    expect(world.check(pull)).toMatchObject(waiting);
    expect(labelsOn(pull)).toContain('ai-assisted');
    await approvedBy('ada', pull);
    expect(world.check(pull)).toMatchObject({ conclusion: 'success', title: 'Signed off by ada' });
  });

  it('knows from the webhook who pushed to it, and does not count their approval', async () => {
    const { pull, fork, owner } = await fromFork('nils');
    const { sandbox } = world;
    sandbox.addCollaborator(fork, person('ada'), 'write');
    const files = { 'src/by-another.ts': '1\n' };
    sandbox.pushCommit(fork, { branch: 'fix', as: person('ada'), author: owner, files, message: 'more' });
    await approvedBy('ada', pull);
    expect(world.check(pull)).toMatchObject(waiting);
    expect(world.check(pull)?.summary).toContain(
      `\`ada\` approved, which does not count: pushed ${pull.head.sha.slice(0, 7)}`,
    );
    await approvedBy('bo', pull);
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
  });

  async function fromFork(login: string) {
    const { sandbox, cast } = world;
    const owner = sandbox.addUser({ login });
    const fork = sandbox.fork(cast.shop, owner);
    const files = { [`src/by-${login}.ts`]: '1\n' };
    sandbox.pushCommit(fork, { branch: 'fix', as: owner, author: owner, files, message: `fix\n\n${claude}` });
    const draft = { repository: cast.shop, headRepository: fork, as: owner, title: 'Fix', head: 'fix' };
    const pull = sandbox.openPullRequest(draft);
    await world.quiet();
    return { pull, fork, owner };
  }
});

describe('a draft', () => {
  it('is evaluated as any other, and stays signed off when it becomes ready', async () => {
    const { sandbox, cast } = world;
    const liam = person('liam');
    const files = { 'src/draft.ts': '1\n' };
    sandbox.pushCommit(cast.shop, { branch: 'draft', as: liam, author: liam, files, message: `draft\n\n${claude}` });
    const draft = { repository: cast.shop, as: liam, title: 'Draft', head: 'draft', draft: true };
    const pull = sandbox.openPullRequest(draft);
    await world.quiet();
    expect(world.check(pull)).toMatchObject(waiting);
    expect(pull.requestedReviewers).toEqual([]);
    await approvedBy('ada', pull);
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
    sandbox.markReady(pull, { as: liam });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
  });
});

describe('the re-run button', () => {
  it.each([
    { of: 'the check', press: (run: Run) => world.sandbox.rerequestCheckRun(run, { as: person('ada') }) },
    {
      of: 'all checks of a commit',
      press: (run: Run) => world.sandbox.rerequestCheckSuite(run.suite, { as: person('ada') }),
    },
  ])('of $of posts it again, so that nothing stays queued', async ({ press }) => {
    const pull = stage.open();
    await world.quiet();
    const [run] = runsOn(pull);
    if (run === undefined) throw new Error('there is a check to run again');
    press(run);
    expect(run.suite.status).toBe('queued');
    await world.quiet();
    expect(run.suite.status).toBe('completed');
    expect(runsOn(pull).map(({ conclusion }) => conclusion)).toEqual(['action_required', 'action_required']);
  });

  it('is made good by the sweep when its webhook was lost', async () => {
    const pull = stage.open();
    await world.quiet();
    const [run] = runsOn(pull);
    if (run === undefined) throw new Error('there is a check to run again');
    world.sandbox.webhookFault = () => 503;
    world.sandbox.rerequestCheckRun(run, { as: person('ada') });
    await world.quiet();
    world.sandbox.webhookFault = () => null;
    await world.program.sweep();
    await world.quiet();
    expect(run.suite.status).toBe('completed');
  });

  type Run = Pull['repository']['checkRuns'][number];
});

describe('evidence', () => {
  it('in a label that somebody removes comes back', async () => {
    const pull = stage.open();
    await world.quiet();
    expect(labelsOn(pull)).toContain('ai-assisted');
    world.sandbox.removeLabel(pull, 'ai-assisted', { as: person('liam') });
    await world.quiet();
    expect(labelsOn(pull)).toContain('ai-assisted');
  });

  it('in a trailer that a forced push removes keeps asking, and the check says that it was seen', async () => {
    const pull = stage.open();
    await world.quiet();
    const { sandbox, cast } = world;
    const liam = person('liam');
    const files = { [`src/${pull.head.ref}.ts`]: 'export const change = 0;\n' };
    const bare = sandbox.commit(cast.shop, { on: 'main', files, message: 'speed it up', author: liam });
    sandbox.forcePush(cast.shop, { branch: pull.head.ref, to: bare.oid, as: liam });
    await world.quiet();
    expect(pull.head.sha).toBe(bare.oid);
    expect(world.check(pull)).toMatchObject(waiting);
    expect(world.check(pull)?.summary).toContain(`seen on #${pull.number}, since removed`);
  });

  it('is inherited by the same change squashed in another pull request', async () => {
    const first = stage.open();
    await world.quiet();
    const { sandbox, cast } = world;
    const liam = person('liam');
    sandbox.closePullRequest(first, { as: liam });
    const files = { [`src/${first.head.ref}.ts`]: `export const change = ${first.head.ref.slice(7)};\n` };
    const squashed = sandbox.commit(cast.shop, { on: 'main', files, message: 'speed it up', author: liam });
    sandbox.push(cast.shop, { branch: 'squashed', to: squashed.oid, as: liam });
    const second = sandbox.openPullRequest({ repository: cast.shop, as: liam, title: 'Faster', head: 'squashed' });
    await world.quiet();
    expect(world.check(second)).toMatchObject(waiting);
    expect(world.check(second)?.summary).toContain(`seen on #${first.number}`);
  });

  it('by Copilot, who pushes to a person’s pull request, raises what is required', async () => {
    const pull = stage.open('speed it up');
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success', title: 'No sign-off required' });
    const { sandbox, cast } = world;
    const { copilot } = cast;
    const files = { 'src/by-copilot.ts': '1\n' };
    const message = 'Do as asked\n\nCo-authored-by: ada <ada@users.noreply.github.com>';
    sandbox.pushCommit(cast.shop, { branch: pull.head.ref, as: copilot, author: copilot, files, message });
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('action_required');
    expect(world.check(pull)?.summary).toContain('autonomy: **agent**');
    await approvedBy('ada', pull);
    expect(world.check(pull)?.conclusion).toBe('action_required');
  });

  it('of an agent comes with who may have asked for it, none of whom signs off', async () => {
    const { sandbox, cast } = world;
    const { copilot, shop } = cast;
    const files = { 'src/asked.ts': '1\n' };
    sandbox.pushCommit(shop, { branch: 'copilot/asked', as: copilot, author: copilot, files, message: 'Do as asked' });
    const pull = sandbox.openPullRequest({ repository: shop, as: copilot, title: 'Asked', head: 'copilot/asked' });
    sandbox.assign(pull, person('ada'), { as: copilot });
    sandbox.unassign(pull, person('ada'), { as: person('ada') });
    await approvedBy('ada', pull);
    expect(world.check(pull)?.summary).toContain('Asked for by `ada` (`assigned by copilot-swe-agent[bot]`)');
    expect(world.check(pull)?.summary).toContain(
      '`ada` approved, which does not count: `assigned by copilot-swe-agent[bot]`',
    );
  });
});
