import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { axeViolations, gatherOnlookers, type Onlookers } from './support/chromium.ts';
import { type Demo, startDemo } from './support/demo.ts';
import { keyboardProblems } from './support/keyboard.ts';
import { walk } from './support/walk.ts';

/** The demo as somebody finds it who types `npm run demo`, with ninety days behind it. */
let demo: Demo;
let people: Onlookers;
/** The pull request of the story, on both sides, and one that goes on waiting. */
let path: string;
let waiting: string;

beforeAll(async () => {
  demo = await startDemo();
  people = await gatherOnlookers(demo.pagesUrl, demo.githubUrl);
  const page = await people.open();
  await page.goto(demo.githubUrl);
  const pathTo = async (name: string) => (await page.getByRole('link', { name }).getAttribute('href')) ?? '';
  path = await pathTo('Round the total of the cart');
  waiting = await pathTo('Ignore case when searching');
  await page.context().close();
});

afterAll(async () => {
  await people.leave();
  await demo.end();
  expect(people.complaints).toEqual([]);
});

const widths = [390, 820, 1280] as const;

/** Every kind of page, as the person sees it who sees the most. */
async function everyPage(page: Page): Promise<readonly string[]> {
  await page.goto(`${demo.pagesUrl}/orgs/acme/audit`);
  const entries = await page
    .getByRole('link', { name: /^Entry/ })
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  const [decision = ''] = entries;
  await page.goto(`${demo.pagesUrl}/orgs/acme`);
  const firstIn = async (table: string): Promise<string> =>
    (await page.getByRole('table', { name: table }).getByRole('link').first().getAttribute('href')) ?? '';
  const overridden = await firstIn('Overrides of this period');
  const ungated = await firstIn('Merges of this period');
  return [
    path,
    waiting,
    overridden,
    ungated,
    '/queue',
    '/organizations',
    '/orgs/acme',
    '/orgs/acme?repository=.github&days=30',
    '/orgs/acme?repository=gone&days=7',
    '/orgs/acme/set-up',
    '/orgs/acme/audit',
    '/orgs/acme/audit?person=nobody',
    '/orgs/acme/audit?since=2026-05-02&until=2026-05-01&number=none',
    decision,
    '/playground',
    '/acme/nothing/pull/1',
  ];
}

/** What is shown to somebody who is not signed in, or whom something was refused. */
const strangersPages = ['/', '/signed-out', '/sign-in/callback', '/nothing-like-this'] as const;

/** Every page with a window of somebody who looks at it. */
async function everyTour(options: BrowserContextOptions = {}): Promise<readonly Tour[]> {
  const member = await people.openAs('pia', '/queue', options);
  const stranger = await people.open(options);
  return [
    { page: member, paths: await everyPage(member) },
    { page: stranger, paths: strangersPages },
  ];
}

type Tour = { readonly page: Page; readonly paths: readonly string[] };

describe('the story of the demo', () => {
  it('is clicked through from red to green, and the page that explains follows by itself', async () => {
    const github = await people.open();
    const act = async (login: string, button: string) => {
      await github.goto(`${demo.githubUrl}${path}?as=${login}`);
      await github.getByRole('button', { name: button, exact: true }).click();
    };
    await act('liam', 'Try to merge');
    await github.getByText('Refused.').waitFor();

    // From the red check to the page that says why; who is not signed in does that first.
    await github.getByRole('link', { name: 'details' }).first().click();
    const toPages = github.getByRole('link', { name: 'View more details on countersign' });
    const page = await people.open();
    await page.goto((await toPages.getAttribute('href')) ?? '');
    await page.getByRole('link', { name: 'ada', exact: true }).click();
    await page.waitForURL(`${demo.pagesUrl}${path}`);
    const answer = page.getByRole('region', { name: 'Verdict' });
    expect(await answer.getByText('Waiting for 1 × senior').isVisible()).toBe(true);
    expect(await answer.getByText('You qualify: your approval would count.').isVisible()).toBe(true);

    await act('mia', 'Approve');
    await page.getByText('approved, which does not count').waitFor();
    await act('ada', 'Approve');
    await answer.getByText('Signed off by ada').waitFor();
    expect(await answer.getByText('You qualify').count()).toBe(0);

    await github.goto(`${demo.githubUrl}${path}?as=liam`);
    await github.getByText('Ready to merge').waitFor();
    await github.getByRole('button', { name: 'Merge', exact: true }).click();
    await github.getByRole('heading', { name: 'Merged' }).waitFor();
    await page.getByText('Merged by liam; the check was green').waitFor();
  });
});

describe('every page', () => {
  it.each(['light', 'dark'] as const)(
    'gives axe nothing to say and fits into a phone, a tablet and a desk, %s',
    async (colorScheme) => {
      const found: string[] = [];
      for (const { page, paths } of await everyTour({ colorScheme }))
        for (const each of paths) {
          await page.goto(`${demo.pagesUrl}${each}`);
          if ((await page.getByRole('heading', { level: 1 }).count()) !== 1) found.push(`${each}: not one heading`);
          for (const width of widths) {
            await page.setViewportSize({ width, height: 900 });
            const fits = await page.evaluate('document.documentElement.scrollWidth <= innerWidth');
            if (fits !== true) found.push(`${each} is wider than ${width}`);
            // The narrowest and the widest look differ the most.
            if (width === (colorScheme === 'light' ? 390 : 1280))
              found.push(...(await axeViolations(page)).map((what) => `${each}: ${what}`));
          }
        }
      expect(found).toEqual([]);
    },
  );

  it('leads nowhere where nothing is, here and on GitHub', async () => {
    const page = await people.openAs('pia', '/queue');
    // What was generated never happened on the pretended GitHub, which says so.
    const from = ['/queue', '/organizations', '/playground', waiting];
    const { problems, kinds } = await walk(page, demo.pagesUrl, from, 'The history that the demo was given');
    expect(problems).toEqual([]);
    expect(kinds).toBeGreaterThan(20);
  });

  it('can be used by keys alone: all of it is reached, in order, and one sees where one is', async () => {
    const found: string[] = [];
    for (const { page, paths } of await everyTour())
      for (const each of paths) {
        await page.goto(`${demo.pagesUrl}${each}`);
        found.push(...(await keyboardProblems(page)).map((what) => `${each}: ${what}`));
      }
    const page = await people.openAs('pia', '/queue');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    expect(found).toEqual([]);
  });
});
