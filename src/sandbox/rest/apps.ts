import { issueInstallationToken, type TokenRequest } from '../auth.ts';
import { Refusal } from '../refusal.ts';
import { stamp } from '../shapes/account.ts';
import { appShape, installationShape } from '../shapes/app.ts';
import { repositoryShape } from '../shapes/repository.ts';
import { covers, type Installation } from '../state/apps.ts';
import type { App, Permissions, Repository } from '../state/model.ts';
import { findRepository, hasOwnPermission, type State, sameText } from '../state.ts';
import type { Delivery } from '../webhooks/deliveries.ts';
import { asApp, type Call, found, namedPage, notAccessible, ok, page, type Routes, texts } from './route.ts';

export const appRoutes: Routes = {
  'apps/get-authenticated': asApp(({ state }, app) => ok(appShape(state, app))),
  'apps/get-by-slug': ({ state, params }) =>
    ok(appShape(state, found(state.apps.find((app) => app.slug === params['app_slug'])))),
  'apps/list-installations': asApp((call, app) =>
    page(call, installationsOf(call.state, app), (installation) => installationShape(call.state, installation)),
  ),
  'apps/get-installation': asApp((call, app) => {
    const installation = installationsOf(call.state, app).find(
      ({ id }) => id === Number(call.params['installation_id']),
    );
    return ok(installationShape(call.state, found(installation)));
  }),
  'apps/get-org-installation': asApp((call, app) => installationOn(call, app, call.params['org'])),
  'apps/get-user-installation': asApp((call, app) => installationOn(call, app, call.params['username'])),
  'apps/get-repo-installation': asApp(({ state, params }, app) => {
    const repository = found(findRepository(state, params['owner'] ?? '', params['repo'] ?? ''));
    const installation = installationsOf(state, app).find((candidate) => covers(candidate, repository));
    return ok(installationShape(state, found(installation)));
  }),
  'apps/create-installation-access-token': asApp(createToken),
  'apps/list-repos-accessible-to-installation': (call) => {
    const { state, viewer } = call;
    if (viewer.kind !== 'installation') throw notAccessible();
    const inScope = ({ id }: Repository) => viewer.repositoryIds === null || viewer.repositoryIds.has(id);
    const repositories = state.repositories.filter((item) => covers(viewer.installation, item) && inScope(item));
    return namedPage(call, 'repositories', repositories, (repository) => repositoryShape(state, repository));
  },
  'apps/list-installations-for-authenticated-user': (call) => {
    const { state } = call;
    const visible = installationsOf(state, signedInto(call)).filter((each) => coveredFor(call, each).length > 0);
    return namedPage(call, 'installations', visible, (installation) => installationShape(state, installation));
  },
  'apps/list-installation-repos-for-authenticated-user': (call) => {
    const installation = installationsOf(call.state, signedInto(call)).find(
      ({ id }) => id === Number(call.params['installation_id']),
    );
    const repositories = coveredFor(call, found(installation));
    return namedPage(call, 'repositories', repositories, (repository) => repositoryShape(call.state, repository));
  },
  'apps/get-webhook-config-for-app': asApp((_, { webhook }) =>
    ok(webhook === null ? {} : { url: webhook.url, content_type: 'json', secret: '********', insecure_ssl: '0' }),
  ),
  'apps/list-webhook-deliveries': asApp(listDeliveries),
  'apps/get-webhook-delivery': asApp((call, app) => ok(deliveryShape(deliveryOf(call, app)))),
  'apps/redeliver-webhook-delivery': asApp((call, app) => {
    call.webhooks.redeliver(deliveryOf(call, app));
    return { status: 202, body: {} };
  }),
};

/** The app that a person signed in to; other tokens of people know no installations. */
function signedInto({ viewer }: Call): App {
  if (viewer.kind !== 'user' || viewer.signedInto === undefined)
    throw new Refusal(403, 'You must authenticate with an access token authorized to a GitHub App');
  return viewer.signedInto.app;
}

/** What the installation covers and the person has a permission of their own on; that it is public is none. */
function coveredFor({ state, viewer }: Call, installation: Installation): readonly Repository[] {
  if (viewer.kind !== 'user' || installation.suspendedAt !== null) return [];
  const { user } = viewer;
  return state.repositories.filter((item) => covers(installation, item) && hasOwnPermission(item, user));
}

/** GitHub forgets deliveries after this. */
const logRetention = 3 * 24 * 60 * 60 * 1_000;

function createToken({ state, params, body }: Call, app: App) {
  const installation = found(installationsOf(state, app).find(({ id }) => id === Number(params['installation_id'])));
  if (installation.suspendedAt !== null) throw new Refusal(403, 'This installation has been suspended');
  const request: TokenRequest = {
    ...(isPermissions(body['permissions']) ? { permissions: body['permissions'] } : {}),
    ...('repositories' in body || 'repository_ids' in body
      ? { repositoryIds: askedRepositories(state, installation, body) }
      : {}),
  };
  const token = issueInstallationToken(state, installation, request);
  const limited = token.repositoryIds;
  return {
    status: 201,
    body: {
      token: token.token,
      expires_at: stamp(token.expiresAt),
      permissions: token.permissions,
      repository_selection: limited === null ? installation.repositorySelection : 'selected',
      ...(limited === null
        ? {}
        : {
            repositories: state.repositories
              .filter(({ id }) => limited.has(id))
              .map((item) => repositoryShape(state, item)),
          }),
    },
  };
}

function askedRepositories(state: State, installation: Installation, body: Call['body']): readonly number[] {
  const names = texts(body['repositories']);
  const ids = Array.isArray(body['repository_ids']) ? body['repository_ids'].map(Number) : [];
  const covered = state.repositories.filter((repository) => covers(installation, repository));
  const asked = covered.filter(({ id, name }) => ids.includes(id) || names.some((wanted) => sameText(wanted, name)));
  if (asked.length !== names.length + ids.length) {
    throw new Refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  }
  return asked.map(({ id }) => id);
}

function isPermissions(value: unknown): value is Permissions {
  return typeof value === 'object' && value !== null;
}

function installationOn({ state }: Call, app: App, login = '') {
  const installation = installationsOf(state, app).find(({ account }) => sameText(account.login, login));
  return ok(installationShape(state, found(installation)));
}

function installationsOf(state: State, app: App): readonly Installation[] {
  return state.installations.filter((installation) => installation.app === app);
}

/** Newest first, paged by a cursor as GitHub does it. */
function listDeliveries({ state, webhooks, url }: Call, app: App) {
  const perPage = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
  const cursor = Number(url.searchParams.get('cursor') ?? 0);
  const status = url.searchParams.get('status');
  const known = webhooks.log
    .filter((delivery) => delivery.app === app && delivery.outcome !== null && isKept(state, delivery))
    .filter((delivery) => status === null || (status === 'success') === succeeded(delivery))
    .reverse()
    .filter((delivery) => cursor === 0 || delivery.id < cursor);
  const listed = known.slice(0, perPage);
  const next = new URL(url);
  next.searchParams.set('cursor', String(listed.at(-1)?.id ?? 0));
  const headers: Record<string, string> = known.length > perPage ? { link: `<${next.href}>; rel="next"` } : {};
  return { status: 200, body: listed.map(deliveryItem), headers };
}

function deliveryOf({ state, webhooks, params }: Call, app: App): Delivery {
  const id = Number(params['delivery_id']);
  return found(webhooks.log.find((item) => item.app === app && item.id === id && isKept(state, item)));
}

function isKept(state: State, { deliveredAt }: Delivery): boolean {
  return state.now().getTime() - deliveredAt.getTime() <= logRetention;
}

function succeeded({ outcome }: Delivery): boolean {
  return outcome !== null && outcome.statusCode >= 200 && outcome.statusCode < 300;
}

function deliveryItem(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: stamp(delivery.deliveredAt),
    redelivery: delivery.redelivery,
    duration: delivery.outcome?.seconds ?? 0,
    status: delivery.outcome?.status ?? 'pending',
    status_code: delivery.outcome?.statusCode ?? 0,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

function deliveryShape(delivery: Delivery) {
  return {
    ...deliveryItem(delivery),
    url: delivery.app.webhook?.url ?? '',
    request: { headers: delivery.headers, payload: delivery.payload },
    response: { headers: {}, payload: null },
  };
}
