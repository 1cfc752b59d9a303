import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from './errors.ts';

const Account = z.string().regex(/^[a-z\d](?:[a-z\d]|-(?=[a-z\d]))*$/, 'must be a login or organization name');

const chatWebhook =
  /^(?<account>[a-zA-Z\d][a-zA-Z\d-]*)\/(?<alias>[a-z\d][a-z\d-]{0,39})=(?<url>https:\/\/[^\s/?#@]+(?:[/?][^\s#]*)?)$/;

/** Every environment variable that the server reads, with its default. `.env.example` is held against this. */
export const Environment = z.object({
  APP_ID: z.coerce.number().int().positive().optional().describe('The numeric id of the GitHub App.'),
  PRIVATE_KEY: z.string().optional().describe("The App's private key in PEM form; line breaks may be written as \\n."),
  PRIVATE_KEY_PATH: z.string().optional().describe("A file with the App's private key, instead of PRIVATE_KEY."),
  WEBHOOK_SECRET: z.string().optional().describe('The webhook secret of the App: at least 16 characters.'),
  WEBHOOK_SECRET_PREVIOUS: z.string().optional().describe('The secret before the last rotation, accepted as well.'),
  GITHUB_API_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://api.github.com')
    .describe(
      'REST address: https://HOST/api/v3 for GitHub Enterprise Server, https://api.SUBDOMAIN.ghe.com for ghe.com.',
    ),
  HOST: z.string().default('localhost').describe('The address to listen on; 0.0.0.0 for every interface.'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('The port to listen on; 0 takes a free one.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Where people reach this server: for signing in, and for links in the check. Without it there are no pages.',
    ),
  GITHUB_CLIENT_ID: z
    .string()
    .optional()
    .describe("The App's client id, with which people sign in. Without it there are no pages."),
  GITHUB_CLIENT_SECRET: z.string().optional().describe("The App's client secret, made on its settings page."),
  SESSION_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe(
      'Seals the sessions of people who signed in. Embedded: made once in DATA_FOLDER. With DATABASE_URL: required, the same on every replica.',
    ),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
    .optional()
    .describe('PostgreSQL. Without it the embedded database in DATA_FOLDER is used, by one process only.'),
  DATA_FOLDER: z.string().min(1).default('data').describe('Where the embedded database and the record key lie.'),
  RECORD_KEY: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe(
      'Keys the chain of recorded decisions. Embedded: made once in DATA_FOLDER. With DATABASE_URL: required, the same on every replica.',
    ),
  ALLOWED_ACCOUNTS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((name) => name !== ''),
    )
    .pipe(z.array(Account))
    .describe(
      'Accounts whose installations are served, separated by commas. Empty: every account that installs the App.',
    ),
  ORGANIZATION_POLICY: z
    .enum(['read', 'none'])
    .default('read')
    .describe(
      'read: the policy in the .github repository is the floor. none: there is none, although the App may not see that.',
    ),
  CHAT_WEBHOOKS: z
    .string()
    .default('')
    .transform((text) => text.split(/\s+/).filter((entry) => entry !== ''))
    // What is wrong with which is said without the address, which is a secret.
    .pipe(z.array(z.string().regex(chatWebhook, 'must be ACCOUNT/ALIAS=https://ADDRESS, separated by spaces')))
    .describe(
      'Chats that take reminders, for policies to name: ACCOUNT/ALIAS=https://ADDRESS of an incoming webhook, separated by spaces.',
    ),
  SWEEP_MINUTES: z.coerce.number().positive().max(1440).default(10).describe('How often lost webhooks are repaired.'),
  SETTLE_SECONDS: z.coerce
    .number()
    .min(0)
    .max(60)
    .default(2)
    .describe('How long approvals, comments and labels wait for others of the same pull request; 0 for not at all.'),
  LINGER_SECONDS: z.coerce
    .number()
    .min(0)
    .max(60)
    .default(0)
    .describe('How long deliveries are still taken after SIGTERM while /readyz says no: until a proxy has noticed.'),
  SHUTDOWN_SECONDS: z.coerce
    .number()
    .min(1)
    .max(600)
    .default(25)
    .describe('How long running jobs may take to end after SIGTERM.'),
  METRICS_ADDRESS: z
    .string()
    .regex(/^(?:[\w.-]+|\[[\da-fA-F:]+\]):\d{1,5}$/, 'must be HOST:PORT, such as 127.0.0.1:9464')
    .optional()
    .describe('Where /metrics is served, such as 127.0.0.1:9464. Neither this nor METRICS_TOKEN: nowhere.'),
  METRICS_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('Who shows it as a bearer token may read /metrics; on the main port where METRICS_ADDRESS is not set.'),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info').describe('error, warn, info or debug.'),
});
type Environment = z.infer<typeof Environment>;

export type Credentials = {
  readonly appId: number;
  readonly privateKey: string;
  /** The current secret first; a delivery signed with any of them is accepted. */
  readonly webhookSecrets: readonly [string, ...string[]];
};

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

/** The environment of this process, with a `.env` file of the working folder filled in where it lies. */
export function readEnvironment(): Readonly<Record<string, string | undefined>> {
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

/** Where GitHub is and which App we are, for commands that run where the server's secrets are not. */
export function parseApi(variables: Readonly<Record<string, string | undefined>>): {
  readonly apiUrl: string;
  readonly appId: number | null;
} {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = Environment.pick({ GITHUB_API_URL: true, APP_ID: true }).safeParse(given);
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`));
  return { apiUrl: parsed.data.GITHUB_API_URL.replace(/\/+$/, ''), appId: parsed.data.APP_ID ?? null };
}

/**
 * How a command that only reads asks GitHub: none of what a server needs besides, such as the webhook secret. The App's
 * key is looked at only where it is to be used.
 */
export function parseAccess(
  variables: Readonly<Record<string, string | undefined>>,
  as: 'person' | 'app',
): ReturnType<typeof parseApi> & {
  readonly privateKey: string | null;
  readonly floor: Environment['ORGANIZATION_POLICY'];
} {
  const api = parseApi(variables);
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const asked = Environment.pick({ ORGANIZATION_POLICY: true, PRIVATE_KEY: true, PRIVATE_KEY_PATH: true });
  const parsed = asked.safeParse(given);
  const problems = (parsed.error?.issues ?? []).map(({ path, message }) => `${String(path[0])}: ${message}`);
  const { PRIVATE_KEY: text, PRIVATE_KEY_PATH: path } = parsed.data ?? {};
  const isApp = as === 'app' && (api.appId !== null || text !== undefined || path !== undefined);
  const privateKey = isApp ? readPrivateKey(text, path, problems) : null;
  if (isApp && api.appId === null) problems.push('APP_ID: missing; it is on the settings page of the GitHub App');
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...api, privateKey, floor: parsed.data?.ORGANIZATION_POLICY ?? 'read' };
}

/** Environment → configuration. Throws ConfigError with every problem at once; an empty variable counts as absent. */
export function parseConfig(variables: Readonly<Record<string, string | undefined>>): ServerConfig {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Environment.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);
  // Every variable is optional or has a default, so what is left after the broken ones were taken out always parses.
  const data = parsed.success ? parsed.data : Environment.parse(withoutBroken(given, parsed.error));
  const credentials = readCredentials(data, problems);
  if (given['DATABASE_URL'] !== undefined && given['RECORD_KEY'] === undefined) {
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

function withoutBroken(
  given: Record<string, string | undefined>,
  error: z.ZodError,
): Record<string, string | undefined> {
  const broken = new Set(error.issues.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(given).filter(([name]) => !broken.has(name)));
}

/** All of the App's credentials, none of them, or a problem for each that is missing or cannot be used. */
function readCredentials(environment: Environment, problems: string[]): Credentials | null {
  const { APP_ID, PRIVATE_KEY, PRIVATE_KEY_PATH, WEBHOOK_SECRET, WEBHOOK_SECRET_PREVIOUS } = environment;
  const given = [APP_ID, PRIVATE_KEY ?? PRIVATE_KEY_PATH, WEBHOOK_SECRET].filter((value) => value !== undefined);
  if (given.length === 0) return null;

  if (APP_ID === undefined && !problems.some((problem) => problem.startsWith('APP_ID'))) {
    problems.push('APP_ID: missing; it is on the settings page of the GitHub App');
  }
  const privateKey = readPrivateKey(PRIVATE_KEY, PRIVATE_KEY_PATH, problems);
  for (const [name, secret] of [
    ['WEBHOOK_SECRET', WEBHOOK_SECRET],
    ['WEBHOOK_SECRET_PREVIOUS', WEBHOOK_SECRET_PREVIOUS],
  ] as const) {
    const problem = secretProblem(name, secret);
    if (problem !== null) problems.push(problem);
  }
  if (APP_ID === undefined || privateKey === null || WEBHOOK_SECRET === undefined) return null;
  const previous = WEBHOOK_SECRET_PREVIOUS === undefined ? [] : [WEBHOOK_SECRET_PREVIOUS];
  return { appId: APP_ID, privateKey, webhookSecrets: [WEBHOOK_SECRET, ...previous] };
}

function readPrivateKey(text: string | undefined, path: string | undefined, problems: string[]): string | null {
  if (text === undefined && path === undefined) {
    problems.push('PRIVATE_KEY: missing; give the PEM text, or its file in PRIVATE_KEY_PATH');
    return null;
  }
  const name = text === undefined ? 'PRIVATE_KEY_PATH' : 'PRIVATE_KEY';
  try {
    const pem = text === undefined ? readFileSync(path ?? '', 'utf8') : text.replaceAll(String.raw`\n`, '\n');
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs8', format: 'pem' }).toString();
    problems.push(`${name}: is not an RSA key, which GitHub Apps have`);
  } catch (error) {
    problems.push(
      `${name}: cannot be read as a private key in PEM form (${error instanceof Error ? error.message : 'unknown error'})`,
    );
  }
  return null;
}

/** Probot's default, words from examples and short secrets would let anybody forge deliveries. */
function secretProblem(name: string, secret: string | undefined): string | null {
  if (secret === undefined)
    return name === 'WEBHOOK_SECRET' ? `${name}: missing; without it anybody could forge deliveries` : null;
  if (/^(development|secret|changeme|change-me|password|webhook[-_]?secret)$/i.test(secret)) {
    return `${name}: is a default that everybody knows; \`openssl rand -hex 32\` makes a real one`;
  }
  return secret.length < 16 ? `${name}: has fewer than 16 characters; \`openssl rand -hex 32\` makes a real one` : null;
}
