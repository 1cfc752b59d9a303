import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { trust } from '../../src/cli/trust.ts';
import { parseConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/db.ts';
import { lockFolder } from '../../src/store/folder-lock.ts';
import { inspectDatabase } from '../../src/store/inspect.ts';
import { recordKeyIn } from '../../src/store/record-key.ts';
import { hear } from '../support/io.ts';
import { template } from '../support/template.ts';

describe('trust', () => {
  let folder = '';

  const open = async (packed: { readonly template?: string } = {}) =>
    openStore({
      ...packed,
      databaseUrl: null,
      dataFolder: folder,
      log: createLog('silent'),
      recordKey: await recordKeyIn(folder),
      engine: '0',
      maintenance: 'by-hand',
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-trust-'));
    const store = await open({ template: await template() });
    await store.trustFirst(1, [
      { name: 'acme/.github', id: 11 },
      { name: 'acme/seniors', id: 900 },
      { name: 'other/seniors', id: 700 },
    ]);
    await store.noteFound(1, [
      { name: 'acme/.github', id: null },
      { name: 'acme/seniors', id: 901 },
      { name: 'other/seniors', id: 701 },
    ]);
    await store.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (...args: readonly string[]) => hear((io) => trust(args, io, () => parseConfig({ DATA_FOLDER: folder })));

  it('shows beforehand what waits to be acknowledged, unless another process has the folder', async () => {
    const where = { databaseUrl: null, dataFolder: folder, log: createLog('silent') };
    const lock = lockFolder(folder);
    const inUse = await inspectDatabase(where);
    lock.release();
    const names = ['acme/.github', 'acme/seniors', 'other/seniors'];
    expect(inUse).toEqual({ kind: 'in-use', by: expect.stringContaining(`process ${process.pid} since`) });
    expect(await inspectDatabase(where)).toEqual({
      kind: 'ready',
      pending: [],
      newer: [],
      distrusted: names.map((name) => ({ installationId: 1, name })),
    });
  });

  it('acknowledges what was found under the names of one owner, once, and has it evaluated anew', async () => {
    expect(await run('Acme')).toEqual({
      code: 0,
      err: '',
      out: 'acme/.github: was 11, is gone: no longer expected\nacme/seniors: was 900, is 901: trusted\n',
    });
    expect(await run('acme')).toEqual({ code: 0, err: '', out: 'nothing of acme waits to be acknowledged\n' });
    const store = await open();
    const trusted = await store.recallTrusted(1, ['acme/.github', 'acme/seniors', 'other/seniors']);
    const { due } = await store.depth();
    await store.close();
    expect(trusted).toEqual({ 'acme/seniors': { id: 901 }, 'other/seniors': { id: 700, found: 701 } });
    expect(due).toBe(1);
  });
});
