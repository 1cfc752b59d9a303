import { known, unknown } from '../../core/facts.ts';
import { holdersOf } from '../../core/ladder.ts';
import type { Policy } from '../../core/policy.ts';
import type { LevelFacts } from '../../doctor/facts.ts';
import type { Directory } from '../directory.ts';
import { childTeamsOf } from '../wanted-facts.ts';

/** How many people hold each level of a policy: who holds several counts for the highest. */
export async function readLevels(
  directory: Directory,
  installationId: number,
  policy: Policy,
): Promise<readonly LevelFacts[]> {
  const { ladder } = policy;
  const named = [...new Set(ladder.levels.flatMap((level) => holdersOf(ladder, level).teams))];
  const told = await directory.read({ installationId, childTeams: childTeamsOf(policy) }, named);
  const counted = new Set<string>();
  let untold: string | null = null;
  const levels: LevelFacts[] = [];
  for (const level of ladder.levels.toReversed()) {
    const { teams, users } = holdersOf(ladder, level);
    const facts = teams.map((team) => ({ team, fact: told.get(team) ?? unknown('it was not read') }));
    const people = new Set(users.filter((login) => !policy.machineUsers.includes(login)));
    for (const { fact } of facts) {
      if (fact.known) for (const login of fact.value.logins.values()) people.add(login.toLowerCase());
      else untold ??= fact.why;
    }
    const own = [...people].filter((login) => !counted.has(login));
    levels.unshift({
      level,
      people: untold === null ? known(own.length) : unknown(untold),
      teams: facts.map(({ team, fact }) => ({ team, people: fact.known ? known(fact.value.members.size) : fact })),
      users: users.length,
      asked: policy.rules.some(({ require }) => require.level === level),
    });
    for (const login of own) counted.add(login);
  }
  return levels;
}
