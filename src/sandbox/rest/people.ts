import {
  organizationFull,
  organizationMembership,
  publicUser,
  simpleUser,
  teamFull,
  teamShape,
} from '../shapes/account.ts';
import { childTeams, immediateMembers, membersOf } from '../state/accounts.ts';
import type { Organization, Permission, Team, User } from '../state/model.ts';
import { findAccount, findActor, findOrganization, findTeam, findUser, permissionOf } from '../state.ts';
import {
  type Answer,
  type Call,
  findAccountOf,
  found,
  notFound,
  ok,
  onOrganization,
  onRepository,
  page,
  type Routes,
} from './route.ts';

export const peopleRoutes: Routes = {
  'users/get-by-username': ({ state, params }) => ok(publicUser(state, findAccountOf(state, params['username']))),
  'users/get-authenticated': ({ state, viewer }) => {
    if (viewer.kind !== 'user') throw notFound();
    return ok(publicUser(state, viewer.user));
  },
  'orgs/get': ({ state, params }) => {
    const account = findAccount(state, params['org'] ?? '');
    if (account?.type !== 'Organization') throw notFound();
    return ok(organizationFull(state, account));
  },
  'orgs/list-members': onOrganization([['members', 'read']], (call, organization) => {
    const active = [...organization.members.values()].filter(({ state }) => state === 'active');
    const role = call.url.searchParams.get('role') ?? 'all';
    const listed = active.filter((member) => role === 'all' || member.role === role);
    return page(call, listed, ({ user }) => simpleUser(call.state, user));
  }),
  'orgs/get-membership-for-authenticated-user': ({ state, viewer, params }) => {
    const organization = found(findOrganization(state, params['org'] ?? ''));
    if (viewer.kind !== 'user' || !organization.members.has(viewer.user.id)) throw notFound();
    return ok(organizationMembership(state, organization, viewer.user));
  },
  'orgs/get-membership-for-user': onOrganization([['members', 'read']], ({ state, params }, organization) => {
    const user = found(findUser(state, params['username'] ?? ''));
    if (!organization.members.has(user.id)) throw notFound();
    return ok(organizationMembership(state, organization, user));
  }),
  'teams/list': onOrganization([['members', 'read']], (call, organization) =>
    page(
      call,
      organization.teams.filter((team) => isShown(call, team)),
      (team) => teamShape(call.state, team),
    ),
  ),
  'teams/get-by-name': onOrganization([['members', 'read']], (call, organization) =>
    ok(teamFull(call.state, teamIn(organization, call))),
  ),
  'teams/list-members-in-org': onOrganization([['members', 'read']], listTeamMembers),
  'teams/get-membership-for-user-in-org': onOrganization([['members', 'read']], (call, organization) => {
    const team = teamIn(organization, call);
    const user = found(findUser(call.state, call.params['username'] ?? ''));
    const { role, state } = found(membershipIn(team, user));
    const url = `${call.state.url}/organizations/${organization.id}/team/${team.id}/memberships/${user.login}`;
    return ok({ url, role, state });
  }),
  'repos/get-collaborator-permission-level': onRepository([['metadata', 'read']], ({ state, params }, repository) => {
    const actor = found(findActor(state, params['username'] ?? ''));
    const role = permissionOf(repository, actor);
    return ok({
      permission: legacyPermission(role),
      role_name: role,
      user: { ...simpleUser(state, actor), role_name: role, permissions: permissionFlags(role) },
    });
  }),
};

/** GitHub's `permission` knows four words; `role_name` says it exactly. */
export function legacyPermission(role: Permission): string {
  if (role === 'triage') return 'read';
  return role === 'maintain' ? 'write' : role;
}

function permissionFlags(role: Permission) {
  const rank = ['none', 'read', 'triage', 'write', 'maintain', 'admin'].indexOf(role);
  return { pull: rank >= 1, triage: rank >= 2, push: rank >= 3, maintain: rank >= 4, admin: rank >= 5 };
}

function listTeamMembers(call: Call, organization: Organization): Answer {
  const team = teamIn(organization, call);
  const role = call.url.searchParams.get('role') ?? 'all';
  const direct = immediateMembers(team);
  const listed = membersOf(team).filter((user) => {
    const isMaintainer = isOwner(organization, user) || team.memberships.get(user.id)?.role === 'maintainer';
    return role === 'all' || isMaintainer === (role === 'maintainer');
  });
  return page(call, listed, (user) => ({ ...simpleUser(call.state, user), inherited: !direct.includes(user) }));
}

/** Of the team itself or of a child team. Owners of the organization are shown as maintainers. */
function membershipIn(team: Team, user: User): Pick<Membership, 'role' | 'state'> | undefined {
  const own = team.memberships.get(user.id);
  const membership =
    own ??
    childTeams(team)
      .map((child) => membershipIn(child, user))
      .find((inherited) => inherited !== undefined);
  if (membership === undefined) return undefined;
  return { state: membership.state, role: isOwner(team.organization, user) ? 'maintainer' : (own?.role ?? 'member') };
}

type Membership = { readonly role: 'member' | 'maintainer'; readonly state: 'active' | 'pending' };

function isOwner(organization: Organization, user: User): boolean {
  return organization.members.get(user.id)?.role === 'admin';
}

function teamIn(organization: Organization, call: Call): Team {
  const team = found(findTeam(organization, call.params['team_slug'] ?? ''));
  if (!isShown(call, team)) throw notFound();
  return team;
}

function isShown({ state, viewer }: Call, team: Team): boolean {
  return team.privacy === 'closed' || viewer.kind !== 'installation' || state.behaviour.appsSeeSecretTeams;
}
