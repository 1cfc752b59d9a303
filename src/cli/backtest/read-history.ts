import { setTimeout as delay } from 'node:timers/promises';
import type { PastPullRequest } from '../../core/backtest/past.ts';
import type { RepositoryRef } from '../../core/facts.ts';
import { GitHubError } from '../../errors.ts';
import type { GitHub } from '../../github/client.ts';
import { listMerged, readOwnersOfBranches } from '../../github/history/list-merged.ts';
import { createPastReader } from '../../github/history/read-past.ts';
import type { Archive, Manifest } from './archive.ts';
import { createProgress } from './progress.ts';
import { ArchiveError } from './saved-files.ts';

export type Reading = {
  readonly github: GitHub;
  readonly repository: RepositoryRef;
  readonly archive: Archive;
  readonly asked: string;
  readonly since: string;
  readonly now: Date;
  readonly requestsPerPullRequest: number;
  readonly stderr: NodeJS.WritableStream;
  /** Aborted: what is being read is finished and kept, and no more is begun. */
  readonly signal: AbortSignal;
};

/** Somebody stopped the reading. What was read lies in the archive. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

// Those of one group share one request, and what is left of their ration.
const groupSize = 10;

/** Reads what the archive does not hold yet, group by group, and keeps each: whatever stops it, it can go on from there. */
export async function readHistory(reading: Reading): Promise<Manifest> {
  const { archive, repository, stderr, signal } = reading;
  const begun = await beginOrGoOn(reading);
  const { pullRequests } = begun;
  const progress = createProgress(stderr, pullRequests.length);
  const github = patient(reading.github, progress.note, signal);
  const sent = requestCounter(reading.github);
  let manifest = begun;
  let read: ReturnType<typeof createPastReader> | null = null;
  for (let from = 0; from < pullRequests.length; from += groupSize) {
    const group = pullRequests.slice(from, from + groupSize);
    if (!(await isThere(archive, group, progress.note))) {
      if (signal.aborted) throw new Interrupted(`${from} of ${pullRequests.length} pull requests were read`);
      read ??= createPastReader({
        github,
        repository,
        owners: await readOwnersOfBranches(github, repository, pullRequests),
        requestsPerPullRequest: manifest.requestsPerPullRequest,
      });
      try {
        const past = await read(group.map(({ number }) => number));
        await Promise.all(group.map((wanted, index) => keep(archive, wanted, past[index])));
      } finally {
        manifest = { ...manifest, requests: manifest.requests + sent() };
        await archive.writeManifest(manifest);
      }
    }
    progress.advance(from + group.length);
  }
  return manifest;
}

const keep = async (archive: Archive, wanted: Manifest['pullRequests'][number], past: PastPullRequest | undefined) => {
  if (past !== undefined) await archive.writePullRequest(wanted, past);
};

/** An unfinished reading of the same is gone on with as it was begun; else the list is read, and what changed with it. */
async function beginOrGoOn(reading: Reading): Promise<Manifest> {
  const { archive, repository, asked, since, now, requestsPerPullRequest, stderr, signal } = reading;
  const { owner, name } = repository;
  const before = await archive.readManifest();
  if (before !== null && !isSame(before.repository, repository))
    throw new ArchiveError(
      `${archive.folder} holds pull requests of ${before.repository.owner}/${before.repository.name}: save into another folder`,
    );
  const sameReading = before?.asked === asked && before.requestsPerPullRequest === requestsPerPullRequest;
  if (before !== null && !before.complete && sameReading) {
    stderr.write(`goes on with what ${archive.folder} holds\n`);
    return before;
  }
  const sent = requestCounter(reading.github);
  const note = (text: string) => stderr.write(`${text}\n`);
  const period = { since, until: now.toISOString() };
  const pullRequests = await listMerged(patient(reading.github, note, signal), repository, period);
  const manifest: Manifest = {
    repository: { owner, name },
    asked,
    ...period,
    requestsPerPullRequest,
    requests: sent(),
    complete: false,
    pullRequests: [...pullRequests],
  };
  await archive.writeManifest(manifest);
  return manifest;
}

export const isSame = (
  one: { readonly owner: string; readonly name: string },
  other: { readonly owner: string; readonly name: string },
): boolean => `${one.owner}/${one.name}`.toLowerCase() === `${other.owner}/${other.name}`.toLowerCase();

/** A group is read as a whole, so that what was spent on it does not depend on where somebody interrupted. */
async function isThere(archive: Archive, group: Manifest['pullRequests'], note: (text: string) => void) {
  for (const wanted of group) {
    try {
      if ((await archive.readPullRequest(wanted)) === null) return false;
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      note(`${error.message.replace(/: [^:]*$/, '')}: it is read again`);
      return false;
    }
  }
  return true;
}

/** How many requests were sent since it was last asked. */
export function requestCounter(github: GitHub): () => number {
  const total = () => github.requests().reduce((sum, { requests }) => sum + requests, 0);
  let counted = total();
  return () => {
    const fresh = total() - counted;
    counted += fresh;
    return fresh;
  };
}

const longestWait = 65 * 60_000;

/** The same GitHub, which waits where GitHub names a time before which nobody may ask again. */
export function patient(github: GitHub, note: (text: string) => void, signal: AbortSignal): GitHub {
  return {
    ...github,
    graphql: (...given) => persist(() => github.graphql(...given)),
    rest: (...given) => persist(() => github.rest(...given)),
  };

  async function persist<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        const retryAt = error instanceof GitHubError ? error.retryAt : null;
        const wait = retryAt === null ? longestWait + 1 : Math.max(1000, retryAt.getTime() - Date.now());
        if (wait > longestWait) throw error;
        note(`waits for GitHub’s rate limit until ${new Date(Date.now() + wait).toISOString().slice(11, 16)} UTC`);
        await delay(wait, undefined, { signal }).catch(() => {
          throw new Interrupted('it was waiting for GitHub’s rate limit');
        });
      }
    }
  }
}
