import { createHash } from 'node:crypto';

/** A store of git objects under their real ids. A repository and its forks share one, as they do on GitHub. */
export type ObjectStore = {
  readonly blobs: Map<string, Uint8Array>;
  readonly trees: Map<string, readonly TreeEntry[]>;
  readonly commits: Map<string, Commit>;
  readonly listings: Map<string, FileTable>;
};

export type Mode = '100644' | '100755' | '120000' | '160000';
export type TreeEntry = { readonly mode: Mode | '40000'; readonly name: string; readonly oid: string };
export type FileEntry = { readonly mode: Mode; readonly oid: string };
/** Every file below a tree, by full path. */
export type FileTable = ReadonlyMap<string, FileEntry>;

export type Person = { readonly name: string; readonly email: string; readonly at: Date };

export type Commit = {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
  /** Made by GitHub's own pages or API and signed with its key. Not part of the id here. */
  readonly viaWeb: boolean;
};

export type FileInput =
  | string
  | Uint8Array
  | null
  | { readonly content: string | Uint8Array; readonly mode: Exclude<Mode, '160000'> }
  | { readonly submodule: string };
/** Path to new content; null removes the file. */
export type FileChanges = Readonly<Record<string, FileInput>>;

export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

export function createObjectStore(): ObjectStore {
  return {
    blobs: new Map(),
    trees: new Map([[emptyTree, []]]),
    commits: new Map(),
    listings: new Map([[emptyTree, new Map()]]),
  };
}

export function writeBlob(store: ObjectStore, content: string | Uint8Array): string {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const oid = objectId('blob', bytes);
  store.blobs.set(oid, bytes);
  return oid;
}

export function writeCommit(store: ObjectStore, draft: Omit<Commit, 'oid'>): Commit {
  const lines = [
    `tree ${draft.tree}`,
    ...draft.parents.map((parent) => `parent ${parent}`),
    `author ${personLine(draft.author)}`,
    `committer ${personLine(draft.committer)}`,
  ];
  const oid = objectId('commit', Buffer.from(`${lines.join('\n')}\n\n${draft.message}`));
  const commit = { ...draft, oid };
  store.commits.set(oid, commit);
  return commit;
}

/** Writes the files as nested trees and answers the id of the root. */
export function writeTree(store: ObjectStore, files: FileTable): string {
  const here = new Map<string, TreeEntry>();
  const below = new Map<string, Map<string, FileEntry>>();
  for (const [path, entry] of files) {
    const slash = path.indexOf('/');
    if (slash === -1) {
      here.set(path, { ...entry, name: path });
      continue;
    }
    const folder = path.slice(0, slash);
    const inside = below.get(folder) ?? new Map<string, FileEntry>();
    below.set(folder, inside.set(path.slice(slash + 1), entry));
  }
  for (const [name, inside] of below) here.set(name, { mode: '40000', name, oid: writeTree(store, inside) });
  return storeTree(store, [...here.values()].sort(byTreeOrder));
}

/** Every file below the tree. Submodules are listed with their commit. */
export function listFiles(store: ObjectStore, tree: string): FileTable {
  const known = store.listings.get(tree);
  if (known !== undefined) return known;
  const files = new Map<string, FileEntry>();
  for (const entry of readTree(store, tree)) {
    if (entry.mode !== '40000') {
      files.set(entry.name, { mode: entry.mode, oid: entry.oid });
      continue;
    }
    for (const [path, file] of listFiles(store, entry.oid)) files.set(`${entry.name}/${path}`, file);
  }
  store.listings.set(tree, files);
  return files;
}

/** The file table after the changes; nothing is written but blobs. */
export function applyChanges(store: ObjectStore, files: FileTable, changes: FileChanges): FileTable {
  const next = new Map(files);
  for (const [path, input] of Object.entries(changes)) {
    if (input === null) next.delete(path);
    else next.set(path, fileEntry(store, input));
  }
  return next;
}

export function readTree(store: ObjectStore, oid: string): readonly TreeEntry[] {
  const tree = store.trees.get(oid);
  if (tree === undefined) throw new Error(`no tree \`${oid}\``);
  return tree;
}

export function readCommit(store: ObjectStore, oid: string): Commit {
  const commit = store.commits.get(oid);
  if (commit === undefined) throw new Error(`no commit \`${oid}\``);
  return commit;
}

export function filesOf(store: ObjectStore, commit: string): FileTable {
  return listFiles(store, readCommit(store, commit).tree);
}

export function objectId(kind: 'blob' | 'tree' | 'commit', body: Uint8Array): string {
  return createHash('sha1').update(`${kind} ${body.length}\0`).update(body).digest('hex');
}

function fileEntry(store: ObjectStore, input: Exclude<FileInput, null>): FileEntry {
  if (typeof input === 'string' || input instanceof Uint8Array) return { mode: '100644', oid: writeBlob(store, input) };
  if ('submodule' in input) return { mode: '160000', oid: input.submodule };
  return { mode: input.mode, oid: writeBlob(store, input.content) };
}

function storeTree(store: ObjectStore, entries: readonly TreeEntry[]): string {
  const parts = entries.flatMap((entry) => [
    Buffer.from(`${entry.mode} ${entry.name}\0`),
    Buffer.from(entry.oid, 'hex'),
  ]);
  const oid = objectId('tree', Buffer.concat(parts));
  store.trees.set(oid, entries);
  return oid;
}

/** Git compares names as bytes, a folder as if its name ended in a slash. */
function byTreeOrder(one: TreeEntry, other: TreeEntry): number {
  return Buffer.compare(sortKey(one), sortKey(other));
}

function sortKey(entry: TreeEntry): Buffer {
  return Buffer.from(entry.mode === '40000' ? `${entry.name}/` : entry.name);
}

function personLine(person: Person): string {
  return `${person.name} <${person.email}> ${Math.floor(person.at.getTime() / 1000)} +0000`;
}
