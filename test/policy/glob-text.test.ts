import { describe, expect, it } from '@jest/globals';
import { readGlob } from '../../src/policy/glob-text.ts';

const alternativesOf = (text: string): readonly string[] => {
  const reading = readGlob(text);
  return 'glob' in reading ? reading.glob.alternatives : [];
};
const refusalOf = (text: string): string | null => {
  const reading = readGlob(text);
  return 'refused' in reading ? reading.refused.message : null;
};

describe('braces', () => {
  it.each([
    { text: 'src/**', alternatives: ['src/**'] },
    { text: '*.{ts,tsx}', alternatives: ['*.ts', '*.tsx'] },
    { text: '{a,b}/{c,d}', alternatives: ['a/c', 'a/d', 'b/c', 'b/d'] },
    { text: '{a,b{c,d}}', alternatives: ['a', 'bc', 'bd'] },
    { text: 'a{,/b}', alternatives: ['a', 'a/b'] },
    { text: '\\{a,b\\}', alternatives: ['\\{a,b\\}'] },
    { text: 'a{b\\,c,d}', alternatives: ['ab\\,c', 'ad'] },
  ])('of `$text` are expanded when the policy is read', ({ text, alternatives }) => {
    expect(alternativesOf(text)).toEqual(alternatives);
  });
});

it('braces may stand for sixty-four alternatives', () => {
  expect(alternativesOf('{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}')).toHaveLength(64);
});

describe('a glob', () => {
  it.each([
    { text: '', why: 'it is empty' },
    { text: ' src/**', why: 'a space would have to be in the path' },
    { text: '!src/**', why: 'it negates' },
    { text: '#src', why: 'it looks like a comment' },
    { text: '/src/**', why: 'no path begins with a slash' },
    { text: './src/**', why: 'no path begins with a dot and a slash' },
    { text: 'src/', why: 'no path ends with a slash' },
    { text: 'src/../lib/**', why: 'no path goes up' },
    { text: 'src//lib', why: 'no path has an empty segment' },
    { text: '+(a|b)', why: 'extended patterns are off' },
    { text: 'src/@(a|b)/*', why: 'extended patterns are off' },
    { text: '[[:upper:]]*', why: 'a class of capitals would match nothing once case is ignored' },
    { text: 'src/[ab', why: 'the class is not closed' },
    { text: 'src/[z-a]', why: 'the range is backwards' },
    { text: 'src/[Z-a]', why: 'the range is backwards once case is ignored' },
    { text: 'src/\\', why: 'it escapes nothing' },
    { text: 'src/{a', why: 'the brace is not closed' },
    { text: 'src/a}', why: 'the brace is not opened' },
    { text: 'src/{a}', why: 'the braces have no alternatives' },
    { text: 'src/{1..9}', why: 'ranges are not supported' },
    { text: '{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}', why: 'it stands for 128' },
    { text: '{a,b}'.repeat(80), why: 'it stands for more than there are atoms' },
    { text: `${'{'.repeat(100)}a,b${'}'.repeat(100)}`, why: 'nesting does not help' },
    { text: 'a'.repeat(501), why: 'it is too long' },
  ])('`$text` is refused, since $why', ({ text }) => {
    expect(refusalOf(text)).not.toBeNull();
  });

  it.each([
    { text: 'src/{a}', says: 'has braces without alternatives' },
    { text: 'src/{a', says: 'has a brace without its other half' },
    { text: 'src/a}', says: 'has a brace without its other half' },
    { text: '{a,{b}}', says: 'has braces without alternatives' },
    { text: '{a,b}{c}', says: 'has braces without alternatives' },
    { text: '{a,b{c}', says: 'has a brace without its other half' },
    { text: '{a,{1..9}}', says: 'has braces without alternatives' },
  ])('`$text` $says, however deep', ({ text, says }) => {
    expect(refusalOf(text)).toBe(`glob \`${text}\` ${says}`);
  });

  it.each([
    '**',
    '*.md',
    '.github/**',
    'app/(group)/[id]/page.tsx',
    'src/[a-z]*.ts',
    'a b/**',
    'ümlaut/**',
    '\\[id\\]/**',
    '[#]x',
  ])('`%s` is read', (text) => {
    expect(refusalOf(text)).toBeNull();
  });
});
