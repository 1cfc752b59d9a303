import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect } from '@jest/globals';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { freePort } from '../../../src/listen.ts';
import { startWorld, type World } from '../../support/e2e.ts';

/** The pages in a browser: the real program on a port of its own, and whatever the browser complains about. */
export type Stage = {
  readonly world: World;
  readonly url: string;
  /** A window of somebody who is not signed in. */
  readonly open: (options?: BrowserContextOptions) => Promise<Page>;
  /** A window of this person, signed in by hand on the pretended GitHub, at this path. */
  readonly openAs: (login: string, path: string, options?: BrowserContextOptions) => Promise<Page>;
};

/** One world and one browser for a file. No page of it may log an error or ask another host for anything. */
export function useStage(): () => Stage {
  let stage: Stage | undefined;
  let browser: Browser | undefined;
  const complaints: string[] = [];

  beforeAll(async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const world = await startWorld({}, { PORT: String(port), PUBLIC_URL: url });
    world.cast.app.callbackUrls = [`${url}/sign-in/callback`];
    const started = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
    browser = started;
    const open = async (options: BrowserContextOptions = {}): Promise<Page> => {
      const context = await started.newContext(options);
      const page = await context.newPage();
      watch(page, [url, world.sandbox.url], complaints);
      return page;
    };
    stage = {
      world,
      url,
      open,
      openAs: async (login, path, options) => {
        const page = await open(options);
        await page.goto(`${url}/sign-in?to=${encodeURIComponent(path)}`);
        await page.getByRole('link', { name: login, exact: true }).click();
        await page.waitForURL(`${url}${path}`);
        return page;
      },
    };
  });

  afterAll(async () => {
    await browser?.close();
    await stage?.world.close();
    expect(complaints).toEqual([]);
  });

  return () => {
    if (stage === undefined) throw new Error('the stage is set before the first test');
    return stage;
  };
}

/** What the rules of axe find on a page, each with the place; an empty list is what is wanted. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as AxeWindow).axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

type AxeWindow = {
  readonly axe: {
    readonly run: () => Promise<{
      readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
    }>;
  };
};

function watch(page: Page, hosts: readonly string[], complaints: string[]): void {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const known = hosts.some((host) => request.url().startsWith(host)) || request.url().startsWith('data:');
    if (!known) complaints.push(`request: ${request.url()}`);
  });
}

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

function findChromium(): string {
  const found = [process.env['CHROMIUM'] ?? '', ...usualPlaces].find((path) => path !== '' && existsSync(path));
  if (found !== undefined) return found;
  throw new Error('Chromium is missing: `apt-get install chromium` brings it, or set CHROMIUM to where it is');
}
