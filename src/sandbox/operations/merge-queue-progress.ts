import type { MergeQueue, MergeQueueEntry, PullRequest, RemovalReason } from '../state/model.ts';
import { isMerged } from '../state/pull-requests.ts';
import { branchTip } from '../state/repositories.ts';
import type { MergeQueueRule } from '../state/rule.ts';
import { mergeQueueRule } from '../state/rules.ts';
import { landingBranch } from '../state/stacks.ts';
import type { State } from '../state.ts';
import { requiredOutcome } from './gates.ts';
import { buildGroup, destroyGroup, mergeQueueBot } from './merge-groups.ts';
import { leaveQueue } from './merge-queue.ts';
import { leaveBranch, retarget } from './merging.ts';
import { markMerged } from './pull-requests.ts';
import { moveBranch } from './pushes.ts';

type Settings = MergeQueueRule['parameters'];

/** Lets every merge queue do what is due: build, give up, land. Nothing happens where nothing is due. */
export function advanceMergeQueues(state: State): void {
  for (const { mergeQueues } of state.repositories) {
    for (const queue of mergeQueues.values()) {
      for (let moved = true; moved; ) moved = advance(state, queue);
    }
  }
}

/** One step; false if there was none to take. */
function advance(state: State, queue: MergeQueue): boolean {
  if (queue.entries.length === 0) return false;
  const settings = mergeQueueRule(queue.repository, queue.branch);
  const as = mergeQueueBot(state);
  for (const entry of queue.entries) {
    const reason = settings === null ? 'QUEUE_CLEARED' : misfit(entry);
    if (reason === null) continue;
    leaveQueue(state, entry, { reason, as });
    return true;
  }
  if (settings === null) return false;
  return build(state, queue, settings) || giveUp(state, queue, settings) || land(state, queue, settings);
}

/** Why an entry no longer belongs into its queue. */
function misfit({ pullRequest: pull, headSha, queue }: MergeQueueEntry): RemovalReason | null {
  if (isMerged(pull)) return 'ALREADY_MERGED';
  if (pull.state === 'closed') return 'MANUAL';
  const changed = pull.head.sha !== headSha || pull.draft || landingBranch(pull) !== queue.branch;
  return changed ? 'UNKNOWN_REMOVAL_REASON' : null;
}

/** Builds the first entry whose group is missing or stands on something else than what is before it now. */
function build(state: State, { repository, branch, entries }: MergeQueue, settings: Settings): boolean {
  let base = branchTip(repository, branch);
  for (const [index, entry] of entries.slice(0, settings.max_entries_to_build).entries()) {
    if (base === null) return false;
    if (entry.group?.baseSha === base) {
      base = entry.group.headSha;
      continue;
    }
    for (const stale of entries.slice(index)) destroyGroup(state, stale, 'invalidated');
    if (!buildGroup(state, entry, base, settings)) {
      leaveQueue(state, entry, { reason: 'MERGE_CONFLICT', as: mergeQueueBot(state) });
    }
    return true;
  }
  return false;
}

/** Puts out the first entry that failed, or said nothing for too long, unless another may carry it. */
function giveUp(state: State, { entries }: MergeQueue, settings: Settings): boolean {
  const outcomes = entries.map((entry) => outcomeOf(state, entry, settings));
  const failed = outcomes.findIndex((outcome) => outcome === 'failure' || outcome === 'timeout');
  const others = outcomes.slice(failed, settings.max_entries_to_merge);
  const carried = settings.grouping_strategy === 'HEADGREEN' && others.some(mayCarry);
  const entry = entries[failed];
  if (entry === undefined || carried) return false;
  const reason = outcomes[failed] === 'timeout' ? 'CI_TIMEOUT' : 'CI_FAILURE';
  leaveQueue(state, entry, { reason, as: mergeQueueBot(state) });
  return true;
}

type Outcome = 'success' | 'pending' | 'failure' | 'timeout' | 'unbuilt';

function outcomeOf(state: State, { group, queue }: MergeQueueEntry, settings: Settings): Outcome {
  if (group === null) return 'unbuilt';
  const outcome = requiredOutcome(state, queue.repository, queue.branch, group.headSha);
  const waited = state.now().getTime() - group.requestedAt.getTime();
  return outcome === 'pending' && waited >= minutes(settings.check_response_timeout_minutes) ? 'timeout' : outcome;
}

/** Where only the head of a group must pass, one that has passed or still may takes those before it along. */
function mayCarry(outcome: Outcome): boolean {
  return outcome === 'success' || outcome === 'pending';
}

/** Lands as many from the front as may go together. */
function land(state: State, queue: MergeQueue, settings: Settings): boolean {
  const ready = readyEntries(state, queue, settings);
  const [oldest] = queue.entries;
  const waited = state.now().getTime() - (oldest?.enqueuedAt.getTime() ?? 0);
  const patient = waited < minutes(settings.min_entries_to_merge_wait_minutes);
  if (ready.length === 0 || (ready.length < settings.min_entries_to_merge && patient)) return false;
  const bot = mergeQueueBot(state);
  const landed: PullRequest[] = [];
  for (const entry of ready) {
    const { pullRequest: pull, enqueuer, group } = entry;
    // One with the same head has landed with another; the next step puts it out.
    if (group === null || isMerged(pull)) break;
    const as = state.behaviour.queueBotMerges ? bot : enqueuer;
    leaveQueue(state, entry, { reason: 'MERGE', as: bot });
    retarget(state, pull, queue.branch, as);
    markMerged(state, pull, { as, baseSha: group.baseSha, mergeCommit: group.headSha });
    const move = { repository: queue.repository, branch: queue.branch, after: group.headSha, as: bot };
    moveBranch(state, { ...move, activityType: 'merge_queue_merge' });
    landed.push(pull);
  }
  for (const pull of landed) leaveBranch(state, pull, bot);
  return true;
}

function readyEntries(state: State, { entries }: MergeQueue, settings: Settings): readonly MergeQueueEntry[] {
  const outcomes = entries
    .slice(0, settings.max_entries_to_merge)
    .map((entry) => outcomeOf(state, entry, settings) === 'success');
  if (settings.grouping_strategy === 'HEADGREEN') return entries.slice(0, outcomes.lastIndexOf(true) + 1);
  const unready = outcomes.indexOf(false);
  return entries.slice(0, unready === -1 ? outcomes.length : unready);
}

function minutes(count: number): number {
  return count * 60_000;
}
