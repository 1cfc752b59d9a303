import { diffFiles, type FileChange } from '../git/diff.ts';
import { type Commit, filesOf, type Person, readCommit } from '../git/objects.ts';
import { nodeIdOf } from '../state/ids.ts';
import type { Repository } from '../state/model.ts';
import { accountByEmail, type State } from '../state.ts';
import { nullableUser, stamp } from './account.ts';
import { repositoryPage, repositoryUrl } from './repository.ts';

/** `commit`: as lists, comparisons and branches show it. */
export function commitShape(state: State, repository: Repository, { oid }: Pick<Commit, 'oid'>) {
  const commit = readCommit(repository.objects, oid);
  const api = repositoryUrl(state, repository);
  const page = repositoryPage(state, repository);
  return {
    sha: oid,
    node_id: commitNodeId(repository, oid),
    commit: {
      author: gitPerson(commit.author),
      committer: gitPerson(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${oid}`,
      comment_count: 0,
      verification: verification(commit),
    },
    url: `${api}/commits/${oid}`,
    html_url: `${page}/commit/${oid}`,
    comments_url: `${api}/commits/${oid}/comments`,
    author: nullableUser(state, accountByEmail(state, commit.author.email)),
    committer: nullableUser(state, accountByEmail(state, commit.committer.email)),
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${page}/commit/${parent}`,
    })),
  };
}

/** One commit asked for by name also tells its files, against the first parent. */
export function commitWithFiles(state: State, repository: Repository, oid: string) {
  const changes = changesOfCommit(repository, oid);
  const additions = sum(changes.map((change) => change.additions));
  const deletions = sum(changes.map((change) => change.deletions));
  return {
    ...commitShape(state, repository, { oid }),
    stats: { additions, deletions, total: additions + deletions },
    files: changes.map((change) => diffEntry(state, repository, change, oid)),
  };
}

/** `diff-entry`: one changed file. */
export function diffEntry(state: State, repository: Repository, change: FileChange, head: string) {
  const path = encodeURI(change.path);
  const page = repositoryPage(state, repository);
  return {
    sha: change.after?.oid ?? change.before?.oid ?? null,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${page}/blob/${head}/${path}`,
    raw_url: `${page}/raw/${head}/${path}`,
    contents_url: `${repositoryUrl(state, repository)}/contents/${path}?ref=${head}`,
    ...(change.patch === null ? {} : { patch: change.patch }),
    ...(change.previousPath === null ? {} : { previous_filename: change.previousPath }),
  };
}

/** `simple-commit`: a commit inside a webhook or a check suite. */
export function simpleCommit(commit: Commit) {
  return {
    id: commit.oid,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: stamp(commit.committer.at),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

/** A commit in the `push` webhook names the paths it touched. */
export function pushedCommit(state: State, repository: Repository, commit: Commit) {
  const changes = changesOfCommit(repository, commit.oid);
  const paths = (status: FileChange['status'][]) =>
    changes.filter((change) => status.includes(change.status)).map((change) => change.path);
  return {
    ...simpleCommit(commit),
    distinct: true,
    url: `${repositoryPage(state, repository)}/commit/${commit.oid}`,
    author: pushPerson(state, commit.author),
    committer: pushPerson(state, commit.committer),
    added: paths(['added', 'renamed']),
    removed: paths(['removed']),
    modified: paths(['modified', 'changed']),
  };
}

export function commitNodeId(repository: Repository, oid: string): string {
  return nodeIdOf(`C_${repository.id}`, Number.parseInt(oid.slice(0, 12), 16));
}

export function verification(commit: Commit) {
  return commit.viaWeb
    ? {
        verified: true,
        reason: 'valid',
        signature: 'signed by the sandbox',
        payload: commit.tree,
        verified_at: stamp(commit.committer.at),
      }
    : { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
}

export function gitPerson(person: Person) {
  return { name: person.name, email: person.email, date: stamp(person.at) };
}

function pushPerson(state: State, person: Person) {
  const account = accountByEmail(state, person.email);
  return {
    name: person.name,
    email: person.email,
    date: stamp(person.at),
    ...(account === null ? {} : { username: account.login }),
  };
}

function changesOfCommit({ objects }: Repository, oid: string): readonly FileChange[] {
  const [parent] = readCommit(objects, oid).parents;
  const before = parent === undefined ? new Map() : filesOf(objects, parent);
  return diffFiles(objects, before, filesOf(objects, oid));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
