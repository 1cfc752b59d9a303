import {
  applyChanges,
  type Commit,
  createObjectStore,
  type FileChanges,
  filesOf,
  type Person,
  writeCommit,
  writeTree,
} from '../git/objects.ts';
import { Refusal } from '../refusal.ts';
import { organizationSimple, simpleUser } from '../shapes/account.ts';
import { nextIds } from '../state/ids.ts';
import type { Account, Actor, Label, Organization, Repository, User } from '../state/model.ts';
import { branchRef, branchTip, noCommit, resolveRevision } from '../state/repositories.ts';
import { findRepository, type State, sameText } from '../state.ts';

export type NewRepository = {
  readonly owner: Organization | User;
  readonly name: string;
  readonly visibility?: Repository['visibility'];
  readonly defaultBranch?: string;
  /** Given: the first commit. Left out: an empty repository, without any branch. */
  readonly files?: FileChanges;
  readonly author?: Actor;
};

export function addRepository(state: State, draft: NewRepository): Repository {
  const { owner, name, files } = draft;
  const repository = emptyRepository(state, { owner, name, parent: null });
  repository.visibility = draft.visibility ?? 'private';
  repository.defaultBranch = draft.defaultBranch ?? 'main';
  if (files === undefined) return repository;
  const author = draft.author ?? (owner.type === 'User' ? owner : webFlowOf(state));
  const first = commit(state, repository, { parents: [], files, message: 'Initial commit', author });
  const ref = branchRef(repository.defaultBranch);
  repository.refs.set(ref, first.oid);
  const creation = { ref, before: noCommit, after: first.oid, actor: author, timestamp: state.now() };
  repository.activity.push({ ...nextIds(state.ids, 'ACT'), ...creation, activityType: 'branch_creation' });
  return repository;
}

export function forkRepository(
  state: State,
  parent: Repository,
  owner: Organization | User,
  name = parent.name,
): Repository {
  const fork = emptyRepository(state, { owner, name, parent });
  fork.visibility = parent.visibility;
  fork.defaultBranch = parent.defaultBranch;
  for (const [ref, oid] of parent.refs) fork.refs.set(ref, oid);
  parent.forks.push(fork);
  return fork;
}

export type CommitDraft = {
  /** Branch, tag or commit to build on. Left out together with `parents`: the default branch. */
  readonly on?: string;
  readonly parents?: readonly string[];
  readonly files: FileChanges;
  readonly message: string;
  readonly author: Actor | Person;
  readonly committer?: Actor | Person;
  /** Made on GitHub's pages: committed by web-flow and signed. */
  readonly viaWeb?: boolean;
};

/** Writes a commit without moving any branch. */
export function commit(state: State, repository: Repository, draft: CommitDraft): Commit {
  const { objects } = repository;
  const parents = draft.parents ?? [revisionOf(repository, draft.on ?? repository.defaultBranch)];
  const [first] = parents;
  const files = applyChanges(objects, first === undefined ? new Map() : filesOf(objects, first), draft.files);
  const author = personOf(state, draft.author);
  const viaWeb = draft.viaWeb ?? false;
  const committer = viaWeb ? personOf(state, webFlowOf(state)) : personOf(state, draft.committer ?? author);
  return writeCommit(objects, {
    tree: writeTree(objects, files),
    parents,
    author,
    committer,
    message: draft.message,
    viaWeb,
  });
}

export function renameRepository(state: State, repository: Repository, name: string, sender: Account): void {
  const from = repository.name;
  repository.name = name;
  const payload = () => ({ changes: { repository: { name: { from } } } });
  state.announce({ event: 'repository', action: 'renamed', scope: { of: 'repository', repository }, sender, payload });
}

/** Its pull requests go with it; whoever was in a team of the old owner has no access any more. */
export function transferRepository(state: State, repository: Repository, to: Organization, sender: Account): void {
  const from = repository.owner;
  repository.owner = to;
  const named =
    from.type === 'Organization'
      ? { organization: organizationSimple(state, from) }
      : { user: simpleUser(state, from) };
  const payload = () => ({ changes: { owner: { from: named } } });
  state.announce({
    event: 'repository',
    action: 'transferred',
    scope: { of: 'repository', repository },
    sender,
    payload,
  });
}

/** Nothing can be written to an archived repository until it is taken out again. */
export function archiveRepository(state: State, repository: Repository, sender: Account): void {
  repository.archived = true;
  announceChange(state, repository, 'archived', sender);
}

export function unarchiveRepository(state: State, repository: Repository, sender: Account): void {
  repository.archived = false;
  announceChange(state, repository, 'unarchived', sender);
}

function announceChange(state: State, repository: Repository, action: string, sender: Account): void {
  const scope = { of: 'repository', repository } as const;
  state.announce({ event: 'repository', action, scope, sender, payload: () => ({}) });
}

/** Pull requests from it stay open, and nobody knows any more where their head was. */
export function deleteRepository(state: State, repository: Repository, sender: Account): void {
  announceChange(state, repository, 'deleted', sender);
  state.repositories.splice(state.repositories.indexOf(repository), 1);
  repository.parent?.forks.splice(repository.parent.forks.indexOf(repository), 1);
  for (const { pullRequests } of state.repositories) {
    for (const pull of pullRequests.values()) {
      if (pull.head.repository === repository) pull.head = { ...pull.head, repository: null };
    }
  }
}

export function ensureLabel(state: State, repository: Repository, draft: LabelDraft): Label {
  const known = findLabel(repository, draft.name);
  if (known !== undefined) return known;
  const label: Label = {
    ...nextIds(state.ids, 'LA'),
    name: draft.name,
    color: draft.color ?? 'ededed',
    // Lists of pull requests are described as having a text here, never null.
    description: draft.description ?? '',
    isDefault: false,
  };
  repository.labels.set(draft.name, label);
  return label;
}

export type LabelDraft = { readonly name: string; readonly color?: string; readonly description?: string | null };

export function findLabel(repository: Repository, name: string): Label | undefined {
  return [...repository.labels.values()].find((label) => sameText(label.name, name));
}

export function revisionOf(repository: Repository, revision: string): string {
  const oid = resolveRevision(repository, revision);
  if (oid === null) throw new Refusal(422, `no commit is called \`${revision}\` in \`${repository.name}\``);
  return oid;
}

export function tipOf(repository: Repository, branch: string): string {
  const tip = branchTip(repository, branch);
  if (tip === null) throw new Refusal(422, `there is no branch \`${branch}\` in \`${repository.name}\``);
  return tip;
}

export function personOf(state: State, who: Actor | Person): Person {
  if (!('login' in who)) return who;
  const [email] = who.type === 'Bot' ? [...who.emails].reverse() : who.emails;
  const name = who.type === 'Bot' ? `${who.slug}[bot]` : (who.name ?? who.login);
  return { name, email: email ?? `${who.id}+${who.login}@users.noreply.github.com`, at: state.now() };
}

/** How GitHub signs what it commits itself. */
export function webFlowOf(state: State): User {
  const account = state.accounts.find(({ login }) => login === 'web-flow');
  if (account?.type !== 'User') throw new Error('the account `web-flow` is gone');
  return account;
}

function emptyRepository(
  state: State,
  { owner, name, parent }: { owner: Organization | User; name: string; parent: Repository | null },
): Repository {
  if (findRepository(state, owner.login, name) !== undefined) {
    throw new Refusal(422, `the repository \`${owner.login}/${name}\` exists`);
  }
  const now = state.now();
  const repository: Repository = {
    ...nextIds(state.ids, 'R'),
    owner,
    name,
    visibility: 'private',
    description: null,
    defaultBranch: 'main',
    archived: false,
    objects: parent?.objects ?? createObjectStore(),
    refs: new Map(),
    parent,
    forks: [],
    collaborators: new Map(),
    labels: new Map(),
    issues: new Map(),
    pullRequests: new Map(),
    nextNumber: 1,
    rulesets: [],
    protections: new Map(),
    checkSuites: [],
    checkRuns: [],
    statuses: [],
    activity: [],
    mergeQueues: new Map(),
    stacks: [],
    deleteBranchOnMerge: false,
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
  };
  state.repositories.push(repository);
  return repository;
}
