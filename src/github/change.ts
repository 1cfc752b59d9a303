import type { ChangedFile, Commit, Fact, PullRequestRef } from '../core/facts.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import { type Commits, type Files, type PullRequest, present } from './answer.ts';
import { createBoundedMap } from './bounded-map.ts';
import type { GitHub } from './client.ts';
import { readFileDetails } from './file-details.ts';
import { type Ends, readFileEntries } from './file-entries.ts';
import { readCommitsAndFiles } from './pages.ts';
import { commitOf, cutCommits, fileOf, mergeBaseOf } from './pull-request-facts.ts';
import { needsFileDetails, needsFileEntries } from './wanted-facts.ts';

/** What the head does to the base. The same head and base always give the same. */
export type Change = {
  readonly commits: readonly Commit[];
  readonly files: readonly ChangedFile[];
  readonly mergeBase: Fact<string>;
  readonly truncated: readonly string[];
};

export type ChangeReader = {
  readonly read: (ref: PullRequestRef, first: PullRequest, policy: EffectivePolicy) => Promise<Change>;
};

/** Reads what the first page does not hold, and only once for each head and base. */
export function createChangeReader(github: GitHub): ChangeReader {
  const lists = createBoundedMap<{ readonly commits: Commits; readonly files: Files }>(100);
  const details = createBoundedMap<readonly ChangedFile[]>(100);
  const entries = createBoundedMap<readonly ChangedFile[]>(100);

  return {
    async read(ref, first, policy) {
      const key = `${ref.repositoryId}:${first.headRefOid}:${first.baseRefOid}`;
      const { commits, files } = await allPages(key, ref, first);
      const listed = present(files).map(fileOf);
      const read = present(commits).map(commitOf);
      const mergeBase = mergeBaseOf(read, commits.totalCount, first.headRefOid);
      const detailed = needsFileDetails(policy, listed) ? await withDetails(key, ref, listed) : listed;
      return {
        commits: read,
        files: await withEntries(key, ref, { head: first.headRefOid, mergeBase }, detailed, policy),
        mergeBase,
        truncated: [
          ...cut('commits', read.length, commits.totalCount),
          ...cut('files', listed.length, Math.max(files.totalCount, first.changedFiles)),
          ...cutCommits(commits),
        ],
      };
    },
  };

  async function allPages(key: string, ref: PullRequestRef, first: PullRequest) {
    const kept = lists.get(key);
    if (kept !== undefined) return kept;
    const all = await readCommitsAndFiles(github, ref, first);
    // One page comes with every reading; keeping it would only cost memory.
    if (first.commits.pageInfo.hasNextPage || first.files?.pageInfo.hasNextPage === true) lists.set(key, all);
    return all;
  }

  async function withDetails(key: string, ref: PullRequestRef, files: readonly ChangedFile[]) {
    const kept = details.get(key);
    if (kept !== undefined) return kept;
    const read = await readFileDetails(github, ref, files);
    details.set(key, read);
    return read;
  }

  async function withEntries(
    key: string,
    ref: PullRequestRef,
    ends: Ends,
    files: readonly ChangedFile[],
    policy: EffectivePolicy,
  ): Promise<readonly ChangedFile[]> {
    const wanted = needsFileEntries(policy, files);
    if (wanted.length === 0) return files;
    // Another policy may want other files of the same head.
    const entriesKey = `${key}:${JSON.stringify(wanted.map(({ path }) => path))}`;
    const read = entries.get(entriesKey) ?? (await readFileEntries(github, ref, ends, wanted));
    entries.set(entriesKey, read);
    const byPath = new Map(read.map((file) => [file.path, file]));
    return files.map((file) => byPath.get(file.path) ?? file);
  }
}

const cut = (what: string, read: number, total: number): readonly string[] =>
  read < total ? [`${read} of ${total} ${what} were read`] : [];
