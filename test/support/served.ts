import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServerProcess } from '../../src/cli/demo/server-process.ts';
import { createLog } from '../../src/log.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { openStore, type Store } from '../../src/store/db.ts';
import { furnish } from './template.ts';

type App = ReturnType<Sandbox['addApp']>;

/** The real server in processes of its own, which can be killed and started again on the same store. */
export type Served = {
  /** Deliveries go to the newest one that was started. */
  readonly start: (environment?: Readonly<Record<string, string>>) => Promise<ServerProcess>;
  readonly post: (event: string, payload: object) => Promise<Response>;
  readonly dataFolder: string;
  /** The store that the processes worked on; the embedded one only when none of them runs any more. */
  readonly openStore: () => Promise<Store>;
  /** Kills what still runs, and removes what the embedded store left. */
  readonly close: () => Promise<void>;
};

export const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const secret = 'a secret of the end-to-end tests';
const recordKey = 'a key that the database does not hold';

export async function serving(options: {
  readonly sandbox: Sandbox;
  readonly app: App;
  /** null: the embedded one. */
  readonly databaseUrl: string | null;
  readonly onLine?: (line: string) => void;
}): Promise<Served> {
  const { sandbox, app, databaseUrl, onLine } = options;
  const folder = await mkdtemp(join(tmpdir(), 'countersign-served-'));
  const dataFolder = join(folder, 'data');
  if (databaseUrl === null) await furnish(dataFolder);
  const started: ServerProcess[] = [];
  const environment = {
    APP_ID: String(app.id),
    PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    WEBHOOK_SECRET: secret,
    GITHUB_API_URL: sandbox.url,
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_FOLDER: dataFolder,
    RECORD_KEY: recordKey,
    // Half of a start goes into reading the program.
    NODE_COMPILE_CACHE: join('node_modules', '.cache', 'countersign', 'compiled'),
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
  };
  return {
    start: async (more = {}) => {
      const server = await startServerProcess({ ...environment, ...more }, onLine);
      started.push(server);
      app.webhook = { url: `http://127.0.0.1:${server.port}/api/github/webhooks`, secret };
      return server;
    },
    post: (event, payload) => fetch(app.webhook?.url ?? '', signed(event, payload)),
    dataFolder,
    openStore: () =>
      openStore({
        databaseUrl,
        dataFolder,
        recordKey,
        log: createLog('silent'),
        engine: '0.0.0-test',
        maintenance: 'by-hand',
      }),
    close: async () => {
      for (const server of started) await server.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A delivery as GitHub would send it. */
export function signed(event: string, payload: object, key = secret) {
  const body = JSON.stringify(payload);
  return {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
    },
  };
}
