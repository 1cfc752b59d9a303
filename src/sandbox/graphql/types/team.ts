import { simpleUser, stamp } from '../../shapes/account.ts';
import { childTeams, immediateMembers, membersOf } from '../../state/accounts.ts';
import type { Team, User } from '../../state/model.ts';
import { canSee } from '../../state.ts';
import { canSeeTeam } from '../access.ts';
import { connection, each, type Page } from '../connection.ts';
import { type Fields, node } from '../node.ts';
import { type OrderBy, ordered } from '../ordering.ts';
import { path, teamPage } from '../paths.ts';
import { byName, hasMembers } from './accounts.ts';

type MemberArguments = Page & {
  readonly membership: 'ALL' | 'IMMEDIATE' | 'CHILD_TEAM';
  readonly query?: string | null;
  readonly role?: 'MEMBER' | 'MAINTAINER' | null;
  readonly orderBy?: OrderBy;
};

export const teamFields: Fields<Team> = {
  id: (of) => of.nodeId,
  databaseId: (of) => of.id,
  slug: (of) => of.slug,
  combinedSlug: (of) => `${of.organization.login}/${of.slug}`,
  name: (of) => of.name,
  description: (of) => of.description,
  privacy: (of) => (of.privacy === 'secret' ? 'SECRET' : 'VISIBLE'),
  organization: (of) => node('Organization', of.organization),
  createdAt: (of) => stamp(of.createdAt),
  updatedAt: (of) => stamp(of.updatedAt),
  url: (of, _args, { state }) => teamPage(state, of),
  resourcePath: (of, _args, { state }) => path(state, teamPage(state, of)),
  parentTeam: (of, _args, context) =>
    of.parent !== null && canSeeTeam(context, of.parent) ? node('Team', of.parent) : null,
  ancestors: (of, args: Page, _context, info) => connection(ancestorsOf(of), args, info, each('Team')),
  childTeams: (
    of,
    args: Page & { immediateOnly: boolean; userLogins?: readonly string[] | null; orderBy?: OrderBy },
    context,
    info,
  ) => {
    const below = args.immediateOnly ? childTeams(of) : descendantsOf(of);
    const found = below.filter((child) => canSeeTeam(context, child) && hasMembers(child, args.userLogins));
    return connection(ordered(found, args.orderBy, byName), args, info, each('Team'));
  },
  members: (of, args: MemberArguments, { state }, info) => {
    const found = membersIn(of, args.membership)
      .filter((member) => args.role === null || args.role === undefined || roleIn(of, member) === args.role)
      .filter((member) => mentions(member, args.query));
    const keys = {
      LOGIN: (member: User) => member.login.toLowerCase(),
      CREATED_AT: (member: User) => member.createdAt,
    };
    return connection(ordered(found, args.orderBy, keys), args, info, (member) => {
      const page = simpleUser(state, member).html_url;
      return {
        node: node('User', member),
        role: roleIn(of, member),
        memberAccessUrl: page,
        memberAccessResourcePath: path(state, page),
      };
    });
  },
  repositories: (of, args: Page, { viewer }, info) => {
    const found = [...of.repositories.values()].filter(({ repository }) => canSee(viewer, repository));
    return connection(found, args, info, ({ repository, permission }) => ({
      node: node('Repository', repository),
      permission: permission.toUpperCase(),
    }));
  },
};

function membersIn(of: Team, membership: MemberArguments['membership']): readonly User[] {
  switch (membership) {
    case 'ALL':
      return membersOf(of);
    case 'IMMEDIATE':
      return immediateMembers(of);
    case 'CHILD_TEAM':
      return [...new Set(childTeams(of).flatMap(membersOf))];
    default:
      return membership satisfies never;
  }
}

/** Owners of the organization are shown as maintainers of every team. */
function roleIn(of: Team, member: User): 'MEMBER' | 'MAINTAINER' {
  if (of.organization.members.get(member.id)?.role === 'admin') return 'MAINTAINER';
  return of.memberships.get(member.id)?.role === 'maintainer' ? 'MAINTAINER' : 'MEMBER';
}

function mentions(member: User, text: string | null | undefined): boolean {
  return [member.login, member.name ?? ''].some((name) => name.toLowerCase().includes((text ?? '').toLowerCase()));
}

function ancestorsOf(of: Team): readonly Team[] {
  return of.parent === null ? [] : [...ancestorsOf(of.parent), of.parent];
}

function descendantsOf(of: Team): readonly Team[] {
  return childTeams(of).flatMap((child) => [child, ...descendantsOf(child)]);
}
