import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fitCheckText } from '../../src/github/check-text.ts';

describe('the text of a check', () => {
  it('fits into what GitHub takes and begins as it was written, whatever it is', () => {
    const text = fc.tuple(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 0, max: 20_000 }));
    fc.assert(
      fc.property(text, ([part, times]) => {
        const written = part.repeat(times);
        const { title, summary } = fitCheckText(written, written);
        expect(Buffer.byteLength(title)).toBeLessThanOrEqual(255);
        expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
        expect(written.startsWith(summary.replace(/\n\n\*The rest was cut[^*]*\*\n$/, ''))).toBe(true);
      }),
    );
  });

  it('that fits is left as it is', () => {
    expect(fitCheckText('Signed off', 'by ada')).toEqual({ title: 'Signed off', summary: 'by ada' });
  });
});
