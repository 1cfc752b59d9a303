import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readCommit } from '../../src/sandbox/git/objects.ts';
import type { CheckConclusion, MergeGroup, PullRequest } from '../../src/sandbox/state/model.ts';
import { branchTip } from '../../src/sandbox/state/repositories.ts';
import { asInstallation, caller, openPull, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
  const { app, installation, sandbox, shop } = world;
  sandbox.setRequiredCheck(shop, { context: 'countersign', appId: app.id });
  const events = [...app.events, 'merge_group'];
  Object.assign(installation, { events, permissions: { ...app.permissions, merge_queues: 'read' } });
});
afterEach(async () => {
  expect(world.sandbox.violations).toEqual([]);
  await world.close();
});

describe('entering a merge queue', () => {
  it.each<{ why: string; conclusion: CheckConclusion | null; message: string | null }>([
    { why: 'the check passes', conclusion: 'success', message: null },
    { why: 'the check waits for somebody', conclusion: 'action_required', message: '"countersign" is failing' },
    { why: 'the check was never written', conclusion: null, message: '"countersign" is expected' },
  ])('is decided by the head: $why', ({ conclusion, message }) => {
    world.sandbox.setMergeQueue(world.shop);
    const { pull } = openPull(world);
    if (conclusion !== null) answer(pull.head.sha, conclusion);
    const refused = refusalOf(() => world.sandbox.enqueue(pull, { as: world.people.ada }));
    expect(refused ?? '').toContain(message ?? '');
    expect(entries()).toHaveLength(message === null ? 1 : 0);
  });

  it.each([
    { why: 'a draft', prepare: (pull: PullRequest) => world.sandbox.convertToDraft(pull, { as: world.people.ada }) },
    { why: 'closed', prepare: (pull: PullRequest) => world.sandbox.closePullRequest(pull, { as: world.people.ada }) },
    { why: 'there already', prepare: (pull: PullRequest) => world.sandbox.enqueue(pull, { as: world.people.ada }) },
  ])('is refused to what is $why', ({ prepare }) => {
    world.sandbox.setMergeQueue(world.shop);
    const pull = passing('one');
    prepare(pull);
    expect(refusalOf(() => world.sandbox.enqueue(pull, { as: world.people.ada }))).not.toBeNull();
  });

  it('is refused to strangers, and where there is no queue', () => {
    const pull = passing('one');
    expect(refusalOf(() => world.sandbox.enqueue(pull, { as: world.people.ada }))).toContain('no merge queue');
    world.sandbox.setMergeQueue(world.shop);
    expect(refusalOf(() => world.sandbox.enqueue(pull, { as: world.people.mallory }))).toContain('may not merge');
  });

  it('is the only way in', () => {
    world.sandbox.setMergeQueue(world.shop);
    const pull = passing('one');
    const merge = () => world.sandbox.merge(pull, { as: world.people.grace });
    expect(refusalOf(merge)).toContain('must be made through the merge queue');
  });
});

describe('a merge queue', () => {
  it('builds each entry on the one before, with a branch and a request for checks of its own', async () => {
    const [one, two] = enqueueTwo();
    const [first, second] = groups();
    expect([first?.baseSha, second?.baseSha]).toEqual([branchTip(world.shop, 'main'), first?.headSha]);
    expect(branchTip(world.shop, `gh-readonly-queue/main/pr-${two.number}-${first?.headSha}`)).toBe(second?.headSha);
    expect(readCommit(world.shop.objects, first?.headSha ?? '').parents).toEqual([first?.baseSha, one.head.sha]);
    expect(await mergeGroupEvents()).toMatchObject([
      { action: 'checks_requested', merge_group: { head_sha: first?.headSha, base_ref: 'refs/heads/main' } },
      { action: 'checks_requested', merge_group: { head_sha: second?.headSha, base_sha: first?.headSha } },
    ]);
  });

  it('lands what passes, in order, and says so', async () => {
    const [one, two] = enqueueTwo();
    const [first, second] = groups();
    answer(second?.headSha, 'success');
    expect([one.state, two.state]).toEqual(['open', 'open']);
    answer(first?.headSha, 'success');
    expect([one.mergeCommit, two.mergeCommit]).toEqual([first?.headSha, second?.headSha]);
    expect(branchTip(world.shop, 'main')).toBe(second?.headSha);
    expect([...world.shop.refs.keys()].filter((ref) => ref.includes('gh-readonly-queue'))).toEqual([]);
    const destroyed = (await mergeGroupEvents()).filter(({ action }) => action === 'destroyed');
    expect(destroyed.map(({ reason }) => reason)).toEqual(['merged', 'merged']);
    expect(world.shop.activity.filter(({ activityType }) => activityType === 'merge_queue_merge')).toHaveLength(2);
    expect(await dequeuedReasons()).toEqual(['MERGE', 'MERGE']);
  });

  it('puts out what fails and builds anew what was behind it', async () => {
    const [one, two] = enqueueTwo();
    const [first, second] = groups();
    answer(first?.headSha, 'action_required');
    expect(entries().map(({ pullRequest }) => pullRequest)).toEqual([two]);
    const [rebuilt] = groups();
    expect(rebuilt?.baseSha).toBe(branchTip(world.shop, 'main'));
    expect(rebuilt?.headSha).not.toBe(second?.headSha);
    expect(one).toMatchObject({ state: 'open', mergedAt: null });
    const reasons = (await mergeGroupEvents()).map(({ action, reason }) => reason ?? action);
    expect(reasons).toEqual(['checks_requested', 'checks_requested', 'dequeued', 'invalidated', 'checks_requested']);
    expect(await dequeuedReasons()).toEqual(['CI_FAILURE']);
  });

  it.each([
    { minutes: 4, stays: 1 },
    { minutes: 5, stays: 0 },
  ])('waits five minutes for checks if told so: after $minutes there are $stays', async ({ minutes, stays }) => {
    const { sandbox, shop, people, clock } = world;
    sandbox.setMergeQueue(shop, { check_response_timeout_minutes: 5 });
    sandbox.enqueue(passing('one'), { as: people.ada });
    clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    sandbox.followUp();
    expect(entries()).toHaveLength(stays);
    expect(await dequeuedReasons()).toEqual(stays === 1 ? [] : ['CI_TIMEOUT']);
  });

  it.each<{ strategy: 'ALLGREEN' | 'HEADGREEN'; merged: readonly boolean[] }>([
    { strategy: 'ALLGREEN', merged: [false, false] },
    { strategy: 'HEADGREEN', merged: [true, true] },
  ])('of $strategy lands a failing entry with a passing one behind it: $merged', ({ strategy, merged }) => {
    const pulls = enqueueTwo({ grouping_strategy: strategy });
    const [first, second] = groups();
    answer(second?.headSha, 'success');
    answer(first?.headSha, 'failure');
    expect(pulls.map((pull) => pull.mergedAt !== null)).toEqual(merged);
  });

  it('of HEADGREEN puts out what fails with nothing behind it that could pass', () => {
    const [one, two] = enqueueTwo({ grouping_strategy: 'HEADGREEN' });
    const [first, second] = groups();
    answer(first?.headSha, 'failure');
    expect(entries()).toHaveLength(2);
    answer(second?.headSha, 'failure');
    expect(entries().map(({ pullRequest }) => pullRequest)).toEqual([two]);
    expect(one.state).toBe('open');
  });

  it('waits for company if told so, but not for ever', () => {
    const { sandbox, shop, people, clock } = world;
    sandbox.setMergeQueue(shop, { min_entries_to_merge: 2, min_entries_to_merge_wait_minutes: 5 });
    const pull = passing('one');
    sandbox.enqueue(pull, { as: people.ada });
    answer(groups()[0]?.headSha, 'success');
    expect(pull.state).toBe('open');
    clock.now = new Date(clock.now.getTime() + 5 * 60_000);
    sandbox.followUp();
    expect(pull.state).toBe('closed');
  });

  it('builds no more at once than it was told', () => {
    enqueueTwo({ max_entries_to_build: 1 });
    expect(entries().map(({ group }) => group === null)).toEqual([false, true]);
    answer(groups()[0]?.headSha, 'success');
    expect(groups()).toHaveLength(1);
  });

  it.each([
    {
      why: 'its branch was pushed to',
      reason: 'UNKNOWN_REMOVAL_REASON',
      change: (pull: PullRequest) => pushTo(pull.head.ref),
    },
    {
      why: 'somebody wants it out',
      reason: 'MANUAL',
      change: (pull: PullRequest) => world.sandbox.dequeue(pull, { as: world.people.linus }),
    },
    {
      why: 'it was closed',
      reason: 'MANUAL',
      change: (pull: PullRequest) => world.sandbox.closePullRequest(pull, { as: world.people.ada }),
    },
    {
      why: 'the queue is abolished',
      reason: 'QUEUE_CLEARED',
      change: () => world.shop.rulesets.splice(0),
    },
  ])('lets an entry go because $why', async ({ reason, change }) => {
    const pull = passing('one');
    world.sandbox.setMergeQueue(world.shop);
    world.sandbox.enqueue(pull, { as: world.people.ada });
    change(pull);
    world.sandbox.followUp();
    expect(entries()).toEqual([]);
    expect(await dequeuedReasons()).toEqual([reason]);
  });

  it('lets go what conflicts with what is before it', async () => {
    const { sandbox, shop, people } = world;
    sandbox.setMergeQueue(shop);
    for (const branch of ['one', 'two']) sandbox.enqueue(passing(branch, 'README.md'), { as: people.ada });
    expect(entries()).toHaveLength(1);
    expect(await dequeuedReasons()).toEqual(['MERGE_CONFLICT']);
  });

  it('builds everything anew when the branch moves under it', async () => {
    enqueueTwo();
    const before = groups().map(({ headSha }) => headSha);
    const { sandbox, shop, people } = world;
    const own = { as: people.grace, author: people.grace, message: 'Direct', files: { direct: '1' } };
    shop.rulesets.splice(0, 1);
    shop.rulesets.forEach((ruleset) => {
      ruleset.bypassActors = [{ actor_id: null, actor_type: 'OrganizationAdmin', bypass_mode: 'always' }];
    });
    sandbox.setRequiredCheck(shop, {
      context: 'x',
      appId: null,
      branches: ['main'],
      bypassActors: shop.rulesets[0]?.bypassActors ?? [],
    });
    sandbox.pushCommit(shop, { branch: 'main', ...own });
    expect(groups().filter(({ headSha }) => before.includes(headSha))).toEqual([]);
    expect(groups()).toHaveLength(2);
  });
});

it('is asked for by a rule like any other', async () => {
  const { sandbox, people } = world;
  const parameters = {
    check_response_timeout_minutes: 30,
    grouping_strategy: 'HEADGREEN',
    max_entries_to_build: 2,
    max_entries_to_merge: 2,
    merge_method: 'SQUASH',
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 0,
  };
  const rule = { type: 'merge_queue', parameters };
  const conditions = { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } };
  const admin = caller(sandbox, sandbox.createUserToken(people.grace));
  const draft = { name: 'queue', target: 'branch', enforcement: 'active', conditions, rules: [rule] };
  expect((await admin('POST', '/repos/acme/shop/rulesets', draft)).status).toBe(201);
  const { body } = await admin('GET', '/repos/acme/shop/rules/branches/main');
  expect(body).toContainEqual(expect.objectContaining(rule));
  const pull = passing('one');
  sandbox.enqueue(pull, { as: people.ada });
  answer(groups()[0]?.headSha, 'success');
  expect(readCommit(world.shop.objects, pull.mergeCommit ?? '').parents).toHaveLength(1);
});

it('puts out what has landed with another of the same head', async () => {
  const { sandbox, shop, people } = world;
  const one = passing('one');
  sandbox.push(shop, { branch: 'twin', to: one.head.sha, as: people.linus });
  const twin = sandbox.openPullRequest({ repository: shop, as: people.linus, title: 'twin', head: 'twin' });
  sandbox.setMergeQueue(shop, { grouping_strategy: 'HEADGREEN' });
  for (const pull of [one, twin]) sandbox.enqueue(pull, { as: people.ada });
  answer(groups()[1]?.headSha, 'success');
  expect([one, twin].map(({ mergedAt }) => mergedAt !== null)).toEqual([true, true]);
  expect(one.timeline.filter(({ event }) => event === 'merged')).toHaveLength(1);
  expect(twin.timeline.filter(({ event }) => event === 'merged')).toHaveLength(1);
  expect(await dequeuedReasons()).toEqual(['MERGE', 'ALREADY_MERGED']);
});

it.each([
  { why: 'merge queues', permissions: { merge_queues: 'read' as const }, heard: 1 },
  { why: 'pull requests only', permissions: { pull_requests: 'read' as const }, heard: 0 },
])('an app that may read $why hears of $heard groups', async ({ permissions, heard: count }) => {
  Object.assign(world.installation, { permissions });
  world.sandbox.setMergeQueue(world.shop);
  world.sandbox.enqueue(passing('one'), { as: world.people.ada });
  expect(await mergeGroupEvents()).toHaveLength(count);
});

describe('GraphQL tells of a merge queue', () => {
  const query = `{ repository(owner: "acme", name: "shop") {
    mergeQueue(branch: "main") {
      configuration { mergingStrategy checkResponseTimeout mergeMethod maximumEntriesToBuild }
      entries(first: 9) { nodes {
        position state headCommit { oid } baseCommit { oid } enqueuer { login } pullRequest { number }
      } }
    }
    pullRequest(number: 1) {
      isInMergeQueue isMergeQueueEnabled mergeQueueEntry { position mergeQueue { entries(first: 1) { totalCount } } }
      timelineItems(first: 9, itemTypes: [ADDED_TO_MERGE_QUEUE_EVENT, REMOVED_FROM_MERGE_QUEUE_EVENT]) {
        nodes { __typename ... on AddedToMergeQueueEvent { enqueuer { login } } }
      }
    }
  } }`;

  it('its settings, its entries, and the place of a pull request', async () => {
    const [one, two] = enqueueTwo();
    const [first, second] = groups();
    answer(second?.headSha, 'success');
    const call = await asInstallation(world);
    const { body } = await call('POST', '/graphql', { query });
    expect(body.data.repository).toMatchObject({
      mergeQueue: {
        configuration: { mergingStrategy: 'ALLGREEN', checkResponseTimeout: 60, mergeMethod: 'MERGE' },
        entries: {
          nodes: [
            { position: 1, state: 'AWAITING_CHECKS', enqueuer: { login: 'ada' }, pullRequest: { number: one.number } },
            {
              position: 2,
              state: 'MERGEABLE',
              headCommit: { oid: second?.headSha },
              baseCommit: { oid: first?.headSha },
              pullRequest: { number: two.number },
            },
          ],
        },
      },
      pullRequest: {
        isInMergeQueue: true,
        mergeQueueEntry: { position: 1, mergeQueue: { entries: { totalCount: 2 } } },
        timelineItems: { nodes: [{ __typename: 'AddedToMergeQueueEvent', enqueuer: { login: 'ada' } }] },
      },
    });
  });

  it('everything that it has a field for', async () => {
    enqueueTwo();
    const call = await asInstallation(world);
    const entry = 'id enqueuedAt estimatedTimeToMerge jump solo mergeQueue { id }';
    const queue = `id url resourcePath nextEntryEstimatedTimeToMerge repository { name } entries(first: 1) { nodes { ${entry} } }`;
    const full = `{ repository(owner: "acme", name: "shop") { mergeQueue(branch: "main") { ${queue} } } }`;
    const { body } = await call('POST', '/graphql', { query: full });
    expect(body.errors).toBeUndefined();
    const [{ id, mergeQueue }] = body.data.repository.mergeQueue.entries.nodes;
    const byId = `{ nodes(ids: ["${id}", "${mergeQueue.id}"]) { __typename } }`;
    const found = await call('POST', '/graphql', { query: byId });
    expect(found.body.data.nodes).toEqual([{ __typename: 'MergeQueueEntry' }, { __typename: 'MergeQueue' }]);
  });

  it.each([
    { needed: true, type: 'FORBIDDEN' },
    { needed: false, type: undefined },
  ])('to an app without the permission, unless it needs none ($needed)', async ({ needed, type }) => {
    world.sandbox.state.behaviour.queuesNeedPermission = needed;
    Object.assign(world.installation, { permissions: world.app.permissions });
    world.sandbox.setMergeQueue(world.shop);
    const call = await asInstallation(world);
    const short = '{ repository(owner: "acme", name: "shop") { mergeQueue(branch: "main") { id } } }';
    const { body } = await call('POST', '/graphql', { query: short });
    expect(body.errors?.[0]?.type).toBe(type);
  });

  it.each([
    { atOnce: true, after: 0, shown: true },
    { atOnce: false, after: 0, shown: false },
    { atOnce: false, after: 1_000, shown: true },
  ])('with the group at once ($atOnce) or after $after ms: $shown', async ({ atOnce, after, shown }) => {
    const { sandbox, clock } = world;
    sandbox.state.behaviour.groupsShowAtOnce = atOnce;
    enqueueTwo();
    clock.now = new Date(clock.now.getTime() + after);
    const call = await asInstallation(world);
    const { body } = await call('POST', '/graphql', { query });
    const [entry] = body.data.repository.mergeQueue.entries.nodes;
    expect(entry.headCommit !== null).toBe(shown);
  });
});

it.each([
  { byBot: true, login: 'github-merge-queue[bot]' },
  { byBot: false, login: 'ada' },
])('what a queue lands was merged by $login', ({ byBot, login }) => {
  const { sandbox, shop, people } = world;
  sandbox.state.behaviour.queueBotMerges = byBot;
  sandbox.setMergeQueue(shop);
  const pull = passing('one');
  sandbox.enqueue(pull, { as: people.ada });
  answer(groups()[0]?.headSha, 'success');
  expect(pull.mergedBy?.login).toBe(login);
});

function enqueueTwo(draft: Parameters<World['sandbox']['setMergeQueue']>[1] = {}): [PullRequest, PullRequest] {
  const { sandbox, shop, people } = world;
  sandbox.setMergeQueue(shop, draft);
  const pulls: [PullRequest, PullRequest] = [passing('one'), passing('two')];
  for (const pull of pulls) sandbox.enqueue(pull, { as: people.ada });
  return pulls;
}

/** A pull request whose head passes; of one file, so that two of them may conflict. */
function passing(branch: string, file = `${branch}.txt`): PullRequest {
  const { sandbox, shop, people } = world;
  const files = { [file]: `${branch}\n` };
  sandbox.pushCommit(shop, { branch, as: people.ada, author: people.ada, message: branch, files });
  const pull = sandbox.openPullRequest({ repository: shop, as: people.ada, title: branch, head: branch });
  answer(pull.head.sha, 'success');
  return pull;
}

function pushTo(branch: string): void {
  const { sandbox, shop, people } = world;
  sandbox.pushCommit(shop, { branch, as: people.ada, author: people.ada, message: 'More', files: { more: '1' } });
}

function answer(headSha: string | undefined, conclusion: CheckConclusion): void {
  world.sandbox.createCheckRun(world.shop, { app: world.app, name: 'countersign', headSha: headSha ?? '', conclusion });
}

function entries() {
  return world.shop.mergeQueues.get('main')?.entries ?? [];
}

function groups(): readonly MergeGroup[] {
  return entries().flatMap(({ group }) => group ?? []);
}

async function heard(event: string) {
  await world.sandbox.settled();
  return world.received
    .filter(({ headers }) => headers['x-github-event'] === event)
    .map(({ body }) => JSON.parse(body) as { action: string; reason?: string; merge_group?: unknown });
}

function mergeGroupEvents() {
  return heard('merge_group');
}

async function dequeuedReasons() {
  return (await heard('pull_request')).filter(({ action }) => action === 'dequeued').map(({ reason }) => reason);
}

function refusalOf(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
