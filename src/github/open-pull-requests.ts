import { z } from 'zod';
import type { PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { GitHub } from './client.ts';
import { refusePartial } from './problems.ts';
import { checkName } from './target.ts';

/** An open pull request as a list shows it, with the digest that our newest check on its head carries. */
export type OpenPullRequest = {
  readonly ref: PullRequestRef;
  readonly headSha: string;
  readonly baseRef: string;
  readonly shownDigest: string | null;
};

const query = `query OpenPullRequests(
  $owner: String!, $name: String!, $appId: Int!, $check: String!, $after: String
) {
  repository(owner: $owner, name: $name) {
    databaseId
    pullRequests(states: OPEN, first: 50, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number headRefOid baseRefName
        commits(last: 1) { nodes { commit {
          oid
          checkSuites(first: 5, filterBy: { appId: $appId, checkName: $check }) { nodes {
            status
            checkRuns(first: 1, filterBy: { appId: $appId, checkName: $check, checkType: LATEST }) {
              nodes { databaseId status externalId }
            }
          } }
        } } }
      }
    }
  }
}`;

const CheckRun = z.object({ databaseId: z.number().nullable(), status: z.string(), externalId: z.string().nullable() });
const Suites = z.object({
  nodes: z
    .array(
      z
        .object({
          status: z.string(),
          checkRuns: z.object({ nodes: z.array(CheckRun.nullable()).nullable() }).nullable(),
        })
        .nullable(),
    )
    .nullable(),
});
const Node = z.object({
  number: z.number(),
  headRefOid: z.string(),
  baseRefName: z.string(),
  commits: z.object({
    nodes: z
      .array(z.object({ commit: z.object({ oid: z.string(), checkSuites: Suites.nullable() }) }).nullable())
      .nullable(),
  }),
});
const Answer = z.object({
  repository: z
    .object({
      databaseId: z.number().nullable(),
      pullRequests: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        nodes: z.array(Node.nullable()).nullable(),
      }),
    })
    .nullable(),
});

/** The open pull requests of a repository, fifty to a request; none when the repository is not the one we mean. */
export async function listOpenPullRequests(
  github: GitHub,
  appId: number,
  repository: RepositoryRef,
): Promise<readonly OpenPullRequest[]> {
  const { installationId, owner, name, repositoryId } = repository;
  const found: OpenPullRequest[] = [];
  for (let after: string | null = null; ; ) {
    const answer = await github.graphql(installationId, query, { owner, name, appId, check: checkName, after });
    refusePartial(answer, 'OpenPullRequests');
    const page = Answer.parse(answer.data).repository;
    if (page === null || page.databaseId !== repositoryId) return found;
    found.push(
      ...(page.pullRequests.nodes ?? []).flatMap((node) => (node === null ? [] : [openOne(repository, node)])),
    );
    const { hasNextPage, endCursor } = page.pullRequests.pageInfo;
    if (!hasNextPage || endCursor === null) return found;
    after = endCursor;
  }
}

function openOne(repository: RepositoryRef, node: z.infer<typeof Node>): OpenPullRequest {
  const { number, headRefOid: headSha, baseRefName: baseRef } = node;
  const commit = node.commits.nodes?.[0]?.commit;
  const runs =
    commit?.oid === headSha
      ? (commit.checkSuites?.nodes ?? []).flatMap((suite) =>
          suite?.status === 'QUEUED' ? [] : (suite?.checkRuns?.nodes ?? []),
        )
      : [];
  const newest = runs
    .filter((run) => run !== null)
    .sort((one, other) => (other.databaseId ?? 0) - (one.databaseId ?? 0))[0];
  return {
    ref: { ...repository, number },
    headSha,
    baseRef,
    // A run that was asked to run again shows no decision any more.
    shownDigest: newest?.status === 'COMPLETED' ? newest.externalId : null,
  };
}
