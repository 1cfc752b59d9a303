import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { authenticate } from './auth.ts';
import { matchOperation, requestProblems, responseProblems } from './contracts.ts';
import { executeGraphql, type GraphqlRequest, graphqlProblems } from './graphql.ts';
import { Refusal } from './refusal.ts';
import type { Answer } from './rest/route.ts';
import { routes } from './rest/routes.ts';
import type { State } from './state.ts';
import type { Webhooks } from './webhooks/deliveries.ts';

/** One request to the API, as it was answered. */
export type LoggedRequest = {
  readonly method: string;
  /** Without query and without `/api/v3`. */
  readonly path: string;
  /** GitHub's name of the operation; `graphql` for GraphQL. */
  readonly operationId: string | null;
  /** The name of the query or mutation. */
  readonly graphqlOperation: string | null;
  readonly body: unknown;
  /** Asking for an installation token, which nobody counts as work. */
  readonly forToken: boolean;
  installationId: number | null;
  status: number;
};

export type Fault = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
};

export type Knobs = {
  /** Milliseconds that every answer takes. */
  latency: number;
  /** An answer in place of the right one; null for none. */
  fault: (request: LoggedRequest) => Fault | null;
};

export type ServerParts = {
  readonly state: State;
  readonly webhooks: Webhooks;
  readonly requests: LoggedRequest[];
  readonly violations: string[];
  readonly knobs: Knobs;
  /** Pages for people, for whatever is not the API. */
  readonly pages: (request: Request) => Promise<Response>;
};

/** Serves REST, GraphQL and the pages on 127.0.0.1; answers the server once it listens. */
export async function startServer(parts: ServerParts, port: number): Promise<{ server: Server; url: string }> {
  const app = new Hono();
  app.post('/graphql', (context) => graphql(parts, context));
  app.post('/api/graphql', (context) => graphql(parts, context));
  app.all('*', (context) => (isApi(context.req.path) ? rest(parts, context) : parts.pages(context.req.raw)));
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, ({ port: bound }: AddressInfo) => {
      resolve({ server: server as Server, url: `http://127.0.0.1:${bound}` });
    });
  });
}

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

async function rest(parts: ServerParts, { req }: Context): Promise<Response> {
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
    installationId: null,
    status: 0,
  };
  return answer(parts, logged, () => {
    const viewer = authenticate(parts.state, req.header('authorization'));
    logged.installationId = viewer.kind === 'installation' ? viewer.installation.id : null;
    const problems = requestProblems(req.method, path, url.searchParams, body);
    if (problems.length > 0) throw violated(parts, problems);
    const route = routes[match?.id ?? ''];
    if (match === undefined || route === undefined) throw violated(parts, [`${req.method} ${path} has no route`]);
    const { state, webhooks } = parts;
    const { params } = match;
    const result = route({ state, webhooks, viewer, url, params, body: isRecord(body) ? body : {} });
    const surprises = responseProblems(req.method, path, result.status, result.body);
    if (surprises.length > 0) throw violated(parts, surprises);
    return result;
  });
}

async function graphql(parts: ServerParts, { req }: Context): Promise<Response> {
  const body = parsed(await req.text());
  const logged: LoggedRequest = {
    method: 'POST',
    path: '/graphql',
    operationId: 'graphql',
    graphqlOperation: isGraphql(body) ? operationName(body) : null,
    body,
    forToken: false,
    installationId: null,
    status: 0,
  };
  return answer(parts, logged, () => {
    const viewer = authenticate(parts.state, req.header('authorization'));
    if (viewer.kind === 'anonymous') throw new Refusal(401, 'This endpoint requires you to be authenticated.');
    logged.installationId = viewer.kind === 'installation' ? viewer.installation.id : null;
    if (!isGraphql(body)) throw new Refusal(400, 'A query attribute must be specified and must be a string.');
    const result = executeGraphql(parts.state, viewer, body);
    parts.violations.push(...graphqlProblems(body, result));
    return { status: 200, body: result };
  });
}

/** Answers with a fault if one is asked for, else with the result or with the refusal in GitHub's form. */
async function answer(parts: ServerParts, logged: LoggedRequest, run: () => Answer): Promise<Response> {
  if (parts.knobs.latency > 0) await wait(parts.knobs.latency);
  const fault = parts.knobs.fault(logged);
  const result = fault === null ? attempted(run) : faulty(fault);
  logged.status = result.status;
  parts.requests.push(logged);
  return jsonResponse(parts, result);
}

function attempted(run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      status: error.status,
      body: { message: error.message, documentation_url: 'https://docs.github.com/rest' },
    };
  }
}

function faulty({ status, headers = {}, message = 'fault' }: Fault): Answer {
  return { status, headers, body: { message } };
}

function violated(parts: ServerParts, problems: readonly string[]): Refusal {
  parts.violations.push(...problems);
  return new Refusal(422, `against GitHub's published description: ${problems.join('; ')}`);
}

/** The date is the sandbox's own, so that clients can correct theirs. */
function jsonResponse({ state, requests }: ServerParts, { status, body, headers = {} }: Answer): Response {
  const always = {
    'content-type': 'application/json; charset=utf-8',
    date: state.now().toUTCString(),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': `SAND:${requests.length}`,
  };
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { ...always, ...headers } });
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
