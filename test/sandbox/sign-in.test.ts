import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { caller, startWorld, type World } from './world.ts';

const callback = 'https://countersign.test/sign-in/callback';
const verifier = 'v'.repeat(43);
const challenge = createHash('sha256').update(verifier).digest('base64url');

let world: World;
beforeAll(async () => {
  world = await startWorld();
  world.app.callbackUrls = ['https://countersign.test/sign-in'];
});
afterAll(async () => {
  await world.close();
});

const authorize = (parameters: Readonly<Record<string, string>> = {}) => {
  const asked = { client_id: world.app.clientId, redirect_uri: callback, state: 's', person: 'ada' };
  const proof = { code_challenge: challenge, code_challenge_method: 'S256' };
  const query = new URLSearchParams({ ...asked, ...proof, ...parameters });
  return fetch(`${world.sandbox.url}/login/oauth/authorize?${query.toString()}`, { redirect: 'manual' });
};
const exchange = async (fields: Readonly<Record<string, string>>) => {
  const proof = { client_id: world.app.clientId, client_secret: world.app.clientSecret };
  const body = new URLSearchParams({ ...proof, ...fields });
  const answer = await fetch(`${world.sandbox.url}/login/oauth/access_token`, { method: 'POST', body });
  return (await answer.json()) as Record<string, string>;
};
const codeFor = async (person = 'ada') => {
  const target = new URL((await authorize({ person })).headers.get('location') ?? '');
  return target.searchParams.get('code') ?? '';
};
const tokenOf = async (person = 'ada') =>
  await exchange({ code: await codeFor(person), code_verifier: verifier, redirect_uri: callback });

describe('the page that asks for consent', () => {
  it('lets one choose who one is, and sends them back with a code and the state', async () => {
    expect(await (await authorize({ person: '' })).text()).toContain('person=grace');
    const target = new URL((await authorize()).headers.get('location') ?? '');
    expect(`${target.origin}${target.pathname}`).toBe(callback);
    expect(target.searchParams.get('state')).toBe('s');
  });

  it.each([
    { why: 'an app that it does not know', change: { client_id: 'Iv1.unknown' }, status: 404 },
    { why: 'a way back to elsewhere', change: { redirect_uri: 'https://evil.test/sign-in' }, status: 400 },
    {
      why: 'a way back beside the registered path',
      change: { redirect_uri: 'https://countersign.test/sign-inx' },
      status: 400,
    },
    { why: 'no address at all', change: { redirect_uri: 'nowhere' }, status: 400 },
  ])('refuses $why', async ({ change, status }) => {
    expect((await authorize(change)).status).toBe(status);
  });
});

describe('the exchange of a code', () => {
  it.each([
    { why: 'of a wrong secret', fields: { client_secret: 'wrong' }, error: 'incorrect_client_credentials' },
    {
      why: 'of a verifier that does not fit',
      fields: { code_verifier: 'w'.repeat(43) },
      error: 'bad_verification_code',
    },
    { why: 'there is no verifier', fields: { code_verifier: '' }, error: 'bad_verification_code' },
    { why: 'of an unknown code', fields: { code: 'unknown' }, error: 'bad_verification_code' },
    { why: 'of another way back', fields: { redirect_uri: `${callback}/x` }, error: 'redirect_uri_mismatch' },
    {
      why: 'of an unknown refresh token',
      fields: { grant_type: 'refresh_token', refresh_token: 'ghr_x' },
      error: 'bad_refresh_token',
    },
  ])('is refused because $why', async ({ fields, error }) => {
    const given = { code: await codeFor(), code_verifier: verifier, redirect_uri: callback, ...fields };
    expect(await exchange(given)).toMatchObject({ error });
  });

  it('works once, and not after ten minutes', async () => {
    const code = await codeFor();
    expect(await exchange({ code, code_verifier: verifier })).toMatchObject({ token_type: 'bearer' });
    expect(await exchange({ code, code_verifier: verifier })).toMatchObject({ error: 'bad_verification_code' });
    const late = await codeFor();
    world.clock.now = new Date(world.clock.now.getTime() + 10 * 60_000);
    expect(await exchange({ code: late, code_verifier: verifier })).toMatchObject({ error: 'bad_verification_code' });
  });

  it('gives a token for eight hours, and the next one for the refresh token, once', async () => {
    const { access_token: first = '', refresh_token: refresh = '' } = await tokenOf();
    world.clock.now = new Date(world.clock.now.getTime() + 8 * 3_600_000);
    expect((await caller(world.sandbox, first)('GET', '/user')).status).toBe(401);
    const asked = { grant_type: 'refresh_token', refresh_token: refresh };
    const { access_token: second = '' } = await exchange(asked);
    expect((await caller(world.sandbox, second)('GET', '/user')).body.login).toBe('ada');
    expect(await exchange(asked)).toMatchObject({ error: 'bad_refresh_token' });
  });
});

describe('the token of somebody who signed in', () => {
  it('shows the installations and repositories that both the person and the app reach', async () => {
    const { sandbox, people, installation } = world;
    const own = sandbox.addRepository({ owner: people.ada, name: 'notes', visibility: 'private', files: { a: '' } });
    const { access_token: token = '' } = await tokenOf('ada');
    const call = caller(sandbox, token);
    const list = await call('GET', '/user/installations');
    expect(list.body.installations.map(({ id }: { id: number }) => id)).toEqual([installation.id]);
    const repositories = await call('GET', `/user/installations/${installation.id}/repositories`);
    expect(repositories.body.repositories.map(({ full_name: name }: { full_name: string }) => name)).toEqual([
      'acme/shop',
    ]);
    expect((await call('GET', `/repos/ada/${own.name}`)).status).toBe(404);
    expect((await call('GET', '/user/memberships/orgs/acme')).body.state).toBe('active');
    expect(sandbox.violations).toEqual([]);
  });

  it('shows a stranger nothing', async () => {
    const { access_token: token = '' } = await tokenOf('mallory');
    const call = caller(world.sandbox, token);
    expect((await call('GET', '/user/installations')).body).toEqual({ total_count: 0, installations: [] });
    expect((await call('GET', `/user/installations/${world.installation.id}/repositories`)).body.total_count).toBe(0);
    expect((await call('GET', '/user/memberships/orgs/acme')).status).toBe(404);
    expect((await call('GET', '/repos/acme/shop')).status).toBe(404);
  });

  it('is the only kind of token of a person that knows installations', async () => {
    const call = caller(world.sandbox, world.sandbox.createUserToken(world.people.ada));
    expect((await call('GET', '/user/installations')).status).toBe(403);
  });
});
