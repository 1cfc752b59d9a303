import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  applyChanges,
  createObjectStore,
  emptyTree,
  listFiles,
  writeBlob,
  writeCommit,
  writeTree,
} from '../../../src/sandbox/git/objects.ts';

describe('ids', () => {
  // The expected ids were made by git itself from the same files.
  it('are those of git', () => {
    const store = createObjectStore();
    const tree = writeTree(
      store,
      applyChanges(store, new Map(), {
        'a.txt': 'hello\n',
        'dir/b.sh': { content: '#!/bin/sh\n', mode: '100755' },
        'dir.txt': 'x',
        'dir-z/q': '1',
        link: { content: 'a.txt', mode: '120000' },
      }),
    );
    const ada = { name: 'Ada', email: 'ada@x', at: new Date('2026-01-02T03:04:05Z') };
    const commit = writeCommit(store, {
      tree,
      parents: [],
      author: ada,
      committer: ada,
      message: 'first\n',
      viaWeb: false,
    });
    expect(writeBlob(store, 'hello\n')).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
    expect(tree).toBe('9a1fff4cc465eae7113400beaf6937c0420e45ee');
    expect(commit.oid).toBe('9aa7c09a3222f91666559d4700eee8b76abc6d0a');
    expect(writeTree(store, new Map())).toBe(emptyTree);
  });
});

describe('a tree', () => {
  it('lists what was written into it', () => {
    const names = fc.constantFrom('a', 'b/c', 'b/d/e', 'b.c', 'b-c', 'z/z');
    fc.assert(
      fc.property(fc.dictionary(names, fc.string()), (files) => {
        const store = createObjectStore();
        const table = applyChanges(store, new Map(), files);
        store.listings.clear();
        store.trees.set(emptyTree, []);
        expect(new Map(listFiles(store, writeTree(store, table)))).toEqual(table);
      }),
    );
  });

  it('forgets a file that is set to null', () => {
    const store = createObjectStore();
    const files = applyChanges(store, new Map(), { a: '1', b: '2' });
    expect([...applyChanges(store, files, { a: null }).keys()]).toEqual(['b']);
  });
});
