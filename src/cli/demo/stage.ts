import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../listen.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { type Cast, raiseCurtain } from './cast.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

export type Pull = ReturnType<Sandbox['openPullRequest']>;
export type Check = { readonly conclusion: string | null; readonly title: string; readonly summary: string };

/** The pretended GitHub with its cast, and the real server against it in a process and a folder of its own. */
export type Stage = {
  readonly sandbox: Sandbox;
  readonly cast: Cast;
  readonly server: ServerProcess;
  /** Where the server's own pages are; everybody of the cast can sign in. */
  readonly pagesUrl: string;
  /** Waits until our newest check on the head satisfies the claim; null when it does not in time. */
  readonly awaitCheck: (pull: Pull, claim: (check: Check) => boolean) => Promise<Check | null>;
  readonly check: (pull: Pull) => Check | null;
  readonly strike: () => Promise<void>;
};

const patience = 15_000;

export async function setStage(
  port: number,
  onServerLine: (line: string) => void,
  /** What happened before the curtain rises, in the data folder of the server. */
  prepare: (sandbox: Sandbox, cast: Cast, dataFolder: string) => Promise<void> = () => Promise.resolve(),
): Promise<Stage> {
  const { startSandbox } = await import('../../sandbox/sandbox.ts');
  const folder = await mkdtemp(join(tmpdir(), 'countersign-demo-'));
  const sandbox = await startSandbox({ port });
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const manifest = await readFile(new URL('../../../app.yml', import.meta.url), 'utf8');
  const cast = raiseCurtain(sandbox, { publicKey, manifest });
  const dataFolder = join(folder, 'data');
  await prepare(sandbox, cast, dataFolder);
  const secret = randomBytes(24).toString('hex');
  // The pages must know where they are before they are anywhere.
  const pagesPort = await freePort(port === 0 ? 0 : port + 1);
  const pagesUrl = `http://127.0.0.1:${pagesPort}`;
  cast.app.callbackUrls = [`${pagesUrl}/sign-in/callback`];
  const server = await startServerProcess(
    {
      APP_ID: String(cast.app.id),
      PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      WEBHOOK_SECRET: secret,
      GITHUB_API_URL: sandbox.url,
      HOST: '127.0.0.1',
      PORT: String(pagesPort),
      PUBLIC_URL: pagesUrl,
      GITHUB_CLIENT_ID: cast.app.clientId,
      GITHUB_CLIENT_SECRET: cast.app.clientSecret,
      DATA_FOLDER: dataFolder,
      SETTLE_SECONDS: '0',
      SHUTDOWN_SECONDS: '2',
    },
    onServerLine,
  );
  cast.app.webhook = { url: `http://127.0.0.1:${server.port}/api/github/webhooks`, secret };
  const check = (pull: Pull): Check | null => newestCheck(cast, pull);
  return {
    sandbox,
    cast,
    server,
    pagesUrl,
    check,
    awaitCheck: async (pull, claim) => {
      for (const end = Date.now() + patience; Date.now() < end; await wait(50)) {
        const shown = check(pull);
        if (shown !== null && claim(shown)) return shown;
      }
      return null;
    },
    strike: async () => {
      await server.kill('SIGTERM');
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function newestCheck(cast: Cast, pull: Pull): Check | null {
  const ours = pull.repository.checkRuns.filter(({ name, app }) => name === 'countersign' && app.id === cast.app.id);
  const newest = ours.filter((run) => run.headSha === pull.head.sha).toSorted((one, other) => other.id - one.id)[0];
  if (newest === undefined) return null;
  return { conclusion: newest.conclusion, title: newest.output.title ?? '', summary: newest.output.summary ?? '' };
}
