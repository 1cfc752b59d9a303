import type { PullRequestRef } from '../core/facts.ts';
import { GitHubError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { LastDecision } from './evaluate-pull-request.ts';

/** The head of an open pull request and what our newest check on it says. */
export type ShownHead = { readonly headSha: string; readonly shows: 'nothing' | 'success' | 'no-success' };

export type ShowFailurePorts = {
  /** null: there is no such open pull request. */
  readonly readShownHead: (ref: PullRequestRef) => Promise<ShownHead | null>;
  readonly lastDecisionOn: (ref: PullRequestRef) => Promise<LastDecision | null>;
  readonly publishEvaluating: (ref: PullRequestRef, headSha: string) => Promise<void>;
  readonly publishFailure: (ref: PullRequestRef, headSha: string, reason: string) => Promise<void>;
  readonly log: Logger;
};

/**
 * An attempt failed and there will be others: what was decided about this pull request on this head stays. A head that
 * shows nothing, or a green check that stands for another pull request, says that nothing is decided yet.
 */
export function tryShowAttempt(ports: ShowFailurePorts, ref: PullRequestRef): Promise<void> {
  return tryShow(ports, ref, async () => {
    const head = await ports.readShownHead(ref);
    if (head === null || head.shows === 'no-success') return;
    if (head.shows === 'success' && (await ports.lastDecisionOn(ref))?.headSha === head.headSha) return;
    await ports.publishEvaluating(ref, head.headSha);
  });
}

/** No other attempt follows by itself: the head says so, or the last one that we know of. */
export function tryShowGivenUp(ports: ShowFailurePorts, ref: PullRequestRef, error: unknown): Promise<void> {
  return tryShow(ports, ref, async () => {
    const headSha = await headToFail(ports, ref);
    if (headSha !== null) await ports.publishFailure(ref, headSha, reasonOf(error));
  });
}

/** Showing a failure meets the same GitHub that failed, and must not hide the failure itself. */
async function tryShow({ log }: ShowFailurePorts, ref: PullRequestRef, show: () => Promise<void>): Promise<void> {
  try {
    await show();
  } catch (error) {
    log.warn({ repo: `${ref.owner}/${ref.name}`, pr: ref.number, err: error }, 'failure not shown');
  }
}

async function headToFail(ports: ShowFailurePorts, ref: PullRequestRef): Promise<string | null> {
  try {
    return (await ports.readShownHead(ref))?.headSha ?? null;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return (await ports.lastDecisionOn(ref))?.headSha ?? null;
  }
}

/** The words of our own errors may say what only the operator should read. */
function reasonOf(error: unknown): string {
  const what = error instanceof GitHubError ? error.message : 'an error inside Countersign, which its log tells';
  return `Every attempt to evaluate this commit failed, so nothing is decided about it. The last one ended with: ${what}.\n\nA re-run of this check, a push or a review makes a new attempt, and so does Countersign itself after a while.`;
}
