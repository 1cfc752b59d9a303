import type { Account, Membership } from './facts.ts';

/** Who holds a level: members of these teams (`org/slug`, lower case) and these users (lower-case logins). */
export type Holders = { readonly teams: readonly string[]; readonly users: readonly string[] };

/** The levels of an organization, lowest first, and who holds each. */
export type Ladder = {
  readonly levels: readonly string[];
  readonly holders: Readonly<Record<string, Holders>>;
};

/**
 * A person's highest level with where it came from, or that they hold none, or that GitHub would not say; then what the
 * policy gives them by name is the least they hold.
 */
export type Standing =
  | { readonly kind: 'level'; readonly level: string; readonly via: string }
  | { readonly kind: 'no-level' }
  | { readonly kind: 'unknown'; readonly why: string; readonly atLeast: string | null };

/** The highest level a person holds by the policy's teams and users. */
export function standingOf(ladder: Ladder, account: Account, membership: Membership | undefined): Standing {
  const login = account.login.toLowerCase();
  const byName = ladder.levels.findLast((level) => holdersOf(ladder, level).users.includes(login)) ?? null;
  for (const level of ladder.levels.toReversed()) {
    if (level === byName) return { kind: 'level', level, via: `user ${login}` };
    const { teams } = holdersOf(ladder, level);
    if (teams.length === 0) continue;
    // Unknown teams could hold this level or a higher one; a lower one found later would be a guess.
    if (membership === undefined) return { kind: 'unknown', why: 'team membership was not read', atLeast: byName };
    if (!membership.known) return { kind: 'unknown', why: membership.why, atLeast: byName };
    const team = teams.find((slug) => membership.value.includes(slug));
    if (team !== undefined) return { kind: 'level', level, via: `team ${team}` };
  }
  return { kind: 'no-level' };
}

/** The position of a level on the ladder, lowest 0; -1 for a name that is not on it. */
export const rank = (ladder: Ladder, level: string): number => ladder.levels.indexOf(level);

const nobody: Holders = { teams: [], users: [] };

/** Who holds a level; nobody where the policy names nobody. */
export const holdersOf = (ladder: Ladder, level: string): Holders =>
  (Object.hasOwn(ladder.holders, level) ? ladder.holders[level] : undefined) ?? nobody;

/** The highest level that anybody holds, or the top of the ladder where nobody holds any. */
export function highestHeld(ladder: Ladder): string {
  const held = ladder.levels.findLast((level) => {
    const { teams, users } = holdersOf(ladder, level);
    return teams.length + users.length > 0;
  });
  return held ?? ladder.levels.at(-1) ?? '';
}

/** Whether the policy names anybody who could serve a clause of this level. */
export const anybodyHolds = (ladder: Ladder, level: string): boolean =>
  ladder.levels.slice(Math.max(0, rank(ladder, level))).some((each) => {
    const { teams, users } = holdersOf(ladder, each);
    return teams.length + users.length > 0;
  });
