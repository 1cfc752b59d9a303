import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Bot, PullRequest } from '../../src/sandbox/state/model.ts';
import { asInstallation, openPull, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  expect(world.sandbox.violations).toEqual([]);
  await world.close();
});

const events: readonly {
  why: string;
  run: (pull: PullRequest) => unknown;
  shown: () => readonly object[];
}[] = [
  {
    why: 'somebody is assigned and no longer',
    run: (pull) => {
      world.sandbox.assign(pull, world.people.linus, { as: world.people.ada });
      world.sandbox.unassign(pull, world.people.linus, { as: world.people.grace });
    },
    shown: () => [
      { event: 'assigned', actor: { login: 'ada' }, assignee: { login: 'linus' } },
      { event: 'unassigned', actor: { login: 'grace' }, assignee: { login: 'linus' } },
    ],
  },
  {
    why: 'a label comes and goes',
    run: (pull) => {
      world.sandbox.addLabel(pull, 'ai', { as: world.people.ada });
      world.sandbox.removeLabel(pull, 'ai', { as: world.people.linus });
    },
    shown: () => [
      { event: 'labeled', actor: { login: 'ada' }, label: { name: 'ai' } },
      { event: 'unlabeled', actor: { login: 'linus' }, label: { name: 'ai' } },
    ],
  },
  {
    why: 'a review is dismissed',
    run: (pull) => {
      const review = world.sandbox.approve(pull, { as: world.people.linus });
      world.sandbox.dismissReview(pull, review, { as: world.people.grace, message: 'stale' });
    },
    shown: () => [
      { event: 'reviewed', user: { login: 'linus' }, state: 'dismissed' },
      {
        event: 'review_dismissed',
        actor: { login: 'grace' },
        dismissed_review: { state: 'approved', dismissal_message: 'stale' },
      },
    ],
  },
  {
    why: 'the head is forced elsewhere',
    run: () => {
      const { sandbox, shop, people } = world;
      const other = sandbox.commit(shop, { files: { other: '1' }, message: 'Other', author: people.ada });
      sandbox.forcePush(shop, { branch: 'feature', to: other.oid, as: people.linus });
    },
    shown: () => [
      {
        event: 'head_ref_force_pushed',
        actor: { login: 'linus' },
        commit_id: world.shop.pullRequests.get(1)?.head.sha,
      },
    ],
  },
  {
    why: 'it is merged',
    run: (pull) => world.sandbox.merge(pull, { as: world.people.grace }),
    shown: () => [
      {
        event: 'merged',
        actor: { login: 'grace' },
        commit_id: world.shop.pullRequests.get(1)?.mergeCommit,
      },
      { event: 'closed', actor: { login: 'grace' }, commit_id: null },
    ],
  },
  {
    why: 'it goes through a merge queue',
    run: (pull) => {
      world.sandbox.setMergeQueue(world.shop);
      world.sandbox.enqueue(pull, { as: world.people.ada });
    },
    shown: () => [
      { event: 'added_to_merge_queue', actor: { login: 'ada' } },
      { event: 'removed_from_merge_queue', actor: { login: 'github-merge-queue[bot]' } },
      { event: 'merged' },
      { event: 'closed' },
    ],
  },
];

describe('the timeline tells', () => {
  it.each(events)('that $why', async ({ run, shown }) => {
    const { pull } = openPull(world);
    run(pull);
    expect((await timeline()).filter(({ event }) => event !== 'committed')).toMatchObject(shown());
  });

  it('each commit', async () => {
    const { head } = openPull(world);
    expect(await timeline()).toMatchObject([{ event: 'committed', sha: head.oid }]);
  });
});

describe('the timeline tells who asked an agent, and through which app', () => {
  it.each([
    { named: true, slug: 'copilot-swe-agent', why: 'the agent worked' },
    { named: false, slug: undefined, why: 'GitHub keeps the app to itself' },
  ])('$slug where $why', async ({ named, slug }) => {
    const { sandbox, acme, people } = world;
    sandbox.state.behaviour.agentEventsNameTheirApp = named;
    const agent = sandbox.addApp({
      slug: 'copilot-swe-agent',
      owner: acme,
      permissions: {},
      events: [],
      botLogin: 'Copilot',
    });
    const pull = byBot(agent.bot);
    sandbox.addTimelineEvent(pull, { as: people.grace, app: agent, event: 'copilot_work_started' });
    const started = (await timeline()).find(({ event }) => event === 'copilot_work_started');
    expect(started).toMatchObject({ actor: { login: 'grace' } });
    expect(started?.performed_via_github_app?.slug).toBe(slug);
  });

  it('what its bot does by itself', async () => {
    const { sandbox, app } = world;
    const { pull } = openPull(world);
    sandbox.addLabel(pull, 'ai', { as: app.bot });
    const labeled = (await timeline()).find(({ event }) => event === 'labeled');
    expect(labeled).toMatchObject({ actor: { login: 'countersign[bot]' }, performed_via_github_app: { id: app.id } });
  });
});

function byBot(bot: Bot): PullRequest {
  const { sandbox, shop } = world;
  sandbox.pushCommit(shop, { branch: 'copilot/x', as: bot, author: bot, message: 'Work', files: { x: '1' } });
  return sandbox.openPullRequest({ repository: shop, as: bot, title: 'Work', head: 'copilot/x' });
}

type Shown = { readonly event: string; readonly performed_via_github_app?: { readonly slug: string } | null };

async function timeline(): Promise<readonly Shown[]> {
  const call = await asInstallation(world);
  return (await call('GET', '/repos/acme/shop/issues/1/timeline?per_page=100')).body;
}
