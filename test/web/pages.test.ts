import { describe, expect, it } from '@jest/globals';
import { createPages } from '../../src/web/routes.ts';
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
