import { listContributors } from './contributors.ts';
import type { Evaluation } from './evaluate.ts';
import { whatIsAsked } from './explanation/asked.ts';
import type { Explanation } from './explanation.ts';
import type { Account, PullRequestRef, Snapshot } from './facts.ts';
import type { Phrase } from './phrase.ts';
import type { Policy } from './policy.ts';
import type { Clause } from './requirement.ts';
import { holdersFor } from './reviewers.ts';
import { owns } from './sign-off.ts';
import { type Gap, serves } from './verdict.ts';

/** What an open clause still wants, and from whom. Plain JSON, so that a store can look for whoever is asked. */
export type Opening = {
  readonly what: Phrase;
  readonly level: string;
  readonly missing: number;
  /** Teams and lower-case logins that hold the level or a higher one. */
  readonly teams: readonly string[];
  readonly users: readonly string[];
  /** One must also be in one of these teams; empty: in none. */
  readonly from: readonly string[];
  /** One must own one of these paths, each given by its owners; null: ownership plays no part. */
  readonly owners: readonly (readonly string[])[] | null;
  /** Whose sign-off serves the clause already. */
  readonly served: readonly number[];
};

/** What a pull request waits for, and who has a part of their own in it and so can give none of it. */
export type Wanted = {
  readonly openings: readonly Opening[];
  readonly exceptIds: readonly number[];
  readonly exceptLogins: readonly string[];
};

/** A pull request with what is to be told about its newest decision. */
export type Explained = {
  readonly ref: PullRequestRef;
  readonly state: 'open' | 'closed' | 'merged';
  readonly evaluatedAt: Date;
  /** null: nothing is wanted of anybody. */
  readonly wanted: Wanted | null;
  /** null: what it said about people was erased. */
  readonly explanation: Explanation | null;
};

/** An open pull request that wants something of somebody. */
export type WantedPullRequest = {
  readonly ref: PullRequestRef;
  readonly explanation: Explanation;
  readonly wanted: Wanted;
  readonly waitingSince: Date;
};

/** Nothing is wanted where the answer does not wait for people, or where it would not block. */
export function wantedFor(policy: Policy, snapshot: Snapshot, evaluation: Evaluation): Wanted {
  const { verdict, requirement } = evaluation;
  if (verdict.state !== 'pending' || policy.mode === 'observe' || snapshot.draft) return nothingWanted;
  const { ids, logins } = listContributors(policy, snapshot);
  const openings = verdict.gaps.flatMap((gap) => {
    const clause = requirement.clauses.find(({ id }) => id === gap.clause);
    const isOpen = clause !== undefined && !requirement.unmeetable.includes(clause.id);
    return isOpen ? [openingOf(clause, gap, policy, snapshot, evaluation)] : [];
  });
  return { openings, exceptIds: ids, exceptLogins: [...logins, ...policy.machineUsers] };
}

export const nothingWanted: Wanted = { openings: [], exceptIds: [], exceptLogins: [] };

function openingOf(clause: Clause, gap: Gap, policy: Policy, snapshot: Snapshot, { signOffs }: Evaluation): Opening {
  const serving = signOffs.filter((signOff) => serves(signOff, clause));
  const approvers = serving.flatMap(({ reviewer }) => (reviewer === null ? [] : [reviewer]));
  // An owner who is missing is wanted although enough people have approved, also from one who approved for another path.
  const wanted = gap.missing > 0 ? clause.owners : gap.owners;
  const unowned = wanted?.filter((path) => !approvers.some((account) => owns(path, account, snapshot))) ?? null;
  const owners = unowned === null ? null : unowned.length > 0 ? unowned : (clause.owners ?? []);
  return {
    what: whatIsAsked(clause),
    level: clause.level,
    missing: gap.missing,
    ...holdersFor(policy, [clause]),
    from: clause.from,
    owners: owners?.map((path) => path.owners) ?? null,
    served: approvers.map(({ id }) => id),
  };
}

/** Somebody who may be asked, with the teams they are in. */
export type Asker = Pick<Account, 'id' | 'login'> & { readonly teams: ReadonlySet<string> };

/** The openings that this person could close with an approval of the head. */
export function openTo({ openings, exceptIds, exceptLogins }: Wanted, person: Asker): readonly Opening[] {
  const login = person.login.toLowerCase();
  if (exceptIds.includes(person.id) || exceptLogins.includes(login)) return [];
  const isIn = (names: readonly string[]): boolean => names.some((name) => person.teams.has(name));
  return openings.filter(
    ({ teams, users, from, owners, served }) =>
      !served.includes(person.id) &&
      (users.includes(login) || isIn(teams)) &&
      (from.length === 0 || isIn(from)) &&
      (owners === null || owners.some((names) => names.includes(login) || isIn(names))),
  );
}
