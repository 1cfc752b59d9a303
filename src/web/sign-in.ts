import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { GitHubError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { emptyPage } from './components.ts';
import { isOurForm, refuseForm } from './form.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Sight, Viewer } from './ports.ts';
import { refuse } from './refusal.ts';
import { createSealer, isSame, randomToken, sha256 } from './seal.ts';
import { createSessions, type PersonToken, type Session, type SessionStore, sessionLife } from './sessions.ts';

export type SignInPorts = {
  /** Where browsers reach us; what they are sent to and what comes from us is measured by it. */
  readonly publicUrl: string;
  /** Seals cookies and tokens, and is kept apart from the database. */
  readonly secret: string;
  readonly store: SessionStore;
  readonly github: {
    /** GitHub's page on which a person agrees. */
    readonly authorizeUrl: (asked: {
      readonly state: string;
      readonly challenge: string;
      readonly back: string;
    }) => string;
    /** null: GitHub does not take the code. */
    readonly exchange: (given: {
      readonly code: string;
      readonly verifier: string;
      readonly back: string;
    }) => Promise<PersonToken | null>;
    /** null: it cannot be exchanged any more. */
    readonly refresh: (refreshToken: string) => Promise<PersonToken | null>;
    readonly person: (token: string) => Promise<{ readonly id: number; readonly login: string }>;
  };
  readonly sightOf: (session: Session) => Sight;
  /** Whatever was kept of what this session sees is dropped. */
  readonly forget: (session: Pick<Session, 'idHash'>) => void;
  readonly now: () => Date;
  readonly log: Logger;
};

export type SignIn = {
  readonly viewerOf: (context: Context) => Promise<Viewer | null>;
  /** Ends the session of a request: its token is worth nothing any more. */
  readonly end: (context: Context) => Promise<void>;
  readonly routes: Hono;
};

/** GitHub's web flow with state and PKCE, bound to the browser that began it; https://docs.github.com/apps has the steps. */
export function createSignIn(ports: SignInPorts): SignIn {
  const { publicUrl, store, secret, now, github, log } = ports;
  const sessions = createSessions(store, secret, now);
  const sealer = createSealer(secret);
  const secure = publicUrl.startsWith('https:');
  // Without https there is no `__Host-`: the demo on this machine only.
  const names = {
    session: `${secure ? '__Host-' : ''}countersign`,
    begun: `${secure ? '__Host-' : ''}countersign-begun`,
  };
  const cookie = { httpOnly: true, secure, sameSite: 'Lax', path: '/' } as const;
  const back = `${publicUrl}/sign-in/callback`;

  const sessionOf = async (context: Context): Promise<Session | null> => {
    const value = getCookie(context, names.session);
    return value === undefined ? null : sessions.find(value);
  };
  const endPrevious = async (context: Context): Promise<void> => {
    const session = await sessionOf(context);
    if (session === null) return;
    await sessions.end(session);
    ports.forget(session);
  };
  const end = async (context: Context): Promise<void> => {
    await endPrevious(context);
    deleteCookie(context, names.session, cookie);
  };

  const routes = new Hono();
  routes.get('/sign-in', (context) => {
    const [state, verifier] = [randomToken(), randomToken()];
    const begun = { state, verifier, to: localPath(context.req.query('to')), at: now().getTime() };
    setCookie(context, names.begun, sealer.seal(JSON.stringify(begun), 'begun'), {
      ...cookie,
      maxAge: beginLife / 1000,
    });
    return redirect(context, github.authorizeUrl({ state, challenge: sha256(verifier), back }));
  });

  routes.get('/sign-in/callback', async (context) => {
    const begun = begunIn(getCookie(context, names.begun));
    deleteCookie(context, names.begun, cookie);
    const { state = '', code = '' } = context.req.query();
    if (begun === null || !isSame(begun.state, state))
      return failed(context, 'this sign-in was not begun in this browser, or too long ago');
    if (code === '') return failed(context, 'GitHub did not agree to it');
    const token = await github.exchange({ code, verifier: begun.verifier, back });
    if (token === null) return failed(context, 'GitHub does not know this sign-in any more');
    const person = await github.person(token.token);
    // Whoever was signed in here before is not any more, and no id from before goes on.
    await endPrevious(context);
    setCookie(context, names.session, await sessions.start(person, token), {
      ...cookie,
      maxAge: sessionLife.most / 1000,
    });
    log.info({ user: person.login }, 'signed in');
    return redirect(context, begun.to);
  });

  routes.post('/sign-out', async (context) => {
    const session = await sessionOf(context);
    if (session === null) return redirect(context, '/');
    if (!(await isOurForm(context, publicUrl, session.csrf))) return refuseForm(context, null);
    await end(context);
    return redirect(context, '/signed-out');
  });

  routes.get('/signed-out', (context) => {
    const again = html`<a class="button main" href="/sign-in">Sign in with GitHub</a>`;
    const body = emptyPage('You are signed out.', again);
    return context.html(page({ title: 'Signed out', viewer: null, section: null, body }));
  });

  return {
    routes,
    end,
    viewerOf: async (context) => {
      const session = await sessionOf(context);
      const fresh = session === null ? null : await withFreshToken(session);
      if (fresh === null) return null;
      const { userId: id, login, csrf } = fresh;
      return { id, login, csrf, sight: ports.sightOf(fresh) };
    },
  };

  function begunIn(value: string | undefined): Begun | null {
    const text = value === undefined ? null : sealer.unseal(value, 'begun');
    if (text === null) return null;
    const begun = JSON.parse(text) as Begun;
    return now().getTime() - begun.at < beginLife ? begun : null;
  }

  /** A token that is about to end is exchanged; where that fails, one signs in again. */
  async function withFreshToken(session: Session): Promise<Session | null> {
    const { refresh } = session.token;
    if (refresh === null || new Date(refresh.at).getTime() > now().getTime()) return session;
    const token = await github.refresh(refresh.token);
    if (token !== null) {
      await sessions.keepToken(session, token);
      return { ...session, token };
    }
    await sessions.end(session);
    return null;
  }
}

type Begun = { readonly state: string; readonly verifier: string; readonly to: string; readonly at: number };

const beginLife = 10 * 60_000;

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
