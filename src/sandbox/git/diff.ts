import { mergeBase } from './history.ts';
import { splitLines } from './lines.ts';
import { emptyTree, type FileEntry, type FileTable, filesOf, listFiles, type ObjectStore } from './objects.ts';
import { isBinary, makePatch } from './patch.ts';

export type FileChange = {
  readonly path: string;
  readonly previousPath: string | null;
  /** GitHub's words; `changed` is a change of kind, as from a file to a symbolic link. */
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  readonly before: FileEntry | null;
  readonly after: FileEntry | null;
  readonly additions: number;
  readonly deletions: number;
  readonly patch: string | null;
};

/** What a pull request shows: from the merge base of the two to `head`. */
export function threeDotDiff(store: ObjectStore, base: string, head: string): readonly FileChange[] {
  const common = mergeBase(store, base, head);
  const before = common === null ? listFiles(store, emptyTree) : filesOf(store, common);
  return diffFiles(store, before, filesOf(store, head));
}

/** The changes between two file tables, renames found, in order of path. */
export function diffFiles(store: ObjectStore, before: FileTable, after: FileTable): readonly FileChange[] {
  const removed = new Map([...before].filter(([path]) => !after.has(path)));
  const added = new Map([...after].filter(([path]) => !before.has(path)));
  const renames = findRenames(store, removed, added);
  const changes: FileChange[] = [];
  for (const [path, entry] of after) {
    const previousPath = renames.get(path);
    const old = before.get(previousPath ?? path);
    if (old === undefined) changes.push(change(store, { path, previousPath: null, before: null, after: entry }));
    else if (previousPath !== undefined) changes.push(change(store, { path, previousPath, before: old, after: entry }));
    else if (old.oid !== entry.oid || old.mode !== entry.mode) {
      changes.push(change(store, { path, previousPath: null, before: old, after: entry }));
    }
  }
  const moved = new Set(renames.values());
  for (const [path, entry] of removed) {
    if (!moved.has(path)) changes.push(change(store, { path, previousPath: null, before: entry, after: null }));
  }
  return changes.sort((one, other) => (one.path < other.path ? -1 : 1));
}

type Sides = Pick<FileChange, 'path' | 'previousPath' | 'before' | 'after'>;

function change(store: ObjectStore, sides: Sides): FileChange {
  const patch = makePatch(contentOf(store, sides.before), contentOf(store, sides.after));
  return {
    ...sides,
    status: statusOf(sides),
    additions: patch.additions,
    deletions: patch.deletions,
    patch: patch.text,
  };
}

function statusOf({ before, after, previousPath }: Sides): FileChange['status'] {
  if (before === null) return 'added';
  if (after === null) return 'removed';
  if (previousPath !== null) return 'renamed';
  return kindOf(before) === kindOf(after) ? 'modified' : 'changed';
}

function kindOf(entry: FileEntry): string {
  return entry.mode.slice(0, 3);
}

function contentOf(store: ObjectStore, entry: FileEntry | null): Uint8Array {
  if (entry === null) return new Uint8Array();
  if (entry.mode === '160000') return Buffer.from(`Subproject commit ${entry.oid}\n`);
  return store.blobs.get(entry.oid) ?? new Uint8Array();
}

/** New path to old path: the same content first, then at least half of the lines in common. */
function findRenames(store: ObjectStore, removed: FileTable, added: FileTable): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  const left = new Map(removed);
  const pairUp = (path: string, previous: string | undefined) => {
    if (previous === undefined) return;
    renames.set(path, previous);
    left.delete(previous);
  };
  for (const [path, entry] of added) {
    if (isEmpty(store, entry)) continue;
    pairUp(path, [...left].find(([, old]) => old.oid === entry.oid && kindOf(old) === kindOf(entry))?.[0]);
  }
  for (const [path, entry] of added) {
    if (renames.has(path)) continue;
    const candidates = [...left]
      .map(([previous, old]) => ({ previous, likeness: likeness(store, old, entry) }))
      .filter((candidate) => candidate.likeness >= 0.5)
      .sort((one, other) => other.likeness - one.likeness);
    pairUp(path, candidates[0]?.previous);
  }
  return renames;
}

function isEmpty(store: ObjectStore, entry: FileEntry): boolean {
  return entry.mode !== '160000' && contentOf(store, entry).length === 0;
}

/** The share of bytes that sit in lines which both have. */
function likeness(store: ObjectStore, one: FileEntry, other: FileEntry): number {
  if (kindOf(one) !== '100' || kindOf(other) !== '100') return 0;
  const [old, now] = [contentOf(store, one), contentOf(store, other)];
  if (old.length === 0 || now.length === 0 || isBinary(old) || isBinary(now)) return 0;
  const counts = new Map<string, number>();
  for (const line of linesOf(old)) counts.set(line, (counts.get(line) ?? 0) + 1);
  let shared = 0;
  for (const line of linesOf(now)) {
    const count = counts.get(line) ?? 0;
    if (count === 0) continue;
    counts.set(line, count - 1);
    shared += Buffer.byteLength(line);
  }
  return shared / Math.max(old.length, now.length);
}

function linesOf(bytes: Uint8Array): readonly string[] {
  return splitLines(new TextDecoder().decode(bytes));
}
