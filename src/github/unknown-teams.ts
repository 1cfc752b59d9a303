import type { EffectivePolicy } from '../core/policy.ts';
import type { TeamsTold } from '../policy/unknown-teams.ts';
import type { Directory } from './directory.ts';
import { splitTeam } from './team-query.ts';
import { childTeamsOf, teamsNamedBy } from './wanted-facts.ts';

/** Which teams of these policies GitHub does not have. No request where the directory knows them, and none is unknown. */
export async function readUnknownTeams(
  directory: Pick<Directory, 'read' | 'lacks' | 'examples'>,
  installationId: number,
  policies: readonly EffectivePolicy[],
): Promise<TeamsTold> {
  const absent = new Set<string>();
  const existing = new Set<string>();
  for (const effective of policies) {
    if (!effective.usable) continue;
    const scope = { installationId, childTeams: childTeamsOf(effective.policy) };
    const named = teamsNamedBy(effective.policy);
    await directory.read(scope, named);
    const lacking = named.filter((team) => directory.lacks(scope, team));
    for (const team of lacking) absent.add(team);
    for (const organization of new Set(lacking.map((team) => splitTeam(team).org)))
      for (const team of await directory.examples(scope, organization)) existing.add(team);
  }
  return { absent: [...absent], existing: [...existing] };
}
