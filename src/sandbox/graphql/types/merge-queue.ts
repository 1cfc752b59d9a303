import { requiredOutcome } from '../../operations/gates.ts';
import { stamp } from '../../shapes/account.ts';
import { repositoryPage } from '../../shapes/repository.ts';
import type { MergeGroup, MergeQueue, MergeQueueEntry, Repository } from '../../state/model.ts';
import { mergeQueueRule } from '../../state/rules.ts';
import { viewerMay } from '../../state.ts';
import { connection, each, type Page } from '../connection.ts';
import { forbidden } from '../errors.ts';
import { actorNode, type Context, type Fields, node, type Tagged } from '../node.ts';
import { path } from '../paths.ts';

/** The queue of a branch whose rules want one, also while it is empty. */
export function mergeQueueNode(context: Context, repository: Repository, branch: string): Tagged<'MergeQueue'> | null {
  requireQueues(context);
  if (mergeQueueRule(repository, branch) === null) return null;
  const known = repository.mergeQueues.get(branch);
  const empty = { id: repository.id, nodeId: `MQ_${repository.nodeId}`, repository, branch, entries: [] };
  return node('MergeQueue', known ?? empty);
}

export function requireQueues({ state, viewer }: Context): void {
  if (viewer.kind !== 'installation' || !state.behaviour.queuesNeedPermission) return;
  if (!viewerMay(viewer, 'merge_queues', 'read')) throw forbidden();
}

export const mergeQueueFields: Fields<MergeQueue> = {
  id: (of) => of.nodeId,
  repository: (of) => node('Repository', of.repository),
  url: (of, _args, { state }) => `${repositoryPage(state, of.repository)}/queue/${of.branch}`,
  resourcePath: (of, _args, { state }) => path(state, `${repositoryPage(state, of.repository)}/queue/${of.branch}`),
  nextEntryEstimatedTimeToMerge: () => null,
  entries: (of, args: Page, _context, info) => connection(of.entries, args, info, each('MergeQueueEntry')),
  configuration: ({ repository, branch }) => {
    const rule = mergeQueueRule(repository, branch);
    if (rule === null) return null;
    return {
      checkResponseTimeout: rule.check_response_timeout_minutes,
      maximumEntriesToBuild: rule.max_entries_to_build,
      maximumEntriesToMerge: rule.max_entries_to_merge,
      mergeMethod: rule.merge_method,
      mergingStrategy: rule.grouping_strategy,
      minimumEntriesToMerge: rule.min_entries_to_merge,
      minimumEntriesToMergeWaitTime: rule.min_entries_to_merge_wait_minutes,
    };
  },
};

export const mergeQueueEntryFields: Fields<MergeQueueEntry> = {
  id: (of) => of.nodeId,
  position: (of) => of.queue.entries.indexOf(of) + 1,
  state: (of, _args, context) => {
    const group = shownGroup(of, context);
    if (group === null) return 'QUEUED';
    const { repository, branch } = of.queue;
    return states[requiredOutcome(context.state, repository, branch, group.headSha)];
  },
  headCommit: (of, _args, context) => commitNode(of, shownGroup(of, context)?.headSha),
  baseCommit: (of, _args, context) => commitNode(of, shownGroup(of, context)?.baseSha),
  enqueuedAt: (of) => stamp(of.enqueuedAt),
  enqueuer: (of) => actorNode(of.enqueuer),
  pullRequest: (of) => node('PullRequest', of.pullRequest),
  mergeQueue: (of) => node('MergeQueue', of.queue),
  estimatedTimeToMerge: () => null,
  jump: () => false,
  solo: () => false,
};

const states = { success: 'MERGEABLE', pending: 'AWAITING_CHECKS', failure: 'UNMERGEABLE' } as const;

/** Nobody outside knows whether a group can be looked up the moment its webhook arrives. */
function shownGroup({ group }: MergeQueueEntry, { state }: Context): MergeGroup | null {
  if (group === null || state.behaviour.groupsShowAtOnce) return group;
  return state.now().getTime() - group.requestedAt.getTime() >= 1_000 ? group : null;
}

function commitNode({ queue }: MergeQueueEntry, oid: string | undefined): Tagged<'Commit'> | null {
  return oid === undefined ? null : node('Commit', { repository: queue.repository, oid });
}
