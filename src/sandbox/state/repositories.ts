import type { ObjectStore } from '../git/objects.ts';
import type { Actor, Organization, Permission, User } from './accounts.ts';
import type { CheckRun, CheckSuite, CommitStatus } from './checks.ts';
import type { Ids } from './ids.ts';
import type { Issue, PullRequest } from './pull-requests.ts';
import type { BranchProtection, Ruleset } from './rules.ts';

export type Repository = Ids & {
  owner: Organization | User;
  name: string;
  visibility: 'public' | 'private' | 'internal';
  description: string | null;
  defaultBranch: string;
  archived: boolean;
  /** Shared by a repository and all its forks. */
  readonly objects: ObjectStore;
  /** Full ref name to commit. */
  readonly refs: Map<string, string>;
  readonly parent: Repository | null;
  readonly forks: Repository[];
  readonly collaborators: Map<number, Collaborator>;
  readonly labels: Map<string, Label>;
  /** Issues and pull requests share one run of numbers. */
  readonly issues: Map<number, Issue>;
  readonly pullRequests: Map<number, PullRequest>;
  nextNumber: number;
  readonly rulesets: Ruleset[];
  /** Classic branch protection, by branch. */
  readonly protections: Map<string, BranchProtection>;
  readonly checkSuites: CheckSuite[];
  readonly checkRuns: CheckRun[];
  readonly statuses: CommitStatus[];
  readonly activity: Activity[];
  deleteBranchOnMerge: boolean;
  readonly createdAt: Date;
  updatedAt: Date;
  pushedAt: Date;
};

export type Collaborator = { readonly user: User; readonly permission: Permission };

export type Label = Ids & {
  name: string;
  color: string;
  description: string | null;
  readonly isDefault: boolean;
};

export type Activity = Ids & {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly actor: Actor;
  readonly activityType:
    | 'push'
    | 'force_push'
    | 'branch_creation'
    | 'branch_deletion'
    | 'pr_merge'
    | 'merge_queue_merge';
  readonly timestamp: Date;
};

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
