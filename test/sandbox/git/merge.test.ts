import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mergeCommits, mergeLines, rebase } from '../../../src/sandbox/git/merge.ts';
import {
  applyChanges,
  createObjectStore,
  type FileChanges,
  filesOf,
  listFiles,
  type ObjectStore,
  readCommit,
  writeCommit,
  writeTree,
} from '../../../src/sandbox/git/objects.ts';

const ada = { name: 'Ada', email: 'ada@example.com', at: new Date('2026-01-02T03:04:05Z') };
const old = 'one\ntwo\nthree\nfour\nfive\n';

/** Two commits on a common one. */
function fork(base: FileChanges, ours: FileChanges, theirs: FileChanges) {
  const store = createObjectStore();
  const root = commit(store, [], base);
  return { store, root, ours: commit(store, [root], ours), theirs: commit(store, [root], theirs) };
}

function commit(store: ObjectStore, parents: readonly string[], changes: FileChanges): string {
  const [parent] = parents;
  const before = parent === undefined ? new Map() : filesOf(store, parent);
  const tree = writeTree(store, applyChanges(store, before, changes));
  return writeCommit(store, { tree, parents, author: ada, committer: ada, message: 'change', viaWeb: false }).oid;
}

describe('a merge', () => {
  it.each([
    { why: 'each side changed another file', ours: { a: '1\n' }, theirs: { b: '2\n' }, clean: true },
    { why: 'both made the same change', ours: { a: '1\n' }, theirs: { a: '1\n' }, clean: true },
    {
      why: 'they changed far apart lines of one file',
      ours: { a: `zero\n${old}` },
      theirs: { a: `${old}six\n` },
      clean: true,
    },
    {
      why: 'they changed one line differently',
      ours: { a: old.replace('two', 'x') },
      theirs: { a: old.replace('two', 'y') },
      clean: false,
    },
    {
      why: 'they changed neighbouring lines',
      ours: { a: old.replace('two', 'x') },
      theirs: { a: old.replace('three', 'y') },
      clean: false,
    },
    { why: 'one removed what the other changed', ours: { a: null }, theirs: { a: 'x\n' }, clean: false },
    { why: 'one removed what the other left alone', ours: { a: null }, theirs: { b: 'x\n' }, clean: true },
    { why: 'both added one path with other content', ours: { n: '1\n' }, theirs: { n: '2\n' }, clean: false },
  ])('is clean: $clean when $why', ({ ours: mine, theirs: others, clean }) => {
    const { store, ours, theirs } = fork({ a: old }, mine, others);
    expect(mergeCommits(store, ours, theirs).clean).toBe(clean);
    expect(mergeCommits(store, theirs, ours).clean).toBe(clean);
  });

  it('with something that is behind changes nothing', () => {
    const { store, root, ours } = fork({ a: old }, { a: 'x\n' }, {});
    expect(mergeCommits(store, ours, root)).toEqual({ clean: true, tree: readCommit(store, ours).tree });
  });

  it('does not depend on the side', () => {
    const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n'), { maxLength: 10 });
    fc.assert(
      fc.property(lines, lines, lines, (base, one, other) => {
        expect(mergeLines(base, one, other)).toEqual(mergeLines(base, other, one));
      }),
    );
  });

  it('keeps what one side did when the other did nothing', () => {
    const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n'), { maxLength: 10 });
    fc.assert(
      fc.property(lines, lines, (base, one) => {
        expect(mergeLines(base, one, base)).toEqual(one);
      }),
    );
  });
});

describe('a rebase', () => {
  it('replays the commits with their authors onto the new base', () => {
    const { store, ours, theirs } = fork({ a: old }, { b: '1\n' }, { c: '2\n' });
    const tip = rebase(store, ours, theirs, { ...ada, name: 'Grace' });
    const replayed = readCommit(store, tip ?? '');
    expect(replayed.parents).toEqual([theirs]);
    expect([replayed.author.name, replayed.committer.name]).toEqual(['Ada', 'Grace']);
    expect([...listFiles(store, replayed.tree).keys()].sort()).toEqual(['a', 'b', 'c']);
  });

  it('gives up where a commit does not apply', () => {
    const { store, ours, theirs } = fork({ a: old }, { a: 'x\n' }, { a: 'y\n' });
    expect(rebase(store, ours, theirs, ada)).toBeNull();
  });
});
