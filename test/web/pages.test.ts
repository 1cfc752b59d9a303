import { describe, expect, it } from '@jest/globals';
import { createPages } from '../../src/web/routes.ts';
import { localPath } from '../../src/web/sign-in.ts';
import { assetAddress } from '../../src/web/static.ts';
import { aViewer, portsFor } from './support/pages.ts';

describe('the files that every page uses', () => {
  it.each(['style.css', 'live.js', 'icon.svg'] as const)('%s is served for ever under its own digest', async (name) => {
    const answer = await createPages(portsFor(null)).request(assetAddress(name));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(assetAddress(name)).toMatch(/\.[\w-]{12}\.\w+$/);
  });
});

describe('a page', () => {
  it('sends whoever is not signed in to sign in, and back afterwards', async () => {
    const answer = await createPages(portsFor(null)).request('/organizations?period=90');
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/sign-in?to=%2Forganizations%3Fperiod%3D90');
  });

  it('belongs to one person, so that nobody keeps it', async () => {
    const answer = await createPages(portsFor(aViewer())).request('/organizations');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe('the way back after signing in', () => {
  it.each([
    { given: '/queue', leads: '/queue' },
    { given: '/acme/shop/pull/1?a=b#c', leads: '/acme/shop/pull/1?a=b' },
    { given: undefined, leads: '/' },
    { given: '', leads: '/' },
    { given: 'https://evil.test/', leads: '/' },
    { given: '//evil.test/', leads: '/' },
    { given: '///evil.test/', leads: '/' },
    { given: '/\\evil.test/', leads: '/' },
    { given: '\\\\evil.test', leads: '/' },
    { given: '/\t/evil.test', leads: '/' },
    { given: '/%09/evil.test', leads: '/%09/evil.test' },
    { given: '/./ /evil.test', leads: '/' },
    { given: '/.//evil.test', leads: '/' },
    { given: '/a/..//evil.test', leads: '/' },
    { given: 'javascript:alert(1)', leads: '/' },
    { given: '/x\r\nset-cookie: a=b', leads: '/' },
    { given: '/\u0000', leads: '/' },
    { given: '@evil.test', leads: '/' },
    { given: '/@evil.test', leads: '/@evil.test' },
  ])('from $given is $leads', ({ given, leads }) => {
    expect(localPath(given)).toBe(leads);
  });
});

describe('a form', () => {
  it('that is larger than any of ours is refused before it is read', async () => {
    const body = `csrf=${'a'.repeat(300_000)}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) };
    const answer = await createPages(portsFor(aViewer())).request('/sign-out', { method: 'POST', body, headers });
    expect(answer.status).toBe(413);
  });
});
