import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appToken, asInstallation, caller, openPull, startWorld, type World } from './world.ts';

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const minute = 60;

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
});

describe('the token of an app', () => {
  it.each([
    { why: 'signed with the key of the app', changes: () => ({}), status: 200 },
    { why: 'signed with another key', changes: () => ({ key: stranger }), status: 401 },
    { why: 'expired', changes: (now: number) => ({ exp: now - 1 }), status: 401 },
    { why: 'valid for longer than ten minutes', changes: (now: number) => ({ exp: now + 11 * minute }), status: 401 },
    { why: 'issued in the future', changes: (now: number) => ({ iat: now + minute }), status: 401 },
  ])('is answered $status when $why', async ({ changes, status }) => {
    const { app, clock, sandbox } = world;
    const token = appToken(app.id, clock.now, changes(clock.now.getTime() / 1_000));
    expect((await caller(sandbox, token)('GET', '/app')).status).toBe(status);
  });

  it('may name the client id', async () => {
    const { app, clock, sandbox } = world;
    const { body } = await caller(sandbox, appToken(app.clientId, clock.now))('GET', '/app');
    expect(body.slug).toBe('countersign');
  });

  it('opens nothing in a repository', async () => {
    const { app, clock, sandbox } = world;
    const asApp = caller(sandbox, appToken(app.id, clock.now));
    expect((await asApp('GET', '/repos/acme/shop')).status).toBe(404);
  });
});

describe('the token of an installation', () => {
  it('ends after an hour', async () => {
    const call = await asInstallation(world);
    world.clock.now = new Date(world.clock.now.getTime() + 59 * minute * 1_000);
    expect((await call('GET', '/repos/acme/shop')).status).toBe(200);
    world.clock.now = new Date(world.clock.now.getTime() + minute * 1_000);
    expect((await call('GET', '/repos/acme/shop')).status).toBe(401);
  });

  it('has no more than was asked for', async () => {
    const { app, clock, installation, sandbox } = world;
    const path = `/app/installations/${installation.id}/access_tokens`;
    const asApp = caller(sandbox, appToken(app.id, clock.now));
    const { body } = await asApp('POST', path, { permissions: { contents: 'read' }, repositories: ['shop'] });
    expect(body.permissions).toEqual({ contents: 'read', metadata: 'read' });
    const call = caller(sandbox, body.token);
    expect((await call('GET', '/repos/acme/shop/contents/README.md')).status).toBe(200);
    expect((await call('GET', '/orgs/acme/teams')).status).toBe(403);
  });

  it('cannot have what was not granted', async () => {
    const { app, clock, installation, sandbox } = world;
    const asApp = caller(sandbox, appToken(app.id, clock.now));
    const path = `/app/installations/${installation.id}/access_tokens`;
    expect((await asApp('POST', path, { permissions: { contents: 'write' } })).status).toBe(422);
    expect((await asApp('POST', path, { repositories: ['elsewhere'] })).status).toBe(422);
  });

  it('reads nothing while the installation is suspended', async () => {
    const call = await asInstallation(world);
    world.sandbox.suspendInstallation(world.installation, { as: world.people.grace });
    expect((await call('GET', '/repos/acme/shop')).status).toBe(403);
    world.sandbox.unsuspendInstallation(world.installation, { as: world.people.grace });
    expect((await call('GET', '/repos/acme/shop')).status).toBe(200);
  });

  it('sees no repository outside the installation', async () => {
    const { sandbox, people } = world;
    sandbox.addRepository({ owner: people.mallory, name: 'private', files: {} });
    sandbox.addRepository({ owner: people.mallory, name: 'public', files: {}, visibility: 'public' });
    const call = await asInstallation(world);
    expect((await call('GET', '/repos/mallory/private')).status).toBe(404);
    expect((await call('GET', '/repos/mallory/public')).status).toBe(200);
    const labels = { name: 'x', color: 'ff0000' };
    expect((await call('POST', '/repos/mallory/public/labels', labels)).status).toBe(403);
  });

  it('may do what the installation permits and nothing else', async () => {
    const { app } = world;
    const { head, pull } = openPull(world);
    world.installation.permissions = { contents: 'read', pull_requests: 'read' };
    const call = await asInstallation(world);
    const run = { name: app.slug, head_sha: head.oid, status: 'in_progress' };
    const refused = await call('POST', '/repos/acme/shop/check-runs', run);
    expect([refused.status, refused.body.message]).toEqual([403, 'Resource not accessible by integration']);
    expect((await call('GET', `/repos/acme/shop/pulls/${pull.number}`)).status).toBe(200);
    expect((await call('POST', `/repos/acme/shop/issues/${pull.number}/labels`, { labels: ['x'] })).status).toBe(403);
  });
});

describe('no token', () => {
  it.each([
    { why: 'a public repository', visibility: 'public' as const, status: 200 },
    { why: 'a private repository', visibility: 'private' as const, status: 404 },
  ])('is answered $status for $why', async ({ visibility, status }) => {
    world.shop.visibility = visibility;
    expect((await caller(world.sandbox, null)('GET', '/repos/acme/shop')).status).toBe(status);
  });

  it('is refused when it is an unknown one', async () => {
    expect((await caller(world.sandbox, 'ghs_made-up')('GET', '/repos/acme/shop')).status).toBe(401);
  });
});

describe('the token of a person', () => {
  it('sees and writes as that person', async () => {
    const { sandbox, people } = world;
    const { pull } = openPull(world);
    const call = caller(sandbox, sandbox.createUserToken(people.grace));
    expect((await call('GET', '/user')).body.login).toBe('grace');
    const path = `/repos/acme/shop/pulls/${pull.number}/reviews`;
    expect((await call('POST', path, { event: 'APPROVE' })).body.user.login).toBe('grace');
    const outsider = caller(sandbox, sandbox.createUserToken(people.mallory));
    expect((await outsider('GET', '/repos/acme/shop')).status).toBe(404);
  });
});
