import { Refusal } from '../refusal.ts';
import { mergeGroupShape } from '../shapes/merge-group.ts';
import type { Bot, MergeQueueEntry } from '../state/model.ts';
import type { MergeQueueRule } from '../state/rule.ts';
import type { State } from '../state.ts';
import { addBot } from './accounts.ts';
import { mergedCommit } from './merging.ts';
import { deleteBranch, moveBranch } from './pushes.ts';

type Settings = MergeQueueRule['parameters'];

/** Merges an entry onto what is before it and asks for checks; false where that conflicts. */
export function buildGroup(state: State, entry: MergeQueueEntry, baseSha: string, settings: Settings): boolean {
  const { queue, pullRequest } = entry;
  const headSha = tryMerge(state, entry, baseSha, settings);
  if (headSha === null) return false;
  const as = mergeQueueBot(state);
  const headBranch = `gh-readonly-queue/${queue.branch}/pr-${pullRequest.number}-${baseSha}`;
  const move = { repository: queue.repository, branch: headBranch, after: headSha, as };
  entry.group = { headSha, headBranch, baseSha, requestedAt: state.now() };
  moveBranch(state, { ...move, activityType: 'branch_creation' });
  announceGroup(state, entry, 'checks_requested', {});
  return true;
}

/** The group's branch goes, and whoever checks it is told why. */
export function destroyGroup(
  state: State,
  entry: MergeQueueEntry,
  reason: 'merged' | 'invalidated' | 'dequeued',
): void {
  if (entry.group === null) return;
  announceGroup(state, entry, 'destroyed', { reason });
  const { headBranch } = entry.group;
  entry.group = null;
  deleteBranch(state, entry.queue.repository, headBranch, mergeQueueBot(state));
}

/** The account in whose name merge queues push. */
export function mergeQueueBot(state: State): Bot {
  const known = state.accounts.find((account) => account.type === 'Bot' && account.slug === slug);
  return known?.type === 'Bot' ? known : addBot(state, { slug });
}

const slug = 'github-merge-queue';

const methods = { MERGE: 'merge', SQUASH: 'squash', REBASE: 'rebase' } as const;

function tryMerge(state: State, { pullRequest, enqueuer }: MergeQueueEntry, baseSha: string, settings: Settings) {
  try {
    return mergedCommit(state, pullRequest, baseSha, { as: enqueuer, method: methods[settings.merge_method] });
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function announceGroup(state: State, entry: MergeQueueEntry, action: string, extra: object): void {
  const { group, queue } = entry;
  if (group === null) return;
  const payload = () => ({ merge_group: mergeGroupShape(queue, group), ...extra });
  const scope = { of: 'repository', repository: queue.repository } as const;
  state.announce({ event: 'merge_group', action, scope, sender: mergeQueueBot(state), payload });
}
