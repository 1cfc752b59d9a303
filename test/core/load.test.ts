import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadFrom, noBurden } from '../../src/core/load.ts';

describe('what somebody carries', () => {
  it.each([
    { why: 'nothing', burden: {}, load: { open: 0, load: 0 } },
    { why: 'a request, as it was weighed', burden: { requested: [1.5] }, load: { open: 1, load: 1.5 } },
    { why: 'what waits otherwise, in full', burden: { waiting: [200] }, load: { open: 0, load: 1 } },
    { why: 'what was done lately, by half', burden: { done: [200] }, load: { open: 0, load: 0.5 } },
    { why: 'a change of unknown size, as the usual one', burden: { waiting: [null] }, load: { open: 0, load: 1 } },
    { why: 'all of it', burden: { requested: [1, 2], waiting: [200], done: [null] }, load: { open: 2, load: 4.5 } },
  ])('is $load: $why', ({ burden, load }) => {
    expect(loadFrom({ ...noBurden, ...burden })).toEqual(load);
  });

  it('grows with everything that is added, whatever its size', () => {
    const lines = fc.array(fc.option(fc.nat(5_000)), { maxLength: 6 });
    fc.assert(
      fc.property(lines, lines, fc.nat(2_000), (waiting, done, size) => {
        const before = loadFrom({ ...noBurden, waiting, done }).load;
        expect(loadFrom({ ...noBurden, waiting: [...waiting, size], done }).load).toBeGreaterThan(before);
        expect(loadFrom({ ...noBurden, waiting, done: [...done, size] }).load).toBeGreaterThan(before);
      }),
    );
  });
});
