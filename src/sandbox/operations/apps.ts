import { type KeyObject, randomBytes } from 'node:crypto';
import { installationShape } from '../shapes/app.ts';
import { covers, type Installation } from '../state/apps.ts';
import { nextIds } from '../state/ids.ts';
import type { Account, App, Organization, Permissions, Repository, User } from '../state/model.ts';
import { fullName } from '../state/repositories.ts';
import type { State } from '../state.ts';
import { addBot } from './accounts.ts';

export type NewApp = {
  readonly slug: string;
  readonly name?: string;
  readonly owner: Organization | User;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly publicKey?: KeyObject | null;
  readonly webhook?: App['webhook'];
  readonly externalUrl?: string;
  readonly callbackUrls?: readonly string[];
  /** The bot's login where it is not the slug with `[bot]`. */
  readonly botLogin?: string;
};

export function addApp(state: State, draft: NewApp): App {
  const { slug, owner, permissions, events } = draft;
  const ids = nextIds(state.ids, 'A');
  const app: App = {
    ...ids,
    slug,
    name: draft.name ?? slug,
    clientId: `Iv23li${String(ids.id).padStart(14, '0')}`,
    owner,
    bot: addBot(state, { slug, ...(draft.botLogin === undefined ? {} : { login: draft.botLogin }) }),
    publicKey: draft.publicKey ?? null,
    permissions,
    events,
    externalUrl: draft.externalUrl ?? `${state.url}/apps/${slug}`,
    webhook: draft.webhook ?? null,
    clientSecret: randomBytes(20).toString('hex'),
    callbackUrls: draft.callbackUrls ?? [],
    hookId: state.ids.next++,
    createdAt: state.now(),
  };
  state.apps.push(app);
  return app;
}

export type NewInstallation = {
  readonly app: App;
  readonly account: Organization | User;
  /** Left out: all that the account has and will have. */
  readonly repositories?: readonly Repository[];
  /** Left out: what the app asks for. */
  readonly permissions?: Permissions;
};

export function installApp(state: State, draft: NewInstallation, sender: Account): Installation {
  const { app, account, repositories } = draft;
  const installation: Installation = {
    ...nextIds(state.ids, 'IN'),
    app,
    account,
    permissions: draft.permissions ?? app.permissions,
    events: app.events,
    repositorySelection: repositories === undefined ? 'all' : 'selected',
    selected: new Map((repositories ?? []).map((repository) => [repository.id, repository])),
    suspendedAt: null,
    suspendedBy: null,
    createdAt: state.now(),
    updatedAt: state.now(),
  };
  state.installations.push(installation);
  announce(state, installation, 'created', sender);
  return installation;
}

export function uninstallApp(state: State, installation: Installation, sender: Account): void {
  announce(state, installation, 'deleted', sender);
  state.installations.splice(state.installations.indexOf(installation), 1);
  for (const [text, token] of state.tokens) {
    if (token.kind === 'installation' && token.installation === installation) state.tokens.delete(text);
  }
}

export function suspendInstallation(state: State, installation: Installation, sender: User): void {
  installation.suspendedAt = state.now();
  installation.suspendedBy = sender;
  announce(state, installation, 'suspend', sender);
}

export function unsuspendInstallation(state: State, installation: Installation, sender: User): void {
  installation.suspendedAt = null;
  installation.suspendedBy = null;
  announce(state, installation, 'unsuspend', sender);
}

export function acceptPermissions(state: State, installation: Installation, sender: User): void {
  installation.permissions = installation.app.permissions;
  installation.events = installation.app.events;
  installation.updatedAt = state.now();
  announce(state, installation, 'new_permissions_accepted', sender);
}

export function addToInstallation(
  state: State,
  installation: Installation,
  repository: Repository,
  sender: User,
): void {
  installation.selected.set(repository.id, repository);
  announceRepositories(state, installation, 'added', repository, sender);
}

export function removeFromInstallation(
  state: State,
  installation: Installation,
  repository: Repository,
  sender: User,
): void {
  installation.selected.delete(repository.id);
  announceRepositories(state, installation, 'removed', repository, sender);
}

function announce(state: State, installation: Installation, action: string, sender: Account): void {
  const payload = () => ({
    installation: installationShape(state, installation),
    repositories: state.repositories
      .filter((repository) => covers(installation, repository))
      .map((repository) => brief(repository)),
    requester: null,
  });
  state.announce({ event: 'installation', action, scope: { of: 'installation', installation }, sender, payload });
}

function announceRepositories(
  state: State,
  installation: Installation,
  action: 'added' | 'removed',
  repository: Repository,
  sender: Account,
): void {
  const payload = () => ({
    installation: installationShape(state, installation),
    repository_selection: installation.repositorySelection,
    repositories_added: action === 'added' ? [brief(repository)] : [],
    repositories_removed: action === 'removed' ? [brief(repository)] : [],
    requester: null,
  });
  const scope = { of: 'installation', installation } as const;
  state.announce({ event: 'installation_repositories', action, scope, sender, payload });
}

function brief(repository: Repository) {
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: fullName(repository),
    private: repository.visibility !== 'public',
  };
}
