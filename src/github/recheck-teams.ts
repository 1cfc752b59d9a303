import { z } from 'zod';
import { type Account, type Fact, known, unknown } from '../core/facts.ts';
import { GitHubError } from '../errors.ts';
import type { GitHub } from './client.ts';
import type { Directory, Scope, TeamMembers } from './directory.ts';
import { isRefusal } from './problems.ts';
import { splitTeam, type TeamSlug } from './team-query.ts';

/** A person's membership as it was read earlier, which must still hold. */
export type Claim = { readonly person: Account; readonly team: TeamSlug };

/** The teams of the claims as they were, so that one that was replaced meanwhile is noticed. */
export type TeamsBefore = ReadonlyMap<TeamSlug, TeamMembers | undefined>;

const membersPerPage = 100;

/**
 * Teams that are read again whole, in the query that reads everything else again. A larger team is asked about single
 * people instead, which GitHub answers with child teams included only.
 */
export const wholeTeams = (before: TeamsBefore, { childTeams }: Scope): readonly TeamSlug[] =>
  [...before]
    .filter(([, team]) => childTeams === 'excluded' || (team?.members.size ?? 0) <= membersPerPage)
    .map(([slug]) => slug);

/** Whether each claim still holds, given that the whole teams were read into the directory just now. */
export async function recheckClaims(
  github: GitHub,
  directory: Directory,
  scope: Scope,
  before: TeamsBefore,
  claims: readonly Claim[],
): Promise<ReadonlyMap<Claim, Fact<boolean>>> {
  const whole = wholeTeams(before, scope);
  const fresh = await directory.read(scope, whole);
  const answers = claims.map(async (claim): Promise<[Claim, Fact<boolean>]> => {
    const { person, team } = claim;
    const now = fresh.get(team);
    if (now === undefined) return [claim, await isActiveMember(github, scope, claim)];
    if (!now.known) return [claim, now];
    const then = before.get(team);
    if (then !== undefined && then.id !== now.value.id)
      return [claim, unknown(`team \`${team}\` was replaced by another`)];
    return [claim, known(now.value.members.has(person.id))];
  });
  return new Map(await Promise.all(answers));
}

const TeamMembership = z.object({ state: z.string() });

/** An invitation that nobody has accepted yet is a membership too, but not an active one. */
async function isActiveMember(github: GitHub, scope: Scope, { person, team }: Claim): Promise<Fact<boolean>> {
  const { org, slug } = splitTeam(team);
  try {
    const answer = await github.rest(scope.installationId, 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
      org,
      team_slug: slug,
      username: person.login,
    });
    return known(TeamMembership.parse(answer).state === 'active');
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const isNoMember = error instanceof GitHubError && error.status === 404;
    return isNoMember ? known(false) : unknown(`GitHub refused to show team \`${team}\``);
  }
}
