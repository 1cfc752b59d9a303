import { z } from 'zod';
import { GitHubError } from '../errors.ts';
import { siteUrl } from './addresses.ts';

/** The App's own credentials for people who sign in. */
export type OAuthApp = { readonly clientId: string; readonly clientSecret: string; readonly apiUrl: string };

export type UserToken = {
  readonly token: string;
  /** When to exchange it, and with what; null: the App's tokens do not end. */
  readonly refresh: { readonly token: string; readonly at: string } | null;
};

/** The page of GitHub on which a person agrees to sign in. Only who they are is asked for; the App's own permissions bound the rest. */
export function authorizeUrl(
  { clientId, apiUrl }: OAuthApp,
  asked: { readonly state: string; readonly challenge: string; readonly back: string },
): string {
  const page = new URL('/login/oauth/authorize', siteUrl(apiUrl));
  page.searchParams.set('client_id', clientId);
  page.searchParams.set('redirect_uri', asked.back);
  page.searchParams.set('state', asked.state);
  page.searchParams.set('code_challenge', asked.challenge);
  page.searchParams.set('code_challenge_method', 'S256');
  return page.href;
}

/** The person's token for the code that GitHub sent them back with; null: GitHub does not take it. */
export const exchangeCode = (
  app: OAuthApp,
  { code, verifier, back }: { readonly code: string; readonly verifier: string; readonly back: string },
  now: Date,
): Promise<UserToken | null> => ask(app, { code, code_verifier: verifier, redirect_uri: back }, now);

/** The next token in exchange for the refresh token, which works once; null: it does not any more. */
export const refreshToken = (app: OAuthApp, token: string, now: Date): Promise<UserToken | null> =>
  ask(app, { grant_type: 'refresh_token', refresh_token: token }, now);

const Answer = z.union([
  z.object({ error: z.string() }),
  z.object({
    access_token: z.string().min(1),
    expires_in: z.number().optional(),
    refresh_token: z.string().optional(),
  }),
]);

/** A token is exchanged this long before it ends. */
const marginSeconds = 120;

/** What GitHub says when the code or the refresh token is worth nothing; everything else is a fault of our registration. */
const spent = new Set(['bad_verification_code', 'bad_refresh_token']);

async function ask(app: OAuthApp, fields: Readonly<Record<string, string>>, now: Date): Promise<UserToken | null> {
  const response = await request(app, fields);
  const answer = Answer.safeParse(response);
  if (!answer.success) throw new GitHubError('GitHub answered a sign-in with something else', null, null, answer.error);
  if ('error' in answer.data) {
    if (spent.has(answer.data.error)) return null;
    throw new GitHubError(`GitHub refused a sign-in: \`${answer.data.error}\``, null, null, undefined);
  }
  const { access_token: token, expires_in: seconds, refresh_token: refresh } = answer.data;
  if (seconds === undefined || refresh === undefined) return { token, refresh: null };
  const at = new Date(now.getTime() + (seconds - marginSeconds) * 1000).toISOString();
  return { token, refresh: { token: refresh, at } };
}

async function request({ clientId, clientSecret, apiUrl }: OAuthApp, fields: Readonly<Record<string, string>>) {
  const address = new URL('/login/oauth/access_token', siteUrl(apiUrl));
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields }),
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    });
    return await response.json();
  } catch (error) {
    throw new GitHubError('GitHub did not answer a sign-in', null, null, error);
  }
}
