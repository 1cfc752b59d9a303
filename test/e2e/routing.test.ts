import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { floor } from '../../src/cli/demo/cast.ts';
import { stageOf } from '../support/commands.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

let world: World;
let stage: ReturnType<typeof stageOf>;
/** A Monday within working hours, later than the database's own clock, which keeps the appointments. */
const monday = '2040-03-05T10:00:00.000Z';
let clock = new Date(monday);

const routed = (text = 'routing: {}'): string => `${floor}\n${text}\n`;

beforeAll(async () => {
  world = await startWorld({}, {}, () => clock);
  stage = stageOf(world);
  stage.setFloor(routed());
  await world.quiet();
});

afterAll(async () => {
  const { violations } = world.sandbox;
  await world.close();
  expect(violations).toEqual([]);
});

/** What one test leaves open would weigh on whom the next one asks. */
beforeEach(async () => {
  for (const pull of world.cast.shop.pullRequests.values())
    if (pull.state === 'open') world.sandbox.closePullRequest(pull, { as: stage.person('olga') });
  for (const login of seniors) world.sandbox.setBusy(stage.person(login), false);
  world.sandbox.fault = () => null;
  clock = new Date(monday);
  stage.setFloor(routed());
  await world.quiet();
  world.takeRequests();
});

const seniors = ['ada', 'bo', 'carl'];

async function opened(): Promise<Pull> {
  const pull = stage.open();
  await world.quiet();
  return pull;
}

const requested = (pull: Pull): readonly string[] => pull.requestedReviewers.map(({ login }) => login);

/** The one person who is asked. */
function only(pull: Pull): string {
  const [login, ...others] = requested(pull);
  expect({ login, others }).toMatchObject({ login: expect.any(String), others: [] });
  return login ?? '';
}

async function entriesOf(pull: Pull): Promise<readonly (readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  const filter = { format: 'jsonl', since: null, repository: null, reader: null } as const;
  for await (const line of world.program.store.exportDecisions(filter)) {
    const { kind, pullRequest, content, people } = JSON.parse(line);
    if (kind === 'request' && pullRequest === pull.number) found.push([content.request, people[content.who.sealed]]);
  }
  return found;
}

/** What a run costs besides what it costs where nobody is asked. */
const routingRequests = (): readonly string[] =>
  world.takeRequests().filter((request) => /Familiarity|collaborator|reviewers/.test(request));

describe('whoever is asked', () => {
  it('is one senior, whom the check names with the clause and nothing else about', async () => {
    const pull = await opened();
    const login = only(pull);
    expect(seniors).toContain(login);
    const check = world.check(pull);
    expect(check?.title).toBe(`Waiting for 1 × senior · asked ${login}`);
    expect(check?.summary).toContain(`\`${login}\` is asked for a review: \`organization/ai-by-junior-needs-senior\`.`);
    expect(check?.summary).not.toContain('load');
    expect(await entriesOf(pull)).toEqual([['asked', login]]);
  });

  it('costs three requests once, and none while somebody is asked', async () => {
    await opened();
    world.takeRequests();
    const pull = await opened();
    expect(routingRequests()).toEqual([
      'POST Familiarity',
      'GET repos/get-collaborator-permission-level',
      'POST pulls/request-reviewers',
    ]);
    stage.push(pull, 'more');
    await world.quiet();
    expect(routingRequests()).toEqual([]);
    expect(requested(pull)).toHaveLength(1);
  });

  it('has less to do than others: no two of three pull requests go to one of three seniors', async () => {
    const pulls = [await opened(), await opened(), await opened()];
    expect(new Set(pulls.map(only)).size).toBe(3);
  });

  it('knows the paths, where others have as much to do', async () => {
    const { sandbox, cast } = world;
    const [liam, bo] = [stage.person('liam'), stage.person('bo')];
    const files = { 'src/one.ts': 'export const one = 1;\n' };
    const repository = sandbox.addRepository({ owner: cast.organization, name: 'of-bo', files, author: bo });
    const message = 'add two\n\nCo-authored-by: Claude <noreply@anthropic.com>';
    const change = { branch: 'two', as: liam, author: liam, message };
    sandbox.pushCommit(repository, { ...change, files: { 'src/one.ts': 'export const one = 2;\n' } });
    const pull = sandbox.openPullRequest({ repository, as: liam, title: 'Two', head: 'two' });
    await world.quiet();
    expect(only(pull)).toBe('bo');
    sandbox.closePullRequest(pull, { as: liam });
    await world.quiet();
  });

  it('is not one who is busy, away by the policy, or away by their own page', async () => {
    const { store } = world.program;
    const [ada, bo] = [stage.person('ada'), stage.person('bo')];
    world.sandbox.setBusy(ada, true);
    await store.setAway(bo.id, '2040-03-08');
    expect(only(await opened())).toBe('carl');
    await store.setAway(bo.id, null);
    stage.setFloor(routed('routing: { away: [{ user: carl, until: 2040-03-08 }] }'));
    await world.quiet();
    expect(only(await opened())).toBe('bo');
  });

  it('is nobody beyond what the policy lets anybody carry, and a staff engineer where all seniors carry it', async () => {
    stage.setFloor(routed('routing: { max_open: 1 }'));
    await world.quiet();
    const pulls = [await opened(), await opened(), await opened(), await opened()];
    expect(pulls.slice(0, 3).map(only).toSorted()).toEqual(seniors);
    expect(['sten', 'ravi']).toContain(only(pulls[3] as Pull));
  });

  it('is left to review who was asked by a person, or reviews already', async () => {
    const { sandbox } = world;
    const pull = stage.open();
    sandbox.requestReviewers(pull, { people: [stage.person('carl')], as: stage.person('liam') });
    await world.quiet();
    expect(requested(pull)).toEqual(['carl']);
    const other = stage.open();
    sandbox.commentReview(other, { as: stage.person('bo') });
    await world.quiet();
    expect(requested(other)).toEqual([]);
  });
});

/** So much later that GitHub cannot be late any more. */
const later = (minutes: number): void => {
  clock = new Date(clock.getTime() + minutes * 60_000);
};

const recheck = async (pull: Pull): Promise<void> => {
  stage.say(pull, 'olga', '/countersign recheck');
  await world.quiet();
};

describe('whoever was asked', () => {
  it('stays the one through pushes, and is asked again when their sign-off is stale', async () => {
    const pull = await opened();
    const login = only(pull);
    stage.push(pull, 'more');
    await world.quiet();
    expect(only(pull)).toBe(login);
    world.sandbox.approve(pull, { as: stage.person(login) });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
    expect(world.check(pull)?.title).not.toContain('asked');
    stage.push(pull, 'and more');
    await world.quiet();
    expect(only(pull)).toBe(login);
  });

  it('is replaced when they take the request away, and not asked there again', async () => {
    const pull = await opened();
    const first = only(pull);
    later(5);
    world.sandbox.removeReviewers(pull, { people: [stage.person(first)], as: stage.person(first) });
    await world.quiet();
    const second = only(pull);
    expect(second).not.toBe(first);
    expect(await entriesOf(pull)).toEqual([
      ['asked', first],
      ['ended', first],
      ['asked', second],
    ]);
  });

  it('is replaced, and their request taken back, when they leave the team', async () => {
    const pull = await opened();
    const first = stage.person(only(pull));
    world.sandbox.removeTeamMember(world.cast.teams.seniors, first);
    await world.quiet();
    expect(only(pull)).not.toBe(first.login);
    world.sandbox.addTeamMember(world.cast.teams.seniors, first);
    await world.quiet();
  });

  it('is replaced when they say that they are away', async () => {
    const pull = await opened();
    const first = stage.person(only(pull));
    await world.program.store.setAway(first.id, '2040-03-08');
    await recheck(pull);
    expect(only(pull)).not.toBe(first.login);
    await world.program.store.setAway(first.id, null);
  });

  it('is asked once though the answer was lost and the work was done again', async () => {
    let lost = 0;
    world.sandbox.fault = ({ operationId }) => {
      if (operationId !== 'pulls/request-reviewers') return null;
      lost += 1;
      return { status: 502, takesEffect: true };
    };
    const pull = await opened();
    const login = only(pull);
    expect(lost).toBeGreaterThan(0);
    world.sandbox.fault = () => null;
    await world.program.runWaiting();
    await recheck(pull);
    expect(only(pull)).toBe(login);
    expect(await entriesOf(pull)).toEqual([['asked', login]]);
  });

  it('is the one who was recorded where the program ended before it could ask', async () => {
    world.sandbox.fault = ({ operationId }) => (operationId === 'pulls/request-reviewers' ? { status: 502 } : null);
    const pull = await opened();
    expect(requested(pull)).toEqual([]);
    const [[, login] = []] = await entriesOf(pull);
    world.sandbox.fault = () => null;
    await world.program.runWaiting();
    await world.quiet();
    expect(requested(pull)).toEqual([login]);
    expect(await entriesOf(pull)).toEqual([['asked', login]]);
  });

  it('is replaced by the next where GitHub lets them not be asked', async () => {
    let refused = 0;
    world.sandbox.fault = ({ operationId }) => {
      if (operationId !== 'pulls/request-reviewers' || refused > 0) return null;
      refused += 1;
      return { status: 422, message: 'Reviews may only be requested from collaborators.' };
    };
    const pull = await opened();
    const login = only(pull);
    const entries = await entriesOf(pull);
    expect(entries.map(([what]) => what)).toEqual(['asked', 'ended', 'asked']);
    expect(entries[0]?.[1]).not.toBe(login);
    expect(world.check(pull)?.title).toContain(`asked ${login}`);
  });
});

describe('nobody is asked', () => {
  it('while it is a draft, and somebody once it is ready', async () => {
    const pull = stage.open();
    world.sandbox.convertToDraft(pull, { as: stage.person('liam') });
    await world.quiet();
    expect(requested(pull)).toEqual([]);
    world.sandbox.markReady(pull, { as: stage.person('liam') });
    await world.quiet();
    expect(requested(pull)).toHaveLength(1);
  });

  it.each([
    { why: 'the policy only suggests', policy: routed('routing: { mode: suggest }'), title: 'could ask' },
    {
      why: 'the policy observes',
      policy: routed().replace('mode: enforce', 'mode: observe'),
      title: 'could ask',
    },
    { why: 'the policy turns it off', policy: routed('routing: { mode: off }'), title: 'Waiting for 1 × senior' },
    { why: 'the policy says nothing of it', policy: floor, title: 'Waiting for 1 × senior' },
  ])('where $why', async ({ policy, title }) => {
    stage.setFloor(policy);
    await world.quiet();
    const pull = await opened();
    expect(requested(pull)).toEqual([]);
    expect(world.check(pull)?.title).toContain(title);
    world.takeRequests();
    await recheck(pull);
    expect(routingRequests().filter((request) => !request.includes('collaborator'))).toEqual([]);
  });

  it('by a second pull request of a stranger who fills the day of everybody', async () => {
    const { sandbox, cast } = world;
    cast.shop.visibility = 'public';
    const stranger = sandbox.addUser({ login: 'stranger' });
    const fork = sandbox.fork(cast.shop, stranger);
    const pulls = Array.from({ length: 7 }, (_, n) => {
      const branch = `flood-${n}`;
      const files = { [`src/flood-${n}.ts`]: `export const n = ${n};\n` };
      const message = 'help\n\nCo-authored-by: Claude <noreply@anthropic.com>';
      sandbox.pushCommit(fork, { branch, as: stranger, author: stranger, files, message });
      return sandbox.openPullRequest({
        repository: cast.shop,
        headRepository: fork,
        as: stranger,
        title: branch,
        head: branch,
      });
    });
    await world.quiet();
    expect(pulls.filter((pull) => requested(pull).length > 0)).toHaveLength(5);
  });
});

describe('whoever lets it wait', () => {
  const patience = routed(
    'routing: { nudge_after: 8h, escalate_after: 16h, working_hours: { from: "09:00", to: "17:00" } }',
  );

  /** What appointments would do at this time. */
  const at = async (time: string): Promise<void> => {
    clock = new Date(time);
    await world.program.runWaiting();
    await world.quiet();
  };

  beforeEach(async () => {
    stage.setFloor(patience);
    await world.quiet();
  });

  it('is reminded once, then another of their team is asked as well, then one of the next level, and nobody after that', async () => {
    const pull = await opened();
    const first = only(pull);
    // Asked on Monday at ten.
    await at('2040-03-06T09:59:00Z');
    expect(stage.replies(pull)).toEqual([]);
    await at('2040-03-06T10:00:00Z');
    expect(stage.replies(pull)).toEqual([
      expect.stringContaining(`@${first}: this pull request waits for your review`),
    ]);
    await at('2040-03-07T09:59:00Z');
    expect(requested(pull)).toEqual([first]);
    // In the middle of the night nothing happens.
    await at('2040-03-07T23:00:00Z');
    expect(requested(pull)).toEqual([first]);
    await at('2040-03-08T09:00:00Z');
    const [, beside = ''] = requested(pull);
    expect(seniors).toContain(beside);
    await at('2040-03-12T09:00:00Z');
    const [, , above = ''] = requested(pull);
    expect(['sten', 'ravi']).toContain(above);
    await at('2040-04-16T10:00:00Z');
    expect(requested(pull)).toEqual([first, beside, above]);
    expect(stage.replies(pull)).toHaveLength(1);
    expect(await entriesOf(pull)).toEqual([
      ['asked', first],
      ['reminded', first],
      ['asked', beside],
      ['escalated', first],
      ['asked', above],
      ['escalated', first],
    ]);
    expect(world.check(pull)?.title).toContain(`asked ${[first, beside, above].toSorted()[0]}`);
  });

  it('has the same time again after a push, and none where there is nothing to answer', async () => {
    const pull = await opened();
    await at('2040-03-06T09:30:00Z');
    stage.push(pull, 'more');
    await world.quiet();
    await at('2040-03-06T16:00:00Z');
    expect(stage.replies(pull)).toEqual([]);
    world.sandbox.requestChanges(pull, { as: stage.person('sten') });
    await world.quiet();
    await at('2040-03-20T10:00:00Z');
    expect(stage.replies(pull)).toEqual([]);
    expect(requested(pull)).toHaveLength(1);
  });
});
