import { type Actions, actionsOn } from './actions.ts';
import { issueUserToken } from './auth.ts';
import { webhookProblems } from './contracts.ts';
import { facePages } from './face.ts';
import { type Fault, type LoggedRequest, startServer } from './server.ts';
import type { User } from './state/model.ts';
import { createState, type State } from './state.ts';
import { type Delivery, startWebhooks } from './webhooks/deliveries.ts';

export type SandboxOptions = {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  readonly now?: () => Date;
};

export type Sandbox = Actions & {
  readonly url: string;
  readonly state: State;
  /** Every API request in the order of its answer. */
  readonly requests: LoggedRequest[];
  /** What was sent or answered against GitHub's published descriptions. Tests expect none. */
  readonly violations: string[];
  readonly deliveries: readonly Delivery[];
  /** Milliseconds that every answer of the API takes. */
  latency: number;
  /** An API answer in place of the right one. */
  fault: (request: LoggedRequest) => Fault | null;
  /** A webhook that is lost with this status instead of being sent. */
  webhookFault: (delivery: Delivery) => number | null;
  readonly redeliver: (delivery: Delivery) => void;
  readonly createUserToken: (user: User) => string;
  /** Resolves when every webhook so far has been delivered or given up. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A small GitHub with its own state, served over HTTP on this machine. */
export async function startSandbox({ port = 0, now = () => new Date() }: SandboxOptions = {}): Promise<Sandbox> {
  const state = createState(now);
  const violations: string[] = [];
  const requests: LoggedRequest[] = [];
  const knobs: Pick<Sandbox, 'latency' | 'fault' | 'webhookFault'> = {
    latency: 0,
    fault: () => null,
    webhookFault: () => null,
  };
  const webhooks = startWebhooks(state, {
    problems: webhookProblems,
    onProblem: (problem) => violations.push(problem),
    fault: (delivery) => knobs.webhookFault(delivery),
  });
  const { server, url } = await startServer(
    { state, webhooks, requests, violations, knobs, pages: facePages(state) },
    port,
  );
  state.url = url;
  return Object.assign(knobs, {
    ...actionsOn(state),
    url,
    state,
    requests,
    violations,
    deliveries: webhooks.log,
    redeliver: webhooks.redeliver,
    createUserToken: (user: User) => issueUserToken(state, user),
    settled: webhooks.settled,
    close: async () => {
      await webhooks.settled();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
