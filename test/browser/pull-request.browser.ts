import { beforeAll, describe, expect, it } from '@jest/globals';
import { stageOf } from '../support/commands.ts';
import type { Pull } from '../support/e2e.ts';
import { axeViolations, useStage } from './support/chromium.ts';

const stage = useStage();
let pull: Pull;

beforeAll(async () => {
  pull = stageOf(stage().world).open();
  await stage().world.quiet();
});

describe('the page of a pull request in a browser', () => {
  it.each([
    { width: 390, colorScheme: 'dark' },
    { width: 820, colorScheme: 'light' },
    { width: 1280, colorScheme: 'light' },
  ] as const)(
    'fits into $width pixels and gives axe nothing to say, as the queue does',
    async ({ width, colorScheme }) => {
      const page = await stage().openAs('ada', '/queue', { viewport: { width, height: 900 }, colorScheme });
      for (const path of ['/queue', `/acme/shop/pull/${pull.number}`]) {
        await page.goto(`${stage().url}${path}`);
        expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
        expect(await axeViolations(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      }
    },
  );

  it('is reached from the queue of a senior, turns green in front of their eyes, and leaves the queue', async () => {
    const { world, openAs, url } = stage();
    const page = await openAs('ada', '/queue');
    await page.getByRole('link', { name: pull.title }).click();
    await page.waitForURL(`**/acme/shop/pull/${pull.number}`);
    await page.getByText('Waiting for 1 × senior').first().waitFor();
    // The page follows what is decided by itself; nobody loads it anew.
    world.sandbox.approve(pull, { as: stageOf(world).person('ada') });
    await world.quiet();
    await page.getByText('Signed off by ada').first().waitFor();
    await page.goto(`${url}/queue`);
    expect(await page.getByRole('link', { name: pull.title }).count()).toBe(0);
  });
});
