import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { floor } from '../../src/cli/demo/cast.ts';
import { stageOf } from '../support/commands.ts';
import { startWorld, type World } from '../support/e2e.ts';

let world: World;
let stage: ReturnType<typeof stageOf>;
let files = 0;

const claude = 'Co-authored-by: Claude <noreply@anthropic.com>';

beforeAll(async () => {
  world = await startWorld();
  stage = stageOf(world);
  // The rules of the branch hold nobody up here, as for those who may bypass them.
  world.cast.shop.rulesets.length = 0;
});

beforeEach(async () => {
  stage.setFloor(floor);
  await world.quiet();
});

afterAll(async () => {
  const { violations } = world.sandbox;
  await world.close();
  expect(violations).toEqual([]);
});

type Entry = { kind: string; repository: string; content: Record<string, unknown>; people: Record<string, string> };

async function pushesOf(sha: string): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for await (const line of world.program.store.exportDecisions({
    format: 'jsonl',
    since: null,
    repository: 'acme/shop',
    reader: null,
  })) {
    const entry: Entry = JSON.parse(line);
    if (entry.kind === 'push' && entry.content['headSha'] === sha) found.push(entry);
  }
  return found;
}

function pushed(login: string, message: string, branch = 'main'): string {
  files += 1;
  const as = stage.person(login);
  const change = { [`src/pushed-${files}.ts`]: `${files}\n` };
  return world.sandbox.pushCommit(world.cast.shop, { branch, as, author: as, files: change, message }).oid;
}

/** Everything that is due, and what is looked at again later. */
async function later(): Promise<void> {
  await world.quiet();
  await world.program.runWaiting();
  await world.quiet();
}

const requestsFor = (name: string) => world.takeRequests().filter((request) => request.includes(name));

describe('a push of AI work past every pull request', () => {
  it('is recorded with who pushed, which commits, and what speaks of AI', async () => {
    const first = pushed('olga', 'tidy up');
    const sha = pushed('olga', `speed it up\n\n${claude}`);
    await later();
    const [entry, ...others] = await pushesOf(sha);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      repository: 'acme/shop',
      content: { baseRef: 'main', before: first, commits: [sha], gate: 'not-open' },
    });
    expect(entry?.content['provenance']).toMatchObject({ involvement: 'declared', tools: ['claude'] });
    expect(Object.values(entry?.people ?? {})).toContain('olga');
    expect(await world.program.store.listDebts(null)).toEqual([]);
    expect(await pushesOf(first)).toEqual([]);
  });

  it('is recorded where an agent pushes by itself, whatever its commits say', async () => {
    const { sandbox, cast } = world;
    const commit = sandbox.commit(cast.shop, {
      on: 'main',
      files: { 'src/quiet.ts': '1\n' },
      message: 'x',
      author: stage.person('ada'),
    });
    sandbox.push(cast.shop, { branch: 'main', to: commit.oid, as: cast.copilot });
    await later();
    expect((await pushesOf(commit.oid)).map(({ content }) => content['commits'])).toEqual([[commit.oid]]);
  });

  it('is recorded on another branch only where rules stand and pull requests go there', async () => {
    const { sandbox, cast } = world;
    pushed('olga', 'release', 'release');
    pushed('olga', 'topic', 'lone');
    await later();
    world.takeRequests();
    const lone = pushed('olga', `alone\n\n${claude}`, 'lone');
    await later();
    expect(requestsFor('DirectPush')).toEqual([]);
    expect(await pushesOf(lone)).toEqual([]);

    stage.open('a change by hand', 'release');
    await later();
    const unguarded = pushed('olga', `open\n\n${claude}`, 'release');
    await later();
    expect(await pushesOf(unguarded)).toEqual([]);

    const bypassActors = [{ actor_type: 'OrganizationAdmin', actor_id: 1, bypass_mode: 'always' }] as const;
    sandbox.setRequiredCheck(cast.shop, { context: 'other', appId: cast.app.id, branches: ['release'], bypassActors });
    const guarded = pushed('olga', `guarded\n\n${claude}`, 'release');
    await later();
    expect(await pushesOf(guarded)).toHaveLength(1);
    cast.shop.rulesets.length = 0;
  });

  it('costs nothing where a person pushes and nothing speaks of AI', async () => {
    world.takeRequests();
    const sha = pushed('olga', 'by hand');
    await later();
    expect(requestsFor('DirectPush')).toEqual([]);
    expect(await pushesOf(sha)).toEqual([]);
  });

  it.each(['merge', 'squash', 'rebase'] as const)('is not what the button %s does', async (method) => {
    const pull = stage.open();
    stage.push(pull, `and more\n\n${claude}`);
    await later();
    world.sandbox.approve(pull, { as: stage.person('ada') });
    await later();
    world.takeRequests();
    const landed = world.sandbox.merge(pull, { as: stage.person('liam'), method });
    await later();
    expect(requestsFor('DirectPush')).toHaveLength(1);
    expect(await pushesOf(landed)).toEqual([]);
    expect(await world.program.store.listDebts(null)).toEqual([]);
  });

  it.each(['merge', 'squash', 'rebase'] as const)(
    'is not what the button %s did, though GitHub tells only later which pull request brought it',
    async (method) => {
      const pull = stage.open();
      stage.push(pull, `and more\n\n${claude}`);
      await later();
      world.sandbox.approve(pull, { as: stage.person('ada') });
      await later();
      const { behaviour } = world.sandbox.state;
      behaviour.commitsKnowTheirPulls = false;
      const landed = world.sandbox.merge(pull, { as: stage.person('liam'), method });
      await world.quiet();
      expect(await pushesOf(landed)).toEqual([]);
      behaviour.commitsKnowTheirPulls = true;
      await later();
      expect(await pushesOf(landed)).toEqual([]);
    },
  );

  it('is recorded where whoever pushed took the guard away before we looked again', async () => {
    const { sandbox, cast } = world;
    const bypassActors = [{ actor_type: 'OrganizationAdmin', actor_id: 1, bypass_mode: 'always' }] as const;
    pushed('olga', 'hotfix', 'hotfix');
    stage.open('a fix by hand', 'hotfix');
    sandbox.setRequiredCheck(cast.shop, { context: 'other', appId: cast.app.id, branches: ['hotfix'], bypassActors });
    await later();
    const sha = pushed('olga', `guarded\n\n${claude}`, 'hotfix');
    await world.quiet();
    expect(await pushesOf(sha)).toEqual([]);
    cast.shop.rulesets.length = 0;
    await later();
    expect(await pushesOf(sha)).toHaveLength(1);
  });

  it('is recorded where it rides on the commits of a pull request', async () => {
    const { sandbox, cast } = world;
    const pull = stage.open();
    await later();
    sandbox.approve(pull, { as: stage.person('ada') });
    await later();
    const main = sandbox.commit(cast.shop, {
      on: pull.head.sha,
      files: { 'src/rides.ts': '1\n' },
      message: `one more\n\n${claude}`,
      author: stage.person('olga'),
    });
    sandbox.forcePush(cast.shop, { branch: 'main', to: main.oid, as: stage.person('olga') });
    await later();
    expect((await pushesOf(main.oid)).map(({ content }) => content['commits'])).toEqual([[main.oid]]);
  });

  it('is recorded once, however often the delivery comes', async () => {
    const sha = pushed('olga', `again\n\n${claude}`);
    await later();
    const delivery = world.sandbox.deliveries.findLast(({ event }) => event === 'push');
    if (delivery === undefined) throw new Error('a push was delivered');
    world.sandbox.redeliver(delivery);
    await later();
    expect(await pushesOf(sha)).toHaveLength(1);
  });
});

describe('the debt of a direct push', () => {
  const issueOf = (sha: string) =>
    [...world.cast.shop.issues.values()].find(({ title }) => title === `Review debt: ${sha.slice(0, 7)}`);
  const say = (sha: string, login: string, body: string) => {
    const issue = issueOf(sha);
    if (issue === undefined) throw new Error('there is an issue');
    return world.sandbox.comment(issue, { as: stage.person(login), body });
  };

  beforeEach(async () => {
    Object.assign(world.sandbox.state.installations[0]?.permissions ?? {}, { issues: 'write' });
    stage.setFloor(`${floor}merged_without_gate: debt\n`);
    await later();
  });

  it('is signed off in its issue, by somebody who meets what was open and had no part in it', async () => {
    const sha = pushed('liam', `speed it up\n\n${claude}`);
    await later();
    expect(await world.program.store.listDebts(null)).toMatchObject([
      { cause: 'push', headSha: sha, by: { login: 'liam' }, clauses: [{ level: 'senior', count: 1 }] },
    ]);
    expect(issueOf(sha)?.assignees.map(({ login }) => login)).toEqual(['ada']);
    expect(issueOf(sha)?.body).toContain('was pushed by `liam` without a pull request');
    for (const login of ['liam', 'jo']) say(sha, login, `/countersign sign-off ${sha}`);
    await later();
    expect(await world.program.store.listDebts(null)).toHaveLength(1);
    say(sha, 'bo', `/countersign sign-off ${sha}`);
    await later();
    expect(await world.program.store.listDebts(null)).toEqual([]);
    expect(issueOf(sha)?.state).toBe('closed');
  });

  it('comes all the same where somebody changes the rules in the same push', async () => {
    const { sandbox, cast } = world;
    const as = stage.person('olga');
    const lax = 'version: 1\nmode: observe\nlevels: {}\nrules: []\n';
    const both = { '.github/countersign.yml': lax, 'src/lax.ts': '1\n' };
    const strict = 'version: 1\nrules:\n  - name: always\n    require: { level: staff }\n';
    sandbox.pushCommit(cast.shop, {
      branch: 'main',
      as,
      author: as,
      message: 'strict',
      files: { '.github/countersign.yml': strict },
    });
    await later();
    const { oid } = sandbox.pushCommit(cast.shop, {
      branch: 'main',
      as,
      author: as,
      message: `x\n\n${claude}`,
      files: both,
    });
    await later();
    const [debt] = await world.program.store.listDebts(null);
    expect(debt).toMatchObject({
      headSha: oid,
      clauses: expect.arrayContaining([expect.objectContaining({ rule: 'always' })]),
    });
    if (debt !== undefined) await world.program.store.closeDebt(debt.ref, []);
    sandbox.pushCommit(cast.shop, {
      branch: 'main',
      as,
      author: as,
      message: 'back',
      files: { '.github/countersign.yml': null },
    });
    await later();
  });

  it('does not come where the rules before the push asked for nothing', async () => {
    const sha = pushed('ada', `a senior’s own\n\n${claude}`);
    await later();
    expect(await pushesOf(sha)).toHaveLength(1);
    expect(issueOf(sha)).toBeUndefined();
  });

  it('rests on the floor and the teams first seen, and on no others, until somebody says so', async () => {
    const { sandbox, cast, program } = world;
    const sha = pushed('liam', `speed it up\n\n${claude}`);
    await later();
    expect(await program.store.listDebts(null)).toHaveLength(1);
    const { organization, teams } = cast;
    const members = [stage.person('noa'), stage.person('ada')];
    sandbox.deleteTeam(teams.seniors);
    sandbox.addTeam({ organization, name: 'seniors', privacy: 'closed', members });
    await later();
    say(sha, 'noa', `/countersign sign-off ${sha}`);
    await later();
    expect(await program.store.listDebts(null)).toHaveLength(1);
    // By rules that nobody trusts, nothing is owed either; that it was pushed is recorded all the same.
    const other = pushed('liam', `and again\n\n${claude}`);
    await later();
    expect(await pushesOf(other)).toHaveLength(1);
    expect(issueOf(other)).toBeUndefined();
    await program.store.acknowledge('acme');
    say(sha, 'noa', `/countersign sign-off ${sha}`);
    await later();
    expect(await program.store.listDebts(null)).toEqual([]);
  });
});
