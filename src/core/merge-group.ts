import type { Publication } from './publication.ts';
import type { Decision } from './record.ts';
import { renderTitle } from './render.ts';
import { code, counted, firstLines, listed, shortSha } from './text.ts';
import { passes } from './verdict.ts';

/** What was decided about one pull request of a merge group, when the group asked. */
export type Member = { readonly number: number; readonly decision: Decision };

/**
 * The answer on the commit of a merge group: success only while every pull request in it passes now. A group of unknown
 * members fails, because silence and `neutral` would let something land that nobody looked at.
 */
export function planMergeGroup(
  headSha: string,
  members: readonly Member[] | null,
  externalId: string,
): Omit<Publication, 'labels'> {
  const failing = (members ?? []).filter(({ decision }) => !mayLand(decision));
  const passing = members !== null && members.length > 0 && failing.length === 0;
  return {
    headSha,
    externalId,
    conclusion: passing ? 'success' : 'failure',
    title: titleOf(members, failing),
    summary: summaryOf(members, failing),
  };
}

/** Whether GitHub may land this pull request: its check would pass, or its policy only observes. */
export function mayLand({ policy, evaluation }: Decision): boolean {
  return (policy.usable && policy.policy.mode === 'observe') || passes(evaluation.verdict);
}

function titleOf(members: readonly Member[] | null, failing: readonly Member[]): string {
  if (members === null || members.length === 0) return 'GitHub does not say which pull requests are in this group';
  if (failing.length > 0) return `Not signed off: ${listed(failing.map(({ number }) => `#${number}`))}`;
  return `Every pull request of the group passes: ${counted(members.length, 'pull request')}`;
}

function summaryOf(members: readonly Member[] | null, failing: readonly Member[]): string {
  if (members === null)
    return 'The merge queue did not show the group of this commit, so nothing can be said for it.\n';
  const lines = members.map((member) => {
    const { policy, evaluation, snapshot } = member.decision;
    const mark = failing.includes(member) ? '✘' : '✔';
    return `- ${mark} #${member.number} at ${code(shortSha(snapshot.headSha))}: ${renderTitle(policy, evaluation)}`;
  });
  return `Each pull request of the group was evaluated again:\n\n${firstLines(lines, 50, 'pull requests').join('\n')}\n`;
}
