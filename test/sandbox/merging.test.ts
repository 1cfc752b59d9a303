import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { filesOf, readCommit } from '../../src/sandbox/git/objects.ts';
import type { CheckConclusion } from '../../src/sandbox/state/model.ts';
import { branchTip } from '../../src/sandbox/state/repositories.ts';
import { openPull, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
});

describe('merging into a branch with a required check', () => {
  it.each<{ why: string; conclusion: CheckConclusion | null; merges: boolean }>([
    { why: 'it was never written', conclusion: null, merges: false },
    { why: 'it waits for action', conclusion: 'action_required', merges: false },
    { why: 'it failed', conclusion: 'failure', merges: false },
    { why: 'it succeeded', conclusion: 'success', merges: true },
    { why: 'it is neutral', conclusion: 'neutral', merges: true },
    { why: 'it was skipped', conclusion: 'skipped', merges: true },
  ])('is possible: $merges when $why', ({ conclusion, merges }) => {
    const { sandbox, shop, app, people } = world;
    sandbox.setRequiredCheck(shop, { context: 'countersign', appId: app.id });
    const { pull, head } = openPull(world);
    if (conclusion !== null) sandbox.createCheckRun(shop, { app, name: 'countersign', headSha: head.oid, conclusion });
    expect(succeeds(() => sandbox.merge(pull, { as: people.ada }))).toBe(merges);
  });

  it.each([
    { why: 'another app', forge: () => writeFromAnotherApp() },
    { why: 'a person, as a status', forge: () => writeStatus() },
  ])('is refused when it was set by $why', ({ forge }) => {
    const { sandbox, shop, app, people } = world;
    sandbox.setRequiredCheck(shop, { context: 'countersign', appId: app.id });
    const { pull } = openPull(world);
    forge();
    expect(() => sandbox.merge(pull, { as: people.ada })).toThrow('was not set by the expected GitHub App');
  });

  it('needs the newest run to pass, on the newest commit', () => {
    const { sandbox, shop, app, people } = world;
    sandbox.setRequiredCheck(shop, { context: 'countersign', appId: app.id });
    const { pull, head } = openPull(world);
    sandbox.createCheckRun(shop, { app, name: 'countersign', headSha: head.oid, conclusion: 'success' });
    sandbox.pushCommit(shop, {
      branch: 'feature',
      as: people.ada,
      author: people.ada,
      message: 'x',
      files: { x: '1' },
    });
    expect(() => sandbox.merge(pull, { as: people.ada })).toThrow('"countersign" is expected');
  });

  it('leaves no way round by pushing', () => {
    const { sandbox, shop, app, people } = world;
    sandbox.setRequiredCheck(shop, { context: 'countersign', appId: app.id });
    const { head } = openPull(world);
    sandbox.createCheckRun(shop, { app, name: 'countersign', headSha: head.oid, conclusion: 'success' });
    const push = () => sandbox.push(shop, { branch: 'main', to: head.oid, as: people.ada });
    expect(push).toThrow('must be made through a pull request');
  });

  it('is open to those who may bypass', () => {
    const { sandbox, shop, app, seniors, people } = world;
    const bypassActors = [{ actor_id: seniors.id, actor_type: 'Team', bypass_mode: 'pull_request' as const }];
    sandbox.setRequiredCheck(shop, { context: 'countersign', appId: app.id, bypassActors });
    const { pull } = openPull(world);
    expect(succeeds(() => sandbox.merge(pull, { as: people.linus }))).toBe(false);
    expect(succeeds(() => sandbox.merge(pull, { as: people.grace }))).toBe(true);
  });
});

describe('a merge', () => {
  it.each([
    {
      why: 'a draft',
      prepare: () => world.sandbox.openPullRequest({ ...branch('a'), draft: true }),
      message: 'not mergeable',
    },
    { why: 'a conflict', prepare: () => conflicting(), message: 'merge conflicts in README.md' },
  ])('is refused for $why', ({ prepare, message }) => {
    const pull = prepare();
    expect(() => world.sandbox.merge(pull, { as: world.people.grace })).toThrow(message);
    expect(pull.state).toBe('open');
  });

  it('is refused to people who may not push', () => {
    const { pull } = openPull(world);
    expect(() => world.sandbox.merge(pull, { as: world.people.mallory })).toThrow('may not merge');
  });

  it.each([
    { method: 'merge' as const, parents: 2 },
    { method: 'squash' as const, parents: 1 },
    { method: 'rebase' as const, parents: 1 },
  ])('by $method lands the files and ends the pull request', ({ method, parents }) => {
    const { sandbox, shop, people } = world;
    const { pull } = openPull(world);
    const landed = sandbox.merge(pull, { as: people.grace, method });
    expect(branchTip(shop, 'main')).toBe(landed);
    expect(readCommit(shop.objects, landed).parents).toHaveLength(parents);
    expect([...filesOf(shop.objects, landed).keys()]).toContain('feature.txt');
    expect(pull).toMatchObject({ state: 'closed', mergeCommit: landed, mergedBy: { login: 'grace' } });
  });

  it('into its base closes a pull request whose commits arrive by a push', () => {
    const { sandbox, shop, people } = world;
    const { pull, head } = openPull(world);
    sandbox.push(shop, { branch: 'main', to: head.oid, as: people.grace });
    expect(pull).toMatchObject({ state: 'closed', mergeCommit: head.oid });
  });

  it('that deletes its branch retargets the pull requests on top', () => {
    const { sandbox, shop, people } = world;
    shop.deleteBranchOnMerge = true;
    const { pull: lower } = openPull(world, 'lower');
    const draft = { as: people.ada, author: people.ada, message: 'More', files: { more: '1' } };
    sandbox.pushCommit(shop, { branch: 'upper', on: 'lower', ...draft });
    const upper = sandbox.openPullRequest({
      repository: shop,
      as: people.ada,
      title: 'upper',
      head: 'upper',
      base: 'lower',
    });
    sandbox.merge(lower, { as: people.grace });
    expect(upper.base.ref).toBe('main');
    expect(upper.timeline.map(({ event }) => event)).toEqual(['automatic_base_change_succeeded']);
  });

  it("of the base into the head is the clicking person's commit, signed by GitHub", () => {
    const { sandbox, shop, people } = world;
    const { pull, head } = openPull(world);
    const draft = { as: people.grace, author: people.grace, message: 'Base', files: { base: '1' } };
    const base = sandbox.pushCommit(shop, { branch: 'main', ...draft });
    const updated = readCommit(shop.objects, sandbox.updateBranch(pull, { as: people.linus }));
    expect(updated.parents).toEqual([head.oid, base.oid]);
    expect(updated).toMatchObject({
      author: { name: 'linus' },
      committer: { email: 'noreply@github.com' },
      viaWeb: true,
    });
    expect(pull.head.sha).toBe(updated.oid);
  });
});

describe('a review', () => {
  it.each([
    {
      why: 'of a pull request of their own',
      reviewer: 'ada' as const,
      message: 'Can not approve your own pull request',
    },
    { why: 'of a pull request that they cannot see', reviewer: 'mallory' as const, message: 'cannot see' },
  ])('is refused when somebody approves $why', ({ reviewer, message }) => {
    const { pull } = openPull(world);
    expect(() => world.sandbox.approve(pull, { as: world.people[reviewer] })).toThrow(message);
  });

  it('may name an older commit, and come after the end', () => {
    const { sandbox, shop, people } = world;
    const { pull, head } = openPull(world);
    sandbox.pushCommit(shop, {
      branch: 'feature',
      as: people.ada,
      author: people.ada,
      message: 'x',
      files: { x: '1' },
    });
    expect(sandbox.approve(pull, { as: people.grace, commitSha: head.oid }).commitSha).toBe(head.oid);
    sandbox.closePullRequest(pull, { as: people.ada });
    expect(sandbox.approve(pull, { as: people.linus }).commitSha).toBe(pull.head.sha);
  });

  it('answers the request for it', () => {
    const { sandbox, seniors, people } = world;
    const { pull } = openPull(world);
    sandbox.requestReviewers(pull, { as: people.ada, people: [people.linus], teams: [seniors] });
    sandbox.approve(pull, { as: people.grace });
    expect([pull.requestedReviewers.length, pull.requestedTeams.length]).toEqual([1, 0]);
  });
});

describe('a forced push', () => {
  it('replaces commits, and the timeline says so', () => {
    const { sandbox, shop, people } = world;
    const { pull, head } = openPull(world);
    const other = sandbox.commit(shop, { files: { other: '1' }, message: 'Other', author: people.ada });
    const move = { branch: 'feature', to: other.oid, as: people.ada };
    expect(() => sandbox.push(shop, move)).toThrow('not a fast-forward');
    sandbox.forcePush(shop, move);
    expect(pull.timeline).toMatchObject([{ event: 'head_ref_force_pushed', before: head.oid, after: other.oid }]);
    expect(shop.activity.at(-1)).toMatchObject({ activityType: 'force_push', actor: { login: 'ada' } });
  });
});

function succeeds(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

function writeFromAnotherApp(): void {
  const { sandbox, acme, shop } = world;
  const headSha = branchTip(shop, 'feature') ?? '';
  const forger = sandbox.addApp({ slug: 'forger', owner: acme, permissions: { checks: 'write' }, events: [] });
  sandbox.createCheckRun(shop, { app: forger, name: 'countersign', headSha, conclusion: 'success' });
}

function writeStatus(): void {
  const { sandbox, shop, people } = world;
  const sha = branchTip(shop, 'feature') ?? '';
  sandbox.createStatus(shop, { sha, context: 'countersign', state: 'success', as: people.ada });
}

function branch(head: string) {
  const { sandbox, shop, people } = world;
  sandbox.pushCommit(shop, { branch: head, as: people.ada, author: people.ada, message: head, files: { [head]: '1' } });
  return { repository: shop, as: people.ada, title: head, head };
}

function conflicting() {
  const { sandbox, shop, people } = world;
  const change = (text: string) => ({ author: people.ada, message: text, files: { 'README.md': text } });
  sandbox.pushCommit(shop, { branch: 'theirs', as: people.ada, ...change('theirs\n') });
  const pull = sandbox.openPullRequest({ repository: shop, as: people.ada, title: 'theirs', head: 'theirs' });
  sandbox.pushCommit(shop, { branch: 'main', as: people.grace, ...change('ours\n') });
  return pull;
}
