import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { personLoads } from '../../src/core/person-load.ts';
import { periodReport } from '../../src/core/report-period.ts';
import { type Kind, momentOf, type ReportedPullRequest, type ReportedSignOff } from '../../src/core/reported.ts';

const period = { since: new Date('2026-03-04T00:00:00Z'), until: new Date('2026-03-18T00:00:00Z') };
const at = (time: string) => momentOf(new Date(`2026-${time}Z`));

const plain: Kind = {
  observing: false,
  assisted: false,
  byAgent: false,
  verdict: 'not-required',
  gate: null,
  tools: [],
  clauses: [],
};
const byClaude: Kind = { ...plain, assisted: true, tools: ['claude'] };
const pull = (only: Partial<ReportedPullRequest>): ReportedPullRequest => ({
  repositoryId: 10,
  openedAt: at('03-05T10:00'),
  askedAt: null,
  waitingSince: null,
  signedOffAt: null,
  mergedAt: null,
  kind: plain,
  ...only,
});

describe('what happened in a period', () => {
  it.each([
    { why: 'the first moment is part of it', openedAt: at('03-04T00:00'), week: '2026-03-02', opened: 1 },
    { why: 'the moment before is not', openedAt: at('03-04T00:00') - 1, week: '2026-03-02', opened: 0 },
    { why: 'the last moment of a Sunday', openedAt: at('03-09T00:00') - 1, week: '2026-03-02', opened: 1 },
    { why: 'the first one of a Monday', openedAt: at('03-09T00:00'), week: '2026-03-09', opened: 1 },
    { why: 'the moment before the end', openedAt: at('03-18T00:00') - 1, week: '2026-03-16', opened: 1 },
    { why: 'the end is not part of it', openedAt: at('03-18T00:00'), week: '2026-03-16', opened: 0 },
  ])('opened: $opened in the week of $week: $why', ({ openedAt, week, opened }) => {
    const { weeks, totals } = periodReport(period, [pull({ openedAt })]);
    expect(weeks.map((row) => row.week)).toEqual(['2026-03-02', '2026-03-09', '2026-03-16']);
    expect(weeks.find((row) => row.week === week)?.pullRequests).toBe(opened);
    expect(totals.pullRequests).toBe(opened);
  });

  it('a wait is counted in the week of the sign-off, and a sign-off that nobody was asked for has none', () => {
    const asked = pull({ askedAt: at('03-06T10:00'), signedOffAt: at('03-09T10:00') });
    const unasked = pull({ signedOffAt: at('03-10T10:00') });
    const { weeks, totals } = periodReport(period, [asked, unasked]);
    expect(weeks.map(({ signedOff, medianWait }) => ({ signedOff, medianWait }))).toEqual([
      { signedOff: 0, medianWait: null },
      { signedOff: 2, medianWait: 3 * 24 * 3600 },
      { signedOff: 0, medianWait: null },
    ]);
    expect(totals.waits).toEqual([0, 0, 0, 0, 1, 0, 0]);
  });

  it('a tool counts where AI took part, and what waits whenever it was opened', () => {
    const { tools, repositories } = periodReport(period, [
      pull({ kind: byClaude }),
      pull({ kind: { ...byClaude, assisted: false } }),
      pull({ repositoryId: 11, openedAt: at('01-05T10:00'), waitingSince: at('01-05T10:00') }),
    ]);
    expect(tools).toEqual([{ tool: 'claude', pullRequests: 1 }]);
    expect(repositories).toMatchObject([
      { repositoryId: 10, pullRequests: 2, assisted: 1, waiting: 0 },
      { repositoryId: 11, pullRequests: 0, waiting: 1 },
    ]);
  });

  const moment = fc.integer({ min: at('02-20T00:00'), max: at('03-25T00:00') });
  const kinds = fc.constantFrom<Kind>(
    plain,
    byClaude,
    { ...byClaude, byAgent: true, gate: 'open', verdict: 'satisfied' },
    { ...plain, gate: 'not-open', verdict: 'pending', tools: ['claude', 'copilot'] },
  );
  const pulls = fc.array(
    fc.record({
      repositoryId: fc.integer({ min: 10, max: 13 }),
      openedAt: moment,
      askedAt: fc.option(moment),
      waitingSince: fc.option(moment),
      signedOffAt: fc.option(moment),
      mergedAt: fc.option(moment),
      kind: kinds,
    }),
  );

  it('weeks, repositories and lengths of waits add up to the whole, whatever happened', () => {
    fc.assert(
      fc.property(pulls, (all) => {
        const { weeks, totals, repositories } = periodReport(period, all);
        const sum = <Row>(rows: readonly Row[], of: (row: Row) => number) =>
          rows.reduce((total, row) => total + of(row), 0);
        for (const name of ['pullRequests', 'assisted', 'byAgents', 'signedOff'] as const)
          expect(sum(weeks, (week) => week[name])).toBe(totals[name]);
        for (const name of ['pullRequests', 'assisted', 'ungated'] as const)
          expect(sum(repositories, (row) => row[name])).toBe(totals[name]);
        expect(sum(repositories, (row) => row.waiting)).toBe(
          all.filter(({ waitingSince }) => waitingSince !== null).length,
        );
        expect(sum(totals.waits, (count) => count)).toBeLessThanOrEqual(totals.signedOff);
      }),
    );
  });

  it('one repository is told of as if there were no other', () => {
    fc.assert(
      fc.property(pulls, (all) => {
        const own = all.filter(({ repositoryId }) => repositoryId === 10);
        const row = periodReport(period, all).repositories.find(({ repositoryId }) => repositoryId === 10);
        expect(row).toEqual(periodReport(period, own).repositories[0]);
      }),
    );
  });
});

describe('how much each person signs off', () => {
  const signOff = (only: Partial<ReportedSignOff>): ReportedSignOff => ({
    repositoryId: 10,
    countedAt: at('03-05T10:00'),
    userId: 1,
    login: 'ada',
    level: 'senior',
    lines: 10,
    ...only,
  });

  it('goes by person under the newest name, and those who were erased are one', () => {
    const erased = { userId: null, login: null };
    const loads = personLoads(
      [
        signOff({ countedAt: at('03-06T10:00'), login: 'ada-new' }),
        signOff({ repositoryId: 11 }),
        signOff({ ...erased, countedAt: at('03-07T10:00') }),
        signOff({ ...erased, repositoryId: 12 }),
        signOff({ ...erased, repositoryId: 13 }),
      ],
      [{ userId: 2, login: 'bo', pullRequests: 3, last: new Date('2026-02-01T00:00:00Z') }],
      [
        { userId: 1, debts: 2 },
        { userId: 9, debts: 4 },
      ],
    );
    expect(loads).toEqual([
      { login: null, signOffs: 3, repositories: 3, toReadAgain: 0, debts: 0, lastAt: '2026-03-07T10:00:00Z' },
      { login: 'ada-new', signOffs: 2, repositories: 2, toReadAgain: 0, debts: 2, lastAt: '2026-03-06T10:00:00Z' },
      { login: 'bo', signOffs: 0, repositories: 0, toReadAgain: 3, debts: 0, lastAt: '2026-02-01T00:00:00Z' },
    ]);
  });
});
