import { z } from 'zod';

const Account = z.string().regex(/^[a-z\d](?:[a-z\d]|-(?=[a-z\d]))*$/, 'must be a login or organization name');

/** `ACCOUNT/ALIAS=ADDRESS`, its parts by name. */
export const chatWebhook =
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
export type Environment = z.infer<typeof Environment>;

/** Variables as a process has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as absent. */
export const given = (variables: Variables): Variables =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));

/** What is wrong, each with its variable. */
export const problemsOf = (error: z.ZodError | undefined): string[] =>
  (error?.issues ?? []).map(({ path, message }) => `${String(path[0])}: ${message}`);
