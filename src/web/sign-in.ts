import { type Context, Hono } from 'hono';
import { GitHubError } from '../errors.ts';
import { emptyPage } from './components.ts';
import { isOurForm, refuseForm } from './form.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Viewer } from './ports.ts';
import { refuse } from './refusal.ts';
import { type Beginnings, createBeginnings } from './sign-in/beginnings.ts';
import { type BrowserSessions, createBrowserSessions } from './sign-in/browser-sessions.ts';
import type { SignInPorts } from './sign-in/ports.ts';

export type SignIn = {
  readonly viewerOf: (context: Context) => Promise<Viewer | null>;
  /** Ends the session of a request: its token is worth nothing any more. */
  readonly end: (context: Context) => Promise<void>;
  readonly routes: Hono;
};

/** GitHub's web flow with state and PKCE, bound to the browser that began it; https://docs.github.com/apps has the steps. */
export function createSignIn(ports: SignInPorts): SignIn {
  const sessions = createBrowserSessions(ports);
  return {
    routes: signInPages(ports, sessions),
    end: sessions.end,
    viewerOf: async (context) => {
      const session = await sessions.freshOf(context);
      if (session === null) return null;
      const { userId: id, login, csrf } = session;
      return { id, login, csrf, sight: ports.sightOf(session) };
    },
  };
}

function signInPages(ports: SignInPorts, sessions: BrowserSessions): Hono {
  const { publicUrl, github } = ports;
  const beginnings = createBeginnings(ports);
  const back = `${publicUrl}/sign-in/callback`;
  const routes = new Hono();
  routes.get('/sign-in', (context) => {
    const asked = beginnings.begin(context, localPath(context.req.query('to')));
    return redirect(context, github.authorizeUrl({ ...asked, back }));
  });
  routes.get('/sign-in/callback', (context) => comeBack(ports, { beginnings, sessions, back }, context));
  routes.post('/sign-out', async (context) => {
    const session = await sessions.of(context);
    if (session === null) return redirect(context, '/');
    if (!(await isOurForm(context, publicUrl, session.csrf))) return refuseForm(context, null);
    await sessions.end(context);
    return redirect(context, '/signed-out');
  });
  routes.get('/signed-out', (context) => {
    const again = html`<a class="button main" href="/sign-in">Sign in with GitHub</a>`;
    const body = emptyPage('You are signed out.', again);
    return context.html(page({ title: 'Signed out', viewer: null, section: null, body }));
  });
  return routes;
}

type Flow = { readonly beginnings: Beginnings; readonly sessions: BrowserSessions; readonly back: string };

/** From GitHub, with a code that only this browser can turn into a session. */
async function comeBack(
  { github, log }: SignInPorts,
  { beginnings, sessions, back }: Flow,
  context: Context,
): Promise<Response> {
  const { state = '', code = '' } = context.req.query();
  const begun = beginnings.finish(context, state);
  if (begun === null) return failed(context, 'this sign-in was not begun in this browser, or too long ago');
  if (code === '') return failed(context, 'GitHub did not agree to it');
  const token = await github.exchange({ code, verifier: begun.verifier, back });
  if (token === null) return failed(context, 'GitHub does not know this sign-in any more');
  const person = await github.person(token.token);
  await sessions.start(context, person, token);
  log.info({ user: person.login }, 'signed in');
  return redirect(context, begun.to);
}

/** Only a path of ours: whatever a browser could read as another place leads to the first page. */
export function localPath(given: string | undefined): string {
  if (given === undefined || !given.startsWith('/') || /[\\\p{Cc}\s]/u.test(given)) return '/';
  const base = 'https://here.invalid';
  const target = URL.canParse(given, base) ? new URL(given, base) : null;
  if (target === null || target.origin !== base || target.pathname.startsWith('//')) return '/';
  return `${target.pathname}${target.search}`;
}

function redirect(context: Context, to: string): Response {
  context.header('cache-control', 'no-store');
  return context.redirect(to, 303);
}

const failed = (context: Context, why: string): Response | Promise<Response> =>
  refuse(context, {
    status: 400,
    title: 'Not signed in',
    heading: 'You are not signed in.',
    text: html`It failed because ${why}. <a href="/sign-in">Try again</a>`,
    viewer: null,
  });

/** GitHub no longer takes the person's token: it was revoked. */
export const isRevoked = (error: unknown): boolean => error instanceof GitHubError && error.status === 401;
