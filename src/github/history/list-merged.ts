import { z } from 'zod';
import type { Period } from '../../core/backtest/figures.ts';
import type { RepositoryRef } from '../../core/facts.ts';
import { Text } from '../answer.ts';
import type { GitHub } from '../client.ts';
import { refusePartial } from '../problems.ts';
import { branchOwnersQuery, mergedQuery } from './queries.ts';

/** A merged pull request as the list shows it; a later time means that something about it changed. */
export type Merged = { readonly number: number; readonly updatedAt: string; readonly baseRef: string };

const Answer = z.object({
  repository: z.object({
    pullRequests: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      nodes: z.array(
        z.object({ number: z.number(), updatedAt: z.string(), mergedAt: z.string(), baseRefName: z.string() }),
      ),
    }),
  }),
});

/** What was merged in the period, by number, a hundred to a request. A merge moves the time of the last update. */
export async function listMerged(
  github: GitHub,
  { installationId, owner, name }: RepositoryRef,
  { since, until }: Period,
): Promise<readonly Merged[]> {
  const found = new Map<number, Merged>();
  let cursor = await takePage(null);
  const isLong = cursor !== null;
  while (cursor !== null) cursor = await takePage(cursor);
  // What was updated meanwhile has moved from a page that was still to come to the first.
  if (isLong) await takePage(null);
  return [...found.values()].sort((one, other) => one.number - other.number);

  /** Where the next page begins; null: there is none, or nothing of it was merged in the period. */
  async function takePage(after: string | null): Promise<string | null> {
    const answer = await github.graphql(installationId, mergedQuery, { owner, name, after });
    refusePartial(answer, 'MergedPullRequests');
    const { nodes, pageInfo } = Answer.parse(answer.data).repository.pullRequests;
    for (const { number, updatedAt, mergedAt, baseRefName } of nodes)
      if (isWithin(mergedAt, since, until)) found.set(number, { number, updatedAt, baseRef: baseRefName });
    const isPast = nodes.some(({ updatedAt }) => Date.parse(updatedAt) < Date.parse(since));
    return isPast || !pageInfo.hasNextPage ? null : pageInfo.endCursor;
  }
}

const isWithin = (moment: string, since: string, until: string): boolean =>
  Date.parse(moment) >= Date.parse(since) && Date.parse(moment) < Date.parse(until);

const Branch = z
  .object({
    target: z.object({ ownersInGithub: Text, ownersInRoot: Text, ownersInDocs: Text }).partial().nullable(),
  })
  .nullable();
/** A branch as far as its CODEOWNERS go; null: it is gone. */
export type OwnersOfBranch = z.infer<typeof Branch>;

const branchesRead = 50;

/** CODEOWNERS as they are now on the branches that were merged into, in one request. */
export async function readOwnersOfBranches(
  github: GitHub,
  { installationId, owner, name }: RepositoryRef,
  merged: readonly Merged[],
): Promise<ReadonlyMap<string, OwnersOfBranch>> {
  const branches = [...new Set(merged.map(({ baseRef }) => baseRef))].slice(0, branchesRead);
  if (branches.length === 0) return new Map();
  const names = branches.map((branch, index) => [`b${index}`, `refs/heads/${branch}`]);
  const answer = await github.graphql(installationId, branchOwnersQuery(branches.length), {
    owner,
    name,
    ...Object.fromEntries(names),
  });
  refusePartial(answer, 'BranchOwners');
  const found = z.object({ repository: z.record(z.string(), Branch) }).parse(answer.data).repository;
  return new Map(branches.map((branch, index) => [branch, found[`b${index}`] ?? null]));
}
