import { type Actions, actionsOn } from './actions.ts';
import type { Knobs } from './answering.ts';
import { issueUserToken } from './auth.ts';
import { webhookProblems } from './contracts.ts';
import { facePages } from './face.ts';
import type { LoggedRequest } from './logged-request.ts';
import { followUp } from './operations/follow-up.ts';
import { startServer } from './server.ts';
import type { User } from './state/model.ts';
import { createState, type State } from './state.ts';
import { type Delivery, startWebhooks, type Webhooks } from './webhooks/deliveries.ts';

export type SandboxOptions = {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  readonly now?: () => Date;
};

export type Sandbox = Actions &
  Knobs &
  WebhookKnobs &
  Pick<Webhooks, 'held' | 'release' | 'redeliver' | 'settled'> & {
    readonly url: string;
    readonly state: State;
    /** Every API request in the order of its answer. */
    readonly requests: LoggedRequest[];
    /** What was sent or answered against GitHub's published descriptions. Tests expect none. */
    readonly violations: string[];
    readonly deliveries: readonly Delivery[];
    readonly createUserToken: (user: User) => string;
    readonly close: () => Promise<void>;
  };

export type WebhookKnobs = {
  /** A webhook that is lost with this status instead of being sent. */
  webhookFault: (delivery: Delivery) => number | null;
  /** While true, webhooks wait to be released, in whatever order. */
  holdWebhooks: boolean;
  /** How often a webhook arrives. None at all leaves no trace, not even in the log. */
  webhookCopies: (delivery: Delivery) => number;
  /** The app takes the webhook but does not answer in time, so it stands in the log as failed. */
  slowReceiver: (delivery: Delivery) => boolean;
};

/** A small GitHub with its own state, served over HTTP on this machine. */
export async function startSandbox({ port = 0, now = () => new Date() }: SandboxOptions = {}): Promise<Sandbox> {
  const state = createState(now);
  const violations: string[] = [];
  const requests: LoggedRequest[] = [];
  const knobs: Knobs & WebhookKnobs = {
    latency: 0,
    fault: () => null,
    contentPerMinute: Number.POSITIVE_INFINITY,
    webhookFault: () => null,
    holdWebhooks: false,
    webhookCopies: () => 1,
    slowReceiver: () => false,
  };
  const webhooks = startWebhooks(state, {
    problems: webhookProblems,
    onProblem: (problem) => violations.push(problem),
    fault: (delivery) => knobs.webhookFault(delivery),
    hold: () => knobs.holdWebhooks,
    copies: (delivery) => knobs.webhookCopies(delivery),
    slow: (delivery) => knobs.slowReceiver(delivery),
  });
  const face = facePages(state);
  const pages = async (request: Request) => {
    const page = await face(request);
    followUp(state);
    return page;
  };
  const { server, url } = await startServer({ state, webhooks, requests, violations, knobs, created: [], pages }, port);
  state.url = url;
  return Object.assign(knobs, {
    ...actionsOn(state),
    url,
    state,
    requests,
    violations,
    deliveries: webhooks.log,
    redeliver: webhooks.redeliver,
    held: webhooks.held,
    release: webhooks.release,
    createUserToken: (user: User) => issueUserToken(state, user),
    settled: webhooks.settled,
    close: async () => {
      await webhooks.settled();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
