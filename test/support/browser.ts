import { publicUrl, type World } from './e2e.ts';

/** A browser without a window: it keeps cookies and follows nothing by itself. */
export type Browser = {
  readonly cookies: Map<string, string>;
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly post: (
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
};

export function openBrowser({ program }: Pick<World, 'program'>): Browser {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await program.server.request(`${publicUrl}${path}`, { ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  return {
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, form, headers = {}) =>
      send(path, { method: 'POST', body: new URLSearchParams(form), headers: { origin: publicUrl, ...headers } }),
  };
}

/** Where GitHub sends somebody back to who agrees, as a path of ours. */
export async function agreeAs(login: string, authorizeUrl: string): Promise<string> {
  const page = new URL(authorizeUrl);
  page.searchParams.set('person', login);
  const answer = await fetch(page, { redirect: 'manual' });
  const target = new URL(answer.headers.get('location') ?? '');
  return `${target.pathname}${target.search}`;
}

/** Goes the whole way once: to GitHub, and back with a code. */
export async function signIn(world: World, login: string, browser: Browser = openBrowser(world)): Promise<Browser> {
  const begun = await browser.get('/sign-in?to=/queue');
  const back = await agreeAs(login, begun.headers.get('location') ?? '');
  const done = await browser.get(back);
  if (done.status !== 303) throw new Error(`${login} could not sign in: ${done.status} ${await done.text()}`);
  return browser;
}

/** The token that a page's forms carry. */
export const csrfIn = (page: string): string => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
