import { describe, expect } from '@jest/globals';
import * as fc from 'fast-check';
import { figuresOf } from '../../../src/core/backtest/figures.ts';
import type { PastPullRequest } from '../../../src/core/backtest/past.ts';
import { replay } from '../../../src/core/backtest/replay.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { anyPolicy, anyRule, anySnapshot } from '../../support/arbitraries.ts';
import { itHolds } from '../../support/laws.ts';

const anyPast: fc.Arbitrary<readonly PastPullRequest[]> = fc
  .array(anySnapshot, { minLength: 1, maxLength: 4 })
  .map((snapshots) =>
    snapshots.map((snapshot, index) => ({
      snapshot: { ...snapshot, ref: { ...snapshot.ref, number: index + 1 } },
      url: 'https://github.com/acme/shop/pull/1',
      openedAt: '2026-03-02T09:00:00Z',
      readyAt: [],
      mergedAt: `2026-03-0${index + 3}T18:00:00Z`,
      mergedBy: null,
      notRead: [],
    })),
  );

const anyCase = fc.record({ policy: anyPolicy, past: anyPast, rule: anyRule });

const figures = (policy: Policy, past: readonly PastPullRequest[]) =>
  figuresOf(
    policy,
    replay(policy, past).map(({ replayed }) => replayed),
    { since: '2026-03-01T00:00:00Z', until: '2026-03-15T00:00:00Z' },
    {},
  );

/** The same policy with one rule more. */
const stricter = (policy: Policy, rule: Policy['rules'][number]): Policy => ({
  ...policy,
  rules: [...policy.rules, { ...rule, name: 'added' }],
});

describe('a look back', () => {
  itHolds(
    anyCase,
    {
      'never needs fewer sign-offs under a stricter policy': ({ policy, past, rule }) => {
        const [before, after] = [figures(policy, past), figures(stricter(policy, rule), past)];
        expect(after.signOffs).toBeGreaterThanOrEqual(before.signOffs);
        expect(after.needed).toBeGreaterThanOrEqual(before.needed);
        expect(after.hours).toBeGreaterThanOrEqual(before.hours - 1e-9);
        expect(after.caught).toBeGreaterThanOrEqual(before.caught);
      },
      'adds up: by level, by week, and needed to approved and held': ({ policy, past }) => {
        const { needed, approved, caught, signOffs, levels, weeks } = figures(policy, past);
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
        expect(sum(levels.map((level) => level.needed))).toBe(needed);
        expect(sum(levels.map((level) => level.signOffs))).toBe(signOffs);
        expect(sum(weeks.map((week) => week.needed))).toBe(needed);
        expect(approved + caught).toBeGreaterThanOrEqual(needed);
      },
      'does not depend on the order in which they come': ({ policy, past }) => {
        expect(figures(policy, past.toReversed())).toEqual(figures(policy, past));
      },
    },
    { numRuns: 150 },
  );
});
