import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { stageOf } from '../support/commands.ts';
import type { Pull } from '../support/e2e.ts';
import { axeViolations } from './support/chromium.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();
let actions: ReturnType<typeof stageOf>;
let pull: Pull;

beforeAll(async () => {
  const { world } = stage();
  actions = stageOf(world);
  const { open, person } = actions;
  pull = open();
  const signedOff = open();
  open('say hello');
  await world.quiet();
  world.sandbox.approve(signedOff, { as: person('ada') });
  await world.quiet();
});

const pathOf = (page: Page): string => new URL(page.url()).pathname;

/** What a press on this brings down. */
async function download(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  return readFile(await file.path(), 'utf8');
}

describe('signing in', () => {
  it('on GitHub leads back to where one wanted to go, and signing out ends it', async () => {
    const { open, url } = stage();
    const page = await open();
    await page.goto(`${url}/`);
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByRole('link', { name: 'bo', exact: true }).click();
    await page.waitForURL(`${url}/queue`);
    expect(await page.getByRole('link', { name: 'Waiting for you' }).getAttribute('aria-current')).toBe('page');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await page.goto(`${url}/queue`);
    expect(new URL(page.url()).host).not.toBe(new URL(url).host);
  });

  it('is all that a stranger is offered, whether something exists or not', async () => {
    const { open, url } = stage();
    const page = await open();
    const paths = ['/acme/shop/pull/1', '/acme/nothing/pull/1', '/orgs/acme', '/orgs/nobody', '/queue', '/playground'];
    for (const path of paths) {
      await page.goto(`${url}${path}`);
      expect(pathOf(page)).toBe('/login/oauth/authorize');
    }
  });
});

describe('a senior', () => {
  it('comes from the queue to the pull request, sees it turn green, and finds it gone from the queue', async () => {
    const { world, openAs, url } = stage();
    const page = await openAs('ada', '/queue');
    await page.getByRole('link', { name: pull.title }).click();
    await page.waitForURL(`**/acme/shop/pull/${pull.number}`);
    await page.getByText('Waiting for 1 × senior').first().waitFor();
    expect(await page.getByText('You qualify: your approval would count.').isVisible()).toBe(true);
    expect(await page.getByText('Co-authored-by: Claude').isVisible()).toBe(true);
    // The page follows what is decided by itself; nobody loads it anew.
    world.sandbox.approve(pull, { as: actions.person('ada') });
    await world.quiet();
    await page.getByText('Signed off by ada').first().waitFor();
    await page.goto(`${url}/queue`);
    expect(await page.getByRole('link', { name: pull.title }).count()).toBe(0);
  });
});

describe('somebody who goes away', () => {
  it.each([
    { how: 'with JavaScript', javaScriptEnabled: true },
    { how: 'without JavaScript', javaScriptEnabled: false },
  ])('says until when on the queue, is told what is wrong with a day, and takes it back, $how', async (options) => {
    const page = await stage().openAs('bo', '/queue', { javaScriptEnabled: options.javaScriptEnabled });
    const until = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
    const day = page.getByLabel('Back on');
    await day.fill(until);
    await page.getByRole('button', { name: 'I am away' }).click();
    expect(await page.getByRole('heading', { name: `You are away until ${until}` }).isVisible()).toBe(true);
    await day.fill('2020-01-01');
    await page.getByRole('button', { name: 'Change the day' }).click();
    // The browser refuses it by itself: the field says from when on a day can be.
    expect(await page.locator('#away-until:out-of-range').count()).toBe(1);
    await page.getByRole('button', { name: 'I am back' }).click();
    expect(await page.getByRole('heading', { name: 'Are you away for a while?' }).isVisible()).toBe(true);
  });
});

describe('an administrator', () => {
  it('narrows the dashboard down, reads a chart as a table, and takes the figures along as CSV', async () => {
    const page = await stage().openAs('olga', '/organizations');
    await page.getByRole('link', { name: 'acme', exact: true }).click();
    await page.getByLabel('Repository').selectOption('shop');
    await page.getByLabel('Period').selectOption('Last 30 days');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/repository=shop.*days=30/);
    expect(await page.getByRole('img').count()).toBe(4);
    const chart = page.getByRole('figure').first();
    await chart.getByText('As a table').click();
    expect(await chart.getByRole('row').count()).toBeGreaterThan(2);
    expect(await page.getByRole('table', { name: 'Sign-offs by person' }).getByText('ada').isVisible()).toBe(true);
    const csv = await download(page, 'Download as CSV');
    expect(csv).toContain('\npeople,ada,2,');
    expect(csv).toContain('\nrepositories,acme/shop,3,2,');
  });
});

describe('somebody who has just installed the App', () => {
  it('comes from the organization to what is still to be done, each point with what was found', async () => {
    const page = await stage().openAs('olga', '/orgs/acme');
    await page.getByRole('link', { name: 'Set-up' }).click();
    await page.waitForURL('**/orgs/acme/set-up');
    for (const name of ['Permissions and events', 'Policy', 'Levels', 'Required check'])
      expect(await page.getByRole('heading', { name }).isVisible()).toBe(true);
    expect(await page.getByText('as it should be').count()).toBeGreaterThan(0);
    expect(await page.getByText('to be repaired').count()).toBeGreaterThan(0);
    expect(await axeViolations(page)).toEqual([]);
  });
});

describe('somebody from compliance', () => {
  it('finds one decision with its facts, verifies the record, and takes it along', async () => {
    const page = await stage().openAs('ada', '/orgs/acme/audit');
    await page.getByLabel('Person').fill('ada');
    await page.getByLabel('Outcome').selectOption('signed off');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/person=ada/);
    await page
      .getByRole('link', { name: /^Entry/ })
      .last()
      .click();
    await page.waitForURL('**/audit/*');
    expect(pathOf(page)).toMatch(/^\/orgs\/acme\/audit\/[0-9a-f]{64}$/);
    expect(
      await page.getByRole('table', { name: 'Reviews and what they were worth' }).getByText('counts').count(),
    ).toBe(1);
    await page.goBack();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('every entry is what was recorded').waitFor();
    expect((await download(page, 'Export CSV')).split('\n').length).toBeGreaterThan(5);
    const lines = (await download(page, 'Export JSON lines')).trim().split('\n');
    expect(lines.map((line) => typeof JSON.parse(line))).toEqual(lines.map(() => 'object'));
  });
});

describe('the playground', () => {
  it('marks a problem on its line while somebody types, and takes the mark away when it is mended', async () => {
    const page = await stage().openAs('ada', '/playground');
    const policy = page.getByRole('textbox', { name: /^Policy/ });
    await policy.fill('version: 1\nmod: observe\nrules: []\n');
    await page.getByRole('heading', { name: '1 problem' }).waitFor();
    expect(await page.locator('#gutter .wrong').allTextContents()).toEqual(['2\n']);
    expect(await page.getByText('did you mean').isVisible()).toBe(true);
    await page.getByRole('link', { name: /:2:1$/ }).click();
    expect(await page.evaluate('getSelection().toString()')).toBe('mod: observe');
    await policy.fill('version: 1\nmode: observe\nrules: []\n');
    await page.getByRole('heading', { name: 'What it would ask' }).waitFor();
    expect(await page.locator('#gutter .wrong').count()).toBe(0);
  });

  it('says of a text that is too long that it is, and keeps it', async () => {
    const page = await stage().openAs('ada', '/playground');
    const policy = page.getByRole('textbox', { name: /^Policy/ });
    await policy.fill('x'.repeat(300_000));
    await page.getByRole('heading', { name: 'This is too long to be tried' }).waitFor();
    expect((await policy.inputValue()).length).toBe(300_000);
  });

  it('has what somebody wrote when they come back from signing in again', async () => {
    const { openAs, url } = stage();
    const page = await openAs('kim', '/playground');
    await page.context().clearCookies();
    await page.getByRole('textbox', { name: /^Policy/ }).fill('version: 1\nrules: [] # mine\n');
    await page.getByText('You are not signed in any more.').waitFor();
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByRole('link', { name: 'kim', exact: true }).click();
    await page.waitForURL(`${url}/playground`);
    await page.getByRole('heading', { name: 'What it would ask' }).waitFor();
    expect(await page.getByRole('textbox', { name: /^Policy/ }).inputValue()).toContain('# mine');
  });

  it('says what another policy would ask of a real pull request, compared with the one in force', async () => {
    const page = await stage().openAs('ada', '/playground');
    await page.getByLabel('Repository').selectOption('acme/shop');
    await page.getByRole('button', { name: 'Load its policy' }).click();
    await page.getByLabel(/pull request/i).fill(String(pull.number));
    await page
      .getByRole('textbox', { name: /^Policy/ })
      .fill('version: 1\nrules:\n  - name: two-eyes-more\n    require: { level: senior, count: 2 }\n');
    await page.getByText('asks also').waitFor();
    expect(await page.getByText(pull.title).isVisible()).toBe(true);
  });
});

describe('without JavaScript', () => {
  it('all of it works: the answer by loading again, the filters, the record and the playground by their buttons', async () => {
    const { world, openAs, url } = stage();
    const other = actions.open();
    await world.quiet();
    const page = await openAs('carl', '/queue', { javaScriptEnabled: false });
    await page.getByRole('link', { name: other.title, exact: true }).click();
    expect(await page.getByText('You qualify: your approval would count.').isVisible()).toBe(true);
    world.sandbox.approve(other, { as: actions.person('carl') });
    await world.quiet();
    await page.reload();
    expect(await page.getByText('Signed off by carl').first().isVisible()).toBe(true);

    await page.goto(`${url}/orgs/acme`);
    await page.getByLabel('Period').selectOption('Last year');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(new URL(page.url()).searchParams.get('days')).toBe('365');

    await page.getByRole('link', { name: 'Set-up', exact: true }).click();
    await page.getByRole('link', { name: 'Look again' }).click();
    expect(await page.getByText('to be repaired').count()).toBeGreaterThan(0);
    await page.goBack();
    await page.goBack();

    await page.getByRole('link', { name: 'Record of decisions' }).click();
    await page.getByRole('button', { name: 'Verify now' }).click();
    expect(await page.getByText('every entry is what was recorded').isVisible()).toBe(true);

    await page.getByRole('link', { name: 'Playground' }).click();
    await page
      .getByRole('textbox', { name: /^Policy/ })
      .fill(
        'version: 1\nrules:\n  - name: all\n    require: { level: senior, count: 2 }\nlevels: { senior: { users: [ada, bo] } }\n',
      );
    await page.getByRole('button', { name: 'Try it' }).click();
    expect(await page.getByText('Waiting for 2 × senior').isVisible()).toBe(true);

    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await page.getByText('You are signed out.').isVisible()).toBe(true);
  });
});

describe('what people write without a single space', () => {
  it('stays on every page at the width of a phone', async () => {
    const { world, openAs, url } = stage();
    const { sandbox, cast } = world;
    const long = (word: string) => word.repeat(Math.ceil(190 / word.length));
    const tools = ['noreply@anthropic.com', 'noreply@openai.com', 'cursoragent@cursor.com', 'aider@aider.chat'];
    const liam = actions.person('liam');
    sandbox.pushCommit(cast.shop, {
      branch: long('branch-'),
      as: liam,
      author: liam,
      files: { [`infra/${long('path')}.tf`]: 'x\n' },
      message: ['x', '', ...tools.map((email) => `Co-authored-by: ${long('Name')} <${email}>`)].join('\n'),
    });
    const title = long('Title');
    const wide = sandbox.openPullRequest({
      repository: cast.shop,
      as: liam,
      title,
      head: long('branch-'),
      base: 'main',
    });
    await world.quiet();
    sandbox.approve(wide, { as: actions.person('mia') });
    await world.quiet();
    const page = await openAs('ada', '/queue', { viewport: { width: 390, height: 900 } });
    const at = `/acme/shop/pull/${wide.number}`;
    for (const path of [
      '/queue',
      at,
      '/orgs/acme',
      '/orgs/acme/audit',
      `/playground?repository=acme/shop&pull=${wide.number}`,
    ]) {
      await page.goto(`${url}${path}`);
      for (const fold of await page.getByText(/^(?:Every rule|Why the risk|\d+ more)/).all()) await fold.click();
      expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 390]);
    }
    await page.goto(`${url}${at}`);
    expect(await page.getByText(title).first().isVisible()).toBe(true);
  });
});
