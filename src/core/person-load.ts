import type { PersonLoad } from './report.ts';
import { dateOf, type ReportedSignOff } from './reported.ts';

/** What somebody had signed off and waits again, on a later head. */
export type ToReadAgain = {
  /** null, and no login: erased. */
  readonly userId: number | null;
  readonly login: string | null;
  readonly pullRequests: number;
  /** When the last of these sign-offs first counted. */
  readonly last: Date;
};

/** Open review debt that somebody was asked for. */
export type DebtsOf = { readonly userId: number; readonly debts: number };

const mostPeople = 200;

/** By person, whoever signed off most first; those who were erased are one. Debt alone makes nobody appear. */
export function personLoads(
  signOffs: readonly ReportedSignOff[],
  again: readonly ToReadAgain[],
  debts: readonly DebtsOf[],
): readonly PersonLoad[] {
  const givenBy = Map.groupBy(signOffs, ({ userId }) => userId);
  const againOf = new Map(again.map((row) => [row.userId, row]));
  const debtsOf = new Map<number | null, number>(debts.map((row) => [row.userId, row.debts]));
  return [...new Set([...givenBy.keys(), ...againOf.keys()])]
    .map((userId) => ({
      ...given(givenBy.get(userId) ?? [], againOf.get(userId)),
      debts: debtsOf.get(userId) ?? 0,
    }))
    .toSorted((one, other) => other.signOffs - one.signOffs || byName(one.login, other.login))
    .slice(0, mostPeople);
}

/** Under the name that the newest sign-off was given under. */
function given(own: readonly ReportedSignOff[], again: ToReadAgain | undefined): Omit<PersonLoad, 'debts'> {
  let newest = { at: again?.last.getTime() ?? 0, login: again?.login ?? null };
  for (const { countedAt, login } of own) {
    const at = dateOf(countedAt).getTime();
    if (at >= newest.at) newest = { at, login };
  }
  return {
    login: newest.login,
    signOffs: own.length,
    repositories: new Set(own.map(({ repositoryId }) => repositoryId)).size,
    toReadAgain: again?.pullRequests ?? 0,
    lastAt: `${new Date(newest.at).toISOString().slice(0, 19)}Z`,
  };
}

/** Those without one last. */
function byName(one: string | null, other: string | null): number {
  if (one === other) return 0;
  return other === null || (one !== null && one < other) ? -1 : 1;
}
