import { setTimeout as wait } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import type { AnsweredFault, Fault, FaultRule, PartialFault } from './faults.ts';
import { secondaryRateLimit } from './faults.ts';
import type { LoggedRequest } from './logged-request.ts';
import { followUp } from './operations/follow-up.ts';
import { Refusal } from './refusal.ts';
import type { Answer } from './rest/route.ts';
import type { State } from './state.ts';

export type Knobs = {
  /** Milliseconds that every answer takes. */
  latency: number;
  /** An answer in place of the right one; null for none. */
  fault: FaultRule;
  /** How much may be created in a minute before the secondary limit is reached. */
  contentPerMinute: number;
};

export type Answering = {
  readonly state: State;
  readonly requests: LoggedRequest[];
  readonly knobs: Knobs;
  /** When content was created. */
  readonly created: Date[];
};

/** Answers with a fault if one is asked for, else with the result or with the refusal in GitHub's form. */
export async function answer(
  parts: Answering,
  logged: LoggedRequest,
  { incoming }: HttpBindings,
  run: () => Answer,
): Promise<Response> {
  const { state, knobs } = parts;
  if (knobs.latency > 0) await wait(knobs.latency);
  const fault = knobs.fault(logged) ?? contentLimit(parts, logged);
  const result = outcome(fault, () => {
    const attempt = attempted(run);
    followUp(state);
    return attempt;
  });
  logged.status = result?.status ?? 0;
  parts.requests.push(logged);
  if (result !== null) return jsonResponse(parts, result);
  if (fault !== null && 'dropped' in fault) await wait(fault.after ?? 0, null, { ref: false });
  incoming.socket.destroy();
  return new Response(null);
}

/** Null where nothing is answered at all. */
function outcome(fault: Fault | null, run: () => Answer): Answer | null {
  if (fault === null) return run();
  if ('dropped' in fault) {
    if (fault.dropped === 'unanswered') run();
    return null;
  }
  if ('missing' in fault) return withHole(run(), fault);
  if (fault.takesEffect === true) run();
  return faulty(fault);
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

function faulty({ status, headers = {}, message = 'fault', body = { message } }: AnsweredFault): Answer {
  return { status, headers, body };
}

function withHole(
  answered: Answer,
  { missing, type = 'SERVICE_UNAVAILABLE', message = 'not now' }: PartialFault,
): Answer {
  const { data, errors } = answered.body as { readonly data?: unknown; readonly errors?: readonly unknown[] };
  const error = { type, path: missing, message };
  return { ...answered, body: { data: without(data, missing), errors: [...(errors ?? []), error] } };
}

function without(value: unknown, [step, ...rest]: readonly (string | number)[]): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? without(item, rest) : item));
  return Object.fromEntries(Object.entries(value).map(([key, at]) => [key, key === step ? without(at, rest) : at]));
}

/** What GitHub says is content: what people are told of. Whether check runs are, it does not say. */
const contentOperations: ReadonlySet<string> = new Set([
  'issues/create',
  'issues/create-comment',
  'pulls/create-review',
  'pulls/request-reviewers',
]);

function contentLimit({ state, knobs, created }: Answering, logged: LoggedRequest): Fault | null {
  const id = logged.operationId ?? '';
  const isContent = contentOperations.has(id) || (id === 'checks/create' && state.behaviour.checkRunsAreContent);
  if (!isContent) return null;
  const minuteAgo = state.now().getTime() - 60_000;
  const recent = created.filter((time) => time.getTime() > minuteAgo).length;
  if (recent >= knobs.contentPerMinute) return secondaryRateLimit()(logged);
  created.push(state.now());
  return null;
}

/** The date is the sandbox's own, so that clients can correct theirs. */
function jsonResponse({ state, requests }: Answering, { status, body, headers = {} }: Answer): Response {
  const always = {
    'content-type': 'application/json; charset=utf-8',
    date: state.now().toUTCString(),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': `SAND:${requests.length}`,
  };
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { ...always, ...headers } });
}
