import { Refusal } from '../refusal.ts';
import { isMergeable } from '../state/changes.ts';
import { nextIds } from '../state/ids.ts';
import { queueEntryOf } from '../state/merge-queues.ts';
import type { Actor, MergeQueue, MergeQueueEntry, PullRequest, RemovalReason } from '../state/model.ts';
import { fullName } from '../state/repositories.ts';
import { mergeQueueRule } from '../state/rules.ts';
import { landingBranch, landingTogether } from '../state/stacks.ts';
import { canPush, type State } from '../state.ts';
import { refuseUnmetRules, ruledBranch } from './gates.ts';
import { destroyGroup } from './merge-groups.ts';
import { announcePullRequest } from './pull-requests.ts';
import { addTimelineEvent } from './timeline.ts';

/** Puts the pull request, and in a stack those below it, at the end of the queue of the branch. */
export function enqueue(state: State, pull: PullRequest, as: Actor): MergeQueueEntry {
  const joining = landingTogether(pull).filter((each) => each === pull || queueEntryOf(each) === null);
  for (const each of joining) refuseEntry(state, each, as);
  const below = joining.filter((each) => each !== pull);
  for (const each of below) addEntry(state, each, as);
  return addEntry(state, pull, as);
}

/** Takes the pull request out because somebody wants it; those behind it are built anew. */
export function dequeue(state: State, pull: PullRequest, as: Actor): void {
  const entry = queueEntryOf(pull);
  if (entry === null) throw new Refusal(422, `#${pull.number} is in no merge queue`);
  leaveQueue(state, entry, { reason: 'MANUAL', as });
}

export type Leaving = { readonly reason: RemovalReason; readonly as: Actor };

export function leaveQueue(state: State, entry: MergeQueueEntry, { reason, as }: Leaving): void {
  const { queue, pullRequest: pull } = entry;
  destroyGroup(state, entry, reason === 'MERGE' ? 'merged' : 'dequeued');
  queue.entries.splice(queue.entries.indexOf(entry), 1);
  addTimelineEvent(state, pull, as, { event: 'removed_from_merge_queue', entry, reason });
  announcePullRequest(state, pull, 'dequeued', as, { reason });
}

function refuseEntry(state: State, pull: PullRequest, as: Actor): void {
  const { repository, head } = pull;
  const branch = landingBranch(pull);
  if (mergeQueueRule(repository, branch) === null) throw new Refusal(422, `\`${branch}\` has no merge queue`);
  if (queueEntryOf(pull) !== null) throw new Refusal(422, `#${pull.number} is already in the merge queue`);
  if (pull.state === 'closed' || pull.draft || !isMergeable(pull)) {
    throw new Refusal(422, `#${pull.number} is not mergeable`);
  }
  if (as.type === 'User' && !canPush(repository, as)) {
    throw new Refusal(403, `${as.login} may not merge into \`${fullName(repository)}\``);
  }
  const landing = { kind: 'enqueue', sha: head.sha, as, pullRequest: pull } as const;
  refuseUnmetRules(state, repository, ruledBranch(state, pull), landing);
}

function addEntry(state: State, pull: PullRequest, as: Actor): MergeQueueEntry {
  const queue = queueFor(state, pull);
  const entry: MergeQueueEntry = {
    ...nextIds(state.ids, 'MQE'),
    queue,
    pullRequest: pull,
    headSha: pull.head.sha,
    enqueuer: as,
    enqueuedAt: state.now(),
    group: null,
  };
  queue.entries.push(entry);
  addTimelineEvent(state, pull, as, { event: 'added_to_merge_queue', queue });
  announcePullRequest(state, pull, 'enqueued', as, {});
  return entry;
}

function queueFor(state: State, pull: PullRequest): MergeQueue {
  const { repository } = pull;
  const branch = landingBranch(pull);
  const known = repository.mergeQueues.get(branch);
  if (known !== undefined) return known;
  const queue: MergeQueue = { ...nextIds(state.ids, 'MQ'), repository, branch, entries: [] };
  repository.mergeQueues.set(branch, queue);
  return queue;
}
