import type { Account, PullRequestRef, Snapshot } from './facts.ts';
import type { Policy } from './policy.ts';
import type { Clause } from './requirement.ts';
import { findChangeRequests, qualifySignOffs } from './sign-off.ts';
import { gapsIn, serves } from './verdict.ts';

/** A change that was merged by override, and what somebody who qualifies has still to sign off. */
export type OpenDebt = {
  readonly ref: PullRequestRef;
  readonly headSha: string;
  readonly by: { readonly id: number; readonly login: string };
  readonly reason: string;
  /** The clauses that were open when the glass was broken. */
  readonly clauses: readonly Clause[];
  readonly openedAt: string;
  readonly dueAt: string;
  /** The issue that mirrors it; null where the App may not write issues. */
  readonly issue: number | null;
};

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
