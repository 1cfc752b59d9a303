import { membersOf, permissionOrder } from './state/accounts.ts';
import {
  type Authorization,
  allows,
  covers,
  type Installation,
  type PendingApp,
  type Token,
  type UserToken,
  type Viewer,
} from './state/apps.ts';
import { type Behaviour, likeliestBehaviour } from './state/behaviour.ts';
import type { Happening } from './state/happening.ts';
import { type IdSource, nextIds } from './state/ids.ts';
import type { Account, Actor, App, Bot, Organization, Permission, Repository, Team, User } from './state/model.ts';
import { fullName } from './state/repositories.ts';

/** Everything this GitHub knows. Its parts are in `state/`, one file per subject. */
export type State = {
  /** Base of every link, without a slash at the end. */
  url: string;
  readonly now: () => Date;
  readonly ids: IdSource;
  readonly accounts: Account[];
  readonly repositories: Repository[];
  readonly apps: App[];
  readonly installations: Installation[];
  readonly tokens: Map<string, Token>;
  /** Apps that somebody has agreed to register and that wait to be fetched, by code. */
  readonly manifests: Map<string, PendingApp>;
  /** People who agreed to sign in to an app, by the code that the app was sent. */
  readonly authorizations: Map<string, Authorization>;
  /** By refresh token: whose token may be exchanged for a new one. */
  readonly refreshTokens: Map<string, { readonly app: App; readonly user: User }>;
  readonly behaviour: Behaviour;
  /** Told of everything that a webhook could report, the moment it happened. */
  announce: (happening: Happening) => void;
};

export function createState(now: () => Date): State {
  const ids = { next: 1_000 };
  return {
    url: 'https://github.test',
    now,
    ids,
    accounts: [webFlow(ids, now())],
    repositories: [],
    apps: [],
    installations: [],
    tokens: new Map(),
    manifests: new Map(),
    authorizations: new Map(),
    refreshTokens: new Map(),
    behaviour: likeliestBehaviour(),
    announce: () => undefined,
  };
}

/** The account in whose name GitHub's own pages commit. */
function webFlow(ids: IdSource, createdAt: Date): User {
  const emails = ['noreply@github.com'];
  return {
    ...nextIds(ids, 'U'),
    type: 'User',
    login: 'web-flow',
    name: 'GitHub Web Flow',
    emails,
    busy: false,
    createdAt,
  };
}

/** By login, in any case, as GitHub compares them. */
export function findAccount(state: State, login: string): Account | undefined {
  return state.accounts.find((account) => sameText(account.login, login));
}

export function findOrganization(state: State, login: string): Organization | undefined {
  const account = findAccount(state, login);
  return account?.type === 'Organization' ? account : undefined;
}

/** A person or a bot; a bot also by its slug. */
export function findActor(state: State, login: string): Actor | undefined {
  return state.accounts
    .filter((account) => account.type !== 'Organization')
    .find((actor) => sameText(actor.login, login) || (actor.type === 'Bot' && sameText(actor.slug, login)));
}

export function findUser(state: State, login: string): User | undefined {
  const account = findAccount(state, login);
  return account?.type === 'User' ? account : undefined;
}

export function findRepository(state: State, owner: string, name: string): Repository | undefined {
  return state.repositories.find((candidate) => sameText(fullName(candidate), `${owner}/${name}`));
}

export function findTeam(organization: Organization, slug: string): Team | undefined {
  return organization.teams.find((team) => sameText(team.slug, slug));
}

/** The account behind a commit's address: a known address, or a no-reply address that names a login. */
export function accountByEmail(state: State, email: string): Actor | null {
  const address = email.toLowerCase();
  const actors = state.accounts.filter((account): account is User | Bot => account.type !== 'Organization');
  const listed = actors.find((actor) => actor.emails.some((known) => known.toLowerCase() === address));
  if (listed !== undefined) return listed;
  const noReply = /^(?:(?<id>\d+)\+)?(?<login>[^@]+)@users\.noreply\.github\.com$/u.exec(address)?.groups;
  if (noReply === undefined) return null;
  const { id, login } = noReply;
  if (id !== undefined) return actors.find((actor) => actor.id === Number(id)) ?? null;
  return actors.find((actor) => sameText(actor.login, login ?? '')) ?? null;
}

/** The strongest of what a person may do by ownership, membership, teams and invitation, and to what is public. */
export function permissionOf(repository: Repository, actor: Actor | null): Permission {
  const floor: Permission = repository.visibility === 'public' ? 'read' : 'none';
  return actor === null || actor.type === 'Bot' ? floor : strongest([floor, ...grantsOf(repository, actor)]);
}

/** Whether somebody gave the person a permission, other than by making the repository public. */
export function hasOwnPermission(repository: Repository, user: User): boolean {
  return strongest(grantsOf(repository, user)) !== 'none';
}

function grantsOf(repository: Repository, user: User): readonly Permission[] {
  const { owner } = repository;
  if (owner.id === user.id) return ['admin'];
  const grants: Permission[] = [repository.collaborators.get(user.id)?.permission ?? 'none'];
  if (owner.type === 'Organization') {
    const member = owner.members.get(user.id);
    if (member?.state === 'active') grants.push(member.role === 'admin' ? 'admin' : owner.basePermission);
    for (const team of owner.teams) {
      const grant = team.repositories.get(repository.id)?.permission;
      if (grant !== undefined && membersOf(team).some(({ id }) => id === user.id)) grants.push(grant);
    }
  }
  return grants;
}

function strongest(grants: readonly Permission[]): Permission {
  return grants.reduce((best, grant) => (rank(grant) > rank(best) ? grant : best), 'none');
}

export function canPush(repository: Repository, actor: Actor | null): boolean {
  return rank(permissionOf(repository, actor)) >= rank('write');
}

/** Whether the viewer may know that the repository exists. */
export function canSee(viewer: Viewer, repository: Repository): boolean {
  if (repository.visibility === 'public' && viewer.kind !== 'installation') return true;
  switch (viewer.kind) {
    case 'installation': {
      const inScope = viewer.repositoryIds === null || viewer.repositoryIds.has(repository.id);
      return repository.visibility === 'public' || (inScope && covers(viewer.installation, repository));
    }
    case 'user':
      return permissionOf(repository, viewer.user) !== 'none' && reaches(viewer, repository);
    case 'app':
    case 'anonymous':
      return false;
    default:
      return viewer satisfies never;
  }
}

/** What a person does not see by an app's sign-in: private repositories that the app is not installed on. */
function reaches({ signedInto }: UserToken, repository: Repository): boolean {
  if (signedInto === undefined) return true;
  const { app, installations } = signedInto;
  return installations.some((each) => each.app === app && each.suspendedAt === null && covers(each, repository));
}

/** Whether the viewer's permissions reach the subject, as `pull_requests` or `members`. */
export function viewerMay(viewer: Viewer, permission: string, level: 'read' | 'write'): boolean {
  return viewer.kind === 'user' || (viewer.kind === 'installation' && allows(viewer.permissions, permission, level));
}

export function sameText(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function rank(permission: Permission): number {
  return permissionOrder.indexOf(permission);
}
