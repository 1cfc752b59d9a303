import { z } from 'zod';
import type { AgentEvent, PullRequestRef } from '../core/facts.ts';
import type { Facts, Shown } from '../core/loaded.ts';
import { Head, present, type State } from './answer.ts';
import type { GitHub } from './client.ts';
import { readReviews } from './pages.ts';
import { baseChangedAtOf, reviewsOf, shownOf, siblingsOf, stateOf, textOf } from './pull-request-facts.ts';
import { headQuery } from './queries.ts';
import { checkName } from './target.ts';

/** What can change while the head stays, as facts. */
export type Standing = {
  readonly facts: Pick<Facts, 'pullRequest' | 'state' | 'draft' | 'reviews' | 'siblings' | 'baseChangedAt'>;
  readonly shown: Shown;
  readonly truncated: readonly string[];
};

export async function readStanding(
  github: GitHub,
  appId: number,
  ref: PullRequestRef,
  state: State,
  agentEvents: readonly AgentEvent[],
): Promise<Standing> {
  const head = await headOf(github, appId, ref, state);
  const reviews = await readReviews(github, ref, state);
  return {
    facts: {
      pullRequest: textOf(state, agentEvents),
      state: stateOf(state),
      draft: state.isDraft,
      baseChangedAt: baseChangedAtOf(state),
      reviews: reviewsOf(reviews, state),
      siblings: siblingsOf(head, ref.repositoryId, ref.number),
    },
    shown: shownOf(head, state),
    truncated: [
      ...(reviews.pageInfo.hasPreviousPage ? ['only the newest opinions were read'] : []),
      ...cut('assignments', state.assignments),
      ...cut('forced updates', state.forcedPushes),
      ...(head === null ? ['the head commit cannot be read'] : []),
      ...(head !== null && head.associatedPullRequests?.pageInfo.hasNextPage !== false
        ? ['not every other one with the same head was read']
        : []),
    ],
  };
}

/** Who is missing from these lists may have had a part in the commits. */
const cut = (what: string, { pageInfo }: State['forcedPushes' | 'assignments']): readonly string[] =>
  pageInfo.hasPreviousPage ? [`of the people behind the commits, only the newest ${what} were read`] : [];

/** The head as the last commit of the pull request. One whose commits are all in the base already lists none. */
async function headOf(github: GitHub, appId: number, ref: PullRequestRef, state: State): Promise<Head | null> {
  const last = present(state.headCommit)[0]?.commit;
  if (last?.oid === state.headRefOid) return last;
  const { owner, name } = ref;
  const variables = { owner, name, oid: state.headRefOid, appId, check: checkName };
  const { data } = await github.graphql(ref.installationId, headQuery, variables);
  return (
    z.object({ repository: z.object({ object: Head.nullable() }).nullable() }).parse(data).repository?.object ?? null
  );
}
