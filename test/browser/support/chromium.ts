import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import findChromium from './find-chromium.ts';

/** People in front of the pages: windows of a real browser, and whatever it complains about. */
export type Onlookers = {
  /** A window of somebody who is not signed in. */
  readonly open: (options?: BrowserContextOptions) => Promise<Page>;
  /** A window of this person at this path; signed in by hand on the pretended GitHub, once per person. */
  readonly openAs: (login: string, path: string, options?: BrowserContextOptions) => Promise<Page>;
  /** What no page may cause: an error or a warning of the browser, or a request to another host. */
  readonly complaints: readonly string[];
  readonly leave: () => Promise<void>;
};

export async function gatherOnlookers(url: string, githubUrl: string): Promise<Onlookers> {
  const browser = await launchChromium();
  const complaints: string[] = [];
  const signedIn = new Map<string, Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>>();

  const open = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const page = await (await browser.newContext(options)).newPage();
    watch(page, [url, githubUrl], complaints);
    return page;
  };
  return {
    open,
    openAs: async (login, path, options = {}) => {
      const known = signedIn.get(login);
      const page = await open(known === undefined ? options : { ...options, storageState: known });
      if (known === undefined) {
        await signIn(page, url, login, path);
        signedIn.set(login, await page.context().storageState());
      } else await page.goto(`${url}${path}`);
      return page;
    },
    complaints,
    leave: () => browser.close(),
  };
}

/** Goes to a page as a stranger, is sent to the pretended GitHub, chooses who to be and comes back. */
export async function signIn(page: Page, url: string, login: string, path: string): Promise<void> {
  await page.goto(`${url}/sign-in?to=${encodeURIComponent(path)}`);
  await page.getByRole('link', { name: login, exact: true }).click();
  await page.waitForURL(`${url}${path}`);
}

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });

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
    // That a page which was asked for is not there, or refuses, is told as an error too.
    const isRefusal = message.location().url === page.url() && message.text().includes('responded with a status of 4');
    if (['error', 'warning'].includes(message.type()) && !isRefusal) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const known = hosts.some((host) => request.url().startsWith(host)) || request.url().startsWith('data:');
    if (!known) complaints.push(`request: ${request.url()}`);
  });
}
