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
        const told = summary
          .replace(/\n\*The title was cut[^*]*\*\n$/, '')
          .replace(/\n\n\*The rest was cut[^*]*\*\n$/, '');
        expect(written.startsWith(told)).toBe(true);
        expect(summary.includes('*The title was cut: ')).toBe(title !== written || written.endsWith('…'));
      }),
    );
  });

  it.each([
    { why: 'it is longer than GitHub takes', title: 'é'.repeat(255) },
    { why: 'it came cut', title: 'Signed off by ada, bo and…' },
  ])('says so of a title that was cut because $why', ({ title }) => {
    const { title: shown, summary } = fitCheckText(title, 'All of it.\n');
    expect(shown.endsWith('…')).toBe(true);
    expect(summary).toBe('All of it.\n\n*The title was cut: a list of checks shows no more than its beginning.*\n');
  });

  it('that fits is left as it is', () => {
    expect(fitCheckText('Signed off', 'by ada')).toEqual({ title: 'Signed off', summary: 'by ada' });
  });
});
