import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Cast, raiseCurtain } from '../../src/cli/demo/cast.ts';
import { type Countersign, compose } from '../../src/compose.ts';
import { parseConfig } from '../../src/config.ts';
import { type Listening, listen } from '../../src/listen.ts';
import { createLog } from '../../src/log.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { borrowEngine } from './engine.ts';

export type Pull = ReturnType<Sandbox['openPullRequest']>;
type User = ReturnType<Sandbox['addUser']>;

export type World = {
  readonly sandbox: Sandbox;
  readonly cast: Cast;
  /** Somebody of the demo's organization, by login. */
  readonly person: (login: string) => User;
  readonly program: Countersign;
  /** Where deliveries are taken. */
  readonly url: string;
  /** Delivers every webhook and runs every job that is due, until nothing is left of either. */
  readonly quiet: () => Promise<void>;
  /** The newest check run of ours on the head of the pull request. */
  readonly check: (pull: Pull) => Check | null;
  /** Another process on the same database, which takes no deliveries; the embedded one is for one only. */
  readonly replica: () => Promise<Countersign>;
  /** How many API requests were made since the last call, tokens aside, as `METHOD operation`. */
  readonly takeRequests: () => readonly string[];
  readonly close: () => Promise<void>;
};

export type Check = {
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
  readonly externalId: string | null;
};

/** Where the pages believe they are; tests hand requests to the program without a network. */
export const publicUrl = 'https://countersign.test';
export const webhookSecret = 'a secret of the end-to-end tests';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The pretended GitHub with the organization of the demo, and the real program against it over real HTTP. */
export async function startWorld(
  options: SandboxOptions = {},
  environment: Readonly<Record<string, string>> = {},
  now?: () => Date,
): Promise<World> {
  const sandbox = await startSandbox(options);
  const cast = raiseCurtain(sandbox, { publicKey, manifest: readFileSync('app.yml', 'utf8') });
  const config = parseConfig({
    APP_ID: String(cast.app.id),
    PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    WEBHOOK_SECRET: webhookSecret,
    GITHUB_API_URL: sandbox.url,
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_FOLDER: ':memory:',
    SETTLE_SECONDS: '0',
    SHUTDOWN_SECONDS: '1',
    GITHUB_CLIENT_ID: cast.app.clientId,
    GITHUB_CLIENT_SECRET: cast.app.clientSecret,
    PUBLIC_URL: publicUrl,
    ...environment,
  });
  cast.app.callbackUrls = [`${publicUrl}/sign-in/callback`];
  const { credentials } = config;
  if (credentials === null) throw new Error('the harness gives credentials');
  const log = createLog(process.env['E2E_LOG'] ?? 'silent');
  const program = await compose(config, credentials, log, {
    maintenance: 'by-hand',
    ...(config.databaseUrl === null ? { pglite: await borrowEngine() } : {}),
    ...(now === undefined ? {} : { now }),
  });
  await program.identify();
  const listening: Listening = await listen(program.server, config);
  const url = `http://127.0.0.1:${listening.port}/api/github/webhooks`;
  cast.app.webhook = { url, secret: webhookSecret };
  let counted = 0;

  const quiet = async (): Promise<void> => {
    for (let ran = -1; ran !== 0; ) {
      await sandbox.settled();
      ran = await program.runDue();
    }
    await sandbox.settled();
  };

  return {
    sandbox,
    cast,
    person: (login) => {
      const found = cast.people[login];
      if (found === undefined) throw new Error(`nobody in the demo is called ${login}`);
      return found;
    },
    program,
    url,
    quiet,
    check: (pull) => checkOn(cast, pull),
    replica: () => compose(config, credentials, log, { maintenance: 'by-hand' }),
    takeRequests: () => {
      const fresh = sandbox.requests.slice(counted).filter(({ forToken }) => !forToken);
      counted = sandbox.requests.length;
      return fresh.map(({ method, operationId, graphqlOperation }) => `${method} ${graphqlOperation ?? operationId}`);
    },
    close: async () => {
      program.hangUp();
      await listening.close();
      await program.stop();
      await sandbox.close();
    },
  };
}

function checkOn(cast: Cast, pull: Pull): Check | null {
  const ours = pull.repository.checkRuns.filter(({ name, app }) => name === 'countersign' && app.id === cast.app.id);
  const runs = ours.filter((run) => run.headSha === pull.head.sha);
  const newest = runs.toSorted((one, other) => other.id - one.id)[0];
  if (newest === undefined) return null;
  const { status, conclusion, output, externalId } = newest;
  return { status, conclusion, title: output.title ?? '', summary: output.summary ?? '', externalId };
}

/** Which labels stand on a pull request, by name. */
export const labelsOn = (pull: Pull): readonly string[] => pull.labels.map(({ name }) => name);
