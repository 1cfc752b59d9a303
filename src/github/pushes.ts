import { z } from 'zod';
import type { Commit, PullRequestRef, Push } from '../core/facts.ts';
import { hasUnknownPerson } from '../core/requirement/unknown-contributor.ts';
import { accountOf } from './accounts.ts';
import { present, type State } from './answer.ts';
import { createBoundedMap } from './bounded-map.ts';
import type { GitHub } from './client.ts';
import { isRefusal } from './problems.ts';

export type PushReader = {
  readonly read: (ref: PullRequestRef, state: State, commits: readonly Commit[]) => Promise<readonly Push[]>;
};

/**
 * Pushes to the head branch that GitHub itself tells of: forced ones on the timeline; and, where a commit names somebody
 * without an account, the branch's activity, because a known pusher stands for such a commit. Once for each head.
 */
export function createPushReader(github: GitHub): PushReader {
  const activity = createBoundedMap<readonly Push[]>(1_000);

  return {
    async read(ref, state, commits) {
      const forced = forcedPushesOf(state);
      // The activity of a fork is not ours to read.
      if (state.isCrossRepository || !commits.some(hasUnknownPerson)) return forced;
      const key = `${ref.repositoryId}:${ref.number}:${state.headRefOid}`;
      const pushes = activity.get(key) ?? (await readActivity(github, ref, state.headRefName));
      activity.set(key, pushes);
      return [...forced, ...pushes];
    },
  };
}

export function forcedPushesOf(state: State): readonly Push[] {
  return present(state.forcedPushes).flatMap(({ actor, beforeCommit, afterCommit }): Push[] => {
    const pusher = accountOf(actor);
    if (pusher === null || afterCommit === null) return [];
    return [{ before: beforeCommit?.oid ?? null, after: afterCommit.oid, pusher }];
  });
}

const Activity = z.object({
  before: z.string(),
  after: z.string(),
  activity_type: z.string(),
  actor: z.object({ id: z.number(), login: z.string(), type: z.string() }).nullable(),
});

const isPush = new Set(['push', 'force_push', 'branch_creation']);
const noCommit = /^0+$/;

async function readActivity(github: GitHub, ref: PullRequestRef, branch: string): Promise<readonly Push[]> {
  try {
    const answer = await github.rest(ref.installationId, 'GET /repos/{owner}/{repo}/activity', {
      owner: ref.owner,
      repo: ref.name,
      ref: `refs/heads/${branch}`,
      per_page: 100,
    });
    return z.array(Activity).parse(answer).flatMap(pushOf);
  } catch (error) {
    // Not told who pushed, the unknown person stays unknown, which asks for more and not for less.
    if (isRefusal(error)) return [];
    throw error;
  }
}

function pushOf({ before, after, activity_type, actor }: z.infer<typeof Activity>): readonly Push[] {
  if (actor === null || !isPush.has(activity_type)) return [];
  const pusher = accountOf({ __typename: actor.type, login: actor.login, databaseId: actor.id });
  return pusher === null ? [] : [{ before: noCommit.test(before) ? null : before, after, pusher }];
}
