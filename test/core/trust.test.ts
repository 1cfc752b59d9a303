import { describe, expect, it } from '@jest/globals';
import type { EffectivePolicy } from '../../src/core/policy.ts';
import { distrusted, firstSeen, withTrust } from '../../src/core/trust.ts';
import { aPolicy } from '../support/policy.ts';

const floor = { name: 'acme/.github', id: 11 };
const seniors = { name: 'acme/seniors', id: 900 };
const usable: EffectivePolicy = { usable: true, policy: aPolicy() };

describe('what a policy rests on', () => {
  it.each([
    { why: 'seen for the first time', trusted: {}, fresh: [floor], suspects: [] },
    { why: 'seen before', trusted: { [floor.name]: { id: 11 } }, fresh: [], suspects: [] },
    { why: 'another one under its name', trusted: { [floor.name]: { id: 10 } }, fresh: [], suspects: [floor] },
    { why: 'back after it was missed', trusted: { [floor.name]: { id: 11, found: null } }, fresh: [], suspects: [] },
  ])('is judged by its id when it is $why', ({ trusted, fresh, suspects }) => {
    expect(firstSeen([floor], trusted)).toEqual(fresh);
    expect(distrusted([floor], trusted)).toEqual(suspects);
  });

  it('is missed only once it was there', () => {
    const gone = { ...floor, id: null };
    expect(firstSeen([gone], {})).toEqual([]);
    expect(distrusted([gone], {})).toEqual([]);
    expect(distrusted([gone], { [floor.name]: { id: 11 } })).toEqual([gone]);
  });

  it('leaves the policy as it is while it is trusted', () => {
    expect(withTrust(usable, [], 'acme', [])).toBe(usable);
  });

  it('makes the policy unusable, and says who must act', () => {
    const judged = withTrust(usable, [{ ...floor, id: null }, seniors], 'acme', []);
    expect(judged).toMatchObject({
      usable: false,
      sources: usable.usable ? usable.policy.sources : [],
      problems: [
        { message: 'found, not trusted: `acme/.github` is gone, or no longer shown to us' },
        { message: 'found, not trusted: `acme/seniors` is now another one, with the id 900' },
      ],
    });
    expect(JSON.stringify(judged)).toContain('countersign trust acme');
  });

  it('adds to the problems that there are', () => {
    const broken: EffectivePolicy = { usable: false, problems: [], sources: [] };
    expect(withTrust(broken, [seniors], 'acme', [])).toMatchObject({ usable: false, problems: [{ line: 1 }] });
  });

  it('is not named where it is a secret team', () => {
    expect(JSON.stringify(withTrust(usable, [seniors], 'acme', ['acme/seniors']))).not.toContain('seniors');
  });
});
