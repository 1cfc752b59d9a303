import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** What a page names as shown: a test file, and words of its tests. */
type Shown = { readonly file: string; readonly words: readonly string[] };

const page = (name: string): string => readFileSync(`docs/${name}.md`, 'utf8');
const [decided = '', cases = ''] = page('semantics').split('\n# The cases\n');

/** Rows of tables whose last cell says what shows them, by their first cell. */
const rowsOf = (text: string): readonly (readonly [string, readonly Shown[]])[] =>
  text
    .split('\n')
    .filter((line) => /^\| (?!#|attack)/.test(line))
    .map((line) => line.slice(2, -2).split(' | '))
    .map((cells) => [cells[0] ?? '', shownIn(cells.at(-1) ?? '')]);

/** Decisions that say what shows them, by their number. */
const decisions = [...decided.matchAll(/^(\d+)\. .*\*Shown by (.*)\*$/gm)].map(
  ([, number = '', shown = '']): readonly [string, readonly Shown[]] => [number, shownIn(shown)],
);

function shownIn(text: string): readonly Shown[] {
  const places = [...text.matchAll(/`(test\/[\w/.-]+\.ts)`/g)];
  return places.map((place, index) => {
    const end = places[index + 1]?.index ?? text.length;
    const words = text.slice(place.index + place[0].length, end).matchAll(/“([^”]+)”|"([^"]+)"/g);
    return { file: place[1] ?? '', words: [...words].map(([, curly, straight]) => curly ?? straight ?? '') };
  });
}

/** What is named and is not there. */
const missing = (shown: readonly Shown[]): readonly string[] =>
  shown.flatMap(({ file, words }) => {
    if (!existsSync(file)) return [file];
    const source = readFileSync(file, 'utf8').replaceAll("\\'", "'");
    return words.filter((each) => !source.includes(each)).map((each) => `${file}: ${each}`);
  });

describe('what the pages say is shown', () => {
  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`);

  it('is every case, and every decision on rules, provenance, sign-offs and what is shown', () => {
    const named = rowsOf(cases).map(([number]) => number);
    expect(named).toEqual(expect.arrayContaining(numbers(1, 60)));
    expect(decisions.map(([number]) => number)).toEqual(expect.arrayContaining(numbers(1, 31)));
  });

  it.each([...rowsOf(cases), ...decisions])('by a test that is there: %s', (_, shown) => {
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter(({ words }) => words.length === 0)).toEqual([]);
    expect(missing(shown)).toEqual([]);
  });

  it.each(rowsOf(page('security')))('and every attack is met by one that is there: %s', (_, shown) => {
    expect(shown.length).toBeGreaterThan(0);
    expect(missing(shown)).toEqual([]);
  });
});
