import type { Headcount } from '../../core/backtest/figures.ts';
import type { PastPullRequest } from '../../core/backtest/past.ts';
import { type Fact, known, unknown } from '../../core/facts.ts';
import { holdersOf } from '../../core/ladder.ts';
import type { EffectivePolicy, Policy } from '../../core/policy.ts';
import type { Directory, Scope, TeamMembers } from '../directory.ts';
import { peopleIn, readMemberships } from '../memberships.ts';
import type { ChildTeams } from '../team-query.ts';
import { childTeamsOf, teamsNamedBy, teamsWanted } from '../wanted-facts.ts';

/** A team as it was on the day of the look back, in a form that can be kept in a file. */
export type RosterTeam = {
  readonly team: string;
  readonly childTeams: ChildTeams;
  /** GitHub said that there is no such team. */
  readonly absent: boolean;
  readonly members: Fact<readonly { readonly id: number; readonly login: string }[]>;
};

/** Who is in which team, without asking anybody. */
export type Roster = Pick<Directory, 'read' | 'lacks' | 'examples'>;

/** Reads the teams that decide under this policy about these pull requests, but for those that are there already. */
export async function readRoster(
  directory: Directory,
  installationId: number,
  policy: Policy,
  past: readonly PastPullRequest[],
  before: readonly RosterTeam[],
): Promise<readonly RosterTeam[]> {
  const scope = { installationId, childTeams: childTeamsOf(policy) };
  const owning = past.flatMap(
    ({ snapshot }) => teamsWanted(installationId, { usable: true, policy }, snapshot.owners).teams,
  );
  const wanted = new Set([...teamsNamedBy(policy), ...owning]);
  return readMissing(directory, scope, [...wanted], before);
}

/** Reads the teams of an earlier roster too, as they are now. */
export async function readAgain(
  directory: Directory,
  installationId: number,
  earlier: readonly RosterTeam[],
  before: readonly RosterTeam[],
): Promise<readonly RosterTeam[]> {
  let teams = before;
  for (const childTeams of ['included', 'excluded'] as const) {
    const wanted = earlier.filter((each) => each.childTeams === childTeams).map(({ team }) => team);
    teams = await readMissing(directory, { installationId, childTeams }, wanted, teams);
  }
  return teams;
}

async function readMissing(
  directory: Directory,
  scope: Scope,
  wanted: readonly string[],
  before: readonly RosterTeam[],
): Promise<readonly RosterTeam[]> {
  const { childTeams } = scope;
  const teams = wanted.filter((team) => !before.some((each) => each.team === team && each.childTeams === childTeams));
  const fresh = [...(await directory.read(scope, teams))].map(
    ([team, fact]): RosterTeam => ({
      team,
      childTeams,
      absent: directory.lacks(scope, team),
      members: fact.known ? known([...fact.value.logins].map(([id, login]) => ({ id, login }))) : fact,
    }),
  );
  return [...before, ...fresh];
}

export function rosterOf(teams: readonly RosterTeam[]): Roster {
  const find = (childTeams: ChildTeams, team: string) =>
    teams.find((each) => each.team === team && each.childTeams === childTeams);
  return {
    read: async ({ childTeams }, wanted) =>
      new Map(
        wanted.map((team) => {
          const found = find(childTeams, team);
          return [team, found === undefined ? unknown(`team \`${team}\` was not saved`) : membersOf(found)];
        }),
      ),
    lacks: ({ childTeams }, team) => find(childTeams, team)?.absent === true,
    examples: async () => teams.filter(({ members }) => members.known).map(({ team }) => team),
  };
}

function membersOf({ members }: RosterTeam): Fact<TeamMembers> {
  if (!members.known) return members;
  const logins = new Map(members.value.map(({ id, login }) => [id, login]));
  return known({ id: 0, secret: false, members: new Set(logins.keys()), logins });
}

/** The same pull requests with the levels that people hold today. */
export function withLevels(
  roster: Roster,
  policy: EffectivePolicy,
  past: readonly PastPullRequest[],
): Promise<readonly PastPullRequest[]> {
  return Promise.all(
    past.map(async (each) => {
      const { snapshot } = each;
      const wanted = teamsWanted(snapshot.ref.installationId, policy, snapshot.owners);
      const levels = await readMemberships(roster, wanted, peopleIn(snapshot, snapshot.pushes));
      return { ...each, snapshot: { ...snapshot, ...levels } };
    }),
  );
}

/** How many people hold each level and none above it; null: a team that was not told may hold more. */
export async function countHolders(roster: Roster, policy: Policy): Promise<Headcount> {
  const { ladder, machineUsers } = policy;
  const scope = { installationId: 0, childTeams: childTeamsOf(policy) };
  const teams = await roster.read(scope, teamsNamedBy(policy));
  const counted = new Set(machineUsers);
  const counts: Record<string, number | null> = {};
  for (const level of ladder.levels.toReversed()) {
    const holders = holdersOf(ladder, level);
    const facts = holders.teams.map((team) => teams.get(team) ?? unknown('not read'));
    const members = facts.flatMap((fact) => (fact.known ? [...fact.value.logins.values()] : []));
    const fresh = new Set(
      [...holders.users, ...members].map((login) => login.toLowerCase()).filter((login) => !counted.has(login)),
    );
    for (const login of fresh) counted.add(login);
    counts[level] = facts.every((fact) => fact.known) ? fresh.size : null;
  }
  return counts;
}
