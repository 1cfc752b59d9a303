import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { audit } from '../../src/cli/audit.ts';
import { parseConfig } from '../../src/config.ts';
import { evaluate } from '../../src/core/evaluate.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/db.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { recordKeyIn } from '../../src/store/record-key.ts';
import { aSnapshot } from '../support/facts.ts';
import { hear } from '../support/io.ts';
import { aPolicy } from '../support/policy.ts';
import { template } from '../support/template.ts';

describe('audit', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-audit-'));
    const recordKey = await recordKeyIn(folder);
    const place = { databaseUrl: null, dataFolder: folder, template: await template() };
    const store = await openStore({
      ...place,
      log: createLog('silent'),
      recordKey,
      engine: '0',
      maintenance: 'by-hand',
    });
    const policy = { usable: true, policy: aPolicy() } as const;
    for (const number of [7, 8]) {
      const snapshot = aSnapshot({ ref: { ...aSnapshot().ref, number } });
      await store.recordDecision({ snapshot, policy, evaluation: evaluate(policy, snapshot) });
    }
    await store.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (...args: readonly string[]) => hear((io) => audit(args, io, () => parseConfig({ DATA_FOLDER: folder })));

  it('exports the record as JSON and as a table', async () => {
    const json = await run('export', '--repo', 'acme/shop');
    expect(
      json.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).pullRequest),
    ).toEqual([7, 8]);
    const table = await run('export', '--format', 'csv', '--since', '2020-01-01');
    expect(table.out.trim().split('\n')).toHaveLength(3);
  });

  it('forgets a person by account and by name', async () => {
    expect((await run('export')).out).toContain('"mia"');
    expect(await run('forget', '--user', '101', '--name', 'mia')).toEqual({
      code: 0,
      err: '',
      out: expect.stringMatching(/^\d+ facts erased\n$/),
    });
    expect((await run('export')).out).not.toContain('"mia"');
  });

  it('says that the record is whole, and what is wrong once somebody has been at it', async () => {
    expect(await run('verify', '--offline')).toEqual({
      code: 0,
      err: '',
      out: expect.stringMatching(/^installation 1: 2 entries, ending in \w{64}: whole\n$/),
    });
    const database = await openEmbedded(folder, null);
    await database.exec(`set session_replication_role = replica; update decisions set number = 9 where seq = 1`);
    await database.close();
    expect(await run('verify', '--offline')).toMatchObject({
      code: 1,
      out: expect.stringContaining('  entry 1: edited: '),
    });
  });

  it('does not compare with GitHub without credentials, and says how to go on', async () => {
    await expect(run('verify')).rejects.toThrow('--offline');
  });
});
