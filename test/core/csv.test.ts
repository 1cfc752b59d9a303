import { describe, expect, it } from '@jest/globals';
import { csvLine } from '../../src/core/csv.ts';

describe('a line for spreadsheets', () => {
  it.each<{ why: string; cells: readonly (string | number | null)[]; line: string }>([
    { why: 'plain cells', cells: ['a', 1, null, 'b c'], line: 'a,1,,b c' },
    { why: 'no cells', cells: [], line: '' },
    { why: 'a negative number, which is none of anybody’s words', cells: [-1], line: '-1' },
    { why: 'a comma', cells: ['a,b'], line: '"a,b"' },
    { why: 'quotation marks', cells: ['a "b"'], line: '"a ""b"""' },
    { why: 'a line break', cells: ['a\nb', 'c\rd'], line: '"a\nb","c\rd"' },
    { why: 'a formula', cells: ['=1+1', '+1', '-1', '@x'], line: "'=1+1,'+1,'-1,'@x" },
    { why: 'a formula in wide letters', cells: ['＝1', '＋1', '－1', '＠x'], line: "'＝1,'＋1,'－1,'＠x" },
    { why: 'a formula behind a space or a tab', cells: [' =1', '\t=1'], line: "' =1,'\t=1" },
    { why: 'a formula with a comma', cells: ['=a,b'], line: `"'=a,b"` },
    { why: 'a sign in the middle', cells: ['a=b', 'a-b'], line: 'a=b,a-b' },
  ])('holds $why', ({ cells, line }) => {
    expect(csvLine(cells)).toBe(line);
  });
});
