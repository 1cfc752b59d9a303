import { describe, expect, it } from '@jest/globals';
import { compareReplays } from '../../../src/core/backtest/compare-replays.ts';
import { fewestPeople, reviewHours } from '../../../src/core/backtest/effort.ts';
import { type Figures, figuresOf, mondayOf } from '../../../src/core/backtest/figures.ts';
import type { PastPullRequest } from '../../../src/core/backtest/past.ts';
import { type Replayed, replay } from '../../../src/core/backtest/replay.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { quantile } from '../../../src/core/quantile.ts';
import { aCommit, aFile, aPullRequestText, aReview, aSnapshot, people, sha } from '../../support/facts.ts';
import { aPolicy, aRule } from '../../support/policy.ts';

type Only = Partial<Omit<PastPullRequest, 'snapshot'>> & { readonly snapshot?: Parameters<typeof aSnapshot>[0] };

/** Opened at 9 on Monday the 2nd, merged at 18. */
function aPast({ snapshot, ...only }: Only = {}): PastPullRequest {
  return {
    snapshot: aSnapshot({ state: 'merged', ...snapshot }),
    url: 'https://github.com/acme/shop/pull/7',
    openedAt: '2026-03-02T09:00:00Z',
    readyAt: [],
    mergedAt: '2026-03-02T18:00:00Z',
    mergedBy: people.noa,
    notRead: [],
    ...only,
  };
}

const numbered = (number: number, only: Only = {}): PastPullRequest =>
  aPast({ ...only, snapshot: { ...only.snapshot, ref: { ...aSnapshot().ref, number } } });

function replayOne(past: PastPullRequest, policy: Policy = aPolicy()): Replayed {
  const [judged] = replay(policy, [past]);
  if (judged === undefined) throw new Error('one goes in, one comes out');
  return judged.replayed;
}

const period = { since: '2026-03-01T00:00:00Z', until: '2026-03-15T00:00:00Z' };
const headcount = { junior: 3, mid: 2, senior: 2, staff: 1, principal: 0 };

function figures(past: readonly PastPullRequest[], policy: Policy = aPolicy()): Figures {
  const replayed = replay(policy, past).map((judged) => judged.replayed);
  return figuresOf(policy, replayed, period, headcount);
}

describe('a merged pull request under a policy', () => {
  const approval = aReview({ reviewer: people.ada, submittedAt: '2026-03-02T11:00:00Z' });
  it.each<{ why: string; past: Only; policy?: Partial<Policy>; outcome: Replayed['outcome']; wait: number | null }>([
    { why: 'nobody approved it', past: {}, outcome: 'caught', wait: null },
    { why: 'no rule applies', past: {}, policy: { rules: [] }, outcome: 'nothing-asked', wait: null },
    { why: 'a senior approved its head', past: { snapshot: { reviews: [approval] } }, outcome: 'approved', wait: 7200 },
    {
      why: 'it was a draft before',
      past: { readyAt: ['2026-03-02T10:30:00Z'], snapshot: { reviews: [approval] } },
      outcome: 'approved',
      wait: 1800,
    },
    {
      why: 'it became ready once more after the approval',
      past: { readyAt: ['2026-03-02T10:00:00Z', '2026-03-02T12:00:00Z'], snapshot: { reviews: [approval] } },
      outcome: 'approved',
      wait: 3600,
    },
    {
      why: 'the approval was on an earlier commit',
      past: { snapshot: { reviews: [aReview({ commitSha: sha('c2') })] } },
      outcome: 'caught',
      wait: null,
    },
    {
      why: 'somebody below the level approved it',
      past: { snapshot: { reviews: [aReview({ reviewer: people.jo })] } },
      outcome: 'caught',
      wait: null,
    },
    {
      why: 'it was approved after the merge',
      past: { snapshot: { reviews: [aReview({ submittedAt: '2026-03-02T19:00:00Z' })] } },
      outcome: 'caught',
      wait: null,
    },
    {
      why: 'the approval was dismissed after the merge',
      past: {
        snapshot: {
          reviews: [
            {
              ...approval,
              state: 'dismissed',
              dismissal: { by: people.noa, was: 'approved', at: '2026-03-03T08:00:00Z' },
            },
          ],
        },
      },
      outcome: 'approved',
      wait: 7200,
    },
    {
      why: 'the approval was dismissed before the merge',
      past: {
        snapshot: {
          reviews: [
            {
              ...approval,
              state: 'dismissed',
              dismissal: { by: people.noa, was: 'approved', at: '2026-03-02T12:00:00Z' },
            },
          ],
        },
      },
      outcome: 'caught',
      wait: null,
    },
    {
      why: 'the second of two came an hour later',
      past: {
        snapshot: {
          reviews: [
            approval,
            aReview({ id: 'r2', reviewer: people.bo, submittedAt: '2026-03-02T12:00:00Z' }),
            aReview({ id: 'r3', reviewer: people.sten, submittedAt: '2026-03-02T15:00:00Z' }),
          ],
        },
      },
      policy: { rules: [aRule({ require: { count: 2 } })] },
      outcome: 'approved',
      wait: 10_800,
    },
    {
      why: 'a senior had requested changes, though nothing is asked',
      past: { snapshot: { reviews: [aReview({ state: 'changes-requested' })] } },
      policy: { rules: [] },
      outcome: 'caught',
      wait: null,
    },
    {
      why: 'only the declaration is missing',
      past: { snapshot: { reviews: [approval] } },
      policy: { declaration: 'required' },
      outcome: 'approved',
      wait: 7200,
    },
  ])('is $outcome when $why', ({ past, policy, outcome, wait }) => {
    const replayed = replayOne(aPast(past), aPolicy(policy));
    expect([replayed.outcome, replayed.wait]).toEqual([outcome, wait]);
  });

  it('tells a missing declaration apart from a missing sign-off', () => {
    const given = figures([aPast({ snapshot: { reviews: [aReview()] } })], aPolicy({ declaration: 'required' }));
    expect(given).toMatchObject({ needed: 1, approved: 1, caught: 0, undeclared: 1 });
  });

  it('takes a tool for new on the first pull request that names it, whatever order they come in', () => {
    const policy = aPolicy({ rules: [aRule({ when: [{ kind: 'first-use-of-tool' }] })] });
    const commits = [aCommit({ message: 'x\n\nCo-Authored-By: Claude <noreply@anthropic.com>' })];
    const past = [
      numbered(2, { mergedAt: '2026-03-04T00:00:00Z', snapshot: { commits } }),
      numbered(1, { mergedAt: '2026-03-03T00:00:00Z', snapshot: { commits } }),
    ];
    expect(replay(policy, past).map(({ replayed: { number, level } }) => [number, level])).toEqual([
      [1, 'senior'],
      [2, null],
    ]);
  });
});

describe('the figures of a period', () => {
  const staffRule = aRule({
    name: 'docs need staff',
    when: [{ kind: 'paths', globs: [{ text: 'docs/**', alternatives: ['docs/**'] }] }],
    require: { level: 'staff' },
  });
  const policy = aPolicy({ rules: [aRule({ name: 'one' }), staffRule] });
  const docs = { files: [aFile({ path: 'docs/a.md', additions: 400, deletions: 0 })] };
  const given = figures(
    [
      numbered(1, { snapshot: { reviews: [aReview()] } }),
      numbered(2, { mergedAt: '2026-03-10T18:00:00Z' }),
      numbered(3, {
        mergedAt: '2026-03-11T18:00:00Z',
        snapshot: { ...docs, reviews: [aReview({ reviewer: people.sten })] },
      }),
      numbered(4, {
        mergedAt: '2026-03-12T18:00:00Z',
        snapshot: { ...docs, reviews: [aReview()] },
        notRead: ['modes'],
      }),
    ],
    policy,
  );

  it('count what was asked and what was given', () => {
    expect(given).toMatchObject({ merged: 4, needed: 4, approved: 2, caught: 2, signOffs: 4 });
  });

  it('count by rule, and name every rule', () => {
    expect(given.rules).toEqual([
      { rule: 'one', needed: 4, approved: 2 },
      { rule: 'docs need staff', needed: 2, approved: 1 },
    ]);
  });

  it('count by the highest level asked, one person serving what is below', () => {
    const rows = given.levels.map(({ level, needed, approved, signOffs }) => [level, needed, approved, signOffs]);
    expect(rows).toEqual([
      ['principal', 0, 0, 0],
      ['staff', 2, 1, 2],
      ['senior', 2, 1, 2],
      ['mid', 0, 0, 0],
      ['junior', 0, 0, 0],
    ]);
  });

  it('spread the work of each level over who holds it, by week', () => {
    const [, staff, senior] = given.levels;
    expect(staff?.each?.signOffs).toBeCloseTo(1);
    expect(staff?.each?.hours).toBeCloseTo(1 + 1 / 6);
    expect(senior?.each?.signOffs).toBeCloseTo(0.5);
  });

  it('count by the week of the merge, and leave out none', () => {
    expect(given.weeks.map(({ week, merged, needed, approved }) => [week, merged, needed, approved])).toEqual([
      ['2026-02-23', 0, 0, 0],
      ['2026-03-02', 1, 1, 1],
      ['2026-03-09', 3, 3, 1],
    ]);
  });

  it('say what was not read, and of how many', () => {
    expect(given.unseen).toEqual({ pullRequests: 1, why: [{ what: 'modes', pullRequests: 1 }] });
  });

  it('name what would have been held, riskiest first and ten at most', () => {
    const risky = aPolicy({ risk: { ...aPolicy().risk, linesOver: { high: 100 } } });
    const past = [
      ...Array.from({ length: 11 }, (_, index) => numbered(index + 1)),
      numbered(12, { snapshot: docs }),
      numbered(13, {
        snapshot: { commits: [aCommit({ message: 'x\n\nCo-Authored-By: Claude <noreply@anthropic.com>' })] },
      }),
      numbered(14, { snapshot: { pullRequest: aPullRequestText({ labels: ['ai'] }), reviews: [aReview()] } }),
    ];
    const { caughtFirst, caught } = figures(past, risky);
    expect([caught, caughtFirst.map(({ number }) => number)]).toEqual([13, [12, 13, 1, 2, 3, 4, 5, 6, 7, 8]]);
  });

  it.each([
    { why: 'nobody holds the level, so the next one gives it', count: { ...headcount, senior: 0 }, people: 1 },
    { why: 'GitHub does not tell', count: { ...headcount, senior: null }, people: null },
    { why: 'nobody is there at all', count: { senior: 0, staff: 0, principal: 0 }, people: 0 },
  ])('says who is to give a sign-off: $why', ({ count, people: expected }) => {
    const replayed = replay(aPolicy(), [aPast()]).map((judged) => judged.replayed);
    const senior = figuresOf(aPolicy(), replayed, period, count).levels.find(({ level }) => level === 'senior');
    expect([senior?.people, senior?.each === null]).toEqual([expected, expected === null || expected === 0]);
  });
});

describe('two policies side by side', () => {
  it('differ where they ask something else, and in what they hold', () => {
    const strict = aPolicy({ rules: [aRule({ require: { level: 'staff' } })] });
    const past = [numbered(1, { snapshot: { reviews: [aReview()] } }), numbered(2)];
    expect(compareReplays(replay(aPolicy(), past), replay(strict, past))).toEqual({
      changed: 2,
      asksMore: 2,
      asksLess: 2,
      newlyCaught: [1],
      noLongerCaught: [],
    });
    expect(compareReplays(replay(strict, past), replay(strict, past)).changed).toBe(0);
  });
});

describe('the figures themselves', () => {
  it.each([
    { values: [], share: 0.5, expected: null },
    { values: [7], share: 0.9, expected: 7 },
    { values: [3, 1, 2], share: 0.5, expected: 2 },
    { values: [4, 1, 3, 2], share: 0.5, expected: 2.5 },
    { values: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110], share: 0.9, expected: 100 },
  ])('$share of $values is $expected', ({ values, share, expected }) => {
    expect(quantile(values, share)).toBe(expected);
  });

  it.each([
    { lines: 0, hours: 1 / 6 },
    { lines: 400, hours: 1 + 1 / 6 },
    { lines: 100_000, hours: 4 },
  ])('$lines lines take $hours hours', ({ lines, hours }) => {
    expect(reviewHours(lines)).toBeCloseTo(hours);
  });

  it.each([
    { why: 'nothing is asked', clauses: [], expected: {} },
    {
      why: 'one serves both',
      clauses: [
        { level: 'senior', count: 1 },
        { level: 'staff', count: 1 },
      ],
      expected: { staff: 1 },
    },
    {
      why: 'the second need not be staff',
      clauses: [
        { level: 'senior', count: 2 },
        { level: 'staff', count: 1 },
      ],
      expected: { senior: 1, staff: 1 },
    },
    {
      why: 'two rules ask for the same',
      clauses: [
        { level: 'senior', count: 1 },
        { level: 'senior', count: 2 },
      ],
      expected: { senior: 2 },
    },
  ])('as few people as can be are asked: $why', ({ clauses, expected }) => {
    expect(Object.fromEntries(fewestPeople(clauses, ['senior', 'staff']))).toEqual(expected);
  });

  it.each([
    { moment: '2026-03-02T00:00:00Z', monday: '2026-03-02' },
    { moment: '2026-03-08T23:59:59Z', monday: '2026-03-02' },
    { moment: '2026-01-01T12:00:00Z', monday: '2025-12-29' },
  ])('$moment lies in the week of $monday', ({ moment, monday }) => {
    expect(mondayOf(moment)).toBe(monday);
  });
});
