import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import { known, type Snapshot } from '../../src/core/facts.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { Decision } from '../../src/core/record.ts';
import type { ReportFilter } from '../../src/core/report.ts';
import { sizeOf } from '../../src/core/routing.ts';
import { backfill as reports } from '../../src/store/migrations/0009-reports.ts';
import { backfill as seniorTime } from '../../src/store/migrations/0012-senior-time.ts';
import { backfill as counted } from '../../src/store/migrations/0014-counted.ts';
import { usualRetention } from '../../src/store/privacy.ts';
import { aCommit, aPullRequestText, aReview, aSnapshot, memberships, people, sha } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';
import { engines, stopServer, type TestStore } from '../support/store.ts';

const ai = 'speed it up\n\nCo-authored-by: Claude <noreply@anthropic.com>';
const byClaude = { commits: [aCommit({ message: ai })] };
const nothing = aPolicy({ rules: [] });
const overriding = aPolicy({
  override: { teams: ['acme/staff'], minimumReason: 5, maxOpenDebts: 3, debtDueDays: 7 },
});
const shop = 10;
const api = 11;
const whole: ReportFilter = {
  repositoryIds: [shop, api],
  team: null,
  since: new Date('2026-03-01T00:00:00Z'),
  until: new Date('2026-04-01T00:00:00Z'),
};
const shopOnly = { ...whole, repositoryIds: [shop] };

afterAll(stopServer);

describe.each(engines)('the reports on $name', ({ open }) => {
  let test: TestStore;
  let clock = new Date(0);
  const at = (time: string) => {
    clock = new Date(`2026-03-${time}:00Z`);
  };
  const decide = (repositoryId: number, number: number, only: Partial<Snapshot> = {}, policy: Policy = aPolicy()) =>
    test.store.recordDecision(aDecision(repositoryId, number, only, policy));
  const merge = (repositoryId: number, number: number) =>
    test.store.recordEnd({ ...aDecision(repositoryId, number).snapshot, state: 'merged' }, people.mia);

  beforeAll(async () => {
    test = await open(() => clock);
  });
  beforeEach(() => test.wipe());
  afterAll(() => test.close());

  /** Two weeks of two repositories. */
  const tell = async () => {
    at('02T10:00');
    await decide(shop, 1, byClaude);
    at('02T12:00');
    await decide(shop, 1, { ...byClaude, reviews: [aReview()] });
    await merge(shop, 1);
    at('03T10:00');
    await decide(shop, 2);
    await decide(api, 1, { pullRequest: aPullRequestText({ author: people.jo }) });
    at('09T10:00');
    await decide(api, 2, {}, nothing);
    await merge(api, 2);
    at('10T10:00');
    await decide(api, 3, byClaude);
    at('10T11:00');
    await decide(api, 3, { ...byClaude, reviews: [aReview({ id: 'r3', reviewer: people.bo })] });
    at('10T12:00');
    await decide(api, 3, { ...byClaude, headSha: sha('c4'), reviews: [aReview({ id: 'r3', reviewer: people.bo })] });
    at('11T10:00');
    await decide(api, 4, byClaude);
    await merge(api, 4);
  };

  it('adds up pull requests, AI and waiting times by week', async () => {
    await tell();
    const { weeks, totals } = await test.store.reportPeriod(whole);
    expect(weeks.map(({ week }) => week)).toEqual([
      '2026-02-23',
      '2026-03-02',
      '2026-03-09',
      '2026-03-16',
      '2026-03-23',
      '2026-03-30',
    ]);
    expect(weeks[1]).toMatchObject({ pullRequests: 3, assisted: 1, byAgents: 0, signedOff: 1, medianWait: 7200 });
    expect(weeks[2]).toMatchObject({ pullRequests: 3, assisted: 2, signedOff: 0, medianWait: null, p90Wait: null });
    expect(totals).toMatchObject({ pullRequests: 6, assisted: 3, signedOff: 1, merged: 3, ungated: 1 });
    expect(totals.waits).toEqual([0, 1, 0, 0, 0, 0, 0]);
    expect((await test.store.reportPeriod(whole)).tools).toEqual([{ tool: 'claude', pullRequests: 3 }]);
  });

  it('lists what waits now, since when and for what', async () => {
    await tell();
    const { rows, total } = await test.store.reportWaiting(whole, 2);
    expect(total).toBe(3);
    expect(rows).toMatchObject([
      { repositoryId: shop, number: 2, since: '2026-03-03T10:00:00Z', asked: '1 × senior', involvement: 'none-found' },
      { repositoryId: api, number: 1, since: '2026-03-03T10:00:00Z' },
    ]);
  });

  it('begins to wait anew when a sign-off went stale, and was first asked when it was first asked', async () => {
    await tell();
    at('12T09:00');
    await decide(api, 3, { ...byClaude, headSha: sha('c4'), reviews: [aReview({ id: 'r4', commitSha: sha('c4') })] });
    const { weeks } = await test.store.reportPeriod(whole);
    expect(weeks[2]?.medianWait).toBe(47 * 3600);
    expect((await test.store.reportWaiting(whole, 9)).total).toBe(2);
  });

  it('asks nobody to read a draft', async () => {
    at('02T10:00');
    await decide(shop, 1, { draft: true });
    expect((await test.store.reportWaiting(whole, 9)).rows).toEqual([]);
  });

  it('lists merges that the gate did not let pass, and how much each person signed off', async () => {
    await tell();
    expect(await test.store.reportUngated(whole, 9)).toEqual({
      total: 1,
      rows: [{ repositoryId: api, number: 4, at: '2026-03-11T10:00:00Z', verdict: 'pending', mode: 'enforce' }],
    });
    expect(await test.store.reportLoad(whole)).toEqual([
      { login: 'ada', signOffs: 1, repositories: 1, toReadAgain: 0, debts: 0, lastAt: '2026-03-02T12:00:00Z' },
      { login: 'bo', signOffs: 1, repositories: 1, toReadAgain: 1, debts: 0, lastAt: '2026-03-10T11:00:00Z' },
    ]);
  });

  it('follows an override from the command over the debt to its end', async () => {
    const state = async (now: string) =>
      (await test.store.reportOverrides(whole, new Date(`2026-03-${now}:00Z`), 9)).rows.map((row) => row.state);
    at('02T10:00');
    const command = {
      id: 5,
      author: people.sten,
      createdAt: '2026-03-02T10:00:00Z',
      edited: false,
      viaApp: false,
      canPush: known(true),
      commands: [{ kind: 'override' as const, sha: sha('c3'), reason: 'the shop is down' }],
    };
    await decide(shop, 1, { commands: [command] }, overriding);
    expect(await state('02T11:00')).toEqual(['not-merged']);
    await merge(shop, 1);
    expect(await state('02T11:00')).toEqual(['open']);
    expect(await state('20T11:00')).toEqual(['overdue']);
    await test.store.closeDebt(aDecision(shop, 1).snapshot.ref, [people.ada]);
    expect(await state('20T11:00')).toEqual(['closed']);
    expect((await test.store.reportPeriod(whole)).totals.ungated).toBe(0);
  });

  it('counts pull requests by members of a team, and never names a secret one', async () => {
    await tell();
    const secret = { secretTeams: ['acme/mids'], pullRequest: aPullRequestText({ author: people.jo }) };
    await decide(shop, 9, secret);
    expect(await test.store.reportTeams([shop, api])).toEqual(['acme/juniors', 'acme/mids']);
    const byMids = { ...whole, team: 'acme/mids' };
    expect((await test.store.reportPeriod(byMids)).totals.pullRequests).toBe(1);
    expect((await test.store.reportWaiting(byMids, 9)).rows).toMatchObject([{ repositoryId: api, number: 1 }]);
    expect(await test.store.reportLoad(byMids)).toEqual([]);
  });

  it('is limited to the repositories of its reader: every row, and every sum', async () => {
    await tell();
    await test.store.noteRequiredCheck({ repositoryId: api, state: 'required', checkedAt: '2026-03-11T10:00:00Z' });
    const read = async (filter: ReportFilter) => {
      const { store } = test;
      const { totals, tools, repositories } = await store.reportPeriod(filter);
      const lists = [
        repositories,
        (await store.reportWaiting(filter, 99)).rows,
        (await store.reportUngated(filter, 99)).rows,
        (await store.reportOverrides(filter, clock, 99)).rows,
        await store.requiredChecks(filter.repositoryIds),
      ].flat();
      const rest = await Promise.all([store.reportLoad(filter), store.reportTeams(filter.repositoryIds)]);
      const sums = [tools, ...rest];
      return { totals, repositories: new Set(lists.map(({ repositoryId }) => repositoryId)), sums };
    };
    const both = await read(whole);
    const one = await read(shopOnly);
    const other = await read({ ...whole, repositoryIds: [api] });
    const none = await read({ ...whole, repositoryIds: [] });
    expect(one.repositories).toEqual(new Set([shop]));
    expect(other.repositories).toEqual(new Set([api]));
    for (const sum of ['pullRequests', 'assisted', 'signedOff', 'merged', 'ungated'] as const)
      expect(one.totals[sum] + other.totals[sum]).toBe(both.totals[sum]);
    expect(one.sums).toMatchObject([[{ pullRequests: 1 }], [{ login: 'ada' }], ['acme/juniors']]);
    expect(none).toMatchObject({ repositories: new Set(), sums: [[], [], []] });
    expect(
      Object.values(none.totals)
        .flat()
        .every((sum) => sum === 0 || sum === null),
    ).toBe(true);
  });

  it('is made from the record where there is one from before', async () => {
    await tell();
    at('12T10:00');
    await decide(shop, 2, { reviews: [aReview({ id: 'c', reviewer: people.bo, state: 'changes-requested' })] });
    const rows = () =>
      Promise.all([
        test.query('select * from report_pull_requests order by repository_id, number'),
        test.query('select * from report_sign_offs order by repository_id, number, review_id'),
      ]);
    // When a pull request was first seen is the database's own clock, and teams are not in the record.
    await test.query(`update report_pull_requests set teams = '{}'; update pull_requests p set first_seen_at = opened_at
      from report_pull_requests r where r.repository_id = p.repository_id and r.number = p.number`);
    const written = await rows();
    await test.query('delete from report_pull_requests; delete from report_sign_offs');
    for (const statement of [...reports, ...seniorTime, ...counted]) await test.query(statement);
    expect(await rows()).toEqual(written);
    expect(written[0]).toHaveLength(6);
  });

  it('says what the rules asked of what was merged, and whether somebody who qualifies gave it', async () => {
    await tell();
    const found = await test.store.reportObserved(whole);
    expect(found).toMatchObject({ since: '2026-03-02T10:00:00.000Z', merged: 3, observing: 0, unjudged: 0 });
    expect(found).toMatchObject({ needed: 2, approved: 1, caught: 1, signOffs: 2, wait: { median: 7200, p90: 7200 } });
    expect(found.levels).toMatchObject([
      { level: 'senior', needed: 2, approved: 1, given: { signOffs: 2, people: 2 } },
    ]);
    expect(found.rules).toEqual([{ rule: 'one senior', needed: 2, approved: 1 }]);
    const one = await test.store.reportObserved(shopOnly);
    expect(one).toMatchObject({ merged: 1, needed: 1, approved: 1, caught: 0, signOffs: 1 });
    expect(await test.store.reportObserved({ ...whole, team: 'acme/nobody' })).toMatchObject({
      merged: 0,
      signOffs: 0,
    });
    expect(await test.store.reportObserved({ ...whole, repositoryIds: [] })).toMatchObject({ merged: 0, signOffs: 0 });
  });

  it('says in observe mode what would have been held, and of what nothing was ever decided', async () => {
    at('02T10:00');
    await decide(shop, 1, byClaude, aPolicy({ mode: 'observe' }));
    await merge(shop, 1);
    await merge(shop, 9);
    expect(await test.store.reportObserved(whole)).toMatchObject({ merged: 1, observing: 1, caught: 1, unjudged: 1 });
  });

  it('warns where more waits than was signed off in a usual week, after two weeks', async () => {
    await tell();
    const later = (day: string) => new Date(`2026-${day}T10:00:00Z`);
    expect(await test.store.reportShortages([shop, api], later('03-15'))).toEqual([]);
    expect(await test.store.reportShortages([shop, api], later('03-16'))).toEqual([
      { level: 'senior', open: 3, usual: { weekly: 1, weeks: 2, people: 2 } },
    ]);
    expect(await test.store.reportShortages([shop, api], later('06-30'))).toEqual([
      { level: 'senior', open: 3, usual: { weekly: 0, weeks: 8, people: 0 } },
    ]);
    expect(await test.store.reportShortages([shop], later('03-16'))).toEqual([
      { level: 'senior', open: 1, usual: { weekly: 0.5, weeks: 2, people: 1 } },
    ]);
    expect(await test.store.reportShortages([], later('03-16'))).toEqual([]);
  });

  it('knows what each person carries, by size, in one installation and besides one pull request', async () => {
    await tell();
    const { ada, bo, mia } = people;
    const ids = [ada.id, bo.id, mia.id];
    const besides = aDecision(shop, 99).snapshot.ref;
    const loads = async (ref = besides) => {
      const found = await test.store.loadsOf(ref, ids);
      return ids.map((id) => found.get(id));
    };
    const none = { open: 0, load: 0 };
    const size = sizeOf(4);
    // Ada signed off nine days ago; what Bo signed off yesterday went stale, and is to be read again.
    expect(await loads()).toEqual([none, { open: 0, load: size + size / 2 }, none]);
    expect(await loads(aDecision(api, 3).snapshot.ref)).toEqual([none, none, none]);
    expect(await loads({ ...besides, installationId: 2 })).toEqual([none, none, none]);
    expect(await test.store.loadsOf(besides, [])).toEqual(new Map());
    // Asked for it, Bo carries it once.
    const asked = { account: bo, level: 'senior', clauses: [], step: 'first', suggested: false, opinions: 0 } as const;
    const changes = { ended: [], reminded: [], escalated: null, waiting: [], notWaiting: [] };
    await test.store.noteRequests(aDecision(api, 3).snapshot, { ...changes, asked: [{ ...asked, considered: [] }] });
    expect((await loads())[1]).toEqual({ open: 1, load: size + size / 2 });
    at('12T09:00');
    const again = aReview({ id: 'r5', reviewer: bo, commitSha: sha('c4') });
    await decide(api, 3, { ...byClaude, headSha: sha('c4'), reviews: [again] });
    await test.store.noteRequests(aDecision(api, 3).snapshot, {
      ...changes,
      asked: [],
      ended: [{ account: bo, why: 'answered' }],
    });
    expect((await loads())[1]).toEqual({ open: 0, load: size });
  });

  it('forgets a person, and keeps the sums', async () => {
    await tell();
    await test.store.erasePerson({ userId: people.ada.id, names: ['ada'] });
    expect((await test.store.reportLoad(whole)).map(({ login, signOffs }) => [login, signOffs])).toContainEqual([
      null,
      1,
    ]);
    clock = new Date('2030-01-01T00:00:00Z');
    await test.store.tidy(usualRetention);
    expect((await test.store.reportLoad(whole)).map(({ login }) => login)).toEqual([null]);
  });
});

function aDecision(repositoryId: number, number: number, only: Partial<Snapshot> = {}, policy = aPolicy()): Decision {
  const ref = { installationId: 1, repositoryId, owner: 'acme', name: repositoryId === shop ? 'shop' : 'api', number };
  const snapshot = aSnapshot({ memberships, ...only, ref });
  return { snapshot, policy: { usable: true, policy }, evaluation: evaluate({ usable: true, policy }, snapshot) };
}
