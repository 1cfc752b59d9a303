import type { Actor } from './accounts.ts';
import type { App } from './apps.ts';
import type { Ids } from './ids.ts';
import type { Repository } from './repositories.ts';

export type CheckStatus = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'stale';

export type CheckSuite = Ids & {
  readonly repository: Repository;
  readonly app: App;
  readonly headSha: string;
  /** Null for pushes in forks, which GitHub does not see. */
  readonly headBranch: string | null;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  readonly createdAt: Date;
  updatedAt: Date;
};

export type CheckRun = Ids & {
  readonly suite: CheckSuite;
  readonly app: App;
  name: string;
  readonly headSha: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  readonly startedAt: Date;
  completedAt: Date | null;
  externalId: string;
  detailsUrl: string;
  output: CheckOutput;
  actions: readonly CheckAction[];
};

export type CheckOutput = {
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly annotations: readonly Annotation[];
};

/** Kept in GitHub's own spelling. */
export type Annotation = Readonly<Record<string, unknown>>;
export type CheckAction = { readonly label: string; readonly description: string; readonly identifier: string };

export type CommitStatus = Ids & {
  readonly sha: string;
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Actor;
  readonly app: App | null;
  readonly createdAt: Date;
};

/** The newest run of each name and app on the commit: the one that GitHub shows and counts. */
export function latestCheckRuns(repository: Repository, sha: string): readonly CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const run of repository.checkRuns) {
    if (run.headSha === sha) latest.set(`${run.app.id} ${run.name}`, run);
  }
  return [...latest.values()];
}

export function latestStatuses(repository: Repository, sha: string): readonly CommitStatus[] {
  const latest = new Map<string, CommitStatus>();
  for (const status of repository.statuses) if (status.sha === sha) latest.set(status.context, status);
  return [...latest.values()];
}
