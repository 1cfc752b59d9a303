import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPlanned, plans } from '../../src/cli/demo/pull-requests.ts';
import { type Browser, csrfIn, openBrowser, signIn } from '../support/browser.ts';
import { type Pull, publicUrl, startWorld, type World } from '../support/e2e.ts';

let world: World;
let waiting: Pull;
let done: Pull;
let hidden: Pull;
beforeAll(async () => {
  world = await startWorld();
  const { sandbox, cast } = world;
  const open = (branch: string): Pull => {
    const plan = plans.find((each) => each.branch === branch);
    if (plan === undefined) throw new Error(`no plan for ${branch}`);
    return openPlanned(sandbox, cast, plan);
  };
  waiting = open('cart-rounding');
  done = open('codex/add-currency');
  open('bigger-database');
  open('polite-greeting');
  await world.quiet();
  sandbox.approve(waiting, { as: person('mia') });
  sandbox.approve(done, { as: person('ada') });
  const secret = sandbox.addRepository({
    owner: cast.organization,
    name: 'secret',
    visibility: 'private',
    files: { 'a.ts': 'a\n' },
    author: person('olga'),
  });
  sandbox.removeOrganizationMember(cast.organization, person('noa'));
  sandbox.pushCommit(secret, {
    branch: 'b',
    as: person('liam'),
    author: person('liam'),
    files: { 'a.ts': 'b\n' },
    message: 'b\n\nCo-authored-by: Claude <noreply@anthropic.com>',
  });
  hidden = sandbox.openPullRequest({ repository: secret, as: person('liam'), title: 'A secret', head: 'b' });
  await world.quiet();
});
afterAll(async () => {
  await world.close();
});

const person = (login: string) => world.person(login);
const textOf = async (browser: Browser, path: string): Promise<string> =>
  (await (await browser.get(path)).text()).replaceAll(/\s+/g, ' ');

describe('the page of a pull request', () => {
  it('says what is missing, what was found, who can clear it, and why an approval does not count', async () => {
    const text = await textOf(await signIn(world, 'liam'), `/acme/shop/pull/${waiting.number}`);
    for (const said of [
      '<h1 class="title">Round the total of the cart</h1>',
      'Waiting for 1 × senior',
      '<code>Co-authored-by: Claude &lt;noreply@anthropic.com&gt;</code>',
      `Can be cleared by <a href="${world.sandbox.url}/orgs/acme/teams/seniors"><code>acme/seniors</code></a>, `,
      '<code>acme/staff</code></a> and 1 person named in the policy.',
      'approved, which does not count: below <code>senior</code>',
      'Rule <code>ai-by-junior-needs-senior</code>',
    ])
      expect(text).toContain(said);
    expect(text).toContain(`<a href="${world.sandbox.url}/acme/shop/commit/${waiting.head.sha}">`);
  });

  it('leads to the playground, with this pull request chosen', async () => {
    const liam = await signIn(world, 'liam');
    const text = await textOf(liam, `/acme/shop/pull/${waiting.number}`);
    const [, href = ''] = /href="([^"]+)">Try other rules on this pull request/.exec(text) ?? [];
    expect(await textOf(liam, href.replaceAll('&amp;', '&'))).toContain('Round the total of the cart');
  });

  it('is what the check leads to', () => {
    const runs = waiting.repository.checkRuns.filter(({ headSha }) => headSha === waiting.head.sha);
    expect(runs.at(-1)?.detailsUrl).toBe(`${publicUrl}/acme/shop/pull/${waiting.number}`);
  });

  it('tells how it came to be, from the record', async () => {
    const text = await textOf(await signIn(world, 'liam'), `/acme/shop/pull/${done.number}`);
    expect(text.indexOf('<p>Signed off by ada</p>')).toBeGreaterThan(0);
    expect(text.indexOf('<p>Signed off by ada</p>')).toBeLessThan(text.lastIndexOf('<p>Waiting'));
  });
});

describe('the queue', () => {
  it.each([
    {
      login: 'ada',
      why: 'a senior: what waits for one, the riskiest first',
      titles: ['Give the orders', 'Round the total', 'A secret'],
    },
    { login: 'bo', why: 'a senior, but for what is their own', titles: ['Round the total', 'A secret'] },
    { login: 'pia', why: 'somebody named in the policy', titles: ['Give the orders', 'Round the total', 'A secret'] },
    { login: 'mia', why: 'a junior: nothing', titles: [] },
  ])('shows $login, $why', async ({ login, titles }) => {
    const text = await textOf(await signIn(world, login), '/queue');
    expect(
      [...text.matchAll(/class="title" href="[^"]+">(Give the orders|Round the total|A secret)?/g)].map(
        ([, title]) => title,
      ),
    ).toEqual(titles);
    if (titles.length === 0) expect(text).toContain('Nothing is waiting for you.');
  });
});

describe('being away', () => {
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  it('is said on the queue, seen by nobody else, and taken back', async () => {
    const [bo, ada] = [await signIn(world, 'bo'), await signIn(world, 'ada')];
    const until = inDays(20);
    const csrf = csrfIn(await textOf(bo, '/queue'));
    expect((await bo.post('/queue/away', { csrf, until: inDays(-3) })).status).toBe(400);
    expect((await bo.post('/queue/away', { csrf: 'another', until })).status).toBe(403);
    expect((await bo.post('/queue/away', { csrf, until }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(await world.program.store.awayUntil([person('bo').id])).toEqual(new Map());
    expect((await bo.post('/queue/away', { csrf, until })).status).toBe(303);
    expect(await textOf(bo, '/queue')).toContain(`You are away until <time datetime="${until}">`);
    expect(await world.program.store.awayUntil([person('bo').id])).toEqual(new Map([[person('bo').id, until]]));
    for (const path of ['/queue', `/acme/shop/pull/${waiting.number}`, '/orgs/acme'])
      expect(await textOf(ada, path)).not.toContain(until);
    await bo.post('/queue/away', { csrf, back: 'yes' });
    expect(await textOf(bo, '/queue')).toContain('Are you away for a while?');
  });
});

describe('what was observed', () => {
  it('stands on the dashboard once something is merged, and a day in which more waits than is given is no usual week yet', async () => {
    const { sandbox, quiet } = world;
    sandbox.merge(done, { as: person('ada') });
    await quiet();
    const text = await textOf(await signIn(world, 'ada'), '/orgs/acme');
    expect(text).toContain('<dt>Needed a sign-off</dt><dd>1 <span class="note">of 1 merged pull request</span></dd>');
    expect(text).toContain('<dt>Approved</dt><dd>1 <span');
    expect(text).toContain('<dt>Not cleared</dt><dd>0 <span');
    expect(text).not.toContain('than were given in a usual week');
  });
});

describe('what GitHub does not show somebody', () => {
  it('is answered like what does not exist, word for word', async () => {
    const noa = await signIn(world, 'noa');
    const answers = await Promise.all(
      [
        `/acme/secret/pull/${hidden.number}`,
        '/acme/nothing/pull/1',
        '/nobody/nothing/pull/1',
        '/acme/shop/pull/999',
        '/acme/shop/pull/0',
        '/acme/shop/pull/1e1',
        '/acme/..%2Fshop/pull/1',
        '/acme%2Fshop/pulls/pull/1',
        '/acme/shop%3Fx/pull/1',
        '/acme/shop%00/pull/1',
        `/acme/secret/pull/${hidden.number}/events`,
        '/acme/nothing/pull/1/events',
      ].map(async (path) => {
        const answer = await noa.get(path);
        return { status: answer.status, body: await answer.text(), type: answer.headers.get('content-type') };
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
    expect(await textOf(noa, '/queue')).not.toContain('A secret');
  });

  it('costs the same requests to GitHub whether it is there or not', async () => {
    const noa = await signIn(world, 'noa');
    world.takeRequests();
    await noa.get(`/acme/secret/pull/${hidden.number}`);
    const there = world.takeRequests();
    await noa.get('/acme/never-was/pull/1');
    expect(world.takeRequests()).toEqual(there);
    expect(there).toEqual(['GET repos/get']);
  });

  it('is not shown any more within a minute of being taken away', async () => {
    const jo = await signIn(world, 'jo');
    expect((await jo.get(`/acme/secret/pull/${hidden.number}`)).status).toBe(200);
    world.sandbox.removeOrganizationMember(world.cast.organization, person('jo'));
    const again = await signIn(world, 'jo');
    expect((await again.get(`/acme/secret/pull/${hidden.number}`)).status).toBe(404);
  });

  it('is asked of nobody who is not signed in, whatever the address', async () => {
    const stranger = openBrowser(world);
    const paths = ['/queue', `/acme/secret/pull/${hidden.number}`, '/acme/nothing/pull/1', '/organizations'];
    world.takeRequests();
    for (const path of paths) {
      const answer = await stranger.get(path);
      expect(answer.status).toBe(302);
      expect(answer.headers.get('location')).toBe(`/sign-in?to=${encodeURIComponent(path)}`);
      expect(await answer.text()).toBe('');
    }
    expect(world.takeRequests()).toEqual([]);
  });
});

describe('every page', () => {
  it.each(['/', '/queue', '/nothing-like-this', '/signed-out'])('%s lets nothing in from elsewhere', async (path) => {
    const answer = await (await signIn(world, 'ada')).get(path);
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}/);
    expect(await answer.text()).not.toMatch(/<style|style="|<script>|\son\w+="/);
  });
});
