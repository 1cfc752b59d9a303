import { membersOf } from '../state/accounts.ts';
import type { Account, Organization, Team, User } from '../state/model.ts';
import type { State } from '../state.ts';

/** `simple-user`: how any account appears inside something else. */
export function simpleUser({ url }: State, account: Account) {
  const api = `${url}/users/${encodeURIComponent(account.login)}`;
  const page = account.type === 'Bot' ? `${url}/apps/${account.slug}` : `${url}/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    avatar_url: `${url}/avatars/${account.id}`,
    gravatar_id: '',
    url: api,
    html_url: page,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

export function nullableUser(state: State, account: Account | null) {
  return account === null ? null : simpleUser(state, account);
}

export function publicUser(state: State, account: Account) {
  return {
    ...simpleUser(state, account),
    name: account.type === 'Bot' ? null : account.name,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: state.repositories.filter(({ owner, visibility }) => owner === account && visibility === 'public')
      .length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: stamp(account.createdAt),
    updated_at: stamp(account.createdAt),
  };
}

export function organizationSimple({ url }: State, organization: Organization) {
  const api = `${url}/orgs/${organization.login}`;
  return {
    login: organization.login,
    id: organization.id,
    node_id: organization.nodeId,
    url: api,
    repos_url: `${api}/repos`,
    events_url: `${api}/events`,
    hooks_url: `${api}/hooks`,
    issues_url: `${api}/issues`,
    members_url: `${api}/members{/member}`,
    public_members_url: `${api}/public_members{/member}`,
    avatar_url: `${url}/avatars/${organization.id}`,
    description: null,
  };
}

export function organizationFull(state: State, organization: Organization) {
  return {
    ...organizationSimple(state, organization),
    name: organization.name,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: state.repositories.filter(
      ({ owner, visibility }) => owner === organization && visibility === 'public',
    ).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${state.url}/${organization.login}`,
    type: 'Organization',
    created_at: stamp(organization.createdAt),
    updated_at: stamp(organization.createdAt),
    archived_at: null,
  };
}

export function teamSimple({ url }: State, team: Team) {
  const api = `${url}/organizations/${team.organization.id}/team/${team.id}`;
  return {
    id: team.id,
    node_id: team.nodeId,
    url: api,
    members_url: `${api}/members{/member}`,
    name: team.name,
    description: team.description,
    permission: 'pull',
    privacy: team.privacy,
    notification_setting: 'notifications_enabled',
    html_url: `${url}/orgs/${team.organization.login}/teams/${team.slug}`,
    repositories_url: `${api}/repos`,
    slug: team.slug,
    type: 'organization',
  };
}

export function teamShape(state: State, team: Team) {
  return { ...teamSimple(state, team), parent: team.parent === null ? null : teamSimple(state, team.parent) };
}

export function teamFull(state: State, team: Team) {
  return {
    ...teamShape(state, team),
    members_count: membersOf(team).length,
    repos_count: team.repositories.size,
    created_at: stamp(team.createdAt),
    updated_at: stamp(team.updatedAt),
    organization: organizationFull(state, team.organization),
  };
}

export function organizationMembership(state: State, organization: Organization, user: User) {
  const member = organization.members.get(user.id);
  return {
    url: `${state.url}/orgs/${organization.login}/memberships/${user.login}`,
    state: member?.state ?? 'pending',
    role: member?.role ?? 'member',
    organization_url: `${state.url}/orgs/${organization.login}`,
    organization: organizationSimple(state, organization),
    user: simpleUser(state, user),
  };
}

/** Times as GitHub writes them: whole seconds, UTC. */
export function stamp(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

export function nullableStamp(time: Date | null): string | null {
  return time === null ? null : stamp(time);
}
