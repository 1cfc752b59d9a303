import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadFrom, noLoad, weightOf } from '../../src/core/load.ts';

describe('the weight of a sign-off', () => {
  it.each([
    { lines: 200, weighs: 1, why: 'of usual size' },
    { lines: null, weighs: 1, why: 'of unknown size' },
    { lines: 0, weighs: 0.25, why: 'a single word: somebody still has to begin' },
    { lines: 50_000, weighs: 6, why: 'a huge one, which nobody reads for longer than half a day' },
  ])('is $weighs: $why', ({ lines, weighs }) => {
    expect(weightOf(lines)).toBeCloseTo(weighs, 10);
  });
});

describe('what somebody carries', () => {
  it.each([
    { why: 'nothing', burden: { open: [], recent: [] }, load: noLoad },
    { why: 'one open, in full', burden: { open: [200], recent: [] }, load: { open: 1, load: 1 } },
    { why: 'one done, by half', burden: { open: [], recent: [200] }, load: { open: 0, load: 0.5 } },
    { why: 'both', burden: { open: [200, null], recent: [200] }, load: { open: 2, load: 2.5 } },
  ])('is $load.load: $why', ({ burden, load }) => {
    expect(loadFrom(burden)).toEqual(load);
  });

  it('grows with every sign-off and with every line', () => {
    const lines = fc.array(fc.option(fc.nat(5_000)), { maxLength: 6 });
    fc.assert(
      fc.property(lines, lines, fc.nat(2_000), fc.nat(500), (open, recent, size, more) => {
        const before = loadFrom({ open, recent }).load;
        expect(loadFrom({ open: [...open, size], recent }).load).toBeGreaterThan(before);
        expect(loadFrom({ open, recent: [...recent, size] }).load).toBeGreaterThan(before);
        expect(weightOf(size + more)).toBeGreaterThanOrEqual(weightOf(size));
      }),
    );
  });
});
