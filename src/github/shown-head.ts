import { z } from 'zod';
import type { PullRequestRef } from '../core/facts.ts';
import type { GitHub } from './client.ts';
import { refusePartial } from './problems.ts';
import { checkName } from './target.ts';

/** The head of an open pull request and what our newest check on it says. */
export type ShownHead = { readonly headSha: string; readonly shows: 'nothing' | 'success' | 'no-success' };

const query = `query ShownHead($owner: String!, $name: String!, $number: Int!, $appId: Int!, $check: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    pullRequest(number: $number) {
      state headRefOid
      commits(last: 1) { nodes { commit { oid checkSuites(first: 5, filterBy: { appId: $appId, checkName: $check }) {
        nodes { checkRuns(first: 5, filterBy: { appId: $appId, checkName: $check, checkType: LATEST }) {
          nodes { databaseId conclusion }
        } }
      } } } }
    }
  }
}`;

const CheckRun = z.object({ databaseId: z.number().nullable(), conclusion: z.string().nullable() });
const Suite = z.object({ checkRuns: z.object({ nodes: z.array(CheckRun.nullable()).nullable() }).nullable() });
const Suites = z.object({ nodes: z.array(Suite.nullable()).nullable() });
const Node = z.object({ commit: z.object({ oid: z.string(), checkSuites: Suites.nullable() }) });
const PullRequest = z.object({
  state: z.string(),
  headRefOid: z.string(),
  commits: z.object({ nodes: z.array(Node.nullable()).nullable() }),
});
const Answer = z.object({
  repository: z.object({ databaseId: z.number().nullable(), pullRequest: PullRequest.nullable() }).nullable(),
});

/** As little as says where a failure must be shown: it may be the size of the usual question that GitHub fails at. */
export async function readShownHead(github: GitHub, appId: number, ref: PullRequestRef): Promise<ShownHead | null> {
  const { installationId, owner, name, number } = ref;
  const answer = await github.graphql(installationId, query, { owner, name, number, appId, check: checkName });
  refusePartial(answer, 'ShownHead');
  const { repository } = Answer.parse(answer.data);
  const pullRequest = repository?.databaseId === ref.repositoryId ? repository.pullRequest : null;
  if (pullRequest?.state !== 'OPEN') return null;
  const { headRefOid: headSha } = pullRequest;
  const commit = pullRequest.commits.nodes?.[0]?.commit;
  const suites = commit?.oid === headSha ? (commit.checkSuites?.nodes ?? []) : [];
  const runs = suites.flatMap((suite) => suite?.checkRuns?.nodes ?? []).filter((run) => run !== null);
  const newest = runs.toSorted((one, other) => (other.databaseId ?? 0) - (one.databaseId ?? 0))[0];
  if (newest === undefined) return { headSha, shows: 'nothing' };
  return { headSha, shows: newest.conclusion === 'SUCCESS' ? 'success' : 'no-success' };
}
