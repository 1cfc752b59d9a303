import type { AccountFacts, LevelFacts } from './facts.ts';
import { about, type Finding } from './finding.ts';

/** Whether the teams of the floor are there, and whether somebody holds what its rules ask for. */
export function diagnoseLevels({ account, floor }: AccountFacts): readonly Finding[] {
  if (floor.kind !== 'read') return [];
  const { error } = about(account);
  const invisible = floor.invisibleTeams.map((team) =>
    error('team-invisible', {
      says: `the policy names the team \`${team}\`, which does not exist, or which the App may not see`,
      repair: 'correct the name; the App needs `members: read` and sees teams of its own organization only',
    }),
  );
  return [...invisible, ...diagnoseHolders(account, floor.levels, new Set(floor.invisibleTeams))];
}

/** Teams that were not told, and levels that are asked for and that nobody holds. */
export function diagnoseHolders(
  subject: string,
  levels: readonly LevelFacts[],
  named: ReadonlySet<string> = new Set(),
): readonly Finding[] {
  const { warning } = about(subject);
  const teams = levels.flatMap((level) => level.teams);
  const unread = teams.flatMap(({ team, people }) =>
    people.known || named.has(team)
      ? []
      : [
          warning('team-unread', {
            says: `who is in the team \`${team}\` was not told: ${people.why}`,
            repair: 'look again in a minute; until then nobody counts through it',
          }),
        ],
  );
  const unheld = levels.flatMap(({ level, asked }, index) =>
    asked && levels.slice(index).every(({ people }) => people.known && people.value === 0)
      ? [
          warning('level-unheld', {
            says: `rules ask for \`${level}\`, and nobody holds it or a higher level`,
            repair: 'put people into the teams of the level, or name teams and users under `levels`',
          }),
        ]
      : [],
  );
  return [...unread, ...unheld];
}
