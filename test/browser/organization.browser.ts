import { beforeAll, describe, expect, it } from '@jest/globals';
import { stageOf } from '../support/commands.ts';
import { axeViolations, useStage } from './support/chromium.ts';

const stage = useStage();

beforeAll(async () => {
  const { world } = stage();
  const { open, person } = stageOf(world);
  const pull = open();
  open('say hello');
  await world.quiet();
  world.sandbox.approve(pull, { as: person('ada') });
  await world.quiet();
});

const looks = [
  { width: 390, colorScheme: 'light' },
  { width: 820, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
] as const;

describe('the pages of an organization in a browser', () => {
  it.each(
    looks.flatMap((look) => ['/organizations', '/orgs/acme', '/orgs/acme/audit'].map((path) => ({ ...look, path }))),
  )(
    '$path fits into $width pixels and gives axe nothing to say, $colorScheme',
    async ({ width, colorScheme, path }) => {
      const page = await stage().openAs('ada', path, { viewport: { width, height: 900 }, colorScheme });
      expect(await axeViolations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    },
  );

  it('finds one decision with its facts, and verifies the record', async () => {
    const page = await stage().openAs('ada', '/orgs/acme/audit');
    await page.locator('main table a[href^="/orgs/acme/audit/"]').first().press('Enter');
    await page.waitForURL('**/audit/*');
    expect(new URL(page.url()).pathname).toMatch(/^\/orgs\/acme\/audit\/[0-9a-f]{64}$/);
    expect(await axeViolations(page)).toEqual([]);
    await page.goBack();
    await page.getByRole('button', { name: /verify/i }).click();
    expect(
      await page
        .getByText(/intact/i)
        .first()
        .isVisible(),
    ).toBe(true);
  });
});
