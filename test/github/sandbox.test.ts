import { afterEach, describe, expect, it } from '@jest/globals';
import type { Loaded } from '../../src/core/loaded.ts';
import type { Publication } from '../../src/core/publication.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { policyText } from './support/policy-text.ts';
import { connect, furnish, requestCounter } from './support/sandboxed.ts';

const running: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

async function start() {
  const sandbox = await startSandbox();
  running.push(sandbox);
  return sandbox;
}

const waiting = (headSha: string, only: Partial<Publication> = {}): Publication => ({
  headSha,
  externalId: 'digest-1',
  conclusion: 'action_required',
  title: 'Waiting for one senior',
  summary: 'Somebody at level senior has to approve.',
  labels: [{ name: 'ai-assisted', color: '6f42c1', present: true }],
  ...only,
});

async function loaded(load: Promise<Loaded | null>): Promise<Loaded> {
  const found = await load;
  if (found === null) throw new Error('nothing was loaded');
  return found;
}

describe.each(['branch', 'fork'] as const)('a pull request from a %s, over a GitHub that keeps state', (home) => {
  it('is read, shown, approved, confirmed and turned green within the budget of requests', async () => {
    const sandbox = await start();
    const { app, ref, ada, pull, commits, seniors } = furnish(sandbox, home);
    const { load, confirm, publish } = connect(sandbox, app.id);
    const requests = requestCounter(sandbox);

    const first = await loaded(load(ref));
    expect(requests()).toEqual(['Evaluation', 'Teams']);
    expect(first.facts.commits.map(({ sha }) => sha)).toEqual(commits);
    expect(first.facts.files.map(({ path }) => path)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((name) => `src/${name}.ts`),
    );
    expect(first.facts.pullRequest.sameRepository).toBe(home === 'branch');
    expect(first.facts.headSha).toBe(commits[2]);
    expect(first.facts.mergeBase).toEqual({ known: true, value: pull.base.sha });
    expect(first.facts.owners).toMatchObject({
      known: true,
      value: [{ path: 'src/a.ts', owners: ['acme/seniors'] }, {}, {}, {}, {}],
    });
    expect(first.shown).toEqual({ check: null, labels: [], requested: { people: [], teams: [] } });

    await publish(first, waiting(first.facts.headSha));
    expect(requests()).toEqual(['checks/create', 'issues/create-label', 'issues/add-labels']);

    const second = await loaded(load(ref));
    expect(requests()).toEqual(['Evaluation']);
    expect(second.shown).toMatchObject({
      check: {
        status: 'completed',
        conclusion: 'action_required',
        title: 'Waiting for one senior',
        externalId: 'digest-1',
      },
      labels: ['ai-assisted'],
    });
    await publish(second, waiting(second.facts.headSha));
    expect(requests()).toEqual([]);

    sandbox.approve(pull, { as: ada });
    const third = await loaded(load(ref));
    expect(requests()).toEqual(['Evaluation']);
    const [approval] = third.facts.reviews;
    expect(approval).toMatchObject({
      state: 'approved',
      canPush: true,
      commitSha: commits[2],
      reviewer: { login: 'ada' },
    });
    const reviewer = approval?.reviewer ?? null;
    if (reviewer === null) throw new Error('no reviewer');
    const confirmed = await confirm(third, [reviewer]);
    expect(requests()).toEqual(['Confirmation']);
    expect(confirmed.facts.memberships[reviewer.id]).toEqual({ known: true, value: ['acme/seniors'] });
    await publish(
      confirmed,
      waiting(confirmed.facts.headSha, { conclusion: 'success', title: 'Signed off', externalId: 'digest-2' }),
    );
    expect(requests()).toEqual(['checks/create']);
    expect((await loaded(load(ref))).shown.check).toMatchObject({ conclusion: 'success', externalId: 'digest-2' });

    sandbox.removeTeamMember(seniors, ada);
    const after = await confirm(third, [reviewer]);
    expect(after.facts.memberships[reviewer.id]).toEqual({ known: true, value: [] });
    expect(sandbox.violations).toEqual([]);
  });
});

describe('before green', () => {
  it('a push between reading and confirming voids the decision', async () => {
    const sandbox = await start();
    const { app, ref, mia, shop } = furnish(sandbox);
    const { load, confirm } = connect(sandbox, app.id);
    const first = await loaded(load(ref));
    sandbox.pushCommit(shop, {
      branch: 'topic',
      as: mia,
      author: mia,
      message: 'more',
      files: { 'src/a.ts': 'more\n' },
    });
    await expect(confirm(first, [])).rejects.toMatchObject({ name: 'HeadMovedError' });
  });

  it('a dismissal, a force-push and a rename are read as what they are', async () => {
    const sandbox = await start();
    const { app, ref, mia, ada, root, shop, pull, commits } = furnish(sandbox);
    const review = sandbox.approve(pull, { as: ada });
    sandbox.dismissReview(pull, review, { as: root });
    const moved = sandbox.commit(shop, {
      on: commits[0] ?? '',
      author: mia,
      message: 'move',
      files: { 'src/e.ts': null, 'docs/e.ts': 'e\n' },
    });
    sandbox.forcePush(shop, { branch: 'topic', to: moved.oid, as: mia });
    const { load } = connect(sandbox, app.id);
    const requests = requestCounter(sandbox);
    const { facts, pushes } = await loaded(load(ref));
    expect(requests()).toEqual(['Evaluation', 'pulls/list-files', 'Teams']);
    expect(facts.reviews).toMatchObject([
      { state: 'dismissed', dismissal: { by: { login: 'root' }, was: 'approved' } },
    ]);
    expect(pushes).toMatchObject([{ before: commits[2], after: moved.oid, pusher: { login: 'mia' } }]);
    const rename = facts.files.find(({ path }) => path === 'docs/e.ts');
    expect(rename).toMatchObject({ status: 'renamed', previousPath: { known: true, value: 'src/e.ts' } });
    expect(sandbox.violations).toEqual([]);
  });
});

describe('a policy that cannot be read', () => {
  it.each([
    { why: 'binary', content: new Uint8Array([0, 159, 146, 150]) },
    { why: 'a link to another file', content: { content: '../policy.yml', mode: '120000' } },
  ] as const)('because it is $why is no policy, and not none', async ({ content }) => {
    const sandbox = await start();
    const { app, ref, root, shop } = furnish(sandbox);
    const files = { '.github/countersign.yml': content };
    sandbox.pushCommit(shop, { branch: 'main', as: root, author: root, message: 'break', files });
    const { policy } = await loaded(connect(sandbox, app.id).load(ref));
    expect(policy.usable).toBe(false);
  });
});

describe('further readings', () => {
  it('tell the modes where a rule may exempt the whole change, once for a head', async () => {
    const sandbox = await start();
    const policy = `${policyText}    when: { unless_only: ["src/*.ts"] }\n`;
    const { app, ref, mia, shop } = furnish(sandbox, 'branch', policy);
    sandbox.pushCommit(shop, {
      branch: 'topic',
      as: mia,
      author: mia,
      message: 'link',
      files: { 'src/f.ts': { content: 'a.ts', mode: '120000' } },
    });
    const { load } = connect(sandbox, app.id);
    const requests = requestCounter(sandbox);
    const { facts } = await loaded(load(ref));
    expect(requests()).toEqual(['Evaluation', 'Entries', 'Teams']);
    expect(facts.files.map(({ mode }) => mode)).toEqual([
      ...Array.from({ length: 5 }, () => ({ known: true, value: '100644' })),
      { known: true, value: '120000' },
    ]);
    expect(facts.files[0]).toMatchObject({ blobBefore: { known: true }, blobAfter: { known: true } });
    expect(facts.files[5]?.blobBefore).toEqual({ known: true, value: null });
    await load(ref);
    expect(requests()).toEqual(['Evaluation']);
    expect(sandbox.violations).toEqual([]);
  });

  it('tell patches of files in which something could be destroyed', async () => {
    const sandbox = await start();
    const { app, ref, mia, shop } = furnish(sandbox);
    const files = { 'db/1.sql': 'drop table people;\n' };
    sandbox.pushCommit(shop, { branch: 'topic', as: mia, author: mia, message: 'drop', files });
    const { load } = connect(sandbox, app.id);
    const requests = requestCounter(sandbox);
    const { facts } = await loaded(load(ref));
    expect(requests()).toEqual(['Evaluation', 'pulls/list-files', 'Teams']);
    expect(facts.files[0]).toMatchObject({
      path: 'db/1.sql',
      patch: { known: true, value: expect.stringContaining('+drop table') },
    });
  });

  it('tell who set an agent to work, and not who asked it for a review', async () => {
    const sandbox = await start();
    const { app, ref, mia, ada, acme, shop, pull } = furnish(sandbox);
    const agent = sandbox.addApp({ slug: 'copilot-swe-agent', owner: acme, permissions: {}, events: [] });
    const reviewer = sandbox.addApp({
      slug: 'copilot-pull-request-reviewer',
      owner: acme,
      permissions: {},
      events: [],
    });
    sandbox.pushCommit(shop, {
      branch: 'topic',
      as: mia,
      author: agent.bot,
      message: 'agent',
      files: { 'src/a.ts': 'agent\n' },
    });
    sandbox.addTimelineEvent(pull, { as: ada, app: agent, event: 'copilot_work_started' });
    sandbox.addTimelineEvent(pull, { as: mia, app: reviewer, event: 'copilot_work_started' });
    const { load, confirm } = connect(sandbox, app.id);
    const requests = requestCounter(sandbox);
    const read = await loaded(load(ref));
    expect(requests()).toEqual(['Evaluation', 'issues/list-events-for-timeline', 'Teams']);
    expect(read.facts.pullRequest.agentEvents).toMatchObject([
      { actor: { login: 'ada' }, appSlug: 'copilot-swe-agent' },
    ]);
    expect((await confirm(read, [])).facts.pullRequest).toEqual(read.facts.pullRequest);
    await load(ref);
    expect(requests()).toEqual(['Confirmation', 'Evaluation']);
  });

  it('tell who pushed a commit of somebody whom GitHub knows no account of', async () => {
    const sandbox = await start();
    const { app, ref, mia, shop } = furnish(sandbox);
    const nobody = { name: 'Nobody', email: 'nobody@nowhere.test', at: new Date('2026-03-02T10:00:00Z') };
    sandbox.pushCommit(shop, { branch: 'topic', as: mia, author: nobody, message: 'x', files: { 'src/a.ts': 'x\n' } });
    const { load } = connect(sandbox, app.id);
    const requests = requestCounter(sandbox);
    const { facts, pushes } = await loaded(load(ref));
    expect(requests()).toEqual(['Evaluation', 'repos/list-activities', 'Teams']);
    expect(pushes).toContainEqual(
      expect.objectContaining({ after: facts.headSha, pusher: expect.objectContaining({ login: 'mia' }) }),
    );
    await load(ref);
    expect(requests()).toEqual(['Evaluation']);
    expect(sandbox.violations).toEqual([]);
  });

  it('tell the levels of people whom only our own store remembers, without a request', async () => {
    const sandbox = await start();
    const { app, ref, ada, mia } = furnish(sandbox);
    const { load, memberships } = connect(sandbox, app.id);
    const requests = requestCounter(sandbox);
    const read = await loaded(load(ref));
    expect(read.facts.memberships[ada.id]).toBeUndefined();
    requests();
    const all = await memberships(read, [{ id: ada.id, login: 'ada', kind: 'user' }]);
    expect(requests()).toEqual([]);
    expect(all[ada.id]).toEqual({ known: true, value: ['acme/seniors'] });
    expect(all[mia.id]).toEqual(read.facts.memberships[mia.id]);
  });
});
