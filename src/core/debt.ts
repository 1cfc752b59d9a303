import type { Evaluation } from './evaluate.ts';
import type { Account, PullRequestRef, Snapshot } from './facts.ts';
import type { Policy } from './policy.ts';
import type { Decision } from './record.ts';
import type { Clause } from './requirement.ts';
import { findChangeRequests, qualifySignOffs } from './sign-off.ts';
import { gapsIn, passes, serves } from './verdict.ts';

/** How a change landed without the sign-offs that its policy asks for. */
export type DebtCause = 'override' | 'merge' | 'push';

/** A change that landed all the same, and what somebody who qualifies has still to sign off. */
export type OpenDebt = {
  /** Of a direct push, which has no pull request, this is the issue in which it is signed off. */
  readonly ref: PullRequestRef;
  readonly headSha: string;
  readonly cause: DebtCause;
  /** Who gave the override, merged or pushed. */
  readonly by: { readonly id: number; readonly login: string };
  /** What was given as reason; nobody asks for one but of an override. */
  readonly reason: string;
  /** The clauses that were open when it landed. */
  readonly clauses: readonly Clause[];
  readonly openedAt: string;
  readonly dueAt: string;
  /** The issue that mirrors it; null where the App may not write issues. */
  readonly issue: number | null;
};

/** Who GitHub shows in place of an account that is gone. */
export const ghost: Account = { id: 10137, login: 'ghost', kind: 'user' };

/** What is to be signed off afterwards, and within how many days. */
export type DebtTerms = { readonly clauses: readonly Clause[]; readonly dueDays: number };

/** What a decision leaves open if its head is merged now; null: nothing, or the policy does not ask for it afterwards. */
export function debtIfMerged({ policy, snapshot, evaluation }: Decision): DebtTerms | null {
  if (!policy.usable || policy.policy.mode !== 'enforce') return null;
  const { override, verdict } = evaluation;
  if (override !== null) return { clauses: openClauses(snapshot, evaluation), dueDays: override.dueDays };
  if (passes(verdict) || policy.policy.mergedWithoutGate === 'record') return null;
  return { clauses: openClauses(snapshot, evaluation), dueDays: policy.policy.override?.debtDueDays ?? 7 };
}

function openClauses(snapshot: Snapshot, { requirement, signOffs }: Evaluation): readonly Clause[] {
  const gaps = new Set(gapsIn(requirement, signOffs, snapshot).map(({ clause }) => clause));
  return requirement.clauses.filter(({ id }) => gaps.has(id));
}

/**
 * Who meets, after the merge, the clauses that were open when the glass was broken; null while one is open or somebody's
 * request for changes stands. A clause that nobody could clear before the merge is cleared by its level after it.
 */
export function settledBy(policy: Policy, snapshot: Snapshot, clauses: readonly Clause[]): readonly Account[] | null {
  const signOffs = qualifySignOffs(policy, snapshot, clauses);
  const isBlocked = findChangeRequests(policy, snapshot).some(({ blocks }) => blocks);
  if (isBlocked || gapsIn({ clauses, unmeetable: [] }, signOffs, snapshot).length > 0) return null;
  return signOffs
    .filter((signOff) => clauses.some((clause) => serves(signOff, clause)))
    .flatMap(({ reviewer }) => (reviewer === null ? [] : [reviewer]));
}
