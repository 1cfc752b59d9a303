import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { type Answering, answer } from './answering.ts';
import { authenticate } from './auth.ts';
import { matchOperation, requestProblems, responseProblems } from './contracts.ts';
import { allowanceHeaders, spend } from './graphql/rate-limit.ts';
import { executeGraphql, type GraphqlRequest, graphqlProblems } from './graphql.ts';
import type { LoggedRequest } from './logged-request.ts';
import { Refusal } from './refusal.ts';
import { routes } from './rest/routes.ts';
import { signInPages } from './sign-in.ts';
import type { State } from './state.ts';
import type { Webhooks } from './webhooks/deliveries.ts';

export type ServerParts = Answering & {
  readonly webhooks: Webhooks;
  readonly violations: string[];
  /** Pages for people, for whatever is not the API. */
  readonly pages: (request: Request) => Promise<Response>;
};

/** Serves REST, GraphQL and the pages on 127.0.0.1; answers the server once it listens. */
export async function startServer(parts: ServerParts, port: number): Promise<{ server: Server; url: string }> {
  const app = new Hono<Served>();
  app.post('/graphql', (context) => graphql(parts, context));
  app.post('/api/graphql', (context) => graphql(parts, context));
  app.route('/', signInPages(parts.state));
  app.all('*', (context) => (isApi(context.req.path) ? rest(parts, context) : parts.pages(context.req.raw)));
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, ({ port: bound }: AddressInfo) => {
      resolve({ server: server as Server, url: `http://127.0.0.1:${bound}` });
    });
  });
}

type Served = { readonly Bindings: HttpBindings };

const apiRoots = new Set([
  'app',
  'apps',
  'app-manifests',
  'installation',
  'meta',
  'orgs',
  'rate_limit',
  'repos',
  'user',
  'users',
]);

function isApi(path: string): boolean {
  return path.startsWith('/api/v3/') || apiRoots.has(path.split('/')[1] ?? '');
}

async function rest(parts: ServerParts, { req, env }: Context<Served>): Promise<Response> {
  const url = new URL(req.url);
  const path = url.pathname.replace(/^\/api\/v3(?=\/)/u, '');
  const body = parsed(await req.text());
  const match = matchOperation(req.method, path);
  const logged: LoggedRequest = {
    method: req.method,
    path: decodeURIComponent(path),
    operationId: match?.id ?? null,
    graphqlOperation: null,
    body,
    forToken: match?.id === 'apps/create-installation-access-token',
    installationId: installationIdOf(parts.state, req.header('authorization')),
    status: 0,
  };
  return answer(parts, logged, env, () => {
    const viewer = authenticate(parts.state, req.header('authorization'));
    const problems = requestProblems(req.method, path, url.searchParams, body);
    if (problems.length > 0) throw violated(parts, problems);
    const route = routes[match?.id ?? ''];
    if (match === undefined || route === undefined) throw violated(parts, [`${req.method} ${path} has no route`]);
    const { state, webhooks } = parts;
    const { params } = match;
    const result = route({ state, webhooks, viewer, url, params, body: isRecord(body) ? body : {} });
    const surprises = responseProblems(req.method, path, result.status, result.body);
    if (surprises.length > 0) throw violated(parts, surprises);
    spend(state, viewer, 1, 'core');
    return { ...result, headers: { ...allowanceHeaders(state, viewer, 'core'), ...result.headers } };
  });
}

async function graphql(parts: ServerParts, { req, env }: Context<Served>): Promise<Response> {
  const body = parsed(await req.text());
  const logged: LoggedRequest = {
    method: 'POST',
    path: '/graphql',
    operationId: 'graphql',
    graphqlOperation: isGraphql(body) ? operationName(body) : null,
    body,
    forToken: false,
    installationId: installationIdOf(parts.state, req.header('authorization')),
    status: 0,
  };
  return answer(parts, logged, env, () => {
    const viewer = authenticate(parts.state, req.header('authorization'));
    if (viewer.kind === 'anonymous') throw new Refusal(401, 'This endpoint requires you to be authenticated.');
    if (!isGraphql(body)) throw new Refusal(400, 'A query attribute must be specified and must be a string.');
    const result = executeGraphql(parts.state, viewer, body);
    parts.violations.push(...graphqlProblems(body, result));
    return { status: 200, body: result, headers: allowanceHeaders(parts.state, viewer, 'graphql') };
  });
}

function installationIdOf(state: State, authorization: string | undefined): number | null {
  try {
    const viewer = authenticate(state, authorization);
    return viewer.kind === 'installation' ? viewer.installation.id : null;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function violated(parts: ServerParts, problems: readonly string[]): Refusal {
  parts.violations.push(...problems);
  return new Refusal(422, `against GitHub's published description: ${problems.join('; ')}`);
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function operationName({ operationName: chosen, query }: GraphqlRequest): string | null {
  return chosen ?? /\b(?:query|mutation)\s+(?<name>\w+)/u.exec(query)?.groups?.['name'] ?? null;
}

function isGraphql(body: unknown): body is GraphqlRequest {
  return isRecord(body) && typeof body['query'] === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
