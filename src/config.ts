import { existsSync } from 'node:fs';
import type { z } from 'zod';
import { type Credentials, readCredentials } from './config/credentials.ts';
import { chatWebhook, Environment, given, problemsOf, type Variables } from './config/environment.ts';
import { ConfigError } from './errors.ts';

export type ServerConfig = {
  /** null: nothing is configured yet, and the server offers the set-up page instead. */
  readonly credentials: Credentials | null;
  readonly apiUrl: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | null;
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
  readonly recordKey: string | null;
  /** null: nobody can sign in, so there are no pages. */
  readonly signIn: SignInConfig | null;
  readonly allowedAccounts: readonly string[];
  readonly floor: Environment['ORGANIZATION_POLICY'];
  readonly chats: readonly { readonly account: string; readonly alias: string; readonly url: string }[];
  readonly sweepMinutes: number;
  readonly settleSeconds: number;
  readonly lingerSeconds: number;
  readonly shutdownSeconds: number;
  readonly metrics: MetricsConfig;
  readonly logLevel: Environment['LOG_LEVEL'];
};

export type SignInConfig = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly publicUrl: string;
  /** null: made once, beside the embedded database. */
  readonly secret: string | null;
};

export type MetricsConfig = {
  /** null: not on an address of its own. */
  readonly address: { readonly host: string; readonly port: number } | null;
  /** null: whoever reaches the address may read. */
  readonly token: string | null;
};

/** Environment → configuration. Throws ConfigError with every problem at once; an empty variable counts as absent. */
export function parseConfig(variables: Variables): ServerConfig {
  const set = given(variables);
  const parsed = Environment.safeParse(set);
  const problems = problemsOf(parsed.error);
  // Every variable is optional or has a default, so what is left after the broken ones were taken out always parses.
  const data = parsed.success ? parsed.data : Environment.parse(withoutBroken(set, parsed.error));
  const credentials = readCredentials(data, problems);
  if (set['DATABASE_URL'] !== undefined && set['RECORD_KEY'] === undefined) {
    problems.push(
      'RECORD_KEY: required with DATABASE_URL, the same on every replica; `openssl rand -hex 32` makes one',
    );
  }
  const signIn = readSignIn(data, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    credentials,
    apiUrl: data.GITHUB_API_URL.replace(/\/+$/, ''),
    host: data.HOST,
    port: data.PORT,
    publicUrl: data.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    databaseUrl: data.DATABASE_URL ?? null,
    dataFolder: data.DATA_FOLDER,
    recordKey: data.RECORD_KEY ?? null,
    signIn,
    allowedAccounts: data.ALLOWED_ACCOUNTS,
    floor: data.ORGANIZATION_POLICY,
    chats: data.CHAT_WEBHOOKS.map(readChat),
    sweepMinutes: data.SWEEP_MINUTES,
    settleSeconds: data.SETTLE_SECONDS,
    lingerSeconds: data.LINGER_SECONDS,
    shutdownSeconds: data.SHUTDOWN_SECONDS,
    metrics: { address: readAddress(data.METRICS_ADDRESS), token: data.METRICS_TOKEN ?? null },
    logLevel: data.LOG_LEVEL,
  };
}

/** Signing in needs the App's client id and secret, and an address to come back to. */
function readSignIn(environment: Environment, problems: string[]): SignInConfig | null {
  const { GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, PUBLIC_URL, SESSION_SECRET, DATABASE_URL } = environment;
  if ((GITHUB_CLIENT_ID === undefined) !== (GITHUB_CLIENT_SECRET === undefined)) {
    problems.push('GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET: give both, or neither');
  }
  if (GITHUB_CLIENT_ID === undefined || GITHUB_CLIENT_SECRET === undefined || PUBLIC_URL === undefined) return null;
  const { origin, pathname } = new URL(PUBLIC_URL);
  if (pathname !== '/') problems.push('PUBLIC_URL: must have no path; the pages are at the top of their address');
  if (DATABASE_URL !== undefined && SESSION_SECRET === undefined) {
    problems.push(
      'SESSION_SECRET: required with DATABASE_URL where people sign in, the same on every replica; `openssl rand -hex 32` makes one',
    );
  }
  const secret = SESSION_SECRET ?? null;
  return { clientId: GITHUB_CLIENT_ID, clientSecret: GITHUB_CLIENT_SECRET, publicUrl: origin, secret };
}

function readChat(entry: string): ServerConfig['chats'][number] {
  const { account = '', alias = '', url = '' } = chatWebhook.exec(entry)?.groups ?? {};
  return { account: account.toLowerCase(), alias, url };
}

function readAddress(text: string | undefined): MetricsConfig['address'] {
  const [, host, port] = /^(.+):(\d+)$/.exec(text ?? '') ?? [];
  return host === undefined ? null : { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function withoutBroken(set: Variables, error: z.ZodError): Variables {
  const broken = new Set(error.issues.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(set).filter(([name]) => !broken.has(name)));
}

/** The environment of this process, with a `.env` file of the working folder filled in where it lies. */
export function readEnvironment(): Variables {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

/** Prepares this process for Probot's set-up page, which reads these variables itself: no tunnel through a third party. */
export function prepareSetUp(config: ServerConfig): void {
  if (process.env['NODE_ENV'] === 'production') {
    throw new ConfigError([
      'APP_ID, PRIVATE_KEY, WEBHOOK_SECRET: missing; the set-up page is not offered where NODE_ENV is production',
    ]);
  }
  process.env['NO_SMEE_SETUP'] = 'true';
  const { hostname } = new URL(config.apiUrl);
  if (hostname !== 'api.github.com') process.env['GHE_HOST'] = hostname.replace(/^api\./, '');
}
