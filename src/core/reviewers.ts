import { contributorsOf } from './contributors.ts';
import type { Account, Membership, Snapshot } from './facts.ts';
import { holdersOf, rank } from './ladder.ts';
import type { Policy } from './policy.ts';
import type { Clause } from './requirement.ts';
import { disqualify, standsFor } from './sign-off.ts';

/** Somebody who may be asked for a sign-off, and how much they have been asked for already. */
export type Candidate = { readonly account: Account; readonly membership: Membership; readonly load: number };

export type Asking = {
  readonly policy: Policy;
  readonly snapshot: Snapshot;
  /** What is to be cleared. */
  readonly clauses: readonly Clause[];
  readonly candidates: readonly Candidate[];
  /** Accounts that have a part of their own, such as whoever gave the override. */
  readonly except: readonly number[];
};

/**
 * Who could clear any of these clauses, the best to ask first: whoever clears most of them, then whoever has the least to
 * do, then the older account, so that the same facts always name the same person. Write access is not judged here: only
 * GitHub knows it, and it is asked about few.
 */
export function rankReviewers({ policy, snapshot, clauses, candidates, except }: Asking): readonly Account[] {
  const contributors = contributorsOf(policy, snapshot);
  const about = knowing(snapshot, candidates);
  const worth = (account: Account): number =>
    clauses.filter((clause) => standsFor(clause, account, policy, about) === 'counts').length;
  return candidates
    .filter(({ account }) => !except.includes(account.id) && disqualify(policy, account, true, contributors) === null)
    .map(({ account, load }) => ({ account, load, worth: worth(account) }))
    .filter((candidate) => candidate.worth > 0)
    .toSorted((a, b) => b.worth - a.worth || a.load - b.load || a.account.id - b.account.id)
    .map(({ account }) => account);
}

/** The same facts, with the memberships of those who may be asked. */
export function knowing(snapshot: Snapshot, candidates: readonly Candidate[]): Snapshot {
  const memberships = Object.fromEntries(candidates.map(({ account, membership }) => [account.id, membership]));
  return { ...snapshot, memberships: { ...snapshot.memberships, ...memberships } };
}

/** Where people who can clear these clauses are to be looked for: teams and logins that hold the level or a higher one. */
export function holdersFor(
  { ladder }: Policy,
  clauses: readonly Clause[],
): { readonly teams: readonly string[]; readonly users: readonly string[] } {
  const lowest = Math.min(...clauses.map(({ level }) => rank(ladder, level)));
  const holders = ladder.levels.slice(Math.max(0, lowest)).map((level) => holdersOf(ladder, level));
  return {
    teams: [...new Set(holders.flatMap(({ teams }) => teams))],
    users: [...new Set(holders.flatMap(({ users }) => users))],
  };
}
