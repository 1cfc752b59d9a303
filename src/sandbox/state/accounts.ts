import type { Ids } from './ids.ts';
import type { Repository } from './repositories.ts';
import type { Ruleset } from './rules.ts';

export type Account = User | Bot | Organization;
/** Whoever can open, review, comment or push. */
export type Actor = User | Bot;

type AccountFields = Ids & { login: string; readonly createdAt: Date };

export type User = AccountFields & {
  readonly type: 'User';
  readonly name: string | null;
  /** Addresses by which commits are mapped to the account. */
  readonly emails: readonly string[];
};

export type Bot = AccountFields & {
  readonly type: 'Bot';
  /** GraphQL's login of a bot; the REST login is usually this with `[bot]` behind it. */
  readonly slug: string;
  readonly emails: readonly string[];
};

export type Organization = AccountFields & {
  readonly type: 'Organization';
  readonly name: string;
  readonly members: Map<number, OrganizationMember>;
  readonly teams: Team[];
  readonly rulesets: Ruleset[];
  /** What every member may do in every repository. */
  basePermission: Permission;
};

export type OrganizationMember = {
  readonly user: User;
  role: 'admin' | 'member';
  state: 'active' | 'pending';
};

export type Permission = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export const permissionOrder: readonly Permission[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

export type Team = Ids & {
  readonly organization: Organization;
  slug: string;
  name: string;
  description: string | null;
  privacy: 'closed' | 'secret';
  parent: Team | null;
  readonly memberships: Map<number, TeamMembership>;
  readonly repositories: Map<number, TeamRepository>;
  readonly createdAt: Date;
  updatedAt: Date;
};

export type TeamMembership = {
  readonly user: User;
  role: 'member' | 'maintainer';
  /** Invited people are pending until they accept. */
  state: 'active' | 'pending';
};

export type TeamRepository = { readonly repository: Repository; readonly permission: Permission };

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
