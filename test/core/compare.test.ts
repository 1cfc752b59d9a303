import { describe, expect, it } from '@jest/globals';
import { comparePolicies, isUnchanged } from '../../src/core/compare.ts';
import type { EffectivePolicy, Policy } from '../../src/core/policy.ts';
import { aReview, aSnapshot } from '../support/facts.ts';
import { aPolicy, aRule } from '../support/policy.ts';

const usable = (only: Partial<Policy>): EffectivePolicy => ({ usable: true, policy: aPolicy(only) });
const one = usable({ rules: [aRule({ name: 'a' })] });
const two = usable({ rules: [aRule({ name: 'a', require: { count: 2 } })] });
const snapshot = aSnapshot({ reviews: [aReview()] });

describe('two policies compared', () => {
  it.each([
    { why: 'the same', before: one, after: one, states: 'satisfied → satisfied', added: [], removed: [], same: true },
    {
      why: 'one more asked',
      before: one,
      after: two,
      states: 'satisfied → pending',
      added: [2],
      removed: [1],
      same: false,
    },
    {
      why: 'nothing asked any more',
      before: one,
      after: usable({ rules: [] }),
      states: 'satisfied → not-required',
      added: [],
      removed: [1],
      same: false,
    },
    {
      why: 'the rule has moved to the floor',
      before: one,
      after: usable({ rules: [aRule({ name: 'a', origin: 'organization' })] }),
      states: 'satisfied → satisfied',
      added: [],
      removed: [],
      same: true,
    },
    {
      why: 'the other cannot be used',
      before: one,
      after: { usable: false, problems: [], sources: [] } as const,
      states: 'satisfied → undecided',
      added: [],
      removed: [1],
      same: false,
    },
  ])('$why: $states', ({ before, after, states, added, removed, same }) => {
    const comparison = comparePolicies(before, after, snapshot);
    expect(`${comparison.before} → ${comparison.after}`).toBe(states);
    expect(comparison.added.map(({ count }) => count)).toEqual(added);
    expect(comparison.removed.map(({ count }) => count)).toEqual(removed);
    expect(comparison.pullRequest).toBe(7);
    expect(isUnchanged(comparison)).toBe(same);
  });

  it.each([
    { why: 'only observes', before: 'enforce', after: 'observe', mode: 'observed' },
    { why: 'is enforced', before: 'observe', after: 'enforce', mode: 'enforced' },
  ] as const)('differ where the other $why, though both ask the same', ({ before, after, mode }) => {
    const comparison = comparePolicies(usable({ mode: before }), usable({ mode: after }), snapshot);
    expect(comparison).toMatchObject({ mode, added: [], removed: [] });
    expect(isUnchanged(comparison)).toBe(false);
  });

  it('differ where one asks for a declaration', () => {
    const gated = usable({ rules: [aRule({ name: 'a' })], declaration: 'required' });
    expect(comparePolicies(one, gated, snapshot).declaration).toBe('added');
    expect(comparePolicies(gated, one, snapshot).declaration).toBe('removed');
    expect(comparePolicies(gated, gated, snapshot).declaration).toBe('same');
  });
});
