import { Refusal } from '../refusal.ts';
import { organizationMembership, simpleUser, teamShape } from '../shapes/account.ts';
import { nextIds } from '../state/ids.ts';
import type {
  Account,
  Actor,
  Bot,
  Organization,
  Permission,
  Repository,
  Team,
  TeamMembership,
  User,
} from '../state/model.ts';
import { findAccount, findTeam, type State } from '../state.ts';

export type NewUser = { readonly login: string; readonly name?: string; readonly emails?: readonly string[] };

export function addUser(state: State, { login, name, emails }: NewUser): User {
  refuseTakenLogin(state, login);
  const user: User = {
    ...nextIds(state.ids, 'U'),
    type: 'User',
    login,
    name: name ?? null,
    emails: emails ?? [`${login}@example.com`],
    busy: false,
    createdAt: state.now(),
  };
  state.accounts.push(user);
  return user;
}

export type NewBot = { readonly slug: string; readonly login?: string; readonly emails?: readonly string[] };

/** The login is the slug with `[bot]`, but for the few that GitHub calls otherwise (as `Copilot`). */
export function addBot(state: State, { slug, login = `${slug}[bot]`, emails = [] }: NewBot): Bot {
  refuseTakenLogin(state, login);
  const ids = nextIds(state.ids, 'BOT');
  const bot: Bot = {
    ...ids,
    type: 'Bot',
    login,
    slug,
    emails: [...emails, `${ids.id}+${slug}[bot]@users.noreply.github.com`],
    createdAt: state.now(),
  };
  state.accounts.push(bot);
  return bot;
}

export type NewOrganization = {
  readonly login: string;
  readonly name?: string;
  readonly basePermission?: Permission;
  readonly admins?: readonly User[];
  readonly members?: readonly User[];
};

export function addOrganization(state: State, draft: NewOrganization): Organization {
  refuseTakenLogin(state, draft.login);
  const organization: Organization = {
    ...nextIds(state.ids, 'O'),
    type: 'Organization',
    login: draft.login,
    name: draft.name ?? draft.login,
    members: new Map(),
    teams: [],
    rulesets: [],
    basePermission: draft.basePermission ?? 'read',
    createdAt: state.now(),
  };
  for (const user of draft.members ?? []) organization.members.set(user.id, { user, role: 'member', state: 'active' });
  for (const user of draft.admins ?? []) organization.members.set(user.id, { user, role: 'admin', state: 'active' });
  state.accounts.push(organization);
  return organization;
}

export function addOrganizationMember(state: State, organization: Organization, user: User, sender: Account): void {
  if (organization.members.get(user.id)?.state === 'active') return;
  organization.members.set(user.id, { user, role: 'member', state: 'active' });
  announceMember(state, organization, user, sender, 'member_added');
}

/** Leaving the organization is leaving its teams. */
export function removeOrganizationMember(state: State, organization: Organization, user: User, sender: Account): void {
  for (const team of organization.teams) removeTeamMember(state, team, user, sender);
  if (!organization.members.has(user.id)) return;
  announceMember(state, organization, user, sender, 'member_removed');
  organization.members.delete(user.id);
}

export type NewTeam = {
  readonly organization: Organization;
  readonly name: string;
  readonly slug?: string;
  readonly parent?: Team;
  readonly privacy?: Team['privacy'];
  readonly members?: readonly User[];
  readonly maintainers?: readonly User[];
};

export function addTeam(state: State, draft: NewTeam, sender: Account): Team {
  const { organization, name, members = [], maintainers = [] } = draft;
  const slug = draft.slug ?? name.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-');
  if (findTeam(organization, slug) !== undefined) throw new Refusal(422, `the team \`${slug}\` exists`);
  const team: Team = {
    ...nextIds(state.ids, 'T'),
    organization,
    slug,
    name,
    description: null,
    privacy: draft.privacy ?? 'closed',
    parent: draft.parent ?? null,
    memberships: new Map(),
    repositories: new Map(),
    createdAt: state.now(),
    updatedAt: state.now(),
  };
  organization.teams.push(team);
  announceTeam(state, team, sender, 'created', {});
  for (const user of members) addTeamMember(state, team, { user, role: 'member', state: 'active' }, sender);
  for (const user of maintainers) addTeamMember(state, team, { user, role: 'maintainer', state: 'active' }, sender);
  return team;
}

export type TeamEdit = { readonly name?: string; readonly slug?: string; readonly parent?: Team | null };

/** A new parent is not among the announced changes; GitHub keeps silent about it too. */
export function editTeam(state: State, team: Team, edit: TeamEdit, sender: Account): void {
  const changes = edit.name === undefined || edit.name === team.name ? {} : { name: { from: team.name } };
  if (edit.name !== undefined) team.name = edit.name;
  if (edit.slug !== undefined) team.slug = edit.slug;
  if (edit.parent !== undefined) team.parent = edit.parent;
  team.updatedAt = state.now();
  announceTeam(state, team, sender, 'edited', { changes });
}

export function deleteTeam(state: State, team: Team, sender: Account): void {
  const { teams } = team.organization;
  for (const child of teams) if (child.parent === team) child.parent = team.parent;
  announceTeam(state, team, sender, 'deleted', {});
  teams.splice(teams.indexOf(team), 1);
}

/** A pending member has been invited and is announced once the invitation is accepted. */
export function addTeamMember(state: State, team: Team, membership: TeamMembership, sender: Account): void {
  if (membership.state === 'active') addOrganizationMember(state, team.organization, membership.user, sender);
  team.memberships.set(membership.user.id, { ...membership });
  if (membership.state === 'active') announceMembership(state, team, membership.user, sender, 'added');
}

export function removeTeamMember(state: State, team: Team, user: User, sender: Account): void {
  const membership = team.memberships.get(user.id);
  if (membership === undefined) return;
  team.memberships.delete(user.id);
  if (membership.state === 'active') announceMembership(state, team, user, sender, 'removed');
}

export function grantTeam(
  state: State,
  team: Team,
  grant: { readonly repository: Repository; readonly permission: Permission },
  sender: Account,
): void {
  team.repositories.set(grant.repository.id, grant);
  announceTeam(state, team, sender, 'added_to_repository', {});
}

export function addCollaborator(
  state: State,
  repository: Repository,
  grant: { readonly user: User; readonly permission: Permission },
  sender: Account,
): void {
  repository.collaborators.set(grant.user.id, grant);
  announceCollaborator(state, repository, grant.user, sender, 'added');
}

export function removeCollaborator(state: State, repository: Repository, user: User, sender: Account): void {
  if (repository.collaborators.delete(user.id)) announceCollaborator(state, repository, user, sender, 'removed');
}

/** The account becomes a ghost: out of every team and list, and what it wrote stays without an author. */
export function deleteActor(state: State, actor: Actor): void {
  state.accounts.splice(state.accounts.indexOf(actor), 1);
  for (const account of state.accounts) {
    if (account.type !== 'Organization') continue;
    account.members.delete(actor.id);
    for (const team of account.teams) team.memberships.delete(actor.id);
  }
  for (const repository of state.repositories) {
    repository.collaborators.delete(actor.id);
    for (const conversation of [...repository.issues.values(), ...repository.pullRequests.values()]) {
      const written: { author: Actor | null }[] = [conversation, ...conversation.comments];
      if (conversation.kind === 'pull-request') written.push(...conversation.reviews);
      for (const item of written) if (item.author === actor) item.author = null;
    }
  }
}

function announceMembership(state: State, team: Team, user: User, sender: Account, action: 'added' | 'removed'): void {
  const payload = () => ({ scope: 'team', member: simpleUser(state, user), team: teamShape(state, team) });
  state.announce({ event: 'membership', action, scope: ofOrganization(team.organization), sender, payload });
}

function announceTeam(state: State, team: Team, sender: Account, action: string, extra: object): void {
  const payload = () => ({ team: teamShape(state, team), ...extra });
  state.announce({ event: 'team', action, scope: ofOrganization(team.organization), sender, payload });
}

function announceMember(
  state: State,
  organization: Organization,
  user: User,
  sender: Account,
  action: 'member_added' | 'member_removed',
): void {
  const payload = () => ({ membership: organizationMembership(state, organization, user) });
  state.announce({ event: 'organization', action, scope: ofOrganization(organization), sender, payload });
}

function announceCollaborator(
  state: State,
  repository: Repository,
  user: User,
  sender: Account,
  action: 'added' | 'removed',
): void {
  const payload = () => ({ member: simpleUser(state, user) });
  state.announce({ event: 'member', action, scope: { of: 'repository', repository }, sender, payload });
}

function ofOrganization(organization: Organization) {
  return { of: 'organization', organization } as const;
}

function refuseTakenLogin(state: State, login: string): void {
  if (findAccount(state, login) !== undefined) throw new Refusal(422, `the login \`${login}\` is taken`);
}
