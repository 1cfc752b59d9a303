import type { PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { CommentSeen, Hint } from '../core/hint.ts';
import { pullRequestKey } from '../core/job.ts';
import { above, type OnBranches } from '../core/stacked.ts';
import { isTeam, type Versions } from '../core/versions.ts';
import { GitHubError } from '../errors.ts';
import type { Logger } from '../log.ts';

/** An open pull request as a list from GitHub shows it. */
export type OpenPullRequest = OnBranches & {
  readonly headSha: string;
  /** The digest that our check on this head carries; null: there is no check of ours. */
  readonly shownDigest: string | null;
  readonly newestComment: number | null;
  /** As much of what a decision rests on as the list tells. */
  readonly versions: Versions;
};

/** What was decided last about a pull request that was open then. */
export type LastDecided = {
  readonly ref: PullRequestRef;
  readonly headSha: string;
  readonly baseRef: string;
  readonly digest: string;
  /** What it rested on; null: not kept. */
  readonly versions: Versions | null;
  /** The newest comment that a sweep has read; null: none yet. */
  readonly commentsRead: number | null;
};

export type SweepPorts = {
  readonly listRepositories: () => Promise<readonly RepositoryRef[]>;
  readonly listOpen: (repository: RepositoryRef) => Promise<readonly OpenPullRequest[]>;
  readonly lastDecided: (repository: RepositoryRef) => Promise<readonly LastDecided[]>;
  /** The rest of what decisions rest on, by name. What is left out of the answer is not compared. */
  readonly readVersions: (repository: RepositoryRef, names: readonly string[]) => Promise<Versions>;
  /** The commands in the newest comments of a pull request, as far as they stand as they were written. */
  readonly findCommands: (ref: PullRequestRef) => Promise<readonly CommentSeen[]>;
  /** Says whether any of them was news. */
  readonly rememberComments: (comments: readonly CommentSeen[]) => Promise<boolean>;
  readonly markCommentsRead: (ref: PullRequestRef, newest: number) => Promise<void>;
  /** What is known of the teams of an owner is out of date. */
  readonly forgetTeams: (repository: RepositoryRef) => void;
  readonly send: (hints: readonly Hint[]) => Promise<void>;
  readonly log: Logger;
};

export type Swept = { readonly repositories: number; readonly failed: number; readonly sent: number };

/**
 * Finds what no webhook told us: pull requests without a record, with a check that is not what was recorded, or decided on
 * something that is not so any more. One repository that GitHub does not show does not keep the others from being looked at.
 */
export async function sweep(ports: SweepPorts): Promise<Swept> {
  const repositories = await ports.listRepositories();
  const installations = [...Map.groupBy(repositories, ({ installationId }) => installationId).values()];
  const results: Result[] = [];
  // Side by side, so that one that GitHub is slow about does not hold up the others.
  const lane = async (): Promise<void> => {
    for (let next = installations.pop(); next !== undefined; next = installations.pop())
      results.push(...(await sweepInstallation(ports, next)));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const sent = results.filter((result) => typeof result === 'number');
  const swept = {
    repositories: repositories.length,
    failed: results.length - sent.length,
    sent: sent.reduce((sum, each) => sum + each, 0),
  };
  ports.log.info(swept, 'swept');
  return swept;
}

/** How many hints were sent, or why the repository could not be looked at, which the next sweep makes good. */
type Result = number | 'refused' | 'unanswered';

const lanes = 8;
/** An answer that does not come takes GitHub a minute. After so many in a row the next sweep does the rest. */
const enough = 5;

async function sweepInstallation(ports: SweepPorts, repositories: readonly RepositoryRef[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const repository of repositories) {
    const isDown = results.length >= enough && results.slice(-enough).every((result) => result === 'unanswered');
    results.push(isDown ? 'unanswered' : await trySweepRepository(ports, repository));
  }
  return results;
}

async function trySweepRepository(ports: SweepPorts, repository: RepositoryRef): Promise<Result> {
  try {
    const [open, decided] = await Promise.all([ports.listOpen(repository), ports.lastDecided(repository)]);
    const names = namesToRead(open, decided);
    const versions = names.length === 0 ? {} : await ports.readVersions(repository, names);
    const stale = findStale(open, decided, versions);
    if (stale.some(({ changed }) => changed?.some(isTeam))) ports.forgetTeams(repository);
    const known = new Set(stale.map(({ ref }) => pullRequestKey(ref)));
    await sendAbout(
      ports,
      stale.map(({ ref }) => ref),
    );
    // Afterwards: comments that GitHub does not show must not keep what is known to be stale from being looked at.
    const commanded = await readComments(ports, open, decided);
    return stale.length + commanded.filter((ref) => !known.has(pullRequestKey(ref))).length;
  } catch (error) {
    ports.log.warn({ repo: `${repository.owner}/${repository.name}`, err: error }, 'repository not swept');
    return isUnanswered(error) ? 'unanswered' : 'refused';
  }
}

async function sendAbout({ send }: SweepPorts, refs: readonly PullRequestRef[]): Promise<void> {
  if (refs.length > 0) await send(refs.map((ref) => ({ kind: 'pull-request', ref })));
}

const isUnanswered = (error: unknown): boolean =>
  error instanceof GitHubError && error.retryAt === null && (error.status === null || error.status >= 500);

/**
 * The pull requests with a command that nobody told us of. An evaluation does not look for those: it knows the ones that it
 * was told of, so what it rested on does not show whether one is missing.
 */
async function readComments(
  ports: SweepPorts,
  open: readonly OpenPullRequest[],
  decided: readonly LastDecided[],
): Promise<readonly PullRequestRef[]> {
  const records = recordsByKey(decided);
  const found: PullRequestRef[] = [];
  for (const { ref, newestComment } of open) {
    const read = records.get(pullRequestKey(ref))?.commentsRead ?? 0;
    if (newestComment === null || newestComment <= read) continue;
    if (await ports.rememberComments(await ports.findCommands(ref))) {
      // At once, also where it is known to be stale: it may have been looked at before its command was known.
      await sendAbout(ports, [ref]);
      found.push(ref);
    }
    await ports.markCommentsRead(ref, newestComment);
  }
  return found;
}

/** What decisions on pull requests that are still open rest on, and the list does not tell. */
function namesToRead(open: readonly OpenPullRequest[], decided: readonly LastDecided[]): readonly string[] {
  const records = recordsByKey(decided);
  const names = open.flatMap(({ ref, versions }) =>
    Object.keys(records.get(pullRequestKey(ref))?.versions ?? {}).filter((name) => !(name in versions)),
  );
  return [...new Set(names)];
}

/** A pull request to look at again. What it rests on that changed, by name; null: nothing is known of before. */
export type Stale = { readonly ref: PullRequestRef; readonly changed: readonly string[] | null };

/** The pull requests to look at again: what is shown is not what was recorded, or should not have been. */
export function findStale(
  open: readonly OpenPullRequest[],
  decided: readonly LastDecided[],
  versions: Versions,
): readonly Stale[] {
  const records = recordsByKey(decided);
  // One check stands for all pull requests with its head, so it carries the record of one of them.
  const digests = Map.groupBy(decided, ({ headSha }) => headSha);
  const isRecorded = ({ headSha, shownDigest }: OpenPullRequest): boolean =>
    (digests.get(headSha) ?? []).some(({ digest }) => digest === shownDigest);

  const stale = open.flatMap((shown): (Stale & { readonly moved: boolean; readonly shown: OpenPullRequest })[] => {
    const record = records.get(pullRequestKey(shown.ref));
    if (record === undefined || record.versions === null)
      return [{ ref: shown.ref, changed: null, moved: true, shown }];
    const changed = changedSince(record.versions, { ...versions, ...shown.versions });
    const moved = record.baseRef !== shown.baseRef;
    const isStale = moved || changed.length > 0 || record.headSha !== shown.headSha || !isRecorded(shown);
    return isStale ? [{ ref: shown.ref, changed, moved, shown }] : [];
  });
  // What lies on a pull request that was retargeted lands elsewhere too.
  const branches = stale.flatMap(({ moved, shown }) => (moved && shown.headRef !== null ? [shown.headRef] : []));
  const onThese = above(branches, open).map((ref): Stale => ({ ref, changed: [] }));
  // Recorded as open and no longer in the list: it ended, and nobody told us.
  const listed = new Set(open.map(({ ref }) => pullRequestKey(ref)));
  const ended = decided.filter(({ ref }) => !listed.has(pullRequestKey(ref)));
  const all: readonly Stale[] = [...stale, ...onThese, ...ended.map(({ ref }): Stale => ({ ref, changed: [] }))];
  const first = new Map(
    all.toReversed().map(({ ref, changed }): [string, Stale] => [pullRequestKey(ref), { ref, changed }]),
  );
  return [...first.values()].toReversed();
}

const changedSince = (before: Versions, now: Versions): readonly string[] =>
  Object.entries(before).flatMap(([name, version]) => (now[name] === undefined || now[name] === version ? [] : [name]));

const recordsByKey = (decided: readonly LastDecided[]): ReadonlyMap<string, LastDecided> =>
  new Map(decided.map((record) => [pullRequestKey(record.ref), record]));
