import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageOf } from '../support/commands.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

let world: World;
let stage: ReturnType<typeof stageOf>;

beforeAll(async () => {
  world = await startWorld();
  stage = stageOf(world);
});

afterAll(async () => {
  const { violations } = world.sandbox;
  await world.close();
  expect(violations).toEqual([]);
});

const conclusion = (pull: Pull) => world.check(pull)?.conclusion;

async function approved(): Promise<Pull> {
  const pull = stage.open();
  await world.quiet();
  world.sandbox.approve(pull, { as: stage.person('ada') });
  await world.quiet();
  expect(conclusion(pull)).toBe('success');
  return pull;
}

describe('an approval of the head', () => {
  it.each<{ why: string; then: (pull: Pull) => void; conclusion: string }>([
    {
      why: 'its reviewer comments later',
      then: (pull) => world.sandbox.commentReview(pull, { as: stage.person('ada'), body: 'and thanks' }),
      conclusion: 'success',
    },
    {
      why: 'its reviewer is asked again',
      then: (pull) =>
        world.sandbox.requestReviewers(pull, { as: stage.person('liam'), people: [stage.person('ada')], teams: [] }),
      conclusion: 'success',
    },
    {
      why: 'its reviewer edits its text',
      then: (pull) => {
        const [review] = pull.reviews;
        if (review !== undefined) world.sandbox.editReview(pull, review, { as: stage.person('ada'), body: 'fine' });
      },
      conclusion: 'success',
    },
    {
      why: 'its reviewer requests changes later',
      then: (pull) => world.sandbox.requestChanges(pull, { as: stage.person('ada') }),
      conclusion: 'action_required',
    },
    {
      why: 'it is dismissed, whatever the same reviewer approved before',
      then: (pull) => {
        const again = world.sandbox.approve(pull, { as: stage.person('ada') });
        world.sandbox.dismissReview(pull, again, { as: stage.person('olga'), message: 'not yet' });
      },
      conclusion: 'action_required',
    },
  ])('leaves the check at $conclusion when $why', async ({ then, conclusion: expected }) => {
    const pull = await approved();
    then(pull);
    await world.quiet();
    expect(conclusion(pull)).toBe(expected);
  });

  it('counts where nobody told us that the head was pushed', async () => {
    const pull = stage.open();
    await world.quiet();
    world.sandbox.webhookFault = () => 503;
    stage.push(pull, 'unheard');
    await world.quiet();
    world.sandbox.webhookFault = () => null;
    world.sandbox.approve(pull, { as: stage.person('ada') });
    await world.quiet();
    expect(conclusion(pull)).toBe('success');
  });
});

describe('an approval of an older commit', () => {
  it('is stale though it was given after the new head was there', async () => {
    const pull = stage.open();
    await world.quiet();
    const older = pull.head.sha;
    stage.push(pull, 'meanwhile');
    await world.quiet();
    world.sandbox.approve(pull, { as: stage.person('ada'), commitSha: older });
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
  });

  it('is stale though the new head is older than the approval, on another branch', async () => {
    const { sandbox, cast } = world;
    const liam = stage.person('liam');
    const pull = stage.open();
    const next = sandbox.commit(cast.shop, {
      on: pull.head.sha,
      files: { 'src/waiting.ts': '1\n' },
      message: 'made before the approval',
      author: liam,
    });
    sandbox.push(cast.shop, { branch: 'elsewhere', to: next.oid, as: liam });
    await world.quiet();
    sandbox.approve(pull, { as: stage.person('ada') });
    await world.quiet();
    expect(conclusion(pull)).toBe('success');
    sandbox.push(cast.shop, { branch: pull.head.ref, to: next.oid, as: liam });
    await world.quiet();
    expect(conclusion(pull)).toBe('action_required');
  });
});
