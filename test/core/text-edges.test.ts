import { describe, expect, it } from '@jest/globals';
import { code, counted, firstLines, plain, shortSha } from '../../src/core/text.ts';

describe('text', () => {
  it.each([
    { why: 'as code', text: code('a b'), shown: '`a b`' },
    { why: 'as code, where nothing is left of it', text: code('\u200b\n'), shown: '` `' },
    { why: 'as code, with marks that would end it', text: code('a`b|c'), shown: '`aˋb¦c`' },
    { why: 'as code, as long as it may be', text: code('a'.repeat(200)), shown: `\`${'a'.repeat(200)}\`` },
    { why: 'as code, one letter longer', text: code('a'.repeat(201)), shown: `\`${'a'.repeat(199)}…\`` },
    { why: 'as long as it may be', text: plain('abcde', 5), shown: 'abcde' },
    { why: 'one letter longer', text: plain('abcdef', 5), shown: 'abcd…' },
    { why: 'counted by letters, not by their halves', text: plain('🤖🤖🤖', 3), shown: '🤖🤖🤖' },
    { why: 'of a commit', text: shortSha('0123456789abcdef'), shown: '0123456' },
    { why: 'for none', text: counted(0, 'path'), shown: '0 paths' },
    { why: 'for one', text: counted(1, 'person', 'people'), shown: '1 person' },
    { why: 'for two', text: counted(2, 'person', 'people'), shown: '2 people' },
  ])('$why is $shown', ({ text, shown }) => {
    expect(text).toBe(shown);
  });

  it('is whole up to a number of lines, and then says how many are left out', () => {
    expect(firstLines(['a', 'b'], 2, 'things')).toEqual(['a', 'b']);
    expect(firstLines(['a', 'b', 'c', 'd'], 2, 'things')).toEqual(['a', 'b', '- … and 2 more things']);
  });
});
