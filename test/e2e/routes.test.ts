import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, csrfIn, openBrowser, signIn } from '../support/browser.ts';
import { stageOf } from '../support/commands.ts';
import { type Pull, publicUrl, startWorld, type World } from '../support/e2e.ts';

/** What holds for every address of the server, read from its own list of routes: a new one is in these tests by itself. */
let world: World;
let pull: Pull;
let digest: string;
let routes: readonly { readonly method: string; readonly path: string }[];
beforeAll(async () => {
  world = await startWorld();
  pull = stageOf(world).open();
  await world.quiet();
  digest = /audit\/([0-9a-f]{64})"/.exec(await (await (await ada()).get('/orgs/acme/audit')).text())?.[1] ?? '';
  const all = world.program.server.routes.filter(({ method }) => method !== 'ALL');
  routes = [...new Map(all.map(({ method, path }) => [`${method} ${path}`, { method, path }])).values()];
});
afterAll(async () => {
  const { violations } = world.sandbox;
  await world.close();
  expect(violations).toEqual([]);
});

const ada = (): Promise<Browser> => signIn(world, 'ada');
const isDelivery = (path: string): boolean => path === '/' || path === '/api/github/webhooks';
const isOpen = (path: string): boolean =>
  /^\/(?:$|sign-in$|sign-in\/callback$|signed-out$|healthz$|readyz$|assets\/)/.test(path);

type Names = { readonly owner: string; readonly name: string; readonly number: number; readonly entry: string };
const there = (): Names => ({ owner: 'acme', name: 'shop', number: pull.number, entry: digest });
const nowhere: Names = { owner: 'nobody', name: 'nothing', number: 7, entry: '0'.repeat(64) };

const addressOf = (path: string, { owner, name, number, entry }: Names): string =>
  path
    .replace(/:entry\{.*\}$/, entry)
    .replace(/:owner|:org(?!\w)/, owner)
    .replace(':name', name)
    .replace(':number', String(number));

const pathsOf = (wanted: string): readonly string[] =>
  routes.filter(({ method }) => method === wanted).map(({ path }) => path);

/** Everything that any of our forms asks for, but for its token. */
const filled = { repository: '', sample: 'plain', level: '', text: 'version: 1', until: '2026-12-24', back: 'yes' };

async function ended(answer: Response): Promise<Response> {
  // The stream of a page goes on until somebody leaves.
  await answer.body?.cancel();
  return answer;
}

const lacking = ({ headers }: Response): readonly string[] =>
  Object.entries({
    'content-security-policy': /^default-src 'none'; .*form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    'x-content-type-options': /^nosniff$/,
    'x-frame-options': /^DENY$/,
    'referrer-policy': /^same-origin$/,
    'strict-transport-security': /^max-age=\d{7,}/,
    'cross-origin-opener-policy': /^same-origin$/,
    'cross-origin-resource-policy': /^same-origin$/,
  }).flatMap(([name, wanted]) => (wanted.test(headers.get(name) ?? '') ? [] : [name]));

describe('every address of the server', () => {
  it('is one of these', () => {
    expect(pathsOf('POST').toSorted()).toEqual([
      '/',
      '/api/github/webhooks',
      '/orgs/:org/audit/verify',
      '/playground',
      '/queue/away',
      '/sign-out',
    ]);
    expect(pathsOf('GET').length).toBeGreaterThan(18);
    expect(new Set(routes.map(({ method }) => method))).toEqual(new Set(['GET', 'POST']));
  });

  it('answers with the headers that keep everything out, whoever asks and whatever comes of it', async () => {
    const found: string[] = [];
    for (const browser of [openBrowser(world), await ada()])
      for (const names of [there(), nowhere])
        for (const { method, path } of routes.filter((route) => route.path !== '/sign-in/callback')) {
          const address = addressOf(path, names);
          const answer = await ended(
            method === 'GET' ? await browser.get(address) : await browser.post(address, filled),
          );
          found.push(...lacking(answer).map((name) => `${method} ${address} ${answer.status}: ${name}`));
          const kept = answer.headers.get('cache-control');
          if (!isOpen(path) && method === 'GET' && kept !== 'no-store')
            found.push(`${method} ${address} may be kept: ${kept}`);
        }
    const lost = await (await ada()).get('/nothing-like-this', { accept: 'text/html' });
    expect([lost.status, await lost.text()]).toEqual([404, expect.stringContaining('There is no such page.')]);
    for (const address of ['/nothing-like-this', '/sign-in/callback?code=1&state=2', '/assets/none.css'])
      found.push(...lacking(await ended(await (await ada()).get(address))).map((name) => `${address}: ${name}`));
    expect(found).toEqual([]);
  });

  it('says the same to a stranger, whether what it is about exists or not, and asks GitHub nothing', async () => {
    const stranger = openBrowser(world);
    world.takeRequests();
    for (const path of pathsOf('GET').filter((each) => !isOpen(each)))
      for (const names of [there(), nowhere]) {
        const address = addressOf(path, names);
        const answer = await stranger.get(address);
        expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([
          302,
          `/sign-in?to=${encodeURIComponent(address)}`,
          '',
        ]);
      }
    expect(world.takeRequests()).toEqual([]);
  });
});

describe('every form', () => {
  const forms = () => pathsOf('POST').filter((path) => !isDelivery(path));

  it('is refused without the token of its session, with that of another one, and from elsewhere', async () => {
    const [browser, other] = [await ada(), await ada()];
    const csrf = csrfIn(await (await browser.get('/queue')).text());
    const foreign = csrfIn(await (await other.get('/queue')).text());
    expect(foreign).not.toBe(csrf);
    for (const path of forms().map((each) => addressOf(each, there()))) {
      const tries = [
        browser.post(path, filled),
        browser.post(path, { ...filled, csrf: '' }),
        browser.post(path, { ...filled, csrf: foreign }),
        browser.post(path, { ...filled, csrf }, { 'sec-fetch-site': 'cross-site' }),
        browser.post(path, { ...filled, csrf }, { 'sec-fetch-site': 'same-site' }),
        browser.post(path, { ...filled, csrf }, { origin: 'https://evil.test' }),
        browser.post(path, { ...filled, csrf }, { origin: 'null' }),
        browser.post(`${path}?csrf=${csrf}`, filled),
      ];
      const answers = await Promise.all(tries);
      expect([path, ...answers.map(({ status }) => status)]).toEqual([path, ...tries.map(() => 403)]);
      // In words that somebody understands whose session ended while they wrote.
      for (const answer of answers)
        expect(await answer.text()).toContain('<h1 class="empty-head">This form was not taken.</h1>');
    }
    expect((await browser.get('/queue')).status).toBe(200);
  });

  it('is taken from nobody who is not signed in, who is led back to the page where it stood', async () => {
    for (const path of forms()
      .filter((each) => each !== '/sign-out')
      .map((each) => addressOf(each, there()))) {
      const from = async (referer: string) => {
        const answer = await openBrowser(world).post(path, filled, { referer });
        // A page with a link: the browser would follow no redirect from a form to GitHub.
        expect(answer.status).toBe(401);
        const [, link = ''] = /href="([^"]*)">Sign in with GitHub/.exec(await answer.text()) ?? [];
        return new URL(link, publicUrl).searchParams.get('to');
      };
      expect(await from(`${publicUrl}/playground?repository=acme%2Fshop`)).toBe('/playground?repository=acme%2Fshop');
      expect(await from('https://evil.test/queue')).toBe('/');
      expect(await from('about:client')).toBe('/');
    }
    const { status, headers } = await openBrowser(world).post('/sign-out', filled);
    expect([status, headers.get('location')]).toEqual([303, '/']);
  });

  it.each([
    { why: 'says how long it is', headers: { 'content-length': '300000' } },
    { why: 'does not say how long it is', headers: {} },
  ])('that is too large is refused, also one that $why', async ({ headers }) => {
    const browser = await ada();
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const path of forms().map((each) => addressOf(each, there()))) {
      const answer = await world.program.server.request(`${publicUrl}${path}`, {
        method: 'POST',
        body: ReadableStream.from(Array.from({ length: 30 }, () => new TextEncoder().encode('csrf=a&'.repeat(1_500)))),
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers },
        duplex: 'half',
      });
      expect([path, answer.status]).toEqual([path, 413]);
      expect(await answer.text()).toContain('This is too long to be taken.');
    }
  });
});

describe('names that lead elsewhere', () => {
  it.each([
    '/acme/..%2F..%2Fuser/pull/1',
    '/..%2Fuser/repos/pull/1',
    '/acme/shop%2F..%2F..%2F..%2Fuser/pull/1',
    '/acme@evil.test/shop/pull/1',
    '/evil.test%2F/%2F/pull/1',
    '/orgs/..%2F..%2Fuser',
    '/orgs/169.254.169.254/set-up',
    '/playground?repository=..%2F..%2Fuser',
    '/playground?repository=http%3A%2F%2F169.254.169.254%2Flatest',
    '/playground?repository=acme%2Fshop%3Fx&pull=1',
    '/assets/..%2F..%2F..%2Fpackage.json',
    '/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/orgs/acme/audit/..%2F..%2Fexport',
  ])('such as %s are answered by nothing, and make the server ask nobody but GitHub for a repository', async (path) => {
    const browser = await ada();
    await browser.get('/organizations');
    world.takeRequests();
    const answer = await browser.get(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toMatch(/"dependencies"|root:x/);
    expect(world.takeRequests().filter((asked) => asked !== 'GET repos/get')).toEqual([]);
  });

  it.each(['host', 'x-forwarded-host', 'forwarded'])(
    'are not taken from the header %s: GitHub sends people back to the address of the configuration',
    async (name) => {
      const answer = await openBrowser(world).get('/sign-in', { [name]: 'evil.test', 'x-forwarded-proto': 'http' });
      const target = new URL(answer.headers.get('location') ?? '');
      expect(target.searchParams.get('redirect_uri')).toBe(`${publicUrl}/sign-in/callback`);
      expect(answer.headers.getSetCookie().join()).toMatch(/^__Host-.*; Secure;/);
    },
  );
});
