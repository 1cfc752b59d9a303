import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeHistory } from '../../src/cli/demo/history/history.ts';
import type { EntrySearch } from '../../src/core/entry.ts';
import type { ReportFilter } from '../../src/core/report.ts';
import type { Store } from '../../src/store/db.ts';
import { fill } from '../support/fill.ts';
import { aScene } from '../support/history.ts';
import { engines, type TestStore } from '../support/store.ts';

const now = new Date('2026-11-20T12:00:00Z');
const day = 86_400_000;
const one: ReportFilter = { repositoryIds: [11], team: null, since: new Date(now.getTime() - 7 * day), until: now };
const nothingSought = { number: null, person: null, outcome: null, since: null, until: null, before: null };
const everywhere = Array.from({ length: 40 }, (_, index) => 11 + index);
const search = (only: Partial<EntrySearch>): EntrySearch => ({
  installationId: 1,
  repositoryIds: everywhere,
  ...nothingSought,
  ...only,
});

let test: TestStore;
beforeAll(async () => {
  const [embedded] = engines;
  if (embedded === undefined) throw new Error('there is an engine');
  test = await embedded.open(() => now);
  const recent = makeHistory(aScene(['shop']), now).filter(({ at }) => at.getTime() > now.getTime() - 30 * day);
  await test.store.importPast(1, recent);
  await fill(test.query, { repositories: 40, pullRequests: 4_000, decisions: 6_000 });
});
afterAll(() => test.close());

/** How often each index was used, and each table read from end to end, while something was asked. */
async function used(ask: (store: Store) => Promise<unknown>) {
  const count = async () => {
    await test.query('select pg_stat_force_next_flush()');
    const rows = await test.query(`
      select indexrelname as name, idx_scan as count from pg_stat_user_indexes
      union all select 'all of ' || relname, seq_scan from pg_stat_user_tables`);
    return new Map(rows.map((row) => [String(row['name']), Number(row['count'])]));
  };
  const before = await count();
  await ask(test.store);
  const after = await count();
  return [...after].filter(([name, times]) => times > (before.get(name) ?? 0)).map(([name]) => name);
}

describe('an index serves', () => {
  it.each<{ what: string; ask: (store: Store) => Promise<unknown>; index: string }>([
    { what: 'the weeks of one repository', ask: (store) => store.reportPeriod(one), index: 'report_opened' },
    { what: 'its waiting times', ask: (store) => store.reportPeriod(one), index: 'report_signed_off' },
    { what: 'its merges', ask: (store) => store.reportPeriod(one), index: 'report_merged' },
    { what: 'its merges without gate', ask: (store) => store.reportUngated(one, 25), index: 'report_ungated' },
    {
      what: 'what waits, wherever',
      ask: (store) => store.reportWaiting({ ...one, repositoryIds: everywhere }, 25),
      index: 'report_waiting',
    },
    { what: 'its load', ask: (store) => store.reportLoad(one), index: 'report_sign_offs_counted' },
    { what: 'what was asked of its merges', ask: (store) => store.reportObserved(one), index: 'report_merged' },
    { what: 'what was given for it', ask: (store) => store.reportObserved(one), index: 'report_sign_offs_counted' },
    {
      what: 'when anything was first decided, and what waits',
      ask: (store) => store.reportShortages([11], now),
      index: 'report_opened',
    },
    { what: 'what waits, by what it lacks', ask: (store) => store.reportShortages([11], now), index: 'report_waiting' },
    {
      what: 'what some people carry',
      ask: (store) =>
        store.loadsOf({ installationId: 1, repositoryId: 11, owner: 'acme', name: 'shop', number: 1 }, [102, 105]),
      index: 'report_sign_offs_given',
    },
    { what: 'the newest entries', ask: (store) => store.searchRecord(search({}), 51), index: 'decisions_pkey' },
    {
      what: 'the entries of one repository',
      ask: (store) => store.searchRecord(search({ repositoryIds: [12] }), 51),
      index: 'decisions_repository',
    },
    {
      what: 'the entries of one pull request',
      ask: (store) => store.searchRecord(search({ repositoryIds: [12], number: 10_004 }), 51),
      index: 'decisions_pull_request',
    },
    {
      what: 'a rare outcome',
      ask: (store) => store.searchRecord(search({ outcome: 'undecided' }), 51),
      index: 'decisions_outcome',
    },
    {
      what: 'a person',
      ask: (store) => store.searchRecord(search({ person: 'nobody' }), 51),
      index: 'decision_people_login',
    },
    {
      what: 'a period',
      ask: (store) => store.searchRecord(search({ since: new Date(now.getTime() - 2 * day) }), 51),
      index: 'decisions_created',
    },
    { what: 'one entry', ask: (store) => store.readEntry('0'.repeat(64), everywhere), index: 'decisions_digest' },
  ])('$what: $index', async ({ ask, index }) => {
    const names = await used(ask);
    expect(names).toContain(index);
    const whole = names.filter((name) => /^all of (?:decision|report)/.test(name));
    expect(whole).toEqual([]);
  });
});

/** From end to end is right for these: with every repository and a period that holds most rows, an index saves nothing. */
describe('over everything, each table is read at most so often', () => {
  const all: ReportFilter = { ...one, repositoryIds: everywhere, since: new Date(now.getTime() - 90 * day) };
  it.each<{ what: string; ask: (store: Store) => Promise<unknown>; pulls: number; signOffs: number; why: string }>([
    {
      what: 'the period',
      ask: (store) => store.reportPeriod(all),
      pulls: 3,
      signOffs: 0,
      why: 'once each by when they were opened, signed off and merged; what waits has its index',
    },
    {
      what: 'what the rules asked',
      ask: (store) => store.reportObserved(all),
      pulls: 3,
      signOffs: 1,
      why: 'merged alike, waiting times, and the sizes of all sign-offs in one join instead of a look-up for each',
    },
    {
      what: 'where time is short',
      ask: (store) => store.reportShortages(everywhere, now),
      pulls: 0,
      signOffs: 1,
      why: 'sizes play no part, and what waits has its index',
    },
    {
      what: 'where time is short when nothing waits',
      ask: (store) => store.reportShortages([], now),
      pulls: 0,
      signOffs: 0,
      why: 'nothing can be short then',
    },
    { what: 'the load', ask: (store) => store.reportLoad(all), pulls: 0, signOffs: 2, why: 'given, and stale' },
  ])('$what: $why', async ({ ask, pulls, signOffs }) => {
    const read = async (table: string) => {
      await test.query('select pg_stat_force_next_flush()');
      const rows = await test.query(`select seq_scan as count from pg_stat_user_tables where relname = '${table}'`);
      return Number(rows[0]?.['count']);
    };
    const before = [await read('report_pull_requests'), await read('report_sign_offs')] as const;
    await ask(test.store);
    expect((await read('report_pull_requests')) - before[0]).toBeLessThanOrEqual(pulls);
    expect((await read('report_sign_offs')) - before[1]).toBeLessThanOrEqual(signOffs);
  });

  it('looks up no sign-off by itself', async () => {
    const looked = async () => {
      await test.query('select pg_stat_force_next_flush()');
      const rows = await test.query(
        `select idx_scan as count from pg_stat_user_indexes where indexrelname = 'report_pull_requests_pkey'`,
      );
      return Number(rows[0]?.['count']);
    };
    const before = await looked();
    await test.store.reportObserved(all);
    expect((await looked()) - before).toBeLessThan(10);
  });
});
