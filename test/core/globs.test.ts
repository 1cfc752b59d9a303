import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type ChangedFile, known } from '../../src/core/facts.ts';
import { exempts, indexPaths, reachedBy, reaches } from '../../src/core/globs.ts';
import type { Glob } from '../../src/core/policy.ts';
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

  it('finds through the index what it finds one by one', () => {
    const segment = fc.constantFrom('a', 'b', 'A', 'ab', '.c', 'x.ts', 'y.TS', 'ｂ');
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
    const piece = fc.constantFrom('a', 'b', '*', '**', '?', '*.ts', 'a*', '[ab]', '{a,b}');
    const glob = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('/'));
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 8 }), glob, (paths, text) => {
        const wanted = globs(text);
        const oneByOne = paths.filter((each) => reaches(wanted, each)).sort();
        expect(reachedBy(wanted, indexPaths(paths.map((each) => aFile({ path: each }))))).toEqual(oneByOne);
      }),
      { numRuns: 2000 },
    );
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
