import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import type { SignInConfig } from '../config.ts';
import { siteUrl } from '../github/addresses.ts';
import { createPersonalGitHub } from '../github/client.ts';
import { authorizeUrl, exchangeCode, refreshToken } from '../github/oauth.ts';
import { createSights, readPerson } from '../github/sight.ts';
import { sessionSecretIn } from '../store/record-key.ts';
import type { AskedTeams } from '../web/ports.ts';
import { createPages } from '../web/routes.ts';
import { createSignIn, type SignIn } from '../web/sign-in.ts';
import { composeOrganizations } from './organizations.ts';
import { type Parts, serves } from './parts.ts';
import { playground, playgroundSight } from './playground.ts';

/** The pages, with the store and GitHub behind their ports. Nobody can sign in: there are none. */
export async function composePages(parts: Parts): Promise<Hono> {
  const { config, store, log } = parts;
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
    explained: store.explained,
    timeline: store.timeline,
    whyAsked: store.whyAsked,
    newestDigest: store.newestDigest,
    askedTeams: store.askedTeams,
    teamsOf: (userId, asked) => teamsOf(parts, userId, asked),
    wantedPullRequests: store.wantedPullRequests,
    awayUntil: store.awayUntil,
    setAway: store.setAway,
    now: parts.now,
    pause: (milliseconds) => pauseUnless(parts.hangingUp, milliseconds),
    publicUrl: config.signIn.publicUrl,
    githubUrl: siteUrl(config.apiUrl),
    organizations: composeOrganizations(parts),
    log,
  });
}

/** One team that GitHub does not tell is one that the person is not in: the queue may then leave something out. */
async function teamsOf(
  { directory }: Parts,
  userId: number,
  asked: readonly AskedTeams[],
): Promise<ReadonlySet<string>> {
  const found = asked.map(async ({ installationId, childTeams, teams }) => {
    const scope = { installationId, childTeams: childTeams ? 'included' : 'excluded' } as const;
    const members = await directory.read(scope, teams);
    return teams.filter((team) => {
      const fact = members.get(team);
      return fact?.known === true && fact.value.members.has(userId);
    });
  });
  return new Set((await Promise.all(found)).flat());
}

async function pauseUnless(signal: AbortSignal, milliseconds: number): Promise<boolean> {
  return delay(milliseconds, true, { signal, ref: false }).catch(() => false);
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
