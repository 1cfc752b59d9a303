import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ancestorsOf, commitsBetween, isAncestor, mergeBase, mergeBases } from '../../../src/sandbox/git/history.ts';
import { createObjectStore, emptyTree, type ObjectStore, writeCommit } from '../../../src/sandbox/git/objects.ts';

const person = { name: 'Ada', email: 'ada@example.com', at: new Date('2026-01-02T03:04:05Z') };

/** A history in which each commit names, by position, the earlier commits that it grew from. */
function history(shape: readonly (readonly number[])[]) {
  const store = createObjectStore();
  const oids: string[] = [];
  for (const [index, parents] of shape.entries()) {
    const named = parents.flatMap((parent) => oids[parent % Math.max(1, index)] ?? []);
    oids.push(commit(store, [...new Set(named)], `commit ${index}`));
  }
  return { store, oids };
}

function commit(store: ObjectStore, parents: readonly string[], message: string): string {
  return writeCommit(store, { tree: emptyTree, parents, author: person, committer: person, message, viaWeb: false })
    .oid;
}

const histories = fc
  .array(fc.array(fc.nat(30), { maxLength: 2 }), { minLength: 1, maxLength: 16 })
  .map(history)
  .chain(({ store, oids }) =>
    fc.record({ store: fc.constant(store), one: fc.constantFrom(...oids), other: fc.constantFrom(...oids) }),
  );

describe('the merge base', () => {
  it('is behind both, and no other common ancestor is ahead of it', () => {
    fc.assert(
      fc.property(histories, ({ store, one, other }) => {
        const common = [...ancestorsOf(store, one)].filter((oid) => isAncestor(store, oid, other));
        const base = mergeBase(store, one, other);
        if (base === null) return expect(common).toEqual([]);
        expect(common).toContain(base);
        return expect(common.filter((oid) => oid !== base && isAncestor(store, base, oid))).toEqual([]);
      }),
    );
  });

  it('does not depend on who is asked first', () => {
    fc.assert(
      fc.property(histories, ({ store, one, other }) => {
        expect(mergeBase(store, one, other)).toBe(mergeBase(store, other, one));
      }),
    );
  });

  it('of a commit and its ancestor is the ancestor', () => {
    fc.assert(
      fc.property(histories, ({ store, one }) => {
        for (const ancestor of ancestorsOf(store, one)) expect(mergeBase(store, one, ancestor)).toBe(ancestor);
      }),
    );
  });

  it('of two merges across each other is either of two', () => {
    const { store, oids } = history([[], [0], [0], [1, 2], [2, 1]]);
    const [, left, right, one = '', other = ''] = oids;
    expect(new Set(mergeBases(store, one, other))).toEqual(new Set([left, right]));
  });
});

describe('commits that the head has and the base lacks', () => {
  it('are exactly those, parents before children', () => {
    fc.assert(
      fc.property(histories, ({ store, one, other }) => {
        const listed = commitsBetween(store, one, other).map(({ oid }) => oid);
        const expected = [...ancestorsOf(store, other)].filter((oid) => !isAncestor(store, oid, one));
        expect([...listed].sort()).toEqual(expected.sort());
        for (const [index, oid] of listed.entries()) {
          for (const later of listed.slice(index + 1)) expect(isAncestor(store, later, oid)).toBe(false);
        }
      }),
    );
  });
});
