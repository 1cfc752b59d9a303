import { readTree, type TreeEntry } from '../../git/objects.ts';
import { isBinary } from '../../git/patch.ts';
import { repositoryPage } from '../../shapes/repository.ts';
import type { Repository } from '../../state/model.ts';
import { resolveRevision } from '../../state/repositories.ts';
import { namedId } from '../global-ids.ts';
import { type Fields, type GitObject, node, type Tagged } from '../node.ts';
import { path as pathOf } from '../paths.ts';

type GitNode = Tagged<'Commit' | 'Tree' | 'Blob'>;

/** What every kind of git object answers. */
export const gitObjectFields: Fields<GitObject> = {
  oid: (of) => of.oid,
  abbreviatedOid: (of) => of.oid.slice(0, 7),
  repository: (of) => node('Repository', of.repository),
  commitUrl: (of, _args, { state }) => commitPage(of, repositoryPage(state, of.repository)),
  commitResourcePath: (of, _args, { state }) => pathOf(state, commitPage(of, repositoryPage(state, of.repository))),
};

export const treeFields: Fields<GitObject> = {
  ...gitObjectFields,
  id: (of) => namedId('TR', of.repository.id, of.oid),
  entries: (of) => readTree(of.repository.objects, of.oid).map((entry) => treeEntry(of.repository, entry, entry.name)),
};

/** GitHub hands out at most this much of a file as text. */
const mostText = 512_000;

export const blobFields: Fields<GitObject> = {
  ...gitObjectFields,
  id: (of) => namedId('B', of.repository.id, of.oid),
  byteSize: (of) => bytesOf(of).length,
  isBinary: (of) => isBinary(bytesOf(of)),
  isTruncated: (of) => bytesOf(of).length > mostText,
  text: (of) => (isBinary(bytesOf(of)) ? null : new TextDecoder().decode(bytesOf(of).subarray(0, mostText))),
};

/** Null where nothing has that id. A submodule's commit lives in another repository and is not found either. */
export function gitNode(repository: Repository, oid: string): GitNode | null {
  const { commits, trees, blobs } = repository.objects;
  if (commits.has(oid)) return node('Commit', { repository, oid });
  if (trees.has(oid)) return node('Tree', { repository, oid });
  return blobs.has(oid) ? node('Blob', { repository, oid }) : null;
}

/** `HEAD`, `main`, `main:src/a.ts`, `main:` (the root), and a number of steps back as in `main~2` or `main^`. */
export function gitNodeByExpression(repository: Repository, expression: string): GitNode | null {
  const colon = expression.indexOf(':');
  const commit = commitAt(repository, colon === -1 ? expression : expression.slice(0, colon));
  if (commit === null) return colon === -1 ? gitNode(repository, expression) : null;
  if (colon === -1) return gitNode(repository, commit);
  const entry = entryAt(repository, commit, expression.slice(colon + 1));
  return entry === null ? null : gitNode(repository, entry.oid);
}

/** The file or folder at a path of a commit, as a `TreeEntry`. */
export function treeEntryAt({ repository, oid }: GitObject, path: string) {
  const entry = entryAt(repository, oid, path);
  return entry === null || path === '' ? null : treeEntry(repository, entry, path);
}

function commitAt(repository: Repository, revision: string): string | null {
  const steps = /^(?<start>.*?)(?:~(?<back>\d+)|(?<carets>\^+))$/u.exec(revision)?.groups;
  if (steps === undefined) return resolveRevision(repository, revision);
  const back = steps['back'] === undefined ? (steps['carets'] ?? '').length : Number(steps['back']);
  let oid = resolveRevision(repository, steps['start'] ?? '');
  for (let step = 0; step < back && oid !== null; step++) {
    oid = repository.objects.commits.get(oid)?.parents[0] ?? null;
  }
  return oid;
}

function entryAt({ objects }: Repository, commit: string, path: string): TreeEntry | null {
  const root = objects.commits.get(commit)?.tree;
  if (root === undefined) return null;
  let entry: TreeEntry = { mode: '40000', name: '', oid: root };
  for (const name of path.split('/').filter((part) => part !== '')) {
    const inside = entry.mode === '40000' ? readTree(objects, entry.oid) : [];
    const next = inside.find((candidate) => candidate.name === name);
    if (next === undefined) return null;
    entry = next;
  }
  return entry;
}

function treeEntry(repository: Repository, entry: TreeEntry, path: string) {
  const dot = entry.name.lastIndexOf('.');
  return {
    name: entry.name,
    nameRaw: Buffer.from(entry.name).toString('base64'),
    path,
    pathRaw: Buffer.from(path).toString('base64'),
    oid: entry.oid,
    // An octal number in git, the same number in decimal here.
    mode: Number.parseInt(entry.mode, 8),
    type: typeOf(entry),
    extension: dot > 0 && entry.mode !== '40000' ? entry.name.slice(dot) : '',
    size: repository.objects.blobs.get(entry.oid)?.length ?? 0,
    repository: node('Repository', repository),
    object: () => (typeOf(entry) === 'commit' ? null : gitNode(repository, entry.oid)),
  };
}

function typeOf(entry: TreeEntry): 'blob' | 'tree' | 'commit' {
  if (entry.mode === '40000') return 'tree';
  return entry.mode === '160000' ? 'commit' : 'blob';
}

function bytesOf({ repository, oid }: GitObject): Uint8Array {
  return repository.objects.blobs.get(oid) ?? new Uint8Array();
}

function commitPage({ oid }: GitObject, page: string): string {
  return `${page}/commit/${oid}`;
}
