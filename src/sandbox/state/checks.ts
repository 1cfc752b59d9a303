import type { State } from '../state.ts';
import type { CheckRun, CommitStatus, Repository } from './model.ts';

/** The newest run of each name and app on the commit: the one that GitHub shows and counts. */
export function latestCheckRuns(repository: Repository, sha: string): readonly CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const run of repository.checkRuns) {
    if (run.headSha === sha) latest.set(`${run.app.id} ${run.name}`, run);
  }
  return [...latest.values()];
}

/** The runs that decide whether a merge is allowed: the newest of each name and app, or all of them. */
export function countedCheckRuns({ behaviour }: State, repository: Repository, sha: string): readonly CheckRun[] {
  if (behaviour.newestRunWins) return latestCheckRuns(repository, sha);
  return repository.checkRuns.filter((run) => run.headSha === sha);
}

export function latestStatuses(repository: Repository, sha: string): readonly CommitStatus[] {
  const latest = new Map<string, CommitStatus>();
  for (const status of repository.statuses) if (status.sha === sha) latest.set(status.context, status);
  return [...latest.values()];
}
