import { simpleUser, stamp } from '../../shapes/account.ts';
import { immediateMembers } from '../../state/accounts.ts';
import type { Actor, App, Organization, Repository, Team } from '../../state/model.ts';
import { canSee, findTeam, sameText } from '../../state.ts';
import { canSeeTeam, requireMembers, visibleRepository } from '../access.ts';
import { connection, each, type Page } from '../connection.ts';
import { type Context, type Fields, node } from '../node.ts';
import { type OrderBy, ordered } from '../ordering.ts';
import { path } from '../paths.ts';

export const userFields: Fields<Actor> = {
  id: (of) => of.nodeId,
  databaseId: (of) => of.id,
  // Where GitHub answers a bot as a user, the suffix tells it apart.
  login: (of) => (of.type === 'Bot' ? `${of.slug}[bot]` : of.login),
  name: (of) => (of.type === 'User' ? of.name : null),
  // Nobody here shows an address on the profile, which GitHub says with an empty text.
  email: () => '',
  avatarUrl: (of, _args, { state }) => simpleUser(state, of).avatar_url,
  url: (of, _args, { state }) => simpleUser(state, of).html_url,
  resourcePath: (of, _args, { state }) => path(state, simpleUser(state, of).html_url),
  createdAt: (of) => stamp(of.createdAt),
  // Nobody here writes anything into their status.
  status: (of) =>
    of.type === 'User' && of.busy
      ? { indicatesLimitedAvailability: true, message: null, emoji: null, expiresAt: null }
      : null,
  isViewer: (of, _args, { viewer }) => viewer.kind === 'user' && viewer.user === of,
  organization: (of, { login }: { login: string }, { state }) => {
    const found = organizationsOf(of, state.accounts.filter(isOrganization)).find((org) => sameText(org.login, login));
    return found === undefined ? null : node('Organization', found);
  },
  organizations: (of, args: Page & { orderBy?: OrderBy }, { state }, info) => {
    const found = organizationsOf(of, state.accounts.filter(isOrganization));
    return connection(ordered(found, args.orderBy, byLogin), args, info, each('Organization'));
  },
  repository: (of, { name }: { name: string }, context) => repositoryOf(context, of.id, name),
  repositories: (of, args: RepositoryArguments, context, info) =>
    connection(repositoriesOf(context, of.id, args), args, info, each('Repository')),
};

export const botFields: Fields<Actor> = {
  id: (of) => of.nodeId,
  databaseId: (of) => of.id,
  login: (of) => (of.type === 'Bot' ? of.slug : of.login),
  avatarUrl: (of, _args, { state }) => simpleUser(state, of).avatar_url,
  url: (of, _args, { state }) => simpleUser(state, of).html_url,
  resourcePath: (of, _args, { state }) => path(state, simpleUser(state, of).html_url),
  createdAt: (of) => stamp(of.createdAt),
};

export const appFields: Fields<App> = {
  id: (of) => of.nodeId,
  databaseId: (of) => of.id,
  slug: (of) => of.slug,
  name: (of) => of.name,
  clientId: (of) => of.clientId,
  createdAt: (of) => stamp(of.createdAt),
  url: (of, _args, { state }) => `${state.url}/apps/${of.slug}`,
};

type TeamArguments = Page & {
  readonly query?: string | null;
  readonly privacy?: 'SECRET' | 'VISIBLE' | null;
  readonly userLogins?: readonly string[] | null;
  readonly rootTeamsOnly?: boolean;
  readonly orderBy?: OrderBy;
};

export const organizationFields: Fields<Organization> = {
  id: (of) => of.nodeId,
  databaseId: (of) => of.id,
  login: (of) => of.login,
  name: (of) => of.name,
  avatarUrl: (of, _args, { state }) => simpleUser(state, of).avatar_url,
  url: (of, _args, { state }) => simpleUser(state, of).html_url,
  resourcePath: (of, _args, { state }) => path(state, simpleUser(state, of).html_url),
  createdAt: (of) => stamp(of.createdAt),
  viewerIsAMember: (of, _args, { viewer }) =>
    viewer.kind === 'user' && of.members.get(viewer.user.id)?.state === 'active',
  viewerCanAdminister: (of, _args, { viewer }) =>
    viewer.kind === 'user' && of.members.get(viewer.user.id)?.role === 'admin',
  repository: (of, { name }: { name: string }, context) => repositoryOf(context, of.id, name),
  repositories: (of, args: RepositoryArguments, context, info) =>
    connection(repositoriesOf(context, of.id, args), args, info, each('Repository')),
  team: (of, { slug }: { slug: string }, context) => {
    requireMembers(context, of);
    const found = findTeam(of, slug);
    return found === undefined || !canSeeTeam(context, found) ? null : node('Team', found);
  },
  teams: (of, args: TeamArguments, context, info) => {
    requireMembers(context, of);
    const found = of.teams
      .filter((team) => canSeeTeam(context, team))
      .filter((team) => args.rootTeamsOnly !== true || team.parent === null)
      .filter(
        (team) => hasPrivacy(team, args.privacy) && hasMembers(team, args.userLogins) && mentions(team, args.query),
      );
    return connection(ordered(found, args.orderBy, byName), args, info, each('Team'));
  },
  membersWithRole: (of, args: Page, context, info) => {
    requireMembers(context, of);
    const active = [...of.members.values()].filter((member) => member.state === 'active');
    return connection(active, args, info, (member) => ({
      node: node('User', member.user),
      role: member.role.toUpperCase(),
    }));
  },
  ruleset: (of, { databaseId }: { databaseId: number }) => {
    const found = of.rulesets.find((ruleset) => ruleset.id === databaseId);
    return found === undefined ? null : node('RepositoryRuleset', found);
  },
  rulesets: (of, args: Page, _context, info) => connection(of.rulesets, args, info, each('RepositoryRuleset')),
};

/** Teams that a person joined; being in a child team is not being in this one. */
export function hasMembers(team: Team, logins: readonly string[] | null | undefined): boolean {
  if (logins === null || logins === undefined) return true;
  return immediateMembers(team).some((member) => logins.some((login) => sameText(login, member.login)));
}

export const byName = { NAME: (team: Team) => team.name.toLowerCase() };
const byLogin = { LOGIN: (organization: Organization) => organization.login.toLowerCase(), CREATED_AT: createdAt };

function hasPrivacy(team: Team, privacy: 'SECRET' | 'VISIBLE' | null | undefined): boolean {
  return privacy === null || privacy === undefined || (privacy === 'SECRET') === (team.privacy === 'secret');
}

function mentions(team: Team, text: string | null | undefined): boolean {
  return [team.name, team.slug].some((name) => name.toLowerCase().includes((text ?? '').toLowerCase()));
}

type RepositoryArguments = Page & {
  readonly privacy?: 'PUBLIC' | 'PRIVATE' | null;
  readonly visibility?: string | null;
  readonly isFork?: boolean | null;
  readonly isArchived?: boolean | null;
  readonly orderBy?: OrderBy;
};

function repositoriesOf({ state, viewer }: Context, owner: number, args: RepositoryArguments): readonly Repository[] {
  const found = state.repositories
    .filter((repository) => repository.owner.id === owner && canSee(viewer, repository))
    .filter(({ visibility }) => isUnless(args.privacy, visibility === 'public' ? 'PUBLIC' : 'PRIVATE'))
    .filter(({ visibility }) => isUnless(args.visibility, visibility.toUpperCase()))
    .filter(({ parent }) => isUnless(args.isFork, parent !== null))
    .filter(({ archived }) => isUnless(args.isArchived, archived));
  return ordered(found, args.orderBy, {
    NAME: (repository) => repository.name.toLowerCase(),
    CREATED_AT: createdAt,
    UPDATED_AT: (repository) => repository.updatedAt,
    PUSHED_AT: (repository) => repository.pushedAt,
  });
}

function isUnless<T>(wanted: T | null | undefined, actual: T): boolean {
  return wanted === null || wanted === undefined || wanted === actual;
}

function repositoryOf(context: Context, owner: number, name: string) {
  const found = context.state.repositories.find(
    (repository) => repository.owner.id === owner && sameText(repository.name, name),
  );
  return visibleRepository(context, found ?? null);
}

function organizationsOf(member: Actor, organizations: readonly Organization[]): readonly Organization[] {
  return organizations.filter((candidate) => candidate.members.get(member.id)?.state === 'active');
}

function isOrganization(account: Actor | Organization): account is Organization {
  return account.type === 'Organization';
}

function createdAt(of: { readonly createdAt: Date }): Date {
  return of.createdAt;
}
