import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agreeAs, csrfIn, openBrowser, signIn } from '../support/browser.ts';
import { startWorld, type World } from '../support/e2e.ts';

const session = '__Host-countersign';
const begun = '__Host-countersign-begun';
const clock = { now: new Date('2026-05-10T09:00:00Z') };
const hours = (count: number): void => {
  clock.now = new Date(clock.now.getTime() + count * 3_600_000);
};

let world: World;
beforeAll(async () => {
  world = await startWorld({ now: () => clock.now }, {}, () => clock.now);
});
afterAll(async () => {
  await world.close();
});

describe('signing in', () => {
  it('goes to GitHub with a state and a challenge, and comes back to where one wanted to go', async () => {
    const browser = openBrowser(world);
    const answer = await browser.get('/sign-in?to=/acme/shop/pull/1%3Fa=b');
    const target = new URL(answer.headers.get('location') ?? '');
    expect(`${target.origin}${target.pathname}`).toBe(`${world.sandbox.url}/login/oauth/authorize`);
    expect(Object.fromEntries(target.searchParams)).toEqual({
      client_id: world.cast.app.clientId,
      redirect_uri: 'https://countersign.test/sign-in/callback',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    const done = await browser.get(await agreeAs('ada', target.href));
    expect(done.headers.get('location')).toBe('/acme/shop/pull/1?a=b');
    expect(await (await browser.get('/queue')).text()).toContain('Signed in as </span>ada');
    expect(world.sandbox.violations).toEqual([]);
  });

  it('keeps its cookies from scripts, from other sites and from plain connections', async () => {
    const browser = openBrowser(world);
    const first = await browser.get('/sign-in');
    expect(first.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-countersign-begun=[\w-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    const done = await browser.get(await agreeAs('ada', first.headers.get('location') ?? ''));
    expect(done.headers.getSetCookie()).toEqual([
      '__Host-countersign-begun=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
      expect.stringMatching(/^__Host-countersign=[\w-]+; Max-Age=28800; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect(done.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    {
      why: 'the state is another one',
      change: (back: string) => back.replace(/state=[^&]+/, 'state=forged'),
      cookies: (given: Map<string, string>) => given,
    },
    {
      why: 'it was begun in another browser',
      change: (back: string) => back,
      cookies: () => new Map<string, string>(),
    },
    {
      why: 'the cookie of the beginning was changed',
      change: (back: string) => back,
      cookies: (given: Map<string, string>) => new Map([...given].map(([name, value]) => [name, `A${value.slice(1)}`])),
    },
    {
      why: 'the code is not one of GitHub',
      change: (back: string) => back.replace(/code=[^&]+/, 'code=forged'),
      cookies: (given: Map<string, string>) => given,
    },
    {
      why: 'GitHub sends no code',
      change: (back: string) => back.replace(/code=[^&]+/, 'error=access_denied'),
      cookies: (given: Map<string, string>) => given,
    },
  ])('fails when $why', async ({ change, cookies }) => {
    const browser = openBrowser(world);
    const first = await browser.get('/sign-in');
    const back = change(await agreeAs('ada', first.headers.get('location') ?? ''));
    const given = cookies(new Map(browser.cookies));
    browser.cookies.clear();
    for (const [name, value] of given) browser.cookies.set(name, value);
    const answer = await browser.get(back);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('You are not signed in.');
    expect(browser.cookies.has(session)).toBe(false);
  });

  it('works once: neither the way back nor its code serve again, nor after ten minutes', async () => {
    const browser = openBrowser(world);
    const first = await browser.get('/sign-in');
    const cookie = browser.cookies.get(begun) ?? '';
    const back = await agreeAs('ada', first.headers.get('location') ?? '');
    expect((await browser.get(back)).status).toBe(303);
    expect((await browser.get(back)).status).toBe(400);
    browser.cookies.set(begun, cookie);
    expect((await browser.get(back)).status).toBe(400);

    const late = openBrowser(world);
    const again = await late.get('/sign-in');
    const slowly = await agreeAs('ada', again.headers.get('location') ?? '');
    hours(0.17);
    expect((await late.get(slowly)).status).toBe(400);
  });

  it('gives an id that nobody had before, and ends the session that was there', async () => {
    const browser = openBrowser(world);
    browser.cookies.set(session, 'chosen-by-an-attacker');
    await signIn(world, 'ada', browser);
    const before = browser.cookies.get(session) ?? '';
    expect(before).not.toBe('chosen-by-an-attacker');
    await signIn(world, 'bo', browser);
    const attacker = openBrowser(world);
    attacker.cookies.set(session, before);
    expect((await attacker.get('/queue')).status).toBe(302);
    expect(await (await browser.get('/queue')).text()).toContain('Signed in as </span>bo');
  });

  it('shows the browser and the database nothing that opens anything', async () => {
    const browser = await signIn(world, 'ada');
    const cookie = browser.cookies.get(session) ?? '';
    const tokens = [...world.sandbox.state.tokens.keys()];
    expect(
      tokens.filter((token) => cookie.includes(token) || Buffer.from(cookie, 'base64url').includes(token)),
    ).toEqual([]);
    const forged = openBrowser(world);
    forged.cookies.set(session, Buffer.from(Buffer.from(cookie, 'base64url')).fill(0, 40).toString('base64url'));
    expect((await forged.get('/queue')).status).toBe(302);
  });
});

describe('a session', () => {
  it.each([
    { why: 'eight hours, however busy', steps: [1.9, 1.9, 1.9, 1.9, 0.5] },
    { why: 'two idle hours', steps: [2] },
  ])('ends after $why', async ({ steps }) => {
    const browser = await signIn(world, 'ada');
    for (const step of steps.slice(0, -1)) {
      hours(step);
      expect((await browser.get('/queue')).status).toBe(200);
    }
    hours(steps.at(-1) ?? 0);
    expect((await browser.get('/queue')).headers.get('location')).toBe('/sign-in?to=%2Fqueue');
  });

  it('ends at once when the person takes the consent back on GitHub', async () => {
    const browser = await signIn(world, 'ada');
    for (const [token, { kind }] of world.sandbox.state.tokens)
      if (kind === 'user') world.sandbox.state.tokens.delete(token);
    const answer = await browser.get('/acme/shop/pull/1');
    expect(answer.headers.get('location')).toBe('/sign-in?to=%2Facme%2Fshop%2Fpull%2F1');
    expect(browser.cookies.has(session)).toBe(false);
  });
});

describe('signing out', () => {
  it.each([
    { why: 'without the token of the form', form: () => ({}), headers: {} },
    { why: 'with the token of another session', form: () => ({ csrf: 'x'.repeat(43) }), headers: {} },
    { why: 'from another site', form: (csrf: string) => ({ csrf }), headers: { origin: 'https://evil.test' } },
    { why: 'from a page without origin', form: (csrf: string) => ({ csrf }), headers: { origin: 'null' } },
    { why: 'across sites', form: (csrf: string) => ({ csrf }), headers: { 'sec-fetch-site': 'cross-site' } },
  ])('is refused $why', async ({ form, headers }) => {
    const browser = await signIn(world, 'ada');
    const csrf = csrfIn(await (await browser.get('/queue')).text());
    expect((await browser.post('/sign-out', form(csrf), headers)).status).toBe(403);
    expect((await browser.get('/queue')).status).toBe(200);
  });

  it('ends the session for everybody who has its cookie', async () => {
    const browser = await signIn(world, 'ada');
    const stolen = openBrowser(world);
    stolen.cookies.set(session, browser.cookies.get(session) ?? '');
    const csrf = csrfIn(await (await browser.get('/queue')).text());
    const answer = await browser.post('/sign-out', { csrf });
    expect(answer.headers.get('location')).toBe('/signed-out');
    expect(browser.cookies.has(session)).toBe(false);
    expect((await stolen.get('/queue')).status).toBe(302);
    expect(await (await browser.get('/signed-out')).text()).toContain('You are signed out.');
  });
});
