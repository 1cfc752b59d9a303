import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { openStore } from '../../src/store/db.ts';
import { recordKeyIn } from '../../src/store/record-key.ts';
import { unusableFolder } from '../../src/store/unusable.ts';
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

describe('a folder that cannot hold the data', () => {
  it('is named to the operator, with what the system says', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'countersign-store-')), 'a-file');
    await writeFile(file, '');
    for (const dataFolder of [file, join(file, 'below')]) {
      const refused = {
        name: 'ConfigError',
        message: expect.stringMatching(/DATA_FOLDER: .*a-file.* cannot be used: E/),
      };
      await expect(openStore({ ...options, databaseUrl: null, dataFolder })).rejects.toMatchObject(refused);
      await expect(recordKeyIn(dataFolder)).rejects.toMatchObject(refused);
    }
    await rm(dirname(file), { recursive: true });
  });

  it.each([
    { why: 'no space is left', error: { name: 'ErrnoError', errno: 51 }, says: /cannot be used: no space is left/ },
    { why: 'its engine cannot write', error: { name: 'ErrnoError', errno: 29 }, says: /cannot be used: .*29/ },
    {
      why: 'SQLite cannot open it',
      error: Object.assign(new Error('no'), { errcode: 14 }),
      says: /cannot be used: no/,
    },
    { why: 'the fault is ours', error: new TypeError('not a function'), says: /^not a function/ },
  ])('is told from other faults: $why', ({ error, says }) => {
    expect((unusableFolder('data', error) as Error).message).toMatch(says);
  });
});

describe('the key of the record beside the embedded database', () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'countersign-store-')), 'data');
  });
  afterEach(() => rm(dirname(folder), { recursive: true, force: true }));

  it('is made once, however many ask at once, and nobody else can read it', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => recordKeyIn(folder)));
    expect(new Set([...keys, await recordKeyIn(folder)]).size).toBe(1);
    const modes = await Promise.all([folder, join(folder, 'record.key')].map(async (path) => (await stat(path)).mode));
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o700, 0o600]);
    expect(await readdir(folder)).toEqual(['record.key']);
  });

  it.each([
    { why: 'a full disk left none of it', text: '' },
    { why: 'a full disk left a part of it', text: '0123456789abcdef' },
  ])('is never taken from a file that does not hold one: $why', async ({ text }) => {
    await mkdir(folder);
    await writeFile(join(folder, 'record.key'), text);
    await expect(recordKeyIn(folder)).rejects.toThrow('record.key` holds no key');
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
    const refused = { name: 'ConfigError', message: expect.stringMatching(/DATABASE_URL: .*ECONNREFUSED/) };
    await expect(openStore({ ...options, databaseUrl, dataFolder: '' })).rejects.toMatchObject(refused);
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
