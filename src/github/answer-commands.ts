import type { PullRequestRef } from '../core/facts.ts';
import type { Loaded } from '../core/loaded.ts';
import type { Decision } from '../core/record.ts';
import { isSettled, planReply, reactionTo, withoutReminder } from '../core/reply.ts';
import type { Ruling } from '../core/ruling.ts';
import { passes } from '../core/verdict.ts';
import { GitHubError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { GitHub } from './client.ts';
import { createReplyWriter, type ReplyMemory } from './write-reply.ts';

/** What was answered before, so that nobody is answered twice. */
export type AnswerMemory = {
  readonly recallComments: (
    ref: PullRequestRef,
  ) => Promise<readonly { readonly id: number; readonly answered: boolean }[]>;
  readonly markAnswered: (ref: PullRequestRef, ids: readonly number[]) => Promise<void>;
  readonly settleComments: (ref: PullRequestRef, ids: readonly number[]) => Promise<void>;
} & ReplyMemory;

/**
 * Answers commands with a reaction and, where words are needed, in one comment that is kept up to date; tells there too
 * that a green check turned back. The check never waits for any of it.
 */
export function createAnswerer(
  github: GitHub,
  memory: AnswerMemory,
  log: Logger,
): (loaded: Loaded, decision: Decision) => Promise<void> {
  const write = createReplyWriter(github, memory);

  return async (loaded, decision) => {
    const { ref } = loaded.facts;
    try {
      await answer(loaded, decision);
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      log.warn({ repo: `${ref.owner}/${ref.name}`, pr: ref.number, err: error }, 'commands not answered');
    }
  };

  async function answer(loaded: Loaded, { policy, snapshot, evaluation }: Decision): Promise<void> {
    const { ref } = snapshot;
    const enforcing = policy.usable && policy.policy.mode === 'enforce';
    const wasGreen = enforcing && loaded.shown.check?.conclusion === 'success' && snapshot.state === 'open';
    const turnedBack = wasGreen && !passes(evaluation.verdict);
    const mayTurnGreen = enforcing && !wasGreen && passes(evaluation.verdict);
    const rulings = await unanswered(snapshot, evaluation.rulings);
    if (rulings.length === 0 && !turnedBack && !mayTurnGreen) return;
    const byComment = Map.groupBy(rulings, ({ comment }) => comment);
    for (const [comment, theirs] of byComment) await react(ref, comment, theirs);
    const before = await memory.recallReply(ref);
    const told = withoutReminder(before?.body ?? null);
    const body = planReply({ policy, snapshot, evaluation, rulings, turnedBack, before: told });
    if (body !== null && body !== before?.body) await write(ref, before, body);
    await memory.markAnswered(ref, [...byComment.keys()]);
    const settled = [...byComment].filter(([, theirs]) => theirs.every(isSettled)).map(([comment]) => comment);
    await memory.settleComments(ref, settled);
  }

  /** Nobody without write access is answered, nor anybody of whom GitHub does not say so. */
  async function unanswered(
    { ref, commands }: Decision['snapshot'],
    rulings: readonly Ruling[],
  ): Promise<readonly Ruling[]> {
    if (rulings.length === 0) return [];
    const writers = new Set(commands.filter(({ canPush }) => canPush.known && canPush.value).map(({ id }) => id));
    const open = new Set((await memory.recallComments(ref)).filter(({ answered }) => !answered).map(({ id }) => id));
    return rulings.filter(({ comment }) => writers.has(comment) && open.has(comment));
  }

  async function react(ref: PullRequestRef, comment: number, rulings: readonly Ruling[]): Promise<void> {
    await github.rest(ref.installationId, 'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
      owner: ref.owner,
      repo: ref.name,
      comment_id: comment,
      content: reactionTo(rulings),
    });
  }
}
