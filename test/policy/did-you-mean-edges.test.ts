import { describe, expect, it } from '@jest/globals';
import { hintFor, nearest } from '../../src/policy/did-you-mean.ts';

describe('the word that was meant', () => {
  it.each([
    { why: 'two neighbours are swapped', typed: 'nad', meant: 'and' },
    { why: 'the last two are swapped', typed: 'adn', meant: 'and' },
    { why: 'one letter is wrong', typed: 'ant', meant: 'and' },
    { why: 'one letter is missing', typed: 'an', meant: 'and' },
    { why: 'one letter is too many', typed: 'andy', meant: 'and' },
    { why: 'it is written large', typed: 'AND', meant: 'and' },
    { why: 'letters that are no neighbours are swapped', typed: 'dna', meant: null },
    { why: 'one letter of each pair is another', typed: 'nax', meant: null },
    { why: 'a letter moved and its neighbour is another', typed: 'nxd', meant: null },
    { why: 'nothing is near', typed: 'levels', meant: null },
  ])('is $meant for $typed when $why', ({ typed, meant }) => {
    expect(nearest(typed, ['and'])).toBe(meant);
  });

  it('is the nearest, and of two the first by name', () => {
    expect(nearest('paths', ['path', 'paths_over', 'maths'])).toBe('maths');
  });

  it('is one of those there are, where none is near', () => {
    const many = Array.from({ length: 13 }, (_, index) => `k${index}`);
    expect(hintFor('zzzzzz', many)).toMatch(/^one of `k0`, .*`k11`, …$/);
    expect(hintFor('zzzzzz', many.slice(1))).toMatch(/`k12`$/);
    expect(hintFor('zzzzzz', [])).toBeNull();
    expect(hintFor('k00', ['k0'])).toBe('did you mean `k0`?');
  });
});
