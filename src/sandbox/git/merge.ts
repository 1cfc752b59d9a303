import { commitsBetween, mergeBase } from './history.ts';
import { diffLines, type Edit, splitLines } from './lines.ts';
import {
  type Commit,
  emptyTree,
  type FileEntry,
  type FileTable,
  filesOf,
  listFiles,
  type ObjectStore,
  type Person,
  writeBlob,
  writeCommit,
  writeTree,
} from './objects.ts';
import { isBinary } from './patch.ts';

export type MergeResult =
  | { readonly clean: true; readonly tree: string }
  | { readonly clean: false; readonly conflicts: readonly string[] };

/** Three-way merge of two commits over their merge base. */
export function mergeCommits(store: ObjectStore, ours: string, theirs: string): MergeResult {
  const common = mergeBase(store, ours, theirs);
  const base = common === null ? listFiles(store, emptyTree) : filesOf(store, common);
  return mergeFiles(store, { base, ours: filesOf(store, ours), theirs: filesOf(store, theirs) });
}

/** Replays the commits that `head` has and `onto` lacks, merges left out; null where one does not apply. */
export function rebase(store: ObjectStore, head: string, onto: string, committer: Person): string | null {
  let tip = onto;
  for (const commit of commitsBetween(store, onto, head)) {
    const replayed = commit.parents.length > 1 ? tip : replay(store, commit, tip, committer);
    if (replayed === null) return null;
    tip = replayed;
  }
  return tip;
}

function replay(store: ObjectStore, commit: Commit, onto: string, committer: Person): string | null {
  const [parent] = commit.parents;
  const base = parent === undefined ? listFiles(store, emptyTree) : filesOf(store, parent);
  const merged = mergeFiles(store, { base, ours: filesOf(store, onto), theirs: filesOf(store, commit.oid) });
  if (!merged.clean) return null;
  const { author, message } = commit;
  return writeCommit(store, { tree: merged.tree, parents: [onto], author, committer, message, viaWeb: false }).oid;
}

type Sides = { readonly base: FileTable; readonly ours: FileTable; readonly theirs: FileTable };

function mergeFiles(store: ObjectStore, { base, ours, theirs }: Sides): MergeResult {
  const merged = new Map<string, FileEntry>();
  const conflicts: string[] = [];
  for (const path of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
    const result = mergeEntry(store, base.get(path), ours.get(path), theirs.get(path));
    if (result === 'conflict') conflicts.push(path);
    else if (result !== undefined) merged.set(path, result);
  }
  if (conflicts.length > 0) return { clean: false, conflicts: conflicts.sort() };
  return { clean: true, tree: writeTree(store, merged) };
}

type Entry = FileEntry | undefined;

function mergeEntry(store: ObjectStore, base: Entry, ours: Entry, theirs: Entry): Entry | 'conflict' {
  if (same(ours, theirs) || same(base, theirs)) return ours;
  if (same(base, ours)) return theirs;
  if (base === undefined || ours === undefined || theirs === undefined) return 'conflict';
  if (ours.mode !== theirs.mode || !ours.mode.startsWith('100')) return 'conflict';
  const contents = [base, ours, theirs].map((entry) => store.blobs.get(entry.oid) ?? new Uint8Array());
  if (contents.some(isBinary)) return 'conflict';
  const [old, one, other] = contents.map((bytes) => splitLines(new TextDecoder().decode(bytes)));
  const lines = mergeLines(old ?? [], one ?? [], other ?? []);
  return lines === null ? 'conflict' : { mode: ours.mode, oid: writeBlob(store, lines.join('')) };
}

function same(one: Entry, other: Entry): boolean {
  return one?.oid === other?.oid && one?.mode === other?.mode;
}

type Change = { readonly edit: Edit; readonly lines: readonly string[] };

/** Both sets of edits applied to the old lines; null where they touch. */
export function mergeLines(
  old: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): readonly string[] | null {
  const changesTo = (now: readonly string[]): readonly Change[] =>
    diffLines(old, now).map((edit) => ({ edit, lines: now.slice(edit.to, edit.to + edit.added) }));
  const mine = changesTo(ours);
  const others = changesTo(theirs).filter((change) => !mine.some((known) => sameChange(known, change)));
  if (others.some((change) => mine.some((known) => touch(known.edit, change.edit)))) return null;
  const all = [...mine, ...others].sort((one, other) => one.edit.from - other.edit.from);
  const lines: string[] = [];
  let at = 0;
  for (const { edit, lines: replacement } of all) {
    lines.push(...old.slice(at, edit.from), ...replacement);
    at = edit.from + edit.removed;
  }
  return [...lines, ...old.slice(at)];
}

function sameChange(one: Change, other: Change): boolean {
  return (
    one.edit.from === other.edit.from &&
    one.edit.removed === other.edit.removed &&
    one.lines.join('') === other.lines.join('')
  );
}

/** Git treats neighbouring edits as a conflict too. */
function touch(one: Edit, other: Edit): boolean {
  return one.from <= other.from + other.removed && other.from <= one.from + one.removed;
}
