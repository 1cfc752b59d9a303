import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { asInstallation, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
  world.shop.visibility = 'public';
});
afterEach(async () => {
  expect(world.sandbox.violations).toEqual([]);
  await world.close();
});

describe('a pull request from a fork', () => {
  it('is opened, pushed to and reviewed without write access, and tells who pushed', async () => {
    const { sandbox, people } = world;
    const { fork, pull } = fromFork();
    sandbox.addCollaborator(fork, people.linus, 'write');
    const more = { author: people.mallory, message: 'More', files: { more: '1' } };
    sandbox.pushCommit(fork, { branch: 'fix', as: people.linus, ...more });
    sandbox.approve(pull, { as: people.linus });
    await sandbox.settled();
    const heard = world.received.map(({ headers, body }) => ({
      event: headers['x-github-event'],
      ...JSON.parse(body),
    }));
    const told = heard.filter(({ event }) => event === 'pull_request');
    expect(told.map(({ action, sender }) => [action, sender.login])).toEqual([
      ['opened', 'mallory'],
      ['synchronize', 'linus'],
    ]);
    // Pushes in a fork are none of the app's business.
    expect(heard.filter(({ event }) => event === 'push')).toEqual([]);
  });

  it('is refused to those who cannot see the base', () => {
    const { sandbox, shop, people } = world;
    const fork = sandbox.fork(shop, people.mallory);
    shop.visibility = 'private';
    const draft = { repository: shop, headRepository: fork, as: people.mallory, title: 'x', head: 'main' };
    expect(() => sandbox.openPullRequest(draft)).toThrow('cannot see `acme/shop`');
  });

  it.each([
    { allowed: true, why: 'allows it' },
    { allowed: false, why: 'does not' },
  ])('lets the maintainers of the base push if it $why', ({ allowed }) => {
    const { sandbox, people } = world;
    const { fork, pull } = fromFork(allowed);
    const draft = { branch: 'fix', as: people.linus, author: people.linus, message: 'Help', files: { help: '1' } };
    const push = () => sandbox.pushCommit(fork, draft);
    if (allowed) expect(push().oid).toBe(pull.head.sha);
    else expect(push).toThrow('may not push');
  });

  it('has checks that name no pull request', async () => {
    const { sandbox, shop, app } = world;
    const { pull } = fromFork();
    const run = sandbox.createCheckRun(shop, { app, name: 'x', headSha: pull.head.sha, conclusion: 'success' });
    const call = await asInstallation(world);
    const { body } = await call('GET', `/repos/acme/shop/check-runs/${run.id}`);
    expect(body).toMatchObject({ pull_requests: [], head_sha: pull.head.sha });
    expect(run.suite.headBranch).toBeNull();
  });

  it('outlives the fork, which then is nowhere to be seen, and can be merged', async () => {
    const { sandbox, people } = world;
    const { fork, pull } = fromFork();
    sandbox.deleteRepository(fork, people.mallory);
    const call = await asInstallation(world);
    const { body } = await call('GET', `/repos/acme/shop/pulls/${pull.number}`);
    expect(body).toMatchObject({ state: 'open', head: { repo: null, sha: pull.head.sha } });
    const query = `{ repository(owner: "acme", name: "shop") { pullRequest(number: ${pull.number}) {
      isCrossRepository headRepository { name } headRef { name } headRefOid commits(first: 1) { totalCount }
    } } }`;
    const answered = await call('POST', '/graphql', { query });
    expect(answered.body.data.repository.pullRequest).toEqual({
      isCrossRepository: true,
      headRepository: null,
      headRef: null,
      headRefOid: pull.head.sha,
      commits: { totalCount: 1 },
    });
    sandbox.merge(pull, { as: people.grace });
    expect(pull.mergedBy?.login).toBe('grace');
  });
});

function fromFork(maintainerCanModify = false) {
  const { sandbox, shop, people } = world;
  const fork = sandbox.fork(shop, people.mallory);
  const draft = { as: people.mallory, author: people.mallory, message: 'Fix', files: { fix: '1' } };
  sandbox.pushCommit(fork, { branch: 'fix', ...draft });
  const pull = sandbox.openPullRequest({
    repository: shop,
    headRepository: fork,
    as: people.mallory,
    title: 'Fix',
    head: 'fix',
    maintainerCanModify,
  });
  return { fork, pull };
}
