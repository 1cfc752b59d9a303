import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { gatherOnlookers, type Onlookers } from '../test/browser/support/chromium.ts';
import { type Demo, startDemo } from '../test/browser/support/demo.ts';

/** The pictures of the documentation, taken from the demo as somebody sees it who tries it: `npm run screenshots`. */
const images = join(import.meta.dirname, '..', 'docs', 'images');
const largest = 200 * 1024;

type Taking = { readonly demo: Demo; readonly people: Onlookers; readonly path: string };
type Look = { readonly viewport: { readonly width: number; readonly height: number } };

const narrow: Look = { viewport: { width: 1040, height: 900 } };
const wide: Look = { viewport: { width: 1180, height: 900 } };

const pictures: Readonly<Record<string, (taking: Taking) => Promise<Page>>> = {
  check: async ({ people, demo, path }) => {
    const page = await people.open(narrow);
    await page.goto(`${demo.githubUrl}${path}?as=mia`);
    await page.getByText('Waiting for 1 × senior').first().waitFor();
    return page;
  },
  'pull-request': async ({ people, demo, path }) => {
    await approveAs('mia', demo, people, path);
    const page = await people.openAs('ada', path, narrow);
    await page.getByText('which does not count').waitFor();
    return page;
  },
  queue: ({ people }) => people.openAs('ada', '/queue', { viewport: { width: 1040, height: 640 } }),
  dashboard: ({ people }) => people.openAs('olga', '/orgs/acme', { viewport: { width: 1180, height: 740 } }),
  record: async ({ people }) => {
    const page = await people.openAs('ada', '/orgs/acme/audit', { viewport: { width: 1180, height: 740 } });
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('every entry is what was recorded').waitFor();
    await page.getByLabel('Person').fill('ada');
    await page.getByLabel('Outcome').selectOption('signed off');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/person=ada/);
    return page;
  },
  playground: async ({ people, demo }) => {
    const page = await people.openAs('ada', '/playground', wide);
    await page.goto(`${demo.pagesUrl}/playground?repository=acme/.github`);
    const policy = page.getByRole('textbox', { name: /^Policy/ });
    const stricter = (await policy.inputValue()).replace('level: senior }', 'level: senior, count: 2 }');
    await policy.fill(stricter);
    await page.getByText('instead of').waitFor();
    await policy.blur();
    await page.evaluate('scrollTo(0, 0)');
    return page;
  },
};

const demo = await startDemo();
const people = await gatherOnlookers(demo.pagesUrl, demo.githubUrl);
try {
  const taking = { demo, people, path: await findStory(demo, people) };
  for (const [name, take] of Object.entries(pictures)) {
    const page = await take(taking);
    await keep(page, name);
    await page.context().close();
  }
} finally {
  await people.leave();
  await demo.end();
}

/** Where the pull request of the story is, on both sides. */
async function findStory({ githubUrl }: Demo, { open }: Onlookers): Promise<string> {
  const page = await open();
  await page.goto(githubUrl);
  await page.getByRole('link', { name: 'Round the total of the cart' }).click();
  const path = new URL(page.url()).pathname;
  await page.context().close();
  return path;
}

async function approveAs(login: string, { githubUrl }: Demo, { open }: Onlookers, path: string): Promise<void> {
  const page = await open();
  await page.goto(`${githubUrl}${path}?as=${login}`);
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.context().close();
}

async function keep(page: Page, name: string): Promise<void> {
  const path = join(images, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  const { size } = await stat(path);
  process.stdout.write(`${name}.png: ${Math.round(size / 1024)} kB\n`);
  if (size > largest) throw new Error(`${name}.png is larger than ${largest / 1024} kB`);
}
