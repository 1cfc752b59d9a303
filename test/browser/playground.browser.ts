import { describe, expect, it } from '@jest/globals';
import { axeViolations, useStage } from './support/chromium.ts';

const stage = useStage();

describe('the playground in a browser', () => {
  it('marks a problem on its line while somebody types, and takes the mark away when it is mended', async () => {
    const page = await stage().openAs('ada', '/playground');
    const policy = page.getByRole('textbox', { name: /^Policy/ });
    await policy.fill('version: 1\nmod: observe\nrules: []\n');
    await page.getByRole('heading', { name: '1 problem' }).waitFor();
    expect(await page.locator('#gutter .wrong').allTextContents()).toEqual(['2\n']);
    expect(await page.getByText('did you mean').isVisible()).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('link', { name: /:2:1$/ }).click();
    expect(await page.evaluate('getSelection().toString()')).toBe('mod: observe');
    await policy.fill('version: 1\nmode: observe\nrules: []\n');
    await page.getByRole('heading', { name: 'What it would ask' }).waitFor();
    expect(await page.locator('#gutter .wrong').count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('works without JavaScript', async () => {
    const page = await stage().openAs('ada', '/playground', { javaScriptEnabled: false });
    await page
      .getByRole('textbox', { name: /^Policy/ })
      .fill(
        'version: 1\nrules:\n  - name: all\n    require: { level: senior, count: 2 }\nlevels: { senior: { users: [ada, bo] } }\n',
      );
    await page.getByRole('button', { name: 'Try it' }).click();
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toContain('What it would ask');
    expect(await page.getByText('Waiting for 2 × senior').isVisible()).toBe(true);
  });

  it.each([390, 820, 1280])('fits into a window %d wide', async (width) => {
    const page = await stage().openAs('ada', '/playground', { viewport: { width, height: 900 } });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
