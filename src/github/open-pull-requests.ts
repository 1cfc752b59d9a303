import { z } from 'zod';
import type { PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { Versions } from '../core/versions.ts';
import { Rules, Version } from './answer.ts';
import type { GitHub } from './client.ts';
import { rulesFragment, versionFragment } from './fragments.ts';
import { refusePartial } from './problems.ts';
import { asksForFloor, checkName, type FloorSetting, policyPath } from './target.ts';
import { branchVersions, floorVersion, stateVersion } from './versions.ts';

/** An open pull request as a list shows it, with the digest that our newest check on its head carries. */
export type OpenPullRequest = {
  readonly ref: PullRequestRef;
  readonly headSha: string;
  readonly baseRef: string;
  readonly shownDigest: string | null;
  /** The branch of this repository that it is to land; null: it comes from a fork. */
  readonly headRef: string | null;
  readonly newestComment: number | null;
  /** As much of what a decision rests on as a list tells. */
  readonly versions: Versions;
};

export const openPullRequestsQuery = `query OpenPullRequests(
  $owner: String!, $name: String!, $appId: Int!, $check: String!, $policy: String!, $floor: Boolean!, $after: String
) {
  repository(owner: $owner, name: $name) {
    databaseId
    defaultBranchRef { name target { ...Rules } }
    pullRequests(states: OPEN, first: 50, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number headRefOid headRefName baseRefName isCrossRepository
        ...Version
        comments(last: 1) { nodes { databaseId } }
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
  floor: repository(owner: $owner, name: ".github") @include(if: $floor) {
    databaseId
    defaultBranchRef { target { ... on Commit { policy: file(path: $policy) { oid } } } }
  }
}
${versionFragment}
${rulesFragment}`;

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
const Node = Version.extend({
  number: z.number(),
  headRefOid: z.string(),
  headRefName: z.string(),
  baseRefName: z.string(),
  isCrossRepository: z.boolean(),
  comments: z.object({ nodes: z.array(z.object({ databaseId: z.number().nullable() }).nullable()).nullable() }),
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
      defaultBranchRef: z.object({ name: z.string(), target: Rules }).nullable(),
      pullRequests: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        nodes: z.array(Node.nullable()).nullable(),
      }),
    })
    .nullable(),
  floor: z
    .object({ databaseId: z.number(), defaultBranchRef: z.object({ target: Rules }).nullable() })
    .nullable()
    .default(null),
});
type Answer = z.infer<typeof Answer>;

/** The open pull requests of a repository, fifty to a request; none when the repository is not the one we mean. */
export async function listOpenPullRequests(
  github: GitHub,
  appId: number,
  repository: RepositoryRef,
  floor: FloorSetting = 'read',
): Promise<readonly OpenPullRequest[]> {
  const { installationId, owner, name, repositoryId } = repository;
  const asked = asksForFloor(name, floor);
  const variables = { owner, name, appId, check: checkName, policy: policyPath, floor: asked };
  const found: OpenPullRequest[] = [];
  for (let after: string | null = null; ; ) {
    const answer = await github.graphql(installationId, openPullRequestsQuery, { ...variables, after });
    refusePartial(answer, 'OpenPullRequests');
    const read = Answer.parse(answer.data);
    const page = read.repository;
    if (page === null || page.databaseId !== repositoryId) return found;
    const rules = rulesIn(read, asked);
    found.push(
      ...(page.pullRequests.nodes ?? []).flatMap((node) => (node === null ? [] : [openOne(repository, node, rules)])),
    );
    const { hasNextPage, endCursor } = page.pullRequests.pageInfo;
    if (!hasNextPage || endCursor === null) return found;
    after = endCursor;
  }
}

/** What a list tells of the rules: those of the organization and of the default branch. */
function rulesIn({ repository, floor }: Answer, asked: boolean): Versions {
  const branch = repository?.defaultBranchRef ?? null;
  return {
    ...(branch === null ? {} : branchVersions(branch.name, branch.target)),
    ...(asked ? floorVersion(floor) : {}),
  };
}

function openOne(repository: RepositoryRef, node: z.infer<typeof Node>, rules: Versions): OpenPullRequest {
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
    // A run that was asked to run again shows no decision any more, and one that says that we failed shows none.
    shownDigest: newest?.status === 'COMPLETED' && newest.externalId !== '' ? newest.externalId : null,
    newestComment: node.comments.nodes?.[0]?.databaseId ?? null,
    headRef: node.isCrossRepository ? null : node.headRefName,
    versions: { ...rules, ...stateVersion(node) },
  };
}
