import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { openStore } from '../../src/store/db.ts';
import { emptyDatabase, engines, recordKey, stopServer } from '../support/store.ts';
import { template } from '../support/template.ts';

const options = { log: pino({ level: 'silent' }), recordKey, engine: '0', maintenance: 'by-hand' } as const;
const ref = { installationId: 1, repositoryId: 10, owner: 'acme', name: 'shop', number: 7 };
const delivery = { guid: 'a', event: 'pull_request', hints: [{ kind: 'pull-request', ref } as const], pushes: [] };

afterAll(stopServer);

describe('opening the embedded database', () => {
  let folder: string;
  let child: ChildProcess | null = null;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-store-'));
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    child = null;
    await rm(folder, { recursive: true, force: true });
  });

  it('refuses a folder that another process holds, and takes it over with all that was accepted once that one is killed', async () => {
    child = otherProcess(folder, await template());
    expect(await firstLine(child)).toBe('accepted, and running it');
    const attempt = openStore({ ...options, databaseUrl: null, dataFolder: folder });
    await expect(attempt).rejects.toThrow(new RegExp(`is in use by process ${child.pid} since`));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = await openStore({ ...options, databaseUrl: null, dataFolder: folder });
    const evaluated: number[] = [];
    const handlers = {
      evaluate: (each: { number: number }) => {
        evaluated.push(each.number);
        return Promise.resolve({ kind: 'done' } as const);
      },
      expand: () => Promise.resolve({ kind: 'done' } as const),
    };
    // The job that the other one was running when it died is due at once: nobody else can hold it.
    await store.runDue(handlers);
    await store.close();
    expect(evaluated).toEqual([7]);
  });

  it('gives the folder back when it is closed', async () => {
    const first = await openStore({ ...options, databaseUrl: null, dataFolder: folder, template: await template() });
    await first.close();
    const second = await openStore({ ...options, databaseUrl: null, dataFolder: folder });
    await second.ready();
    await second.close();
  });
});

describe('opening PostgreSQL', () => {
  it('brings an empty database up to date once, when three replicas start at the same time', async () => {
    const databaseUrl = await emptyDatabase();
    const replicas = await Promise.all([1, 2, 3].map(() => openStore({ ...options, databaseUrl, dataFolder: '' })));
    await Promise.all(replicas.map((replica, n) => replica.accept({ ...delivery, guid: `from-${n}` })));
    expect(await replicas[0]?.depth()).toMatchObject({ due: 1 });
    await Promise.all(replicas.map((replica) => replica.close()));
  });

  it('says that the server does not answer', async () => {
    const databaseUrl = 'postgres://nobody@127.0.0.1:1/none';
    await expect(openStore({ ...options, databaseUrl, dataFolder: '' })).rejects.toThrow('ECONNREFUSED');
  });
});

describe.each(engines)('a database newer than the program, on $name', ({ open }) => {
  it('is left as it is, so that an older replica may restart during an upgrade', async () => {
    const test = await open();
    await test.query(`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', now()::text)`);
    const replica = (await test.replica?.()) ?? test.store;
    await replica.ready();
    expect(await replica.accept(delivery)).toBe('accepted');
    await test.close();
  });
});

function otherProcess(folder: string, packed: string): ChildProcess {
  const program = `
    import { pino } from 'pino';
    import { openStore } from './src/store/db.ts';
    const [dataFolder, template] = process.argv.slice(1);
    const log = pino({ level: 'silent' });
    const store = await openStore({ databaseUrl: null, dataFolder, template, log, recordKey: 'k', engine: '0' });
    await store.accept(${JSON.stringify(delivery)});
    await store.startWorking({
      evaluate: () => { console.log('accepted, and running it'); return new Promise(() => {}); },
      expand: () => new Promise(() => {}),
    }, { concurrency: 1 });`;
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program, folder, packed],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) return 'no output';
  for await (const line of createInterface(stdout)) return line;
  return 'no output';
}
