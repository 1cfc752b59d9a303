import { describe, expect, it } from '@jest/globals';
import { type Pace, sayShortage, shortages, withoutPersonalPace } from '../../src/core/shortage.ts';

const ranks = { senior: 2, staff: 3 };
const lacks = (level: keyof typeof ranks, missing: number, count = missing) => ({
  rule: 'a rule',
  level,
  rank: ranks[level],
  count,
  missing,
});
const waiting = (pullRequests: number, ...clauses: ReturnType<typeof lacks>[]) => [{ clauses, pullRequests }];
/** So many sign-offs in each week, the last first. */
const inWeeks = (...weeks: number[]) => weeks.map((signOffs, weeksBack) => ({ level: 'senior', weeksBack, signOffs }));
const of = (only: Partial<Pace>): Pace => ({
  waiting: [],
  given: inWeeks(3, 3, 3, 3, 3, 3, 3, 3),
  people: [{ level: 'senior', people: 4 }],
  weeks: 8,
  ...only,
});

describe('a shortage of senior time', () => {
  it.each([
    { why: 'nothing waits', pace: {}, found: [] },
    { why: 'as much waits as is given in a week', pace: { waiting: waiting(3, lacks('senior', 1)) }, found: [] },
    { why: 'more waits', pace: { waiting: waiting(4, lacks('senior', 1)) }, found: [['senior', 4]] },
    {
      why: 'one change asks for more than a week',
      pace: { waiting: waiting(1, lacks('senior', 4)) },
      found: [['senior', 4]],
    },
    { why: 'what was given already does not wait', pace: { waiting: waiting(4, lacks('senior', 0, 2)) }, found: [] },
    {
      why: 'two clauses of one level are served by one person',
      pace: { waiting: waiting(2, lacks('senior', 1), lacks('senior', 1)) },
      found: [],
    },
    {
      why: 'a clause below is served by whoever serves the one above',
      pace: { waiting: waiting(4, lacks('senior', 1), lacks('staff', 1)) },
      found: [['staff', 4]],
    },
    {
      why: 'the usual week is the middle one, whatever happened in another',
      pace: { waiting: waiting(4, lacks('senior', 1)), given: inWeeks(40, 3, 3, 3, 3, 3, 3, 0) },
      found: [['senior', 4]],
    },
    {
      why: 'a week in which nothing was given counts',
      pace: { waiting: waiting(1, lacks('senior', 1)), given: inWeeks(9, 9, 9) },
      found: [['senior', 1]],
    },
    { why: 'it is too early to tell', pace: { waiting: waiting(9, lacks('senior', 1)), weeks: 1 }, found: [] },
  ])('is $found: $why', ({ pace, found }) => {
    expect(shortages(of(pace)).map(({ level, open }) => [level, open])).toEqual(found);
  });

  it.each([
    {
      why: 'with its figures',
      shortage: { level: 'senior', open: 7, usual: { weekly: 2, weeks: 8, people: 3 } },
      said: '7 sign-offs by somebody at `senior` or above are missing, and in a usual week so far 2 were given (the median of the last 8 weeks): at that pace it takes 3.5 weeks.',
    },
    {
      why: 'where hardly anything was ever given',
      shortage: { level: 'staff', open: 1, usual: { weekly: 0, weeks: 2, people: 0 } },
      said: '1 sign-off by somebody at `staff` or above is missing, and in a usual week so far none was given (the median of the last 2 weeks).',
    },
    {
      why: 'without what a single person does',
      shortage: { level: 'staff', open: 2, usual: null },
      said: '2 sign-offs by somebody at `staff` or above are missing, which is more than were given in a usual week so far.',
    },
  ])('is said $why', ({ shortage, said }) => {
    expect(sayShortage(shortage)).toBe(said);
  });

  it.each([
    { people: 0, told: false },
    { people: 2, told: false },
    { people: 3, told: true },
  ])('tells those who may not see load what $people people do: $told', ({ people, told }) => {
    const usual = { weekly: 1, weeks: 8, people };
    expect(withoutPersonalPace({ level: 'senior', open: 2, usual }).usual !== null).toBe(told);
  });
});
