import type { Account, Membership } from './facts.ts';

/** Who holds a level: members of these teams (`org/slug`, lower case) and these users (lower-case logins). */
export type Holders = { readonly teams: readonly string[]; readonly users: readonly string[] };

/** The levels of an organisation, lowest first, and who holds each. */
export type Ladder = {
  readonly levels: readonly string[];
  readonly holders: Readonly<Record<string, Holders>>;
};

/** A person's highest level with where it came from, or that they hold none, or that GitHub would not say. */
export type Standing =
  | { readonly kind: 'level'; readonly level: string; readonly via: string }
  | { readonly kind: 'no-level' }
  | { readonly kind: 'unknown'; readonly why: string };

/** The highest level a person holds by the policy's teams and users. */
export function standingOf(ladder: Ladder, account: Account, membership: Membership | undefined): Standing {
  const login = account.login.toLowerCase();
  for (const level of ladder.levels.toReversed()) {
    const holders = ladder.holders[level];
    if (holders === undefined) continue;
    if (holders.users.includes(login)) return { kind: 'level', level, via: `user ${login}` };
    if (holders.teams.length === 0) continue;
    // Unknown teams could hold this level or a higher one; a lower one found later would be a guess.
    if (membership === undefined) return { kind: 'unknown', why: 'team membership was not read' };
    if (!membership.known) return { kind: 'unknown', why: membership.why };
    const team = holders.teams.find((slug) => membership.value.includes(slug));
    if (team !== undefined) return { kind: 'level', level, via: `team ${team}` };
  }
  return { kind: 'no-level' };
}

/** The position of a level on the ladder, lowest 0; -1 for a name that is not on it. */
export const rank = (ladder: Ladder, level: string): number => ladder.levels.indexOf(level);
