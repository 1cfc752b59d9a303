import type { LoggedRequest } from './logged-request.ts';
import type { State } from './state.ts';

/** What the API does instead of answering rightly. */
export type Fault = AnsweredFault | PartialFault | DroppedFault;

export type AnsweredFault = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  /** In place of a body with the message. */
  readonly body?: unknown;
  /** The request takes effect all the same: only its answer is lost. */
  readonly takesEffect?: true;
};

/** GraphQL data with a hole: null at the path, and an error that says so. */
export type PartialFault = {
  readonly missing: readonly (string | number)[];
  readonly type?: string;
  readonly message?: string;
};

/** The connection ends without an answer, before or after the request took effect; after so many milliseconds. */
export type DroppedFault = { readonly dropped: 'unheard' | 'unanswered'; readonly after?: number };

export type FaultRule = (request: LoggedRequest) => Fault | null;

/** Each n-th of the requests that the rule would spoil is spoiled, beginning with the n-th. */
export function everyNth(n: number, rule: FaultRule): FaultRule {
  let seen = 0;
  return (request) => {
    const fault = rule(request);
    if (fault === null) return null;
    seen += 1;
    return seen % n === 0 ? fault : null;
  };
}

/** About this share of them, the same ones for the same seed. */
export function shareOf(share: number, seed: number, rule: FaultRule): FaultRule {
  let at = seed;
  return (request) => {
    const fault = rule(request);
    if (fault === null) return null;
    at = (Math.imul(at, 1_664_525) + 1_013_904_223) >>> 0;
    return at / 2 ** 32 < share ? fault : null;
  };
}

/** GitHub's own 502, which GraphQL answers with a body of its own. */
export function badGateway({ operationId }: LoggedRequest): AnsweredFault {
  if (operationId !== 'graphql') return { status: 502, message: 'Server Error' };
  const message = 'Something went wrong while executing your query. This may be the result of a timeout.';
  return { status: 502, body: { data: null, errors: [{ message }] } };
}

/** The hour's requests are used up. https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export function primaryRateLimit(state: State, { status = 403, seconds = 3_600 } = {}): FaultRule {
  return ({ operationId, installationId }) => {
    const isGraphql = operationId === 'graphql';
    const headers = limitHeaders(state, isGraphql ? 'graphql' : 'core', seconds);
    const message = `API rate limit exceeded for installation ID ${installationId ?? 0}.`;
    if (isGraphql) return { status: 200, headers, body: { errors: [{ type: 'RATE_LIMITED', message }] } };
    return { status, headers, body: { message, documentation_url: limitsPage, status: String(status) } };
  };
}

/** Too many at once. GraphQL may say so with either status. https://docs.github.com/graphql/overview/rate-limits */
export function secondaryRateLimit({ status = 403, seconds = 60 } = {}): FaultRule {
  return ({ operationId }) => {
    const headers = { 'retry-after': String(seconds) };
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    if (operationId === 'graphql' && status === 200) {
      return { status, headers, body: { errors: [{ type: 'RATE_LIMITED', message }] } };
    }
    const documentation = `${limitsPage}#about-secondary-rate-limits`;
    return { status, headers, body: { message, documentation_url: documentation } };
  };
}

const limitsPage = 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api';

function limitHeaders(state: State, resource: string, seconds: number): Readonly<Record<string, string>> {
  return {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-used': '5000',
    'x-ratelimit-reset': String(Math.floor(state.now().getTime() / 1_000) + seconds),
    'x-ratelimit-resource': resource,
  };
}
