import { describe, expect, it } from '@jest/globals';
import { type RequiredHere, type RequiredState, requiredState } from '../../src/core/required-check.ts';

const by = (appId: number | null): RequiredHere => ({ by: 'ruleset', appId, upToDate: false });

describe('whether our check is required', () => {
  it.each<{ state: RequiredState; why: string; required: readonly RequiredHere[] }>([
    { state: 'required', why: 'from us', required: [by(7)] },
    {
      state: 'required',
      why: 'from us in one place, and from whoever can write in another',
      required: [by(null), by(7)],
    },
    { state: 'any-app', why: 'from whoever can write', required: [by(8), by(null)] },
    { state: 'not-required', why: 'from another App alone', required: [by(8)] },
    { state: 'not-required', why: 'nowhere', required: [] },
  ])('is $state: $why', ({ state, required }) => {
    expect(requiredState(required, 7)).toBe(state);
  });
});
