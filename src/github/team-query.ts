import type { ChildTeams } from '../core/versions.ts';

/** A team as a policy writes it, `org/slug` in lower case. */
export type TeamSlug = string;

/** The part of a query that reads these teams; only numbers enter the text, names go in as variables. */
export function teamSelections(teams: readonly TeamSlug[]): string {
  return teams
    .map(
      (_, index) => `t${index}: organization(login: $o${index}) { team(slug: $s${index}) { databaseId privacy
    members(first: 100, membership: $membership) { totalCount pageInfo { hasNextPage endCursor } nodes { databaseId login } }
  } }`,
    )
    .join('\n  ');
}

export function teamDeclarations(teams: readonly TeamSlug[]): string {
  const membership = teams.length === 0 ? '' : ', $membership: TeamMembershipType!';
  return membership + teams.map((_, index) => `, $o${index}: String!, $s${index}: String!`).join('');
}

export function teamVariables(teams: readonly TeamSlug[], childTeams: ChildTeams): Readonly<Record<string, string>> {
  if (teams.length === 0) return {};
  const names = teams.flatMap((team, index): [string, string][] => {
    const { org, slug } = splitTeam(team);
    return [
      [`o${index}`, org],
      [`s${index}`, slug],
    ];
  });
  return { ...Object.fromEntries(names), membership: childTeams === 'included' ? 'ALL' : 'IMMEDIATE' };
}

export type { ChildTeams };

export function splitTeam(team: TeamSlug): { readonly org: string; readonly slug: string } {
  const slash = team.indexOf('/');
  return { org: team.slice(0, slash), slug: team.slice(slash + 1) };
}
