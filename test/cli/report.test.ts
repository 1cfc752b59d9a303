import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { report } from '../../src/cli/report.ts';
import { parseConfig } from '../../src/config.ts';
import { evaluate } from '../../src/core/evaluate.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/db.ts';
import { recordKeyIn } from '../../src/store/record-key.ts';
import { aReview, aSnapshot, people } from '../support/facts.ts';
import { hear } from '../support/io.ts';
import { aPolicy } from '../support/policy.ts';
import { template } from '../support/template.ts';

describe('a report of what was observed', () => {
  let folder = '';
  let clock = new Date('2026-03-02T10:00:00Z');
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-report-'));
    const store = await openStore({
      databaseUrl: null,
      dataFolder: folder,
      template: await template(),
      log: createLog('silent'),
      recordKey: await recordKeyIn(folder),
      engine: '0',
      maintenance: 'by-hand',
      now: () => clock,
    });
    const policy = { usable: true, policy: aPolicy({ mode: 'observe' }) } as const;
    const decide = async (number: number, only: Parameters<typeof aSnapshot>[0] = {}) => {
      const snapshot = aSnapshot({ ...only, ref: { ...aSnapshot().ref, number } });
      await store.recordDecision({ snapshot, policy, evaluation: evaluate(policy, snapshot) });
      return snapshot;
    };
    await decide(1);
    const merged = await decide(2);
    clock = new Date('2026-03-02T14:00:00Z');
    await decide(1, { reviews: [aReview()] });
    await store.recordEnd({ ...merged, state: 'merged' }, people.mia);
    await store.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (...args: readonly string[]) =>
    hear((io) => report(args, io, () => parseConfig({ DATA_FOLDER: folder }), new Date('2026-03-10T00:00:00Z')));

  it('says what was signed off, how long it took, and what would have been held', async () => {
    const { code, out } = await run('--since', '30d', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      since: '2026-02-08T00:00:00.000Z',
      totals: { pullRequests: 2, signedOff: 1, medianWait: 4 * 3600, merged: 1, ungated: 1 },
      observed: { merged: 1, observing: 1, needed: 1, approved: 0, caught: 1 },
      shortages: [],
      repositories: [{ pullRequests: 2, ungated: 1 }],
    });
    const { out: text } = await run('--since', '2026-03-01');
    expect(text).toContain('signed off            1, after 4.0 h (median)');
    for (const said of [
      'Observed since 2026-03-02, of 1 merged pull request (1 in observe mode, in which nothing is held)',
      'needed a sign-off     1\n',
      'approved              0 by somebody who qualifies, after no time yet (median)',
      'not cleared           1: an enforced check would have held these',
      '  senior: 1 needed, 0 approved; 1 sign-off by 1 person, each 0.9 a week (0.2 h)',
      '  one senior: 1 needed, 0 approved',
    ])
      expect(text).toContain(said);
  });

  it('leaves out what came before', async () => {
    expect(JSON.parse((await run('--since', '2026-03-05', '--json')).out)).toMatchObject({
      totals: { pullRequests: 0, signedOff: 0, merged: 0 },
    });
  });
});
