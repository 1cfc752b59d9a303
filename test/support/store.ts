import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { Client } from 'pg';
import { pino } from 'pino';
import { embeddedEngine, openStore, openStoreOn, type Store, type StoreOptions } from '../../src/store/db.ts';
import { numericIds } from '../../src/store/postgres.ts';
import { borrowEngine, wipe } from './engine.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';

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

export type Engine = {
  readonly name: string;
  readonly open: (now?: () => Date, more?: Pick<StoreOptions, 'settleSeconds'>) => Promise<TestStore>;
};

export const recordKey = 'a key that the database does not hold';
const log = pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' });
const options = { log, recordKey, engine: '0.0.0-test', maintenance: 'by-hand' } as const;

const embedded: Engine = {
  name: 'the embedded database',
  open: async (now = () => new Date(), more = {}) => {
    const pglite = await borrowEngine();
    const store = await openStoreOn(embeddedEngine(pglite), { ...options, ...more, now });
    const query = async (text: string) => (await pglite.exec(text)).flatMap(({ rows }) => rows);
    return { store, query, replica: null, wipe: () => wipe(query), close: store.close };
  },
};

const postgres: Engine = {
  name: 'PostgreSQL',
  open: async (now = () => new Date(), more = {}) => {
    const databaseUrl = await freshDatabase();
    const open = () => openStore({ ...options, ...more, databaseUrl, dataFolder: ':memory:', now });
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

let server: Promise<PostgresServer> | null = null;

async function freshDatabase(): Promise<string> {
  server ??= startServer();
  return (await server).create(`store_${randomUUID().replaceAll('-', '')}`, 'countersign_template');
}

/** Ends the PostgreSQL server of this test file, if one was started. */
export async function stopServer(): Promise<void> {
  await (await server)?.stop();
  server = null;
}

/** A database that nothing has been done to yet. */
export async function emptyDatabase(): Promise<string> {
  server ??= startServer();
  return (await server).create(`empty_${randomUUID().replaceAll('-', '')}`);
}

async function startServer(): Promise<PostgresServer> {
  const started = await startPostgres({ fsync: 'off' });
  const made = await openStore({
    ...options,
    databaseUrl: await started.create('countersign_template'),
    dataFolder: '',
  });
  await made.close();
  return started;
}
