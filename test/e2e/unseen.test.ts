import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { floor } from '../../src/cli/demo/cast.ts';
import { stageOf } from '../support/commands.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

let world: World;
let stage: ReturnType<typeof stageOf>;

beforeAll(async () => {
  world = await startWorld();
  world.cast.shop.rulesets.length = 0;
  stage = stageOf(world);
  await world.quiet();
});

afterAll(async () => {
  const { violations } = world.sandbox;
  await world.close();
  expect(violations).toEqual([]);
});

const conclusionOf = (pull: Pull): string | null | undefined => world.check(pull)?.conclusion;

/** A pull request by liam with a part by AI, approved by these. */
async function opened(approvers: readonly string[] = [], base = 'main'): Promise<Pull> {
  const pull = stage.open(undefined, base);
  for (const login of approvers) world.sandbox.approve(pull, { as: stage.person(login) });
  await world.quiet();
  return pull;
}

/** Delivered, says GitHub's log, so it is not delivered again; and we never saw it. */
async function unseen(happen: () => void): Promise<void> {
  world.sandbox.webhookFault = () => 200;
  happen();
  await world.quiet();
  world.sandbox.webhookFault = () => null;
}

async function sweep(): Promise<void> {
  await world.program.sweep();
  await world.quiet();
}

describe('one sweep repairs what GitHub took for delivered', () => {
  it.each<{ what: string; approvers: readonly string[]; happens: (pull: Pull) => void; before: string; after: string }>(
    [
      {
        what: 'an approval',
        approvers: [],
        happens: (pull) => world.sandbox.approve(pull, { as: stage.person('ada') }),
        before: 'action_required',
        after: 'success',
      },
      {
        what: 'a request for changes',
        approvers: ['ada'],
        happens: (pull) => world.sandbox.requestChanges(pull, { as: stage.person('bo') }),
        before: 'success',
        after: 'action_required',
      },
      {
        what: 'a dismissal',
        approvers: ['ada'],
        happens: (pull) => {
          const [review] = pull.reviews;
          if (review !== undefined) world.sandbox.dismissReview(pull, review, { as: stage.person('ada') });
        },
        before: 'success',
        after: 'action_required',
      },
      {
        what: 'a command',
        approvers: [],
        happens: (pull) => stage.say(pull, 'ada', `/countersign sign-off ${pull.head.sha}`),
        before: 'action_required',
        after: 'success',
      },
      {
        what: 'a team that somebody left',
        approvers: ['carl'],
        happens: () => world.sandbox.removeTeamMember(world.cast.teams.seniors, stage.person('carl')),
        before: 'success',
        after: 'action_required',
      },
      {
        what: 'a policy of the organization',
        approvers: ['ada'],
        happens: () =>
          stage.setFloor(floor.replaceAll('require: { level: senior }', 'require: { level: senior, count: 2 }')),
        before: 'success',
        after: 'action_required',
      },
      {
        what: 'a policy of the base branch',
        approvers: ['ada', 'bo'],
        happens: () => setOwn('rules:\n  - name: three\n    require: { level: senior, count: 3 }\n'),
        before: 'success',
        after: 'action_required',
      },
    ],
  )('$what', async ({ approvers, happens, before, after }) => {
    const pull = await opened(approvers);
    await unseen(() => happens(pull));
    expect(conclusionOf(pull)).toBe(before);
    await sweep();
    expect(conclusionOf(pull)).toBe(after);
    await unseen(() => world.sandbox.closePullRequest(pull, { as: stage.person('liam') }));
    stage.setFloor(floor);
    setOwn('rules: []\n');
    await world.quiet();
  });

  it('a command, also when something after it was heard', async () => {
    const pull = await opened();
    await unseen(() => stage.say(pull, 'ada', `/countersign sign-off ${pull.head.sha}`));
    world.sandbox.addLabel(pull, 'bug', { as: stage.person('olga') });
    await world.quiet();
    expect(conclusionOf(pull)).toBe('action_required');
    await sweep();
    expect(conclusionOf(pull)).toBe('success');
  });

  it('but answers no command again that it had answered', async () => {
    const pull = await opened();
    stage.say(pull, 'ada', '/countersign explain');
    await world.quiet();
    const before = pull.comments.map(({ updatedAt }) => updatedAt);
    await sweep();
    expect(stage.replies(pull)).toHaveLength(1);
    expect(pull.comments.map(({ updatedAt }) => updatedAt)).toEqual(before);
  });

  it('the access of somebody who signed off by command', async () => {
    const noa = stage.person('noa');
    world.sandbox.addTeamMember(world.cast.teams.seniors, noa);
    const pull = await opened();
    stage.say(pull, 'noa', `/countersign sign-off ${pull.head.sha}`);
    await world.quiet();
    expect(conclusionOf(pull)).toBe('success');
    await sweep();
    await unseen(() => world.sandbox.removeOrganizationMember(world.cast.organization, noa));
    await sweep();
    expect(conclusionOf(pull)).toBe('action_required');
  });
});

describe('a pull request in a stack', () => {
  it.each([
    { how: 'is told', hear: async (happen: () => void) => happen() },
    { how: 'is found by the sweep', hear: unseen },
  ])('of which the bottom is aimed elsewhere $how', async ({ how, hear }) => {
    stage.setFloor(`${floor}
  - name: releases-need-staff
    when: { base: ['release/*'] }
    require: { level: staff }
`);
    const release = `release/${how.length}`;
    const to = world.cast.shop.refs.get('refs/heads/main') ?? '';
    world.sandbox.push(world.cast.shop, { branch: release, to, as: stage.person('olga') });
    const lower = await opened([], 'main');
    const middle = await opened([], lower.head.ref);
    const upper = await opened([], middle.head.ref);
    world.sandbox.stack([lower, middle, upper], { as: stage.person('liam') });
    await world.quiet();
    expect(world.check(upper)?.title).toBe('Waiting for 1 × senior');
    await hear(() => world.sandbox.editPullRequest(lower, { base: release, as: stage.person('liam') }));
    await world.quiet();
    if (how === 'is found by the sweep') await sweep();
    expect(world.check(upper)?.title).toContain('1 × staff');
  });
});

it('a sweep that finds nothing reads a list for each repository, and what it does not tell', async () => {
  // What we wrote ourselves, such as labels, is seen by the first.
  await sweep();
  world.takeRequests();
  await sweep();
  expect(world.takeRequests()).toEqual([
    'GET apps/list-installations',
    'GET apps/list-repos-accessible-to-installation',
    'POST OpenPullRequests',
    'POST OpenPullRequests',
    // The branches on which the stacks lie, who is in the teams, and whether she who signed off by command may write.
    'POST BranchRules',
    'POST Teams',
    'GET repos/get-collaborator-permission-level',
  ]);
});

function setOwn(text: string): void {
  const olga = stage.person('olga');
  world.sandbox.pushCommit(world.cast.shop, {
    branch: 'main',
    as: olga,
    author: olga,
    message: 'change the policy',
    files: { '.github/countersign.yml': `version: 1\n${text}` },
  });
}
