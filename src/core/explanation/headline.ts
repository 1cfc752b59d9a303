import type { Evaluation } from '../evaluate.ts';
import { type Phrase, quote, say } from '../phrase.ts';
import type { EffectivePolicy, Mode } from '../policy.ts';
import { counted, listed, plain } from '../text.ts';
import { unreachable } from '../unreachable.ts';
import type { Gap } from '../verdict.ts';
import { waitsFor } from './waits-for.ts';

/** The answer in a few words. */
export function headlineOf(effective: EffectivePolicy, evaluation: Evaluation): string {
  const observing = effective.usable && effective.policy.mode === 'observe';
  return plain(answerOf(evaluation, observing ? 'would ask for' : 'waiting for'));
}

function answerOf({ verdict, requirement }: Evaluation, asking: string): string {
  switch (verdict.state) {
    case 'not-required':
      return 'No sign-off required';
    case 'satisfied':
      return `Signed off by ${listed(verdict.by.map(nameOf))}`;
    case 'blocked':
      return `Changes requested by ${listed(verdict.by.map(nameOf))}`;
    case 'overridden':
      return `Overridden by ${nameOf(verdict.by)}`;
    case 'undecided':
      return `Policy cannot be used: ${counted(verdict.problems.length, 'problem')}`;
    case 'pending':
      return upperFirst(`${asking} ${listed(waitsFor(verdict, requirement.clauses))}`);
    default:
      return unreachable(verdict);
  }
}

/** A login where no code span can be: nothing but the characters that logins have. */
const nameOf = (login: string): string => login.replace(/[^\w-]/g, '');

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What follows from the answer, in a sentence. */
export function nextStep({ verdict }: Evaluation, mode: Mode): Phrase {
  switch (verdict.state) {
    case 'pending':
      if (mode === 'observe') return say`Nothing waits for it: enforced, this check would hold the change until then.`;
      return verdict.declarationMissing
        ? say`The author says whether AI took part by adding a line ${quote('AI-Assisted: yes')} or ${quote('AI-Assisted: no')} to the description.`
        : isOneApprovalAway(verdict.gaps)
          ? say`An approval of the head commit by somebody who qualifies turns this check green.`
          : say`This check turns green once approvals of the head commit meet every open point.`;
    case 'blocked':
      return say`It is lifted by that person’s approval, or by their withdrawing the request.`;
    case 'overridden':
      return say`Reason: ${quote(verdict.reason, 500)}`;
    case 'not-required':
      return say`No rule of the policy asks for a sign-off on this change.`;
    case 'satisfied':
      return say`Every clause is met on exactly this commit; a push asks again.`;
    case 'undecided':
      return say`${{ strong: 'The policy cannot be used, so nothing passes until it is repaired.' }} A pull request that touches only policy files and leaves them valid can repair it.`;
    default:
      return unreachable(verdict);
  }
}

/** Whatever the right person may be: one of them is enough. */
const isOneApprovalAway = (gaps: readonly Gap[]): boolean =>
  gaps.length === 1 && gaps.every(({ missing, owners }) => Math.max(missing, owners.length) === 1);
