import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeHistory } from '../../../src/cli/demo/history/history.ts';
import type { PullRequestRef } from '../../../src/core/facts.ts';
import type { PastEvent } from '../../../src/store/past.ts';
import { aScene } from '../../support/history.ts';
import { engines, stopServer, type TestStore } from '../../support/store.ts';

const until = new Date('2026-11-20T12:00:00Z');
const scene = aScene();
const events = makeHistory(scene, until);
const repositoryIds = scene.repositories.map(({ repositoryId }) => repositoryId);
const filter = { repositoryIds, team: null, since: new Date('2026-08-20T00:00:00Z'), until };

afterAll(stopServer);

describe('ninety days of history', () => {
  it('is the same for the same seed, and ends where it is told to', () => {
    expect(JSON.stringify(makeHistory(scene, until))).toBe(JSON.stringify(events));
    expect(JSON.stringify(makeHistory(scene, until, 8))).not.toBe(JSON.stringify(events));
    const times = events.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(until.getTime());
    const placeOf = ({ repositoryId, number }: PullRequestRef) => `${repositoryId}#${number}`;
    const opened = events.flatMap((event) => (event.kind === 'decision' ? [placeOf(event.decision.snapshot.ref)] : []));
    const ended = events.flatMap((event) => (event.kind === 'end' ? [placeOf(event.facts.ref)] : []));
    expect(new Set(ended)).toEqual(new Set(opened));
  });

  describe.each(engines)('imported into $name', ({ open }) => {
    let test: TestStore;
    beforeAll(async () => {
      test = await open(() => until);
      await test.store.importPast(1, events);
    });
    afterAll(() => test.close());

    it('is a whole chain', async () => {
      const [report] = await test.store.verifyChains([]);
      expect(report?.problems).toEqual([]);
      expect(report?.entries).toBeGreaterThan(600);
    });

    it('has something to show in every part of the dashboard', async () => {
      const { weeks, totals } = await test.store.reportPeriod(filter);
      const share = (from: number, to: number) => {
        const some = weeks.slice(from, to);
        const added = (what: 'assisted' | 'pullRequests') => some.reduce((total, week) => total + week[what], 0);
        return added('assisted') / added('pullRequests');
      };
      expect(share(-6, weeks.length)).toBeGreaterThan(share(0, 6) + 0.1);
      expect(totals.pullRequests).toBeGreaterThan(250);
      for (const sum of ['byAgents', 'signedOff', 'merged', 'ungated'] as const) expect(totals[sum]).toBeGreaterThan(0);
      expect((await test.store.reportPeriod(filter)).tools.length).toBeGreaterThan(4);
      expect((await test.store.reportLoad(filter)).length).toBe(5);
      expect((await test.store.reportTeams(repositoryIds)).length).toBe(4);
      const debts = await test.store.reportOverrides(filter, until, 99);
      expect(new Set(debts.rows.map(({ state }) => state)).size).toBeGreaterThan(1);
    });
  });
});

describe('importing', () => {
  it('records what recording one by one does', async () => {
    const some = events.filter((event) => event.kind !== 'debt-closed').slice(0, 60);
    const tables = {
      pull_requests: 'digest',
      report_pull_requests: 'opened_at',
      report_sign_offs: 'review_id',
      decisions: 'seq',
      explanations: 'digest',
    };
    const contents = async (record: (test: TestStore, setClock: (at: Date) => void) => Promise<void>) => {
      let now = until;
      const [engine] = engines;
      const test = await engine?.open(() => now);
      if (test === undefined) throw new Error('there is an engine');
      await record(test, (at) => {
        now = at;
      });
      const rows: unknown[] = [];
      for (const [table, last] of Object.entries(tables))
        rows.push(await test.query(`select * from ${table} order by repository_id, number, ${last}`));
      await test.close();
      // Salts differ each time, and with them every digest; when a row was first seen is the database's own clock.
      const text = JSON.stringify(rows)
        .replaceAll(/"[0-9a-f]{64}"|"[0-9a-f]{32}"/g, '""')
        .replaceAll(/"first_seen_at":"[^"]*",/g, '');
      return JSON.parse(text) as unknown;
    };
    const together = await contents((test) => test.store.importPast(1, some));
    const oneByOne = await contents(async (test, setClock) => {
      for (const event of some) {
        setClock(event.at);
        await recordOne(test, event);
      }
    });
    expect(together).toEqual(oneByOne);
  });
});

async function recordOne({ store }: TestStore, event: PastEvent): Promise<void> {
  if (event.kind === 'decision') await store.recordDecision(event.decision);
  if (event.kind === 'end') await store.recordEnd(event.facts, event.mergedBy);
}
