import type { Repository } from './model.ts';

export const noCommit = '0'.repeat(40);

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

export function branchRef(branch: string): string {
  return `refs/heads/${branch}`;
}

export function branchTip(repository: Repository, branch: string): string | null {
  return repository.refs.get(branchRef(branch)) ?? null;
}

/** A branch, tag, full ref, `HEAD` or (shortened) commit id; null where nothing has that name. */
export function resolveRevision(repository: Repository, revision: string): string | null {
  const { refs, objects, defaultBranch } = repository;
  if (revision === 'HEAD') return branchTip(repository, defaultBranch);
  const named = [revision, branchRef(revision), `refs/tags/${revision}`, `refs/${revision}`];
  for (const name of named) {
    const oid = refs.get(name);
    if (oid !== undefined) return oid;
  }
  const pull = /^(?:refs\/)?pull\/(?<number>\d+)\/head$/u.exec(revision)?.groups?.['number'];
  if (pull !== undefined) return repository.pullRequests.get(Number(pull))?.head.sha ?? null;
  if (objects.commits.has(revision)) return revision;
  if (!/^[0-9a-f]{7,39}$/u.test(revision)) return null;
  const matches = [...objects.commits.keys()].filter((oid) => oid.startsWith(revision));
  return matches.length === 1 ? (matches[0] ?? null) : null;
}
