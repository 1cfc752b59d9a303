import { createHash, randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { issueSignInToken } from './auth.ts';
import { peopleOf } from './face/page.ts';
import type { App } from './state/model.ts';
import { findUser, type State } from './state.ts';

/**
 * GitHub's web application flow: a page on which one agrees, here as whom one likes, and the exchange of the code.
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 */
export function signInPages(state: State): Hono {
  const pages = new Hono();
  pages.get('/login/oauth/authorize', secureHeaders(), (context) => authorize(state, context));
  pages.post('/login/oauth/access_token', (context) => exchange(state, context));
  return pages;
}

const codeLifetime = 10 * 60 * 1_000;

function authorize(state: State, context: Context): Response | Promise<Response> {
  const query = (name: string) => context.req.query(name) ?? '';
  const app = state.apps.find(({ clientId }) => clientId === query('client_id'));
  if (app === undefined) return context.text('Not Found', 404);
  const redirectUri = query('redirect_uri') === '' ? (app.callbackUrls[0] ?? '') : query('redirect_uri');
  if (!isCallback(app, redirectUri)) {
    return context.text('The redirect_uri is not associated with this application.', 400);
  }
  const user = findUser(state, query('person'));
  if (user === undefined) return context.html(choosePerson(state, app, context.req.url));
  const code = randomBytes(10).toString('hex');
  const challenge = query('code_challenge_method') === 'S256' ? query('code_challenge') : null;
  const expiresAt = new Date(state.now().getTime() + codeLifetime);
  state.authorizations.set(code, { app, user, redirectUri, challenge, expiresAt });
  const target = new URL(redirectUri);
  target.searchParams.set('code', code);
  if (query('state') !== '') target.searchParams.set('state', query('state'));
  return context.redirect(target.href, 302);
}

/** The same host and port, and a path below the one that was registered. */
function isCallback({ callbackUrls }: App, given: string): boolean {
  if (!URL.canParse(given)) return false;
  const { origin, pathname } = new URL(given);
  return callbackUrls.some((registered) => {
    const allowed = new URL(registered);
    return allowed.origin === origin && `${pathname}/`.startsWith(`${allowed.pathname.replace(/\/$/u, '')}/`);
  });
}

function choosePerson(state: State, app: App, address: string) {
  const choices = peopleOf(state).map(({ login, name }) => {
    const target = new URL(address);
    target.searchParams.set('person', login);
    const called = name === null || name === login ? '' : ` (${name})`;
    return html`<li><a href="${target.pathname}${target.search}">${login}</a>${called}</li>`;
  });
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Authorize ${app.name} · Sandbox GitHub</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/sandbox.css" />
      </head>
      <body>
        <main>
          <div class="card">
            <h1>Sign in to ${app.name}</h1>
            <p>On GitHub this page asks for your consent. Here you choose who you are.</p>
            <ul class="grid">${choices}</ul>
          </div>
        </main>
      </body>
    </html>`;
}

async function exchange(state: State, context: Context): Promise<Response> {
  const form = await fieldsOf(context);
  const app = state.apps.find(({ clientId }) => clientId === form.get('client_id'));
  if (app === undefined || app.clientSecret !== form.get('client_secret'))
    return refused(context, 'incorrect_client_credentials');
  if (form.get('grant_type') === 'refresh_token') {
    const known = state.refreshTokens.get(form.get('refresh_token') ?? '');
    if (known === undefined || known.app !== app) return refused(context, 'bad_refresh_token');
    state.refreshTokens.delete(form.get('refresh_token') ?? '');
    return granted(context, issueSignInToken(state, app, known.user));
  }
  const code = form.get('code') ?? '';
  const agreed = state.authorizations.get(code);
  // A code works once, and a wrong guess at the rest uses it up.
  state.authorizations.delete(code);
  if (agreed === undefined || agreed.app !== app || agreed.expiresAt <= state.now())
    return refused(context, 'bad_verification_code');
  const { challenge, redirectUri, user } = agreed;
  if (form.get('redirect_uri') !== undefined && form.get('redirect_uri') !== redirectUri)
    return refused(context, 'redirect_uri_mismatch');
  const shown = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  if (challenge !== null && challenge !== shown) return refused(context, 'bad_verification_code');
  return granted(context, issueSignInToken(state, app, user));
}

async function fieldsOf({ req }: Context): Promise<ReadonlyMap<string, string>> {
  const given: unknown = /json/u.test(req.header('content-type') ?? '') ? await req.json() : await req.parseBody();
  const fields = typeof given === 'object' && given !== null ? Object.entries(given) : [];
  return new Map(fields.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])));
}

function granted(context: Context, { token, refresh, seconds }: ReturnType<typeof issueSignInToken>): Response {
  return context.json({
    access_token: token,
    expires_in: seconds,
    refresh_token: refresh,
    refresh_token_expires_in: 184 * 24 * 60 * 60,
    scope: '',
    token_type: 'bearer',
  });
}

/** GitHub refuses with 200 and an error in the body. */
function refused(context: Context, error: string): Response {
  return context.json({ error, error_description: error.replaceAll('_', ' '), error_uri: 'https://docs.github.com' });
}
