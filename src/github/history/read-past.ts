import { z } from 'zod';
import type { PastPullRequest } from '../../core/backtest/past.ts';
import { wantedProofs, wantsNothing } from '../../core/carry-over.ts';
import { catalogueOf } from '../../core/detectors/catalogue.ts';
import { tools } from '../../core/detectors/tools.ts';
import {
  type ChangedFile,
  type Commit,
  known,
  nothingProven,
  type RepositoryRef,
  type Snapshot,
  unknown,
} from '../../core/facts.ts';
import { couldDestroy } from '../../core/risk/destruction.ts';
import { qualifySignOffs } from '../../core/sign-off.ts';
import { GitHubError, HeadMovedError } from '../../errors.ts';
import { effectivePolicy } from '../../policy/effective-policy.ts';
import { accountOf } from '../accounts.ts';
import { assignedAgents, createAgentEventReader } from '../agent-events.ts';
import { Commits, Files, present, State } from '../answer.ts';
import type { GitHub } from '../client.ts';
import { readFileDetails } from '../file-details.ts';
import { ownersIn } from '../owners.ts';
import { readCommitsAndFiles, readReviews } from '../pages.ts';
import { refusePartial } from '../problems.ts';
import { createProver } from '../prove.ts';
import {
  baseChangedAtOf,
  commitOf,
  cutCommits,
  fileOf,
  mergeBaseOf,
  reviewsOf,
  textOf,
} from '../pull-request-facts.ts';
import { createPushReader, forcedPushesOf } from '../pushes.ts';
import { withEntries } from './entries.ts';
import type { OwnersOfBranch } from './list-merged.ts';
import { pastQuery } from './queries.ts';
import { RationSpent, rationed } from './ration.ts';

export type PastReader = (numbers: readonly number[]) => Promise<readonly PastPullRequest[]>;

export type PastOptions = {
  readonly github: GitHub;
  readonly repository: RepositoryRef;
  readonly owners: ReadonlyMap<string, OwnersOfBranch>;
  /** At most so many on the average of the pull requests that are read together; what they do not reach is unknown. */
  readonly requestsPerPullRequest: number;
};

// More commits than this, or more files than a hundred, are read by pages of their own.
const firstCommits = 40;

/**
 * Reads merged pull requests together: one request for what lists tell of all of them, one or two for the modes of their
 * files, and the rest for what only some need: further pages, patches, pushers, agents, and whether an approval carries over.
 */
export function createPastReader({ github, repository, owners, requestsPerPullRequest }: PastOptions): PastReader {
  return async (numbers) => {
    const first = await readFirst(github, repository, numbers);
    // A tenth is left for the list of pull requests and for teams.
    const left = Math.max(1, Math.floor(numbers.length * requestsPerPullRequest * 0.9) - 1);
    const forEntries = Math.min(left, Math.max(1, Math.ceil(countFiles(first) / 200)));
    const rest = rationed(github, left - forEntries);
    const read = await inTurn(first, (each) => readLists(rest, repository, each));
    const files = await withEntriesOrNot(rationed(github, forEntries), repository, read);
    const readers = readersFrom(rest);
    return inTurn(read, (each, index) =>
      finish(readers, repository, owners, { ...each, files: files[index] ?? each.files }),
    );
  };
}

const Past = State.omit({ headCommit: true }).extend({
  url: z.url({ protocol: /^https?$/ }),
  createdAt: z.string(),
  ready: z.object({ nodes: z.array(z.object({ createdAt: z.string() }).nullable()).nullable() }),
  commits: Commits,
  files: Files.nullable(),
});
type Past = State & Omit<z.infer<typeof Past>, 'headCommit'>;

/** What is asked of each is cheap; GitHub may still take too long over all of them, and is then asked for fewer. */
async function readFirst(
  github: GitHub,
  repository: RepositoryRef,
  numbers: readonly number[],
): Promise<readonly Past[]> {
  try {
    return await readTogether(github, repository, numbers);
  } catch (error) {
    const tookTooLong = error instanceof GitHubError && (error.status ?? 0) >= 500 && numbers.length > 1;
    if (!tookTooLong) throw error;
    const half = Math.ceil(numbers.length / 2);
    return [
      ...(await readFirst(github, repository, numbers.slice(0, half))),
      ...(await readFirst(github, repository, numbers.slice(half))),
    ];
  }
}

async function readTogether(
  github: GitHub,
  { installationId, owner, name }: RepositoryRef,
  numbers: readonly number[],
): Promise<readonly Past[]> {
  const asked = Object.fromEntries(numbers.map((number, index) => [`n${index}`, number]));
  const answer = await github.graphql(installationId, pastQuery(numbers.length), {
    owner,
    name,
    commits: firstCommits,
    ...asked,
  });
  refusePartial(answer, 'PastPullRequests');
  const found = z.object({ repository: z.record(z.string(), Past.nullable()) }).parse(answer.data).repository;
  return numbers.map((number, index) => {
    const past = found[`p${index}`];
    if (past === undefined || past === null)
      throw new GitHubError(`GitHub shows no pull request #${number} any more`, 404, null, null);
    // Our own check and twins with the same head decide nothing about what was merged.
    return { ...past, headCommit: { nodes: [] } };
  });
}

const countFiles = (all: readonly Past[]): number => all.reduce((sum, { files }) => sum + present(files).length, 0);

type Listed = {
  readonly past: Past;
  readonly commits: readonly Commit[];
  readonly files: readonly ChangedFile[];
  readonly mergeBase: Snapshot['mergeBase'];
  readonly truncated: readonly string[];
  readonly notRead: readonly string[];
};

async function readLists(github: GitHub, repository: RepositoryRef, past: Past): Promise<Listed> {
  const ref = { ...repository, number: past.number };
  const notRead: string[] = [];
  const noFiles: Files = { totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] };
  const shown = { commits: past.commits, files: past.files ?? noFiles };
  // A list that was cut says so itself, so nothing need be noted.
  const { commits, files } = await orElse(shown, [], '', () => readCommitsAndFiles(github, ref, past));
  const reviews = await orElse(past.reviews, [], '', () => readReviews(github, ref, past));
  const listed = present(files).map(fileOf);
  const needsDetails = listed.some((file) => !file.previousPath.known || couldDestroy(file));
  const detailed = needsDetails
    ? await orElse(listed, notRead, 'patches and former names of files were not read', () =>
        readFileDetails(github, ref, listed),
      )
    : listed;
  const read = present(commits).map(commitOf);
  return {
    past: { ...past, reviews },
    commits: read,
    files: detailed,
    mergeBase: mergeBaseOf(read, commits.totalCount, past.headRefOid),
    truncated: [
      ...cut('commits', read.length, commits.totalCount),
      ...cut('files', listed.length, Math.max(files.totalCount, past.changedFiles)),
      ...cutCommits(commits),
      ...(reviews.pageInfo.hasPreviousPage ? ['only the newest opinions were read'] : []),
    ],
    notRead,
  };
}

const cut = (what: string, read: number, total: number): readonly string[] =>
  read < total ? [`${read} of ${total} ${what} were read`] : [];

async function withEntriesOrNot(
  github: GitHub,
  repository: RepositoryRef,
  listed: readonly Listed[],
): Promise<readonly (readonly ChangedFile[])[]> {
  const changes = listed.map(({ past, mergeBase, files }) => ({ head: past.headRefOid, mergeBase, files }));
  const unread = changes.map(({ files }) => files);
  return orElse(unread, [], '', () => withEntries(github, repository, changes));
}

const readersFrom = (github: GitHub) => ({
  agents: createAgentEventReader(github),
  pushes: createPushReader(github),
  prove: createProver(github),
});
type Readers = ReturnType<typeof readersFrom>;

async function finish(
  { agents, pushes: pushesTo, prove }: Readers,
  repository: RepositoryRef,
  ownersOf: ReadonlyMap<string, OwnersOfBranch>,
  { past, commits, files, mergeBase, truncated, notRead: before }: Listed,
): Promise<PastPullRequest> {
  const ref = { ...repository, number: past.number };
  const notRead = [...before];
  if (files.some(({ mode }) => !mode.known)) notRead.push('modes of files were not read');
  const assigned = assignedAgents(past, catalogueOf(tools));
  const agentEvents = await orElse(assigned, notRead, 'who asked the agent was not read', () =>
    agents.read(ref, past, commits, builtIn),
  );
  const pushes = await orElse(forcedPushesOf(past), notRead, 'who pushed was not read', () =>
    pushesTo.read(ref, past, commits),
  );
  const owners = ownersOf.has(past.baseRefName)
    ? ownersIn({ baseRef: ownersOf.get(past.baseRefName) ?? null }, files)
    : unknown('the owners on its base branch were not read');
  const snapshot: Snapshot = {
    ref,
    pullRequest: textOf(past, agentEvents),
    state: 'merged',
    draft: false,
    headSha: past.headRefOid,
    baseRef: past.baseRefName,
    baseSha: past.baseRefOid,
    stackBaseRef: null,
    mergeBase,
    commits,
    files,
    totals: {
      commits: past.commits.totalCount,
      files: past.changedFiles,
      additions: past.additions,
      deletions: past.deletions,
    },
    truncated,
    reviews: reviewsOf(past.reviews, past),
    commands: [],
    openDebts: 0,
    memberships: {},
    secretTeams: [],
    owners,
    pushes,
    bindings: {},
    proofs: nothingProven,
    baseChangedAt: baseChangedAtOf(past),
    siblings: [],
    ledger: [],
    toolsUsedBefore: known([]),
    takenAt: past.mergedAt ?? past.createdAt,
  };
  return {
    snapshot: await proven(prove, snapshot, notRead),
    url: past.url,
    openedAt: past.createdAt,
    readyAt: present(past.ready).map(({ createdAt }) => createdAt),
    mergedAt: past.mergedAt ?? past.createdAt,
    mergedBy: accountOf(past.mergedBy),
    notRead,
  };
}

// Whatever policy is replayed later: this one asks about authors, and lets approvals carry over.
const builtIn = effectivePolicy({ organization: null, defaultBranch: null, baseBranch: null, owner: '' });

// A merge base, then merges, then diffs: each may make another worth asking for.
const rounds = 3;

/** With what approvals on earlier commits are worth. The merge base comes first: without it nothing can be compared. */
async function proven(prove: Readers['prove'], snapshot: Snapshot, notRead: string[]): Promise<Snapshot> {
  const isStale = snapshot.reviews.some(
    ({ state, commitSha }) => state === 'approved' && commitSha !== snapshot.headSha,
  );
  const hasMerges = snapshot.commits.some(({ parents }) => parents.length > 1);
  if (!builtIn.usable || (!isStale && !hasMerges)) return snapshot;
  const { policy } = builtIn;
  let now = snapshot;
  for (let pass = 0; pass < rounds; pass += 1) {
    const wanted = wantedProofs(policy, now, qualifySignOffs(policy, now, []));
    if (wantsNothing(wanted)) break;
    const before = now;
    now = await orElse(before, notRead, 'whether approvals of earlier commits carry over was not read', () =>
      prove(before, wanted),
    );
    if (now === before) break;
  }
  return now;
}

/** What could not be read for want of requests, because it was refused, or because it is gone: unknown, and said so. */
async function orElse<T>(otherwise: T, notRead: string[], what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const refused =
      error instanceof GitHubError && error.retryAt === null && [403, 404, 422].includes(error.status ?? 0);
    if (!refused && !(error instanceof RationSpent) && !(error instanceof HeadMovedError)) throw error;
    if (what !== '') notRead.push(what);
    return otherwise;
  }
}

/** One after the other: the ration is spent in an order that does not depend on which answer comes first. */
async function inTurn<T, R>(items: readonly T[], act: (item: T, index: number) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = [];
  for (const [index, item] of items.entries()) done.push(await act(item, index));
  return done;
}
