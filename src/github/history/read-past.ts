import type { PastPullRequest } from '../../core/backtest/past.ts';
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
import { accountOf } from '../accounts.ts';
import { assignedAgents, createAgentEventReader } from '../agent-events.ts';
import { type Files, present } from '../answer.ts';
import type { GitHub } from '../client.ts';
import { readFileDetails } from '../file-details.ts';
import { ownersIn } from '../owners.ts';
import { readCommitsAndFiles, readReviews } from '../pages.ts';
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
import { inTurn, orElse } from './or-else.ts';
import { builtIn, proven } from './proofs.ts';
import { rationed } from './ration.ts';
import { type Past, readFirst } from './read-first.ts';

export type PastReader = (numbers: readonly number[]) => Promise<readonly PastPullRequest[]>;

export type PastOptions = {
  readonly github: GitHub;
  readonly repository: RepositoryRef;
  readonly owners: ReadonlyMap<string, OwnersOfBranch>;
  /** At most so many on the average of the pull requests that are read together; what they do not reach is unknown. */
  readonly requestsPerPullRequest: number;
};

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
