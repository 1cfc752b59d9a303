import { Hono } from 'hono';
import type { SignInConfig } from '../config.ts';
import { siteUrl } from '../github/addresses.ts';
import { createPersonalGitHub } from '../github/client.ts';
import { authorizeUrl, exchangeCode, refreshToken } from '../github/oauth.ts';
import { createSights, readPerson } from '../github/sight.ts';
import { sessionSecretIn } from '../store/record-key.ts';
import { createPages } from '../web/routes.ts';
import { createSignIn, type SignIn } from '../web/sign-in.ts';
import { composeOrganizations } from './organizations.ts';
import { type Parts, serves } from './parts.ts';
import { playground, playgroundSight } from './playground.ts';

/** The pages, with the store and GitHub behind their ports. Nobody can sign in: there are none. */
export async function composePages(parts: Parts): Promise<Hono> {
  const { config, log } = parts;
  if (config.signIn === null) {
    log.info('pages are off: they need GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET and PUBLIC_URL');
    return new Hono();
  }
  const signIn = await composeSignIn(parts, config.signIn);
  return createPages({
    viewerOf: signIn.viewerOf,
    endSession: signIn.end,
    signIn: signIn.routes,
    playground,
    githubUrl: siteUrl(config.apiUrl),
    organizations: composeOrganizations(parts),
    log,
  });
}

async function composeSignIn(parts: Parts, given: SignInConfig): Promise<SignIn> {
  const { config, store, github, now, log } = parts;
  const { apiUrl } = config;
  const app = { clientId: given.clientId, clientSecret: given.clientSecret, apiUrl };
  const sights = createSights({ app: github, apiUrl, serves: (account) => serves(config, account), log, now });
  return createSignIn({
    publicUrl: given.publicUrl,
    secret: given.secret ?? (await sessionSecretIn(config.dataFolder)),
    store,
    github: {
      authorizeUrl: (asked) => authorizeUrl(app, asked),
      exchange: (code) => exchangeCode(app, code, now()),
      refresh: (token) => refreshToken(app, token, now()),
      person: (token) => readPerson(createPersonalGitHub({ baseUrl: apiUrl, log, token })),
    },
    sightOf: (session) => ({ ...sights.of(session), ...playgroundSight(parts, session.token.token) }),
    forget: sights.forget,
    now,
    log,
  });
}
