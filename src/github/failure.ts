import { z } from 'zod';

/** Why a request gave nothing, by what we do about it. */
export type Failure =
  /** GitHub named a time, or its documentation did, before which asking again makes it worse. */
  | { readonly kind: 'limited'; readonly status: number; readonly retryAt: Date; readonly scope: LimitScope }
  /** A new attempt may work: the network, or GitHub's 5xx. */
  | { readonly kind: 'transient'; readonly status: number | null; readonly retryAt: null }
  /** The same request would fail again. */
  | { readonly kind: 'refused'; readonly status: number | null; readonly retryAt: null };

/** The hourly limit is one for REST and one for GraphQL; the limits against bursts are shared. */
export type LimitScope = 'this-api' | 'everything';

/** A GraphQL answer that failed as a whole; GitHub sends those with status 200. */
export class GraphqlFailure extends Error {
  override readonly name = 'GraphqlFailure';
  readonly status = 200;
  readonly response: { readonly headers: unknown };

  constructor(message: string, headers: unknown) {
    super(message);
    this.response = { headers };
  }
}

const HttpError = z.object({
  status: z.number(),
  message: z.string().default(''),
  response: z.object({ headers: z.record(z.string(), z.unknown()).default({}) }).optional(),
});

const Body = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ type: z.string().optional(), message: z.string().default('') })),
});

/**
 * What an error says about GitHub; null when it says something about us.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function readFailure(error: unknown, now: number): Failure | null {
  const parsed = HttpError.safeParse(error);
  if (!parsed.success) return null;
  const { status, message, response } = parsed.data;
  // Octokit calls a request without an answer a 500.
  if (response === undefined) return { kind: 'transient', status: null, retryAt: null };
  if (status >= 500) return { kind: 'transient', status, retryAt: null };
  if (status !== 403 && status !== 429 && status !== 200) return { kind: 'refused', status, retryAt: null };
  const limit = readLimit(response.headers, status === 429 ? 'rate limit' : message, now);
  if (limit !== null) return { kind: 'limited', status, ...limit };
  return { kind: status === 200 ? 'transient' : 'refused', status, retryAt: null };
}

/** What the answer said besides that it failed. */
export const headersOf = (error: unknown): Readonly<Record<string, unknown>> =>
  HttpError.safeParse(error).data?.response?.headers ?? {};

/** Throws what `readFailure` understands when an answer of status 200 says that the whole query failed. */
export function refuseGraphqlFailure(response: { readonly data: unknown; readonly headers?: unknown }): void {
  const body = Body.safeParse(response.data);
  if (!body.success) return;
  const { errors } = body.data;
  const limited = errors.find(({ type, message }) => type === 'RATE_LIMITED' || /rate limit/i.test(message));
  if (limited !== undefined) throw new GraphqlFailure(`rate limit: ${limited.message}`, response.headers);
  const broken = errors.find(({ message }) => /^Something went wrong/i.test(message));
  if (broken !== undefined) throw new GraphqlFailure(broken.message, response.headers);
}

function readLimit(
  headers: Readonly<Record<string, unknown>>,
  message: string,
  now: number,
): { readonly retryAt: Date; readonly scope: LimitScope } | null {
  const retryAfter = seconds(headers['retry-after']);
  if (retryAfter !== null) return { retryAt: new Date(now + retryAfter * 1000), scope: 'everything' };
  const reset = seconds(headers['x-ratelimit-reset']);
  // A second more: GitHub rounds the time of the reset down.
  if (seconds(headers['x-ratelimit-remaining']) === 0 && reset !== null)
    return { retryAt: new Date((reset + 1) * 1000 + ahead(headers['date'], now)), scope: 'this-api' };
  return /rate limit/i.test(message) ? { retryAt: new Date(now + 60_000), scope: 'everything' } : null;
}

/** By how much our clock is ahead of GitHub's, in milliseconds. It dates its answers to the second. */
function ahead(date: unknown, now: number): number {
  const theirs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  const difference = now - theirs;
  return Number.isNaN(difference) || Math.abs(difference) < 5_000 ? 0 : difference;
}

function seconds(value: unknown): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
}
