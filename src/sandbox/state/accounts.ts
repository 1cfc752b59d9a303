import type { Permission, Team, User } from './model.ts';

export const permissionOrder: readonly Permission[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

export function childTeams(team: Team): readonly Team[] {
  return team.organization.teams.filter((candidate) => candidate.parent === team);
}

/** Active members of the team and, as GitHub counts, of its child teams. */
export function membersOf(team: Team): readonly User[] {
  const people = new Map(immediateMembers(team).map((user) => [user.id, user]));
  for (const child of childTeams(team)) for (const user of membersOf(child)) people.set(user.id, user);
  return [...people.values()];
}

export function immediateMembers(team: Team): readonly User[] {
  return [...team.memberships.values()].filter(({ state }) => state === 'active').map(({ user }) => user);
}
