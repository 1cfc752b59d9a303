import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type MergedAlike, type Observation, observed, withoutPersonalLoad } from '../../src/core/observed.ts';

const clause = (rule: string, level: 'senior' | 'staff', missing = 0) => ({
  rule,
  level,
  rank: level === 'senior' ? 2 : 3,
  count: 1,
  missing,
});
const alike = (only: Partial<MergedAlike>): MergedAlike => ({
  clauses: [],
  verdict: 'not-required',
  gate: 'open',
  observing: true,
  pullRequests: 1,
  assisted: 0,
  ...only,
});
const approved = { verdict: 'satisfied', gate: 'open' } as const;
const pending = { verdict: 'pending', gate: 'not-open' } as const;
const over = (only: Partial<Observation>): Observation => ({
  since: new Date('2026-03-01T00:00:00Z'),
  until: new Date('2026-03-15T00:00:00Z'),
  merged: [],
  given: [],
  wait: { median: null, p90: null },
  ...only,
});

describe('what was observed of merged pull requests', () => {
  it.each([
    { why: 'nothing was asked', of: {}, needed: 0, had: 0, caught: 0 },
    {
      why: 'somebody who qualifies approved',
      of: { ...approved, clauses: [clause('a', 'senior')] },
      needed: 1,
      had: 1,
      caught: 0,
    },
    { why: 'nobody did', of: { ...pending, clauses: [clause('a', 'senior', 1)] }, needed: 1, had: 0, caught: 1 },
    {
      why: 'it was overridden',
      of: { verdict: 'overridden', clauses: [clause('a', 'senior', 1)] },
      needed: 1,
      had: 0,
      caught: 0,
    },
    {
      why: 'its approval was for an earlier head',
      of: { ...approved, gate: 'not-open' as const, clauses: [clause('a', 'senior')] },
      needed: 1,
      had: 0,
      caught: 1,
    },
    {
      why: 'somebody requested changes and nothing was asked',
      of: { verdict: 'blocked', gate: 'not-open' as const },
      needed: 0,
      had: 0,
      caught: 1,
    },
    {
      why: 'the policy was broken',
      of: { verdict: 'undecided', gate: 'not-open' as const },
      needed: 0,
      had: 0,
      caught: 1,
    },
    { why: 'nothing was ever decided', of: { verdict: '', gate: 'not-open' as const }, needed: 0, had: 0, caught: 0 },
  ])('needed $needed, had $had, not cleared $caught: $why', ({ of, needed, had, caught }) => {
    const figures = observed(over({ merged: [alike(of)] }));
    expect(figures).toMatchObject({ needed, approved: had, caught });
    expect(figures.merged + figures.unjudged).toBe(1);
  });

  it('counts a pull request at its highest level, and under every rule that asked', () => {
    const both = alike({ ...approved, pullRequests: 3, clauses: [clause('a', 'senior'), clause('b', 'staff')] });
    const one = alike({ ...pending, pullRequests: 2, clauses: [clause('a', 'senior', 1)] });
    const { levels, rules } = observed(over({ merged: [both, one] }));
    expect(levels.map(({ level, needed, approved: had }) => [level, needed, had])).toEqual([
      ['staff', 3, 3],
      ['senior', 2, 0],
    ]);
    expect(rules).toEqual([
      { rule: 'a', needed: 5, approved: 3 },
      { rule: 'b', needed: 3, approved: 3 },
    ]);
  });

  it('says how much each person gives in a week, from the size of the changes', () => {
    const given = [{ level: 'senior', lines: [200, 200, null, 200], people: 2 }];
    const [senior] = observed(over({ given })).levels;
    expect(senior?.given).toMatchObject({ signOffs: 4, people: 2, each: { signOffs: 1 } });
    expect(senior?.given?.hours).toBeCloseTo(4 * (1 / 6 + 0.5), 10);
  });

  it.each([
    { people: 1, told: false },
    { people: 2, told: false },
    { people: 3, told: true },
  ])('tells what $people people gave to those who may not see load: $told', ({ people, told }) => {
    const figures = withoutPersonalLoad(observed(over({ given: [{ level: 'senior', lines: [1, 2, 3], people }] })));
    expect(figures.levels[0]?.given !== null).toBe(told);
  });

  it('adds up: each needed one stands at one level, and none is both approved and not cleared', () => {
    const group = fc.record({
      clauses: fc.array(
        fc
          .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('senior' as const, 'staff' as const))
          .map((each) => clause(...each)),
        { maxLength: 3 },
      ),
      verdict: fc.constantFrom('', 'pending', 'satisfied', 'overridden', 'not-required'),
      gate: fc.constantFrom('open' as const, 'not-open' as const),
      observing: fc.boolean(),
      pullRequests: fc.integer({ min: 1, max: 9 }),
      assisted: fc.constant(0),
    });
    fc.assert(
      fc.property(fc.array(group, { maxLength: 8 }), (merged) => {
        const figures = observed(over({ merged }));
        const sum = (of: 'needed' | 'approved') => figures.levels.reduce((total, level) => total + level[of], 0);
        expect(sum('needed')).toBe(figures.needed);
        expect(sum('approved')).toBe(figures.approved);
        expect(figures.approved + figures.caught).toBeLessThanOrEqual(figures.merged);
        for (const rule of figures.rules) expect(rule.needed).toBeLessThanOrEqual(figures.needed);
      }),
    );
  });
});
