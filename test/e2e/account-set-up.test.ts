import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { floor } from '../../src/cli/demo/cast.ts';
import { type Browser, openBrowser, signIn } from '../support/browser.ts';
import { startWorld, type World } from '../support/e2e.ts';

let world: World;
let minutes = 0;
let olga: Browser;
let stranger: ReturnType<World['sandbox']['addUser']>;
beforeAll(async () => {
  // What is kept for a minute is asked again by turning the clock.
  world = await startWorld({}, {}, () => new Date(Date.now() + minutes * 60_000));
  const { sandbox, cast } = world;
  sandbox.setRequiredCheck(cast.policies, { context: 'countersign', appId: cast.app.id });
  sandbox.addTeam({ organization: cast.organization, name: 'nobody', privacy: 'closed', members: [] });
  stranger = sandbox.addUser({ login: 'eve' });
  await world.quiet();
  olga = await signIn(world, 'olga');
});
afterEach(() => expect(world.sandbox.violations).toEqual([]));
afterAll(() => world.close());

const person = (login: string) => world.cast.people[login] ?? never(login);
const never = (what: string): never => {
  throw new Error(`there is no ${what}`);
};
const installation = () => world.sandbox.state.installations[0] ?? never('installation');

/** The page as text, a little later. */
async function look(browser: Browser = olga, path = '/orgs/acme/set-up'): Promise<string> {
  await world.quiet();
  minutes += 2;
  const answer = await browser.get(path);
  expect(answer.status).toBe(200);
  return (await answer.text()).replaceAll(/\s+/g, ' ');
}

/** What the checklist says of each of its points. */
const statesIn = (page: string): readonly string[] =>
  ['Permissions and events', 'Policy', 'Levels', 'Required check'].map(
    (heading) => new RegExp(`<h2>${heading}</h2>\\s*<p><span class="pill \\w+">([^<]+)</span>`).exec(page)?.[1] ?? '?',
  );

const [done, repair, unknown] = ['as it should be', 'to be repaired', 'not told in full'];
const allDone = [done, done, done, done];

/** Past the rules, which are put back. */
function write(repository: typeof world.cast.shop, text: string | null): void {
  const rulesets = repository.rulesets.splice(0);
  const owner = person('olga');
  const files = { '.github/countersign.yml': text };
  world.sandbox.pushCommit(repository, { branch: 'main', as: owner, author: owner, message: 'policy', files });
  repository.rulesets.push(...rulesets);
}

type Case = {
  readonly why: string;
  readonly provoke: () => unknown;
  readonly undo: () => unknown;
  readonly states: readonly (string | undefined)[];
  readonly says: readonly string[];
};

describe('the set-up page', () => {
  it('says that everything is as it should be, with the people of each level', async () => {
    const page = await look();
    expect(statesIn(page)).toEqual(allDone);
    expect(page).toContain('Everything is as it should be.');
    expect(page).toContain('The organization has a policy in <code>acme/.github</code>. It is enforced');
    expect(page).toMatch(/<code>senior<\/code><\/td><td class="number">3<\/td><td><code>acme\/seniors<\/code> \(3\)/);
    expect(page).toMatch(/<code>principal<\/code><\/td><td class="number">1<\/td><td>1 person by name/);
    expect(page).toContain('<span class="pill ok">required from this App</span>');
  });

  it.each<Case>([
    {
      why: 'a permission is not accepted',
      provoke: () => {
        const { checks: _, ...others } = installation().permissions;
        installation().permissions = others;
      },
      undo: () => (installation().permissions = { ...installation().permissions, checks: 'write' }),
      states: [repair, done, done, done],
      says: [
        '<code>checks: write</code> is not granted yet',
        'an owner of acme must accept the App&#39;s request at <a href="http://',
        '<code>checks: write</code></td><td><span class="pill stop">missing</span>',
      ],
    },
    {
      why: 'an event is not sent',
      provoke: () => (installation().events = installation().events.filter((event) => event !== 'issue_comment')),
      undo: () => (installation().events = [...installation().events, 'issue_comment']),
      states: [repair, done, done, done],
      says: ['<code>issue_comment</code> events are not sent yet'],
    },
    {
      why: 'the App asks for less',
      provoke: () => (world.cast.app.events = world.cast.app.events.filter((event) => event !== 'push')),
      undo: () => (world.cast.app.events = [...world.cast.app.events, 'push']),
      states: [repair, done, done, done],
      says: ['the App does not subscribe to <code>push</code>', '/permissions</a>: tick it'],
    },
    {
      why: 'the floor is broken',
      provoke: () => write(world.cast.policies, 'rules: nothing\n'),
      undo: () => write(world.cast.policies, floor),
      states: [done, repair, unknown, done],
      says: [
        'the floor cannot be used, so every check fails: line 1: ',
        'the policy of the organization must be repaired first',
      ],
    },
    {
      why: 'the floor only observes',
      provoke: () => write(world.cast.policies, floor.replace('mode: enforce', 'mode: observe')),
      undo: () => write(world.cast.policies, floor),
      states: allDone,
      says: ['the policy only observes: checks are neutral, and nobody is held'],
    },
    {
      why: 'there is no floor, and no other policy',
      provoke: () => write(world.cast.policies, null),
      undo: () => write(world.cast.policies, floor),
      states: [done, done, repair, done],
      says: ['there is no floor', 'no policy gives anybody a level', '<code>countersign init</code>'],
    },
    {
      why: 'a repository’s policy is broken',
      provoke: () => write(world.cast.shop, 'version: 1\nrules:\n  - name: x\n    require: { level: wizard }\n'),
      undo: () => write(world.cast.shop, null),
      states: [done, repair, done, done],
      says: [
        '<strong>acme/shop</strong>: its policy cannot be used, so every check there fails: line 4: unknown level <code>wizard</code>',
        'href="/playground?repository=acme%2Fshop"',
        '<span class="pill stop">cannot be used</span>',
      ],
    },
    {
      why: 'a repository’s policy names a team that is not there',
      provoke: () =>
        write(world.cast.shop, 'version: 1\nrules:\n  - name: x\n    require: { level: senior, from: [wizards] }\n'),
      undo: () => write(world.cast.shop, null),
      states: [done, repair, done, done],
      says: ['line 4: unknown team <code>acme/wizards</code>'],
    },
    {
      why: 'a repository has a policy that is right',
      provoke: () => write(world.cast.shop, 'version: 1\nrules: []\n'),
      undo: () => write(world.cast.shop, null),
      states: allDone,
      says: ['<td>shop</td><td><span class="pill ok">found</span></td>'],
    },
    {
      why: 'the policy names a team that is not there',
      provoke: () => write(world.cast.policies, floor.replace('[mids]', '[middles]')),
      undo: () => write(world.cast.policies, floor),
      states: [done, done, repair, done],
      says: ['the policy names the team <code>acme/middles</code>, which does not exist'],
    },
    {
      why: 'nobody holds what a rule asks for',
      provoke: () =>
        write(world.cast.policies, floor.replace('[staff]', '[nobody]').replace('users: [pia]', 'teams: [nobody]')),
      undo: () => write(world.cast.policies, floor),
      states: [done, done, repair, done],
      says: ['rules ask for <code>staff</code>, and nobody holds it or a higher level'],
    },
    {
      why: 'the check is not required',
      provoke: () => Object.assign(ruleset(), { enforcement: 'disabled' }),
      undo: () => Object.assign(ruleset(), { enforcement: 'active' }),
      states: [done, done, done, repair],
      says: [
        '<strong>acme/shop</strong>: the ruleset <code>',
        'would require the check, but is in the state <code>disabled</code>',
        '<code>countersign enforce acme</code>',
      ],
    },
    {
      why: 'anybody could set the check',
      provoke: () => requireFrom(null),
      undo: () => requireFrom(world.cast.app.id),
      states: [done, done, done, repair],
      says: ['the check is required from whatever source', '<span class="pill stop">required from anybody</span>'],
    },
    {
      why: 'another App must set the check',
      provoke: () => requireFrom(1),
      undo: () => requireFrom(world.cast.app.id),
      states: [done, done, done, repair],
      says: ['the check is required from another App', '<span class="pill stop">required from another App</span>'],
    },
    {
      why: 'GitHub does not tell the rules of a repository',
      provoke: () =>
        (world.sandbox.fault = ({ operationId, path }) =>
          operationId === 'repos/get-branch-rules' && path.includes('/shop/')
            ? { status: 404, message: 'Not Found' }
            : null),
      undo: () => (world.sandbox.fault = () => null),
      states: [done, done, done, unknown],
      says: [
        '<strong>acme/shop</strong>: this could not be looked up: ',
        '<span class="pill quiet">not told</span>',
        'not everything could be looked up',
      ],
    },
    {
      why: 'GitHub does not tell what was granted',
      provoke: () =>
        (world.sandbox.fault = ({ operationId }) =>
          operationId === 'apps/get-installation' ? { status: 404, message: 'Not Found' } : null),
      undo: () => (world.sandbox.fault = () => null),
      states: [unknown, unknown, unknown, unknown],
      says: ['this could not be looked up: '],
    },
  ])('shows when $why, and no longer once it is repaired', async ({ provoke, undo, states, says }) => {
    const before = await look();
    for (const text of says.filter((each) => !each.startsWith('<span class="pill') && !each.includes('href')))
      expect(before).not.toContain(text);
    await provoke();
    const page = await look();
    await undo();
    expect(statesIn(page)).toEqual(states);
    for (const text of says) expect(page).toContain(text);
    expect(statesIn(await look())).toEqual(allDone);
  });

  const ruleset = () => world.cast.shop.rulesets[0] ?? never('ruleset');
  const requireFrom = (appId: number | null) => {
    world.cast.shop.rulesets.splice(0);
    world.sandbox.setRequiredCheck(world.cast.shop, { context: 'countersign', appId });
  };

  it('costs few requests, and none again within the minute but for the policies', async () => {
    await look();
    minutes += 2;
    world.takeRequests();
    await olga.get('/orgs/acme/set-up');
    const first = world.takeRequests();
    expect(first.length).toBeLessThanOrEqual(5 + 1 + 3 * 2 + 4);
    await olga.get('/orgs/acme/set-up');
    expect(world.takeRequests()).toEqual(['POST SetUp']);
  });

  it.each(['/orgs/acme/set-up', '/orgs/nobody/set-up', '/orgs/acme%2F..%2Fx/set-up'])(
    'answers a stranger at %s as for what does not exist',
    async (path) => {
      const browser = await signIn(world, stranger.login);
      const [answer, other] = [await browser.get(path), await browser.get('/orgs/there-is-none')];
      expect([answer.status, await answer.text()]).toEqual([404, await other.text()]);
    },
  );

  it('asks whoever is not signed in to do so', async () => {
    const answer = await openBrowser(world).get('/orgs/acme/set-up');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/sign-in?to=%2Forgs%2Facme%2Fset-up']);
  });

  it.each([
    {
      why: 'where the App was just installed',
      query: () => `?installation_id=${installation().id}`,
      to: '/orgs/acme/set-up',
    },
    { why: 'to the list for any other number', query: () => '?installation_id=999', to: '/organizations' },
    { why: 'to the list without one', query: () => '', to: '/organizations' },
  ])('is where GitHub sends people after the installation: $why', async ({ query, to }) => {
    const answer = await olga.get(`/set-up${query()}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, to]);
  });
});
