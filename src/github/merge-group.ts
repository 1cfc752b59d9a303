import { z } from 'zod';
import type { PullRequestRef } from '../core/facts.ts';
import type { MergeGroupHint } from '../core/hint.ts';
import type { GitHub } from './client.ts';
import { refusePartial } from './problems.ts';

const query = `query MergeGroup($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    mergeQueue(branch: $branch) { entries(first: 100) { nodes {
      position headCommit { oid } baseCommit { oid } pullRequest { number headRefOid }
    } } }
  }
}`;

const Oid = z.object({ oid: z.string() }).nullable();
const Entry = z.object({
  headCommit: Oid,
  baseCommit: Oid,
  pullRequest: z.object({ number: z.number(), headRefOid: z.string() }).nullable(),
});
const Answer = z.object({
  repository: z
    .object({
      databaseId: z.number().nullable(),
      mergeQueue: z
        .object({ entries: z.object({ nodes: z.array(Entry.nullable()).nullable() }).nullable() })
        .nullable(),
    })
    .nullable(),
});
type Entry = z.infer<typeof Entry>;

/**
 * The pull requests whose changes are in a merge group's commit, in the order of the queue: from the entry with that
 * commit back to the one that stands on the branch. null: the queue does not show them all. Titles of commits are never
 * asked, because anybody can write them.
 */
export async function readMergeGroup(
  github: GitHub,
  { repository, headSha, baseBranch }: MergeGroupHint,
): Promise<readonly PullRequestRef[] | null> {
  const { installationId, owner, name, repositoryId } = repository;
  const answer = await github.graphql(installationId, query, { owner, name, branch: baseBranch });
  refusePartial(answer, 'MergeGroup');
  const found = Answer.parse(answer.data).repository;
  if (found === null || found.databaseId !== repositoryId) return null;
  const entries = (found.mergeQueue?.entries?.nodes ?? []).filter((entry) => entry !== null);
  return walkBack(entries, headSha)?.map((number) => ({ ...repository, number })) ?? null;
}

function walkBack(entries: readonly Entry[], headSha: string): readonly number[] | null {
  const byHead = new Map(entries.map((entry) => [entry.headCommit?.oid, entry]));
  const numbers: number[] = [];
  for (let entry = byHead.get(headSha); entry !== undefined; entry = byHead.get(entry.baseCommit?.oid)) {
    // A circle, a missing commit or a pull request that is not shown: membership is not known.
    if (entry.pullRequest === null || entry.baseCommit === null || numbers.length > entries.length) return null;
    numbers.unshift(entry.pullRequest.number);
  }
  return numbers.length === 0 ? null : numbers;
}
