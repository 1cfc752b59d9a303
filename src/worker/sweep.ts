import type { PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { Hint } from '../core/hint.ts';
import { pullRequestKey } from '../core/job.ts';
import type { Logger } from '../log.ts';

/** An open pull request as a list from GitHub shows it. */
export type OpenPullRequest = {
  readonly ref: PullRequestRef;
  readonly headSha: string;
  readonly baseRef: string;
  /** The digest that our check on this head carries; null: there is no check of ours. */
  readonly shownDigest: string | null;
  /** The versions of the rules that apply today, in the order of the record; null: not looked up. */
  readonly policy: readonly (string | null)[] | null;
};

/** What was decided last about a pull request that was open then. */
export type LastDecided = {
  readonly ref: PullRequestRef;
  readonly headSha: string;
  readonly baseRef: string;
  readonly digest: string;
  readonly policy: readonly (string | null)[];
};

export type SweepPorts = {
  readonly listRepositories: () => Promise<readonly RepositoryRef[]>;
  readonly listOpen: (repository: RepositoryRef) => Promise<readonly OpenPullRequest[]>;
  readonly lastDecided: (repository: RepositoryRef) => Promise<readonly LastDecided[]>;
  readonly send: (hints: readonly Hint[]) => Promise<void>;
  readonly log: Logger;
};

export type Swept = { readonly repositories: number; readonly failed: number; readonly sent: number };

/**
 * Finds what no webhook told us: pull requests without a record, decided by older rules, or with a check that is not
 * what was recorded. One repository that GitHub does not show does not keep the others from being looked at.
 */
export async function sweep(ports: SweepPorts): Promise<Swept> {
  const repositories = await ports.listRepositories();
  const results: (number | null)[] = [];
  for (const repository of repositories) results.push(await trySweepRepository(ports, repository));
  const swept = {
    repositories: repositories.length,
    failed: results.filter((sent) => sent === null).length,
    sent: results.reduce<number>((sum, sent) => sum + (sent ?? 0), 0),
  };
  ports.log.info(swept, 'swept');
  return swept;
}

/** How many hints were sent; null when the repository could not be looked at, which the next sweep makes good. */
async function trySweepRepository(ports: SweepPorts, repository: RepositoryRef): Promise<number | null> {
  try {
    const [open, decided] = await Promise.all([ports.listOpen(repository), ports.lastDecided(repository)]);
    const stale = stalePullRequests(open, decided);
    if (stale.length > 0) await ports.send(stale.map((ref) => ({ kind: 'pull-request', ref })));
    return stale.length;
  } catch (error) {
    ports.log.warn({ repo: `${repository.owner}/${repository.name}`, err: error }, 'repository not swept');
    return null;
  }
}

/** The pull requests to look at again: what is shown is not what was recorded, or should not have been. */
export function stalePullRequests(
  open: readonly OpenPullRequest[],
  decided: readonly LastDecided[],
): readonly PullRequestRef[] {
  const records = new Map(decided.map((record) => [pullRequestKey(record.ref), record]));
  const shown = new Set(open.map(({ ref }) => pullRequestKey(ref)));
  // Recorded as open and no longer in the list: it ended, and nobody told us.
  const ended = decided.filter(({ ref }) => !shown.has(pullRequestKey(ref)));
  return [...open.filter((item) => isStale(item, records.get(pullRequestKey(item.ref)))), ...ended].map(
    ({ ref }) => ref,
  );
}

function isStale(shown: OpenPullRequest, recorded: LastDecided | undefined): boolean {
  if (recorded === undefined) return true;
  if (recorded.headSha !== shown.headSha || recorded.baseRef !== shown.baseRef) return true;
  if (recorded.digest !== shown.shownDigest) return true;
  return shown.policy !== null && JSON.stringify(shown.policy) !== JSON.stringify(recorded.policy);
}
