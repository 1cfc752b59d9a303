import { createPrivateKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appToken, caller, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
});

const manifest = {
  name: 'Second App',
  url: 'https://example.com',
  redirect_url: 'http://127.0.0.1:3000/set-up',
  hook_attributes: { url: 'https://example.com/hook' },
  default_permissions: { checks: 'write' as const },
  default_events: ['pull_request'],
};

describe('registering an app by manifest', () => {
  it('gives a code that fetches working credentials once', async () => {
    const { sandbox, acme, clock } = world;
    const back = new URL(sandbox.agreeToManifest(manifest, acme, 'nonce'));
    expect([back.pathname, back.searchParams.get('state')]).toEqual(['/set-up', 'nonce']);
    const anonymous = caller(sandbox, null);
    const path = `/app-manifests/${back.searchParams.get('code')}/conversions`;
    const { status, body } = await anonymous('POST', path);
    expect([status, body.slug, body.permissions]).toEqual([201, 'second-app', { checks: 'write' }]);
    const asApp = caller(sandbox, appToken(body.id, clock.now, { key: createPrivateKey(body.pem) }));
    expect((await asApp('GET', '/app')).status).toBe(200);
    expect((await anonymous('POST', path)).status).toBe(404);
    expect(sandbox.violations).toEqual([]);
  });
});
