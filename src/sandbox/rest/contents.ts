import { threeDotDiff } from '../git/diff.ts';
import { commitsBetween, mergeBase } from '../git/history.ts';
import { filesOf, readCommit, readTree, type TreeEntry } from '../git/objects.ts';
import { Refusal } from '../refusal.ts';
import { commitShape, commitWithFiles, diffEntry } from '../shapes/commit.ts';
import { fullRepository, repositoryPage, repositoryUrl } from '../shapes/repository.ts';
import { nodeIdOf } from '../state/ids.ts';
import type { Repository } from '../state/model.ts';
import { branchTip, resolveRevision } from '../state/repositories.ts';
import { requiredChecks } from '../state/rules.ts';
import { findRepository, type State } from '../state.ts';
import { type Answer, type Call, found, ok, onRepository, type Routes } from './route.ts';

export const contentRoutes: Routes = {
  'repos/get': onRepository([['metadata', 'read']], ({ state }, repository) => ok(fullRepository(state, repository))),
  'repos/get-commit': onRepository([['contents', 'read']], ({ state, params }, repository) =>
    ok(commitWithFiles(state, repository, commitNamed(repository, params['ref']))),
  ),
  'repos/get-branch': onRepository([['contents', 'read']], ({ state, params }, repository) =>
    ok(branchShape(state, repository, params['branch'] ?? '')),
  ),
  'repos/compare-commits-with-basehead': onRepository([['contents', 'read']], compare),
  'git/get-tree': onRepository([['contents', 'read']], ({ state, params, url }, repository) => {
    const named = params['tree_sha'] ?? '';
    const commit = resolveRevision(repository, named);
    const root = commit === null ? named : readCommit(repository.objects, commit).tree;
    if (!repository.objects.trees.has(root)) throw new Refusal(404, 'Not Found');
    const list = url.searchParams.has('recursive') ? entriesBelow : entriesIn;
    return ok({
      sha: root,
      url: `${repositoryUrl(state, repository)}/git/trees/${root}`,
      tree: list(repository, root).map((entry) => treeEntry(state, repository, entry)),
      truncated: false,
    });
  }),
  'git/get-blob': onRepository([['contents', 'read']], ({ state, params }, repository) => {
    const sha = params['file_sha'] ?? '';
    const bytes = found(repository.objects.blobs.get(sha));
    return ok({
      sha,
      node_id: nodeIdOf('B', repository.id),
      size: bytes.length,
      url: `${repositoryUrl(state, repository)}/git/blobs/${sha}`,
      content: Buffer.from(bytes).toString('base64'),
      encoding: 'base64',
    });
  }),
  'repos/get-content': onRepository([['contents', 'read']], getContent),
};

type PathEntry = TreeEntry & { readonly path: string };

function entriesIn(repository: Repository, tree: string, prefix = ''): readonly PathEntry[] {
  return readTree(repository.objects, tree).map((entry) => ({ ...entry, path: `${prefix}${entry.name}` }));
}

/** The entries of a tree and of all trees below it. */
function entriesBelow(repository: Repository, tree: string, prefix = ''): readonly PathEntry[] {
  return entriesIn(repository, tree, prefix).flatMap((entry) =>
    entry.mode === '40000' ? [entry, ...entriesBelow(repository, entry.oid, `${entry.path}/`)] : [entry],
  );
}

function treeEntry(state: State, repository: Repository, { path, mode, oid }: PathEntry) {
  const api = `${repositoryUrl(state, repository)}/git`;
  if (mode === '40000') return { path, mode: '040000', type: 'tree', sha: oid, url: `${api}/trees/${oid}` };
  if (mode === '160000') return { path, mode, type: 'commit', sha: oid };
  const size = repository.objects.blobs.get(oid)?.length ?? 0;
  return { path, mode, type: 'blob', sha: oid, size, url: `${api}/blobs/${oid}` };
}

/** GitHub names at most 300 files in a comparison. */
const mostComparedFiles = 300;

function compare({ state, params, url }: Call, repository: Repository): Answer {
  const [base = '', head = ''] = (params['basehead'] ?? '').split('...');
  const { objects } = repository;
  const [one, other] = [revisionAcross(state, repository, base), revisionAcross(state, repository, head)];
  const common = found(mergeBase(objects, one, other));
  const ahead = commitsBetween(objects, one, other);
  const behind = commitsBetween(objects, other, one);
  const html = `${repositoryPage(state, repository)}/compare/${base}...${head}`;
  const perPage = Math.min(100, Number(url.searchParams.get('per_page') ?? 250));
  const number = Number(url.searchParams.get('page') ?? 1);
  const paged = url.searchParams.has('page') || url.searchParams.has('per_page');
  const files = number > 1 ? [] : threeDotDiff(objects, one, other).slice(0, mostComparedFiles);
  return ok({
    url: `${repositoryUrl(state, repository)}/compare/${base}...${head}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitShape(state, repository, { oid: one }),
    merge_base_commit: commitShape(state, repository, { oid: common }),
    status: comparisonStatus(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: (paged ? ahead.slice((number - 1) * perPage, number * perPage) : ahead.slice(-250)).map((commit) =>
      commitShape(state, repository, commit),
    ),
    files: files.map((change) => diffEntry(state, repository, change, other)),
  });
}

function comparisonStatus(ahead: number, behind: number): string {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

/** `owner:branch` names a branch of a fork. */
function revisionAcross(state: State, repository: Repository, name: string): string {
  const [owner, branch] = name.split(':');
  if (branch === undefined) return commitNamed(repository, name);
  const fork = state.repositories.find(
    (candidate) => candidate.owner.login === owner && candidate.objects === repository.objects,
  );
  return commitNamed(found(fork ?? findRepository(state, owner ?? '', repository.name)), branch);
}

function commitNamed(repository: Repository, name = ''): string {
  const oid = resolveRevision(repository, name);
  if (oid === null) throw new Refusal(name.length === 40 ? 422 : 404, `No commit found for SHA: ${name}`);
  return oid;
}

function branchShape(state: State, repository: Repository, name: string) {
  const tip = found(branchTip(repository, name));
  const checks = requiredChecks(repository, name);
  const api = `${repositoryUrl(state, repository)}/branches/${name}`;
  const contexts = checks.map(({ context }) => context);
  return {
    name,
    commit: commitShape(state, repository, { oid: tip }),
    _links: { self: api, html: `${repositoryPage(state, repository)}/tree/${name}` },
    protected: repository.protections.has(name) || checks.length > 0,
    protection: {
      enabled: repository.protections.has(name),
      required_status_checks: {
        enforcement_level: contexts.length > 0 ? 'non_admins' : 'off',
        contexts,
        checks: checks.map(({ context, appId }) => ({ context, app_id: appId })),
      },
    },
    protection_url: `${api}/protection`,
  };
}

function getContent({ state, params, url }: Call, repository: Repository): Answer {
  const ref = url.searchParams.get('ref') ?? repository.defaultBranch;
  const commit = commitNamed(repository, ref);
  const path = (params['path'] ?? '').replace(/^\/|\/$/gu, '');
  const entry = filesOf(repository.objects, commit).get(path);
  if (entry !== undefined) return ok(contentFile(state, repository, { path, ref, ...entry }));
  const children = entriesBelow(repository, readCommit(repository.objects, commit).tree).filter(
    (item) =>
      item.path.startsWith(path === '' ? '' : `${path}/`) &&
      !item.path.slice(path === '' ? 0 : path.length + 1).includes('/'),
  );
  if (children.length === 0) throw new Refusal(404, 'Not Found');
  return ok(
    children.map((item) => contentEntry(state, repository, { path: item.path, ref, oid: item.oid, mode: item.mode })),
  );
}

type ContentPlace = {
  readonly path: string;
  readonly ref: string;
  readonly oid: string;
  readonly mode: TreeEntry['mode'];
};

function contentEntry(state: State, repository: Repository, { path, ref, oid, mode }: ContentPlace) {
  const api = repositoryUrl(state, repository);
  const self = `${api}/contents/${encodeURI(path)}?ref=${ref}`;
  const kinds = { '40000': 'dir', '160000': 'submodule', '120000': 'symlink', '100644': 'file', '100755': 'file' };
  const git = `${api}/git/${mode === '40000' ? 'trees' : 'blobs'}/${oid}`;
  const html = `${repositoryPage(state, repository)}/blob/${ref}/${encodeURI(path)}`;
  return {
    type: kinds[mode],
    size: repository.objects.blobs.get(oid)?.length ?? 0,
    name: path.split('/').at(-1) ?? path,
    path,
    sha: oid,
    url: self,
    git_url: git,
    html_url: html,
    download_url:
      mode === '40000' || mode === '160000'
        ? null
        : `${repositoryPage(state, repository)}/raw/${ref}/${encodeURI(path)}`,
    _links: { git, self, html },
  };
}

function contentFile(state: State, repository: Repository, place: ContentPlace) {
  const entry = contentEntry(state, repository, place);
  if (place.mode === '160000') return { ...entry, submodule_git_url: `${state.url}/submodule.git` };
  const bytes = Buffer.from(repository.objects.blobs.get(place.oid) ?? new Uint8Array());
  if (place.mode === '120000') return { ...entry, target: bytes.toString() };
  return { ...entry, encoding: 'base64', content: `${bytes.toString('base64')}\n` };
}
