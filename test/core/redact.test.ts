import { describe, expect, it } from '@jest/globals';
import { withoutTeams } from '../../src/core/redact.ts';

describe('an entry without the teams of people', () => {
  it.each([
    { why: 'plain values stay', given: [1, 'a', true, null], shown: [1, 'a', true, null] },
    { why: 'memberships go', given: { memberships: { 7: ['acme/seniors'] }, head: 'c3' }, shown: { head: 'c3' } },
    {
      why: 'the teams of a clause go',
      given: { level: 'senior', from: ['acme/payments'] },
      shown: { level: 'senior' },
    },
    {
      why: 'however deep they stand',
      given: { facts: { memberships: [] }, clauses: [{ id: 'a', from: ['x'], more: [{ from: 'y', kept: null }] }] },
      shown: { facts: {}, clauses: [{ id: 'a', more: [{ kept: null }] }] },
    },
    {
      why: 'the level and the load of people who are asked go',
      given: { request: 'asked', level: 'staff', facts: { considered: [{ load: 3, level: 'staff' }] } },
      shown: { request: 'asked', facts: {} },
    },
    { why: 'nothing is nothing', given: null, shown: null },
    { why: 'a word is a word, whatever it says', given: 'memberships', shown: 'memberships' },
  ])('$why', ({ given, shown }) => {
    expect(withoutTeams(given)).toEqual(shown);
  });
});
