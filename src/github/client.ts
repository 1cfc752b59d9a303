import { setTimeout as delay } from 'node:timers/promises';
import type { ProbotOctokit } from 'probot';
import { z } from 'zod';
import { GitHubError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { type ApiAddresses, apiAddresses } from './addresses.ts';
import { createBudget, type Purse } from './budget.ts';
import { type Failure, headersOf, readFailure, refuseGraphqlFailure } from './failure.ts';
import { createGate } from './gate.ts';
import { meterRequest } from './meter.ts';
import { createOctokits, createPersonalOctokits, type Octokits } from './octokits.ts';
import { createRateLimits, type RateLimit } from './rate-limits.ts';

export type Parameters = Readonly<Record<string, unknown>>;

/** Requests to GitHub as an installation. One call here is one HTTP request, tokens and further tries aside. */
export type GitHub = {
  readonly graphql: (installationId: number, query: string, variables: Parameters) => Promise<GraphqlAnswer>;
  /** `route` is a template of GitHub's reference, such as `GET /repos/{owner}/{repo}`. */
  readonly rest: (installationId: number, route: string, parameters: Parameters) => Promise<unknown>;
  /** A request as the App itself, such as the list of its deliveries. */
  readonly asApp: (route: string, parameters: Parameters) => Promise<unknown>;
  /** The same for a list that is paged by a cursor; null where the list ends. */
  readonly pageAsApp: (
    route: string,
    parameters: Parameters,
  ) => Promise<{ readonly data: unknown; readonly cursor: string | null }>;
  /** Whether the installation covers every repository of its account; told with the token, so it costs no request. */
  readonly repositorySelection: (installationId: number) => Promise<'all' | 'selected'>;
  /** Drops the token of an installation, which says for an hour what the installation might do when it was made. */
  readonly renewToken: (installationId: number) => Promise<void>;
  /** How many requests were sent since the start, by kind and installation; 0 stands for the App itself. */
  readonly requests: () => readonly RequestCount[];
  /** What GitHub said last about the hourly limits. */
  readonly rateLimits: () => readonly RateLimit[];
};

/** GitHub counts the two APIs apart, and a REST request that writes five times as much as one that reads. */
export type RequestKind = 'read' | 'write' | 'graphql';
export type RequestCount = { readonly kind: RequestKind; readonly installationId: number; readonly requests: number };

export const GraphqlProblem = z.object({
  type: z.string().optional(),
  extensions: z.object({ code: z.string().optional() }).optional(),
  path: z.array(z.union([z.string(), z.number()])).default([]),
  message: z.string().default(''),
});
/** One problem of a GraphQL answer. The rest of the answer may still be there. */
export type GraphqlProblem = z.infer<typeof GraphqlProblem>;
export type GraphqlAnswer = { readonly data: unknown; readonly problems: readonly GraphqlProblem[] };

export type Clock = { readonly now: () => number; readonly sleep: (milliseconds: number) => Promise<unknown> };

export type GitHubOptions = {
  readonly appId: number;
  readonly privateKey: string;
  /** The address of the REST API, or of GitHub itself. */
  readonly baseUrl: string;
  readonly graphqlUrl?: string | undefined;
  readonly log: Logger;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly clock?: Clock | undefined;
};

const GraphqlBody = z.object({ data: z.unknown().optional(), errors: z.array(GraphqlProblem).default([]) });
const Token = z.object({ repositorySelection: z.enum(['all', 'selected']) });

const wallClock: Clock = { now: () => Date.now(), sleep: delay };
const headers = { 'x-github-api-version': '2022-11-28' };
const attempts = 3;
const theApp = 0;

export function createGitHub(options: GitHubOptions): GitHub {
  const addresses = apiAddresses(options.baseUrl, options.graphqlUrl);
  return requestsThrough(createOctokits({ ...options, baseUrl: addresses.restUrl }), addresses, options.clock);
}

/** The same requests with a person's token: they see what that person sees, and the installation makes no difference. */
export function createPersonalGitHub(
  options: Pick<GitHubOptions, 'baseUrl' | 'log'> & { readonly token: string },
): GitHub {
  const addresses = apiAddresses(options.baseUrl);
  const github = requestsThrough(createPersonalOctokits({ ...options, baseUrl: addresses.restUrl }), addresses);
  return { ...github, repositorySelection: () => Promise.resolve('all'), renewToken: () => Promise.resolve() };
}

function requestsThrough(octokits: Octokits, { graphqlUrl }: ApiAddresses, clock: Clock = wallClock): GitHub {
  const gate = createGate();
  const budget = createBudget(clock);
  const counts = new Map<string, RequestCount>();
  const limits = createRateLimits();

  return {
    async graphql(installationId, query, variables) {
      const what = `GraphQL ${/\w+\s+(\w+)/.exec(query)?.[1] ?? 'query'}`;
      const { data: answer } = await send('graphql', installationId, what, (octokit, request) =>
        octokit.request({ method: 'POST', url: graphqlUrl, headers, query, variables, request }),
      );
      const { data, errors } = GraphqlBody.parse(answer);
      if (data !== null && data !== undefined) return { data, problems: errors };
      throw new GitHubError(`GitHub refused \`${what}\``, 200, null, errors);
    },
    rest: (installationId, route, parameters) => sendRest(installationId, route, parameters),
    asApp: (route, parameters) => sendRest(theApp, route, parameters),
    async pageAsApp(route, parameters) {
      const { data, headers: answered } = await sendRoute(theApp, route, parameters);
      return { data, cursor: cursorIn(answered) };
    },
    async repositorySelection(installationId) {
      const run = () => octokits.app.auth({ type: 'installation', installationId });
      return Token.parse(await persist('rest', installationId, 'installation token', run)).repositorySelection;
    },
    async renewToken(installationId) {
      const { renew } = octokits;
      if (renew !== null) await persist('rest', installationId, 'installation token', () => renew(installationId));
    },
    requests: () => [...counts.values()],
    rateLimits: limits.all,
  };

  type Send = (octokit: ProbotOctokit, request: object) => Promise<{ data: unknown; headers: unknown }>;

  async function sendRest(installationId: number, route: string, parameters: Parameters): Promise<unknown> {
    return (await sendRoute(installationId, route, parameters)).data;
  }

  function sendRoute(installationId: number, route: string, parameters: Parameters) {
    return send(route.startsWith('GET ') ? 'read' : 'write', installationId, route, (octokit, request) =>
      octokit.request(route, { ...parameters, headers, request }),
    );
  }

  async function send(kind: RequestKind, installationId: number, what: string, how: Send) {
    const octokit = await octokits.of(installationId);
    const purse = kind === 'graphql' ? 'graphql' : 'rest';
    const response = await persist(purse, installationId, what, async () => {
      await budget.spend(purse, installationId, kind === 'write' ? 5 : 1, what);
      return gate.pass(installationId, async () => {
        // GitHub may have named a time while this one stood in line.
        budget.refuseWhileLimited(purse, installationId, what);
        count(kind, installationId);
        try {
          const answer = await how(octokit, { signal: AbortSignal.timeout(30_000) });
          limits.note(installationId, answer.headers);
          if (kind === 'graphql') refuseGraphqlFailure(answer);
          return answer;
        } catch (error) {
          // Before the next in line is let through.
          heed(purse, installationId, error);
          throw error;
        }
      });
    });
    return response;
  }

  /** Runs until it answers, fails for good, or GitHub names a time before which nobody may ask again. */
  async function persist<T>(kind: Purse, installationId: number, what: string, run: () => Promise<T>) {
    let renew = installationId === theApp ? null : octokits.renew;
    let first: (() => Promise<unknown>) | null = null;
    for (let attempt = 1; ; attempt += 1) {
      budget.refuseWhileLimited(kind, installationId, what);
      try {
        await first?.();
        first = null;
        return await run();
      } catch (error) {
        const failure = heed(kind, installationId, error);
        if (failure === null) throw error;
        // A token lives for an hour by our clock. GitHub may end it before, and our clock may be wrong.
        if (failure.status === 401 && renew !== null) {
          const renewing = renew;
          first = () => renewing(installationId);
          renew = null;
          continue;
        }
        if (failure.kind !== 'transient' || attempt >= attempts) {
          const answer = failure.status === null ? 'did not answer' : `answered ${failure.status} to`;
          throw new GitHubError(`GitHub ${answer} \`${what}\``, failure.status, failure.retryAt, error);
        }
        // Without jitter, the jobs that failed together come back together.
        await clock.sleep(100 * 4 ** attempt * (0.5 + Math.random()));
      }
    }
  }

  /** Remembers what a failure says about the limits; null when it says nothing about GitHub. */
  function heed(kind: Purse, installationId: number, error: unknown): Failure | null {
    const failure = error instanceof GitHubError ? null : readFailure(error, clock.now());
    if (failure === null) return null;
    limits.note(installationId, headersOf(error));
    if (failure.kind === 'limited')
      budget.limit(failure.scope === 'everything' ? ['rest', 'graphql'] : [kind], installationId, failure.retryAt);
    return failure;
  }

  function count(kind: RequestKind, installationId: number): void {
    meterRequest();
    const key = `${kind}:${installationId}`;
    counts.set(key, { kind, installationId, requests: (counts.get(key)?.requests ?? 0) + 1 });
  }
}

const Links = z.object({ link: z.string().default('') });

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
function cursorIn(answered: unknown): string | null {
  const next = /<([^>]+)>;\s*rel="next"/.exec(Links.parse(answered).link)?.[1];
  return next === undefined ? null : new URL(next).searchParams.get('cursor');
}
