import { describe, expect, it } from '@jest/globals';
import { known, unknown } from '../../src/core/facts.ts';
import { anybodyHolds, highestHeld, type Ladder, standingOf } from '../../src/core/ladder.ts';
import { aUser } from '../support/facts.ts';
import { aLadder } from '../support/policy.ts';

const ada = aUser(1, 'Ada');
const withUsers: Ladder = {
  levels: ['junior', 'senior', 'staff'],
  holders: { senior: { teams: ['acme/seniors'], users: ['ada'] }, staff: { teams: ['acme/staff'], users: [] } },
};

describe('where somebody stands', () => {
  it.each([
    {
      why: 'the highest of several teams',
      membership: known(['acme/juniors', 'acme/staff']),
      standing: { kind: 'level', level: 'staff', via: 'team acme/staff' },
    },
    { why: 'no team of the policy', membership: known(['acme/others']), standing: { kind: 'no-level' } },
    {
      why: 'memberships were not read',
      membership: undefined,
      standing: { kind: 'unknown', why: 'team membership was not read', atLeast: null },
    },
    {
      why: 'the look-up was refused',
      membership: unknown('refused'),
      standing: { kind: 'unknown', why: 'refused', atLeast: null },
    },
  ])('is told by $why', ({ membership, standing }) => {
    expect(standingOf(aLadder, ada, membership)).toEqual(standing);
  });

  it.each([
    {
      why: 'named, in whatever case',
      membership: known([]),
      standing: { kind: 'level', level: 'senior', via: 'user ada' },
    },
    {
      why: 'a higher team beats the name',
      membership: known(['acme/staff']),
      standing: { kind: 'level', level: 'staff', via: 'team acme/staff' },
    },
    {
      why: 'unknown teams could be higher than the name',
      membership: unknown('refused'),
      standing: { kind: 'unknown', why: 'refused', atLeast: 'senior' },
    },
  ])('$why', ({ membership, standing }) => {
    expect(standingOf(withUsers, ada, membership)).toEqual(standing);
  });

  it('needs no teams where people are named at the top', () => {
    const ladder: Ladder = {
      levels: ['a', 'b'],
      holders: { a: { teams: ['acme/as'], users: [] }, b: { teams: [], users: ['ada'] } },
    };
    expect(standingOf(ladder, ada, undefined)).toEqual({ kind: 'level', level: 'b', via: 'user ada' });
  });

  it('is nowhere on a level that only sounds like a part of every object', () => {
    const ladder: Ladder = { levels: ['constructor'], holders: {} };
    expect(standingOf(ladder, ada, known([]))).toEqual({ kind: 'no-level' });
  });
});

describe('the ladder', () => {
  it('knows the highest level that anybody holds', () => {
    expect(highestHeld(withUsers)).toBe('staff');
    expect(highestHeld({ levels: ['a', 'b', 'c'], holders: { b: { teams: [], users: ['x'] } } })).toBe('b');
    expect(highestHeld({ levels: ['a', 'b', 'c'], holders: {} })).toBe('c');
  });

  it('knows whether anybody holds a level or a higher one', () => {
    const ladder: Ladder = { levels: ['a', 'b', 'c'], holders: { b: { teams: ['acme/bs'], users: [] } } };
    expect(ladder.levels.map((level) => anybodyHolds(ladder, level))).toEqual([true, true, false]);
  });
});
