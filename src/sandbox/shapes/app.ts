import type { Installation } from '../state/apps.ts';
import type { App } from '../state/model.ts';
import type { State } from '../state.ts';
import { nullableStamp, nullableUser, simpleUser, stamp } from './account.ts';

/** `integration`. */
export function appShape(state: State, app: App) {
  return {
    id: app.id,
    slug: app.slug,
    node_id: app.nodeId,
    client_id: app.clientId,
    owner: simpleUser(state, app.owner),
    name: app.name,
    description: null,
    external_url: app.externalUrl,
    html_url: `${state.url}/apps/${app.slug}`,
    created_at: stamp(app.createdAt),
    updated_at: stamp(app.createdAt),
    permissions: app.permissions,
    events: app.events,
    installations_count: state.installations.filter((installation) => installation.app === app).length,
  };
}

export function installationShape(state: State, installation: Installation) {
  const { account, app } = installation;
  const api = `${state.url}/app/installations/${installation.id}`;
  return {
    id: installation.id,
    client_id: app.clientId,
    account: simpleUser(state, account),
    repository_selection: installation.repositorySelection,
    access_tokens_url: `${api}/access_tokens`,
    repositories_url: `${state.url}/installation/repositories`,
    html_url: `${state.url}/organizations/${account.login}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: installation.events,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    created_at: stamp(installation.createdAt),
    updated_at: stamp(installation.updatedAt),
    suspended_by: nullableUser(state, installation.suspendedBy),
    suspended_at: nullableStamp(installation.suspendedAt),
  };
}
