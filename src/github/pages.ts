import { z } from 'zod';
import type { PullRequestRef } from '../core/facts.ts';
import { HeadMovedError } from '../errors.ts';
import { Commits, Files, type PullRequest, Reviews, type State } from './answer.ts';
import type { GitHub } from './client.ts';
import { commitPageQuery, filePageQuery, reviewPageQuery } from './queries.ts';

/** A list as far as it was read. */
type Nodes<T> = { readonly nodes: readonly (T | null)[] | null };

// GitHub itself shows at most 3,000 files; nobody reviews a thousand commits.
const pagesRead = { commits: 10, files: 29, reviews: 10 } as const;

/** Every commit and file of the pull request, from the first page on; the bounds above cut longer lists. */
export async function readCommitsAndFiles(
  github: GitHub,
  ref: PullRequestRef,
  first: Pick<PullRequest, 'headRefOid' | 'changedFiles' | 'commits' | 'files'>,
): Promise<{ readonly commits: Commits; readonly files: Files }> {
  const read = pageReader(github, ref, first.headRefOid);
  const emptyFiles: Files = {
    totalCount: first.changedFiles,
    pageInfo: { hasNextPage: false, endCursor: null },
    nodes: [],
  };
  return {
    commits: await forwards(first.commits, pagesRead.commits, (cursor) => read(commitPageQuery, Commits, cursor)),
    files: await forwards(first.files ?? emptyFiles, pagesRead.files, (cursor) => read(filePageQuery, Files, cursor)),
  };
}

/** Every review, from the newest page back. */
export async function readReviews(github: GitHub, ref: PullRequestRef, state: State): Promise<Reviews> {
  const read = pageReader(github, ref, state.headRefOid);
  let all = state.reviews;
  for (let pages = 0; all.pageInfo.hasPreviousPage && pages < pagesRead.reviews; pages += 1) {
    const earlier = await read(reviewPageQuery, Reviews, all.pageInfo.startCursor ?? '');
    all = { pageInfo: earlier.pageInfo, nodes: [...(earlier.nodes ?? []), ...(all.nodes ?? [])] };
  }
  return all;
}

type Cursor = { readonly hasNextPage: boolean; readonly endCursor: string | null };

async function forwards<T, L extends Nodes<T> & { readonly pageInfo: Cursor }>(
  first: L,
  pages: number,
  read: (cursor: string) => Promise<L>,
): Promise<L> {
  let all = first;
  for (let count = 0; all.pageInfo.hasNextPage && count < pages; count += 1) {
    const next = await read(all.pageInfo.endCursor ?? '');
    all = { ...next, nodes: [...(all.nodes ?? []), ...(next.nodes ?? [])] };
  }
  return all;
}

function pageReader(github: GitHub, ref: PullRequestRef, headSha: string) {
  const { installationId, owner, name, number } = ref;
  return async <L extends z.ZodType>(query: string, list: L, cursor: string): Promise<z.infer<L>> => {
    const { data } = await github.graphql(installationId, query, { owner, name, number, cursor });
    const pullRequest = Page.parse(data).repository?.pullRequest ?? null;
    // Pages of two heads do not make one list.
    if (pullRequest === null || pullRequest.headRefOid !== headSha)
      throw new HeadMovedError(`the head moved away from ${headSha} while its lists were read`);
    return list.parse(pullRequest.page);
  };
}

const Page = z.object({
  repository: z.object({ pullRequest: z.object({ headRefOid: z.string(), page: z.unknown() }).nullable() }).nullable(),
});
