import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PullRequest } from '../../src/sandbox/state/model.ts';
import { branchTip } from '../../src/sandbox/state/repositories.ts';
import { asInstallation, type Call, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  expect(world.sandbox.violations).toEqual([]);
  await world.close();
});

describe('a stack', () => {
  it('is told in the webhooks of its pull requests, and of those alone', async () => {
    const [lower, middle, upper] = stacked();
    const sha = branchTip(world.shop, 'main');
    expect(await toldStacks('stacked')).toEqual(
      [lower, middle, upper].map(({ number }, index) => ({
        number,
        stack: {
          id: expect.any(Number),
          number: expect.any(Number),
          base: { ref: 'main', sha },
          size: 3,
          position: index + 1,
        },
      })),
    );
    expect((await toldStacks('opened')).map(({ stack }) => stack)).toEqual([null, null, null]);
  });

  it('is told by GraphQL', async () => {
    stacked();
    const call = await asInstallation(world);
    const query = `{ repository(owner: "acme", name: "shop") { pullRequest(number: 2) {
      stack { number size baseRefName entries(first: 9) { nodes { position pullRequest { number } } } }
      stackEntry { position pullRequest { number } }
    } } }`;
    const { body } = await call('POST', '/graphql', { query });
    expect(body.data.repository.pullRequest).toMatchObject({
      stack: {
        size: 3,
        baseRefName: 'main',
        entries: { nodes: [1, 2, 3].map((number) => ({ position: number, pullRequest: { number } })) },
      },
      stackEntry: { position: 2, pullRequest: { number: 2 } },
    });
  });

  it.each([
    {
      why: 'one is not based on the other',
      pick: ([lower, , upper]: Three) => [lower, upper],
      message: 'not based on',
    },
    { why: 'there are none', pick: () => [], message: 'needs pull requests' },
    {
      why: 'one is in a stack already',
      pick: ([lower, middle]: Three) => {
        world.sandbox.stack([lower, middle], { as: world.people.ada });
        return [lower, middle];
      },
      message: 'not a top',
    },
    {
      why: 'one is closed',
      pick: ([lower, middle]: Three) => {
        world.sandbox.closePullRequest(middle, { as: world.people.ada });
        return [lower, middle];
      },
      message: 'cannot be stacked',
    },
  ])('is refused where $why', ({ pick, message }) => {
    const picked = pick(onTop());
    expect(() => world.sandbox.stack(picked, { as: world.people.ada })).toThrow(message);
  });

  it('grows at its top', () => {
    const [lower, middle, upper] = onTop();
    const made = world.sandbox.stack([lower, middle], { as: world.people.ada });
    expect(world.sandbox.stack([middle, upper], { as: world.people.ada })).toBe(made);
    expect(made.pullRequests).toEqual([lower, middle, upper]);
  });

  it('loses what is based elsewhere or closed, with all above it', () => {
    const [lower, middle] = stacked();
    world.sandbox.editPullRequest(middle, { as: world.people.ada, base: 'main' });
    expect(world.shop.stacks.map(({ pullRequests }) => pullRequests)).toEqual([[lower]]);
    world.sandbox.closePullRequest(lower, { as: world.people.ada });
    expect(world.shop.stacks).toEqual([]);
  });
});

describe('merging a pull request of a stack', () => {
  it('lands all below it, and what is above follows', () => {
    const [lower, middle, upper] = stacked();
    const landed = world.sandbox.merge(middle, { as: world.people.grace });
    expect(branchTip(world.shop, 'main')).toBe(landed);
    expect([lower, middle].map(({ mergedAt, base }) => [mergedAt !== null, base.ref])).toEqual([
      [true, 'main'],
      [true, 'main'],
    ]);
    expect([upper.state, upper.base.ref]).toEqual(['open', 'main']);
    expect(world.shop.stacks.map(({ pullRequests }) => pullRequests)).toEqual([[upper]]);
  });

  it.each([
    { why: 'the one below does not pass', passing: ['middle'], merges: false },
    { why: 'it does not pass itself', passing: ['lower'], merges: false },
    { why: 'both pass', passing: ['lower', 'middle'], merges: true },
  ])("is held to the rules of the stack's base: $merges when $why", ({ passing, merges }) => {
    const { sandbox, shop, app, people } = world;
    const [lower, middle] = stacked();
    sandbox.setRequiredCheck(shop, { context: 'countersign', appId: app.id, branches: ['main'] });
    for (const { head } of [lower, middle].filter((pull) => passing.includes(pull.head.ref))) {
      sandbox.createCheckRun(shop, { app, name: 'countersign', headSha: head.sha, conclusion: 'success' });
    }
    const merge = () => sandbox.merge(middle, { as: people.grace });
    if (merges) merge();
    else expect(merge).toThrow('Required status check');
    expect(lower.mergedAt !== null).toBe(merges);
  });

  it('through a queue puts all below into it', () => {
    const { sandbox, shop, people } = world;
    const [lower, middle] = stacked();
    sandbox.setRequiredCheck(shop, { context: 'later', appId: null, branches: ['none'] });
    sandbox.setMergeQueue(shop);
    sandbox.enqueue(middle, { as: people.ada });
    expect([lower, middle].every(({ mergedAt, base }) => mergedAt !== null && base.ref === 'main')).toBe(true);
  });
});

it.each([
  { ofBase: true, required: true },
  { ofBase: false, required: false },
])("an upper pull request is held to the rules of its stack's base: $ofBase", async ({ ofBase, required }) => {
  const { sandbox, shop, app } = world;
  sandbox.state.behaviour.stackRulesOfBase = ofBase;
  const [, middle] = stacked();
  sandbox.setRequiredCheck(shop, { context: 'countersign', appId: app.id, branches: ['main'] });
  sandbox.createCheckRun(shop, { app, name: 'countersign', headSha: middle.head.sha, conclusion: 'failure' });
  const call = await asInstallation(world);
  const query = `{ repository(owner: "acme", name: "shop") {
    pullRequest(number: ${middle.number}) { mergeStateStatus }
    object(oid: "${middle.head.sha}") { ... on Commit { checkSuites(first: 1) { nodes { checkRuns(first: 1) { nodes {
      isRequired(pullRequestNumber: ${middle.number})
    } } } } } }
  } }`;
  const { body } = await call('POST', '/graphql', { query });
  expect(body.data.repository).toMatchObject({
    pullRequest: { mergeStateStatus: required ? 'BLOCKED' : 'UNSTABLE' },
    object: { checkSuites: { nodes: [{ checkRuns: { nodes: [{ isRequired: required }] } }] } },
  });
});

it.each([
  { byThemselves: true, sizes: [3] },
  { byThemselves: false, sizes: [] },
])('pull requests on top of each other are a stack without being asked: $byThemselves', ({ byThemselves, sizes }) => {
  world.sandbox.state.behaviour.stacksFormThemselves = byThemselves;
  onTop();
  expect(world.shop.stacks.map(({ pullRequests }) => pullRequests.length)).toEqual(sizes);
});

describe('a server that knows of stacks or not', () => {
  const ask = (call: Call) =>
    call('POST', '/graphql', {
      query: '{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { stack { size } } } }',
    });

  it('answers null for a pull request in none', async () => {
    onTop();
    const { body } = await ask(await asInstallation(world));
    expect(body).toEqual({ data: { repository: { pullRequest: { stack: null } } } });
  });

  it('says that it has no such field, and the client is not at fault', async () => {
    world.sandbox.state.behaviour.stacksKnown = false;
    onTop();
    const call = await asInstallation(world);
    const { status, body } = await ask(call);
    const extensions = { code: 'undefinedField', typeName: 'PullRequest', fieldName: 'stack' };
    expect([status, body.data]).toEqual([200, undefined]);
    expect(body.errors).toMatchObject([{ message: "Field 'stack' doesn't exist on type 'PullRequest'", extensions }]);
    expect((await call('GET', '/repos/acme/shop/pulls/1')).body).not.toHaveProperty('stack');
  });
});

type Three = [PullRequest, PullRequest, PullRequest];

function stacked(): Three {
  const three = onTop();
  world.sandbox.stack(three, { as: world.people.ada });
  return three;
}

/** Three pull requests, each based on the head of the one before. */
function onTop(): Three {
  return [open('lower', 'main'), open('middle', 'lower'), open('upper', 'middle')];
}

function open(branch: string, base: string): PullRequest {
  const { sandbox, shop, people } = world;
  const draft = { as: people.ada, author: people.ada, message: branch, files: { [branch]: branch } };
  sandbox.pushCommit(shop, { branch, on: base, ...draft });
  return sandbox.openPullRequest({ repository: shop, as: people.ada, title: branch, head: branch, base });
}

async function toldStacks(wanted: string) {
  await world.sandbox.settled();
  return world.received
    .filter(({ headers }) => headers['x-github-event'] === 'pull_request')
    .map(({ body }) => JSON.parse(body) as { action: string; number: number; pull_request: { stack: unknown } })
    .filter(({ action }) => action === wanted)
    .map(({ number, pull_request: { stack } }) => ({ number, stack }));
}
