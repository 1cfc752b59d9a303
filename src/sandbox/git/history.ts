import { type Commit, type ObjectStore, readCommit } from './objects.ts';

/** Commits that `head` has and `base` lacks, parents before children, as a pull request lists them. */
export function commitsBetween(store: ObjectStore, base: string, head: string): readonly Commit[] {
  const known = ancestorsOf(store, base);
  const order: Commit[] = [];
  const seen = new Set<string>();
  const pending: { readonly oid: string; readonly parentsDone: boolean }[] = [{ oid: head, parentsDone: false }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.parentsDone) {
      order.push(readCommit(store, next.oid));
      continue;
    }
    if (known.has(next.oid) || seen.has(next.oid)) continue;
    seen.add(next.oid);
    pending.push({ oid: next.oid, parentsDone: true });
    for (const parent of [...readCommit(store, next.oid).parents].reverse()) {
      pending.push({ oid: parent, parentsDone: false });
    }
  }
  return order;
}

/** The common ancestor that no other common ancestor descends from; the youngest where several are left. */
export function mergeBase(store: ObjectStore, one: string, other: string): string | null {
  const bases = mergeBases(store, one, other);
  const youngestFirst = [...bases].sort((a, b) => committedAt(store, b) - committedAt(store, a) || (a < b ? -1 : 1));
  return youngestFirst[0] ?? null;
}

export function mergeBases(store: ObjectStore, one: string, other: string): readonly string[] {
  const left = ancestorsOf(store, one);
  const common = [...ancestorsOf(store, other)].filter((oid) => left.has(oid));
  const surpassed = new Set<string>();
  for (const oid of common) {
    // A common ancestor's ancestors are all common, so marking parents is enough.
    for (const parent of readCommit(store, oid).parents) surpassed.add(parent);
  }
  return common.filter((oid) => !surpassed.has(oid));
}

export function isAncestor(store: ObjectStore, ancestor: string, of: string): boolean {
  return ancestorsOf(store, of).has(ancestor);
}

/** The commit and everything behind it, over all parents. */
export function ancestorsOf(store: ObjectStore, oid: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const pending = [oid];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    pending.push(...readCommit(store, next).parents);
  }
  return seen;
}

function committedAt(store: ObjectStore, oid: string): number {
  return readCommit(store, oid).committer.at.getTime();
}
