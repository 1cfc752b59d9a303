import { describe, expect, it } from '@jest/globals';
import { axeViolations, useStage } from './support/chromium.ts';

const stage = useStage();

describe('in a browser', () => {
  it('somebody signs in on GitHub, comes back to where they wanted to go, and signs out', async () => {
    const { openAs, url } = stage();
    const page = await openAs('ada', '/queue');
    expect(await page.getByRole('link', { name: 'Waiting for you' }).getAttribute('aria-current')).toBe('page');
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(`${url}/queue`);
    expect(new URL(page.url()).host).not.toBe(new URL(url).host);
  });

  it('a stranger is sent to sign in, and sees nothing of what exists', async () => {
    const { open, url } = stage();
    const page = await open();
    for (const path of ['/acme/shop/pull/1', '/acme/nothing/pull/1', '/organizations', '/playground']) {
      await page.goto(`${url}${path}`);
      expect(new URL(page.url()).pathname).toBe('/login/oauth/authorize');
    }
  });

  it('the first press of Tab offers to skip to the content', async () => {
    const page = await stage().openAs('ada', '/queue');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
  });
});
