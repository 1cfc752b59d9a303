import { describe, expect, it } from '@jest/globals';
import { type Place, readTree } from '../../src/policy/tree.ts';

describe('where a part of the file stands', () => {
  const tree = readTree('rules:\n  - name: x\n  - 1\n  -\nmode: y\n');
  const find = (path: Place['path'], at: Place['at'] = 'value') =>
    'value' in tree ? tree.positionOf({ path, at }) : null;

  it.each<{ why: string; path: Place['path']; at?: Place['at']; line: number; column: number }>([
    { why: 'a value', path: ['rules', 0, 'name'], line: 2, column: 11 },
    { why: 'a key', path: ['rules', 0, 'name'], at: 'key', line: 2, column: 5 },
    { why: 'an item', path: ['rules', 1], line: 3, column: 5 },
    { why: 'what is not in an item: the item', path: ['rules', 1, 'name'], line: 3, column: 5 },
    { why: 'an item that is not there: the list’s key', path: ['rules', 5], line: 1, column: 1 },
    { why: 'what is in an item that is not there', path: ['rules', 5, 'name'], line: 1, column: 1 },
    { why: 'a name where the list has numbers', path: ['rules', 'name', 'x'], line: 1, column: 1 },
    { why: 'a key that is not there: the file', path: ['other'], line: 1, column: 1 },
    { why: 'what is in a plain value: the value’s key', path: ['mode', 'x'], line: 5, column: 1 },
  ])('is told for $why', ({ path, at = 'value', line, column }) => {
    expect(find(path, at)).toEqual({ line, column });
  });
});

describe('several slips of syntax', () => {
  it('are told in order, the first five', () => {
    const tree = readTree('a: [1\nb: }\nrules: [\nc: ]\nd: }\n');
    const lines = 'problems' in tree ? tree.problems.map(({ line }) => line) : [];
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe(2);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  it('are one where there is one', () => {
    const tree = readTree('a: [1\n');
    expect('problems' in tree && tree.problems.length).toBe(1);
  });
});
