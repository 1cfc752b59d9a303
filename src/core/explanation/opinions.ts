import type { Evaluation } from '../evaluate.ts';
import type { Account, Snapshot } from '../facts.ts';
import { type Phrase, quote, say, series } from '../phrase.ts';
import type { Clause } from '../requirement.ts';
import { type ClauseOutcome, plainRequest, type SignOff } from '../sign-off.ts';
import { plain, shortSha } from '../text.ts';
import { unreachable } from '../unreachable.ts';
import { serves } from '../verdict.ts';

/** One person's review, and what it is worth. */
export type Opinion = {
  readonly who: string;
  readonly worth: 'counts' | 'carried' | 'not' | 'nothing-asked' | 'blocks' | 'does-not-block';
  readonly commitSha: string | null;
  /** What they did, and why that counts or does not. */
  readonly said: Phrase;
};

/** Every approval and every request for changes, and why it counts or does not. */
export function opinionsOn(
  snapshot: Snapshot,
  { signOffs, changeRequests, requirement }: Evaluation,
): readonly Opinion[] {
  const approvals = signOffs.map((signOff) => approvalOf(signOff, requirement.clauses, snapshot.headSha));
  const requests = changeRequests.map((request): Opinion => {
    const because = plain(request.because);
    const said = request.blocks
      ? say`asks for changes${because === plainRequest ? '' : `: ${because}`}`
      : say`asked for changes, which does not block: ${because}`;
    const worth = request.blocks ? 'blocks' : 'does-not-block';
    return { who: nameOf(request.reviewer), worth, commitSha: null, said };
  });
  return [...approvals, ...requests];
}

/** GitHub's own stand-in for an account that is gone. */
const nameOf = (account: Account | null): string => (account === null ? 'ghost' : plain(account.login, 100));

function approvalOf(signOff: SignOff, clauses: readonly Clause[], headSha: string): Opinion {
  const { commitSha } = signOff;
  const who = nameOf(signOff.reviewer);
  if (signOff.disqualified !== null) {
    const said = say`approved, which does not count: ${plain(signOff.disqualified.detail)}`;
    return { who, worth: 'not', commitSha, said };
  }
  const serving = clauses.filter((clause) => serves(signOff, clause));
  if (serving.length > 0) {
    const carried = serving.some((clause) => signOff.outcomes[clause.id] === 'carried');
    const how = carried ? say`, carried over from ${quote(shortSha(commitSha ?? ''))}: the diff is identical` : [];
    const levels = [...new Set(serving.map(({ level }) => level))];
    const said = say`approved and counts for ${series(levels.map((level) => quote(level)))}${how}`;
    return { who, worth: carried ? 'carried' : 'counts', commitSha, said };
  }
  if (clauses.length === 0) return { who, worth: 'nothing-asked', commitSha, said: say`approved; nothing asks for it` };
  const reasons = clauses.map((clause) => worthText(signOff.outcomes[clause.id] ?? 'stale', clause, signOff, headSha));
  const each = [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
  return { who, worth: 'not', commitSha, said: say`approved, which does not count: ${series(each)}` };
}

function worthText(outcome: ClauseOutcome, clause: Clause, signOff: SignOff, headSha: string): Phrase {
  switch (outcome) {
    case 'counts':
    case 'carried':
      return say`counts for ${quote(clause.level)}`;
    case 'stale':
      return signOff.commitSha === null
        ? say`stale: the approved commit is gone`
        : say`stale: approved ${quote(shortSha(signOff.commitSha))}, the head is ${quote(shortSha(headSha))}`;
    case 'below-level':
      return say`below ${quote(clause.level)}`;
    case 'wrong-team':
      return say`not in ${series(clause.from.map((team) => quote(team)))}`;
    case 'not-an-owner':
      return say`not an owner of the touched paths`;
    case 'level-unknown':
      return say`GitHub did not tell which teams they are in; this is asked again`;
    default:
      return unreachable(outcome);
  }
}
