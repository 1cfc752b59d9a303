import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type ChangedFile, known, unknown } from '../../src/core/facts.ts';
import { exemptedBy, exempts, reachedBy, reaches } from '../../src/core/globs.ts';
import { indexPaths, namesOf } from '../../src/core/path-index.ts';
import type { Glob } from '../../src/core/policy.ts';
import { isAgentInstruction } from '../../src/core/requirement/agent-instructions.ts';
import { firstThatCounts } from '../../src/core/requirement/exemption.ts';
import { readGlob } from '../../src/policy/glob-text.ts';
import { aFile } from '../support/facts.ts';

function globs(...texts: readonly string[]): readonly Glob[] {
  return texts.flatMap((text) => {
    const reading = readGlob(text);
    return 'glob' in reading ? [reading.glob] : [];
  });
}
const reached = (texts: readonly string[], files: readonly ChangedFile[]) =>
  reachedBy(globs(...texts), indexPaths(files));

describe('a glob that tightens', () => {
  it.each([
    { why: 'a path below a folder', glob: 'src/**', path: 'src/a/b.ts', reaches: true },
    { why: 'a path of another folder', glob: 'src/**', path: 'lib/src/b.ts', reaches: false },
    { why: 'a folder anywhere', glob: '**/migrations/**', path: 'a/migrations/1.sql', reaches: true },
    { why: 'a folder at the top', glob: '**/migrations/**', path: 'migrations/1.sql', reaches: true },
    { why: 'dot files', glob: '**', path: '.env', reaches: true },
    { why: 'dot folders', glob: '**/*.yml', path: '.github/workflows/ci.yml', reaches: true },
    { why: 'another case', glob: 'src/Payments/**', path: 'SRC/payments/a.ts', reaches: true },
    { why: 'a compatible letter', glob: 'payments/**', path: 'ｐａｙｍｅｎｔｓ/a.ts', reaches: true },
    { why: 'a letter that folds to a slash, as written', glob: 'pay*', path: 'pay／ments', reaches: true },
    { why: 'a Kelvin sign', glob: 'keys/**', path: 'Keys/a', reaches: true },
    { why: 'one segment only', glob: 'src/*', path: 'src/a/b.ts', reaches: false },
    { why: 'one character', glob: 'src/?.ts', path: 'src/a.ts', reaches: true },
    { why: 'a class', glob: 'src/[a-c].ts', path: 'src/B.ts', reaches: true },
    { why: 'a class that leaves out', glob: 'src/[!a].ts', path: 'src/b.ts', reaches: true },
    { why: 'an escaped bracket', glob: 'app/\\[id\\]/*', path: 'app/[id]/page.tsx', reaches: true },
    { why: 'parentheses as they are', glob: 'app/(group)/*', path: 'app/(group)/page.tsx', reaches: true },
    { why: 'braces', glob: '*.{md,mdx}', path: 'a.mdx', reaches: true },
    { why: 'the top folder only without a slash', glob: '*.sql', path: 'db/a.sql', reaches: false },
    { why: 'an extension', glob: '**/*.SQL', path: 'db/a.sql', reaches: true },
    { why: 'a double extension', glob: '**/*.test.ts', path: 'a/b.test.ts', reaches: true },
    { why: 'a name without extension', glob: '**/Dockerfile', path: 'a/dockerfile', reaches: true },
  ])('looks at $why', ({ glob, path, reaches: expected }) => {
    expect(reached([glob], [aFile({ path })])).toEqual(expected ? [path] : []);
  });

  it.each([
    {
      why: 'renamed out of the folder',
      file: aFile({ path: 'lib/a', previousPath: known('pay/a'), status: 'renamed' }),
      reaches: ['pay/a'],
    },
    {
      why: 'renamed into the folder',
      file: aFile({ path: 'pay/a', previousPath: known('lib/a'), status: 'renamed' }),
      reaches: ['pay/a'],
    },
    {
      why: 'renamed within the folder',
      file: aFile({ path: 'pay/b', previousPath: known('pay/a'), status: 'renamed' }),
      reaches: ['pay/a', 'pay/b'],
    },
    {
      why: 'renamed in case only',
      file: aFile({ path: 'PAY/a', previousPath: known('pay/a'), status: 'renamed' }),
      reaches: ['PAY/a', 'pay/a'],
    },
    { why: 'deleted', file: aFile({ path: 'pay/a', status: 'removed', mode: known(null) }), reaches: ['pay/a'] },
    {
      why: 'copied out of the folder',
      file: aFile({ path: 'lib/a', previousPath: known('pay/a'), status: 'copied' }),
      reaches: ['pay/a'],
    },
  ])('reaches a file that is $why', ({ file, reaches: expected }) => {
    expect(reached(['pay/**'], [file])).toEqual(expected);
  });

  it('names every path once and in order, whatever the order of files and globs', () => {
    const files = ['b/x', 'a/x', 'c/y'].map((path) => aFile({ path }));
    expect(reached(['**/x', 'a/**', '{b,a}/*'], files)).toEqual(['a/x', 'b/x']);
    expect(reached(['{b,a}/*', 'a/**', '**/x'], files.toReversed())).toEqual(['a/x', 'b/x']);
  });

  it('reaches a branch in whatever case', () => {
    expect(reaches(globs('release/**'), 'Release/1.x')).toBe(true);
    expect(reaches(globs('release/*'), 'release/1/x')).toBe(false);
  });
});

describe('a glob that exempts', () => {
  it.each([
    { why: 'the path as written', glob: 'docs/**', path: 'docs/a.md', exempts: true },
    { why: 'no other case', glob: 'docs/**', path: 'Docs/a.md', exempts: false },
    { why: 'no compatible letter', glob: 'docs/**', path: 'ｄocs/a.md', exempts: false },
    { why: 'dot files below it', glob: 'docs/**', path: 'docs/.hidden/a.md', exempts: true },
    { why: 'an alternative', glob: '**/*.{md,txt}', path: 'a/b.txt', exempts: true },
  ])('takes $why', ({ glob, path, exempts: expected }) => {
    expect(exempts(globs(glob), path)).toBe(expected);
  });
});

describe('the index of changed files', () => {
  const segment = fc.constantFrom('a', 'b', 'A', 'ab', 'bab-7', '.c', 'x.ts', 'y.TS', 'ｂ', 'file-17.ts', 'AGENTS.md');
  const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
  const piece = fc.constantFrom('a', 'b', '*', '**', '?', '*.ts', 'a*', '[ab]', '{a,b}', '*7*', 'a*-*', '*-17*', 'A?*');
  const glob = fc
    .array(piece, { minLength: 1, maxLength: 4 })
    .map((pieces) => globs(pieces.join('/'))[0] ?? { text: '*', alternatives: ['*'] });
  // More names than are looked through one by one.
  const paths = fc.uniqueArray(path, { minLength: 30, maxLength: 60 });

  it('finds what is found one by one', () => {
    fc.assert(
      fc.property(paths, fc.array(glob, { minLength: 6, maxLength: 6 }), (names, wanted) => {
        const index = indexPaths(names.map((each) => aFile({ path: each })));
        for (const each of wanted) {
          expect(reachedBy([each], index)).toEqual(names.filter((name) => reaches([each], name)).sort());
          expect([...exemptedBy(each, index)].sort()).toEqual(names.filter((name) => exempts([each], name)).sort());
        }
      }),
      { numRuns: 300 },
    );
  });

  it('names the first file that counts, as looking at each file does', () => {
    const mode = fc.constantFrom(
      known('100644'),
      known('100644'),
      known('100644'),
      known('120000'),
      unknown('refused'),
    );
    const previousPath = fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: path });
    const file = fc.record({ path, previousPath: previousPath.map(known), mode }).map((only) => aFile(only));
    fc.assert(
      fc.property(
        fc.array(file, { maxLength: 12 }),
        fc.array(glob, { minLength: 1, maxLength: 4 }),
        (files, wanted) => {
          const counts = (each: ChangedFile): boolean =>
            !each.mode.known ||
            each.mode.value !== '100644' ||
            namesOf(each).some((name) => isAgentInstruction(name) || !exempts(wanted, name));
          const [first = null] = files.filter(counts).flatMap(namesOf).sort();
          expect(firstThatCounts(wanted, files)).toBe(first);
          expect(firstThatCounts(wanted.toReversed(), files)).toBe(first);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
