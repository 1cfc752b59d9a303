import { createHmac, randomUUID } from 'node:crypto';
import type { Happening } from '../state/happening.ts';
import type { App } from '../state/model.ts';
import type { State } from '../state.ts';
import { payloadFor } from './payload.ts';
import { recipientsOf } from './recipients.ts';

/** One attempt to deliver. A redelivery is another attempt under the same guid. */
export type Delivery = {
  readonly id: number;
  readonly guid: string;
  readonly app: App;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number;
  readonly repositoryId: number | null;
  readonly redelivery: boolean;
  readonly deliveredAt: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: object;
  /** Null until it has been answered or given up. */
  outcome: { readonly statusCode: number; readonly status: string; readonly seconds: number } | null;
};

/** What waits to be sent, in the order in which it is to be sent; what is left out goes on waiting. */
export type Order = (held: readonly Delivery[]) => readonly Delivery[];

export type Webhooks = {
  /** Every attempt, oldest first: GitHub's delivery log. */
  readonly log: Delivery[];
  readonly redeliver: (delivery: Delivery) => void;
  /** What happened while webhooks were held, oldest first. Nobody has heard of it yet. */
  readonly held: Delivery[];
  /** Sends what was held; without an order, as it happened. One named twice is sent twice. */
  readonly release: (order?: Order) => void;
  /** Resolves when nothing is on its way. */
  readonly settled: () => Promise<void>;
};

export type WebhookHooks = {
  readonly problems: (event: string, payload: object) => readonly string[];
  readonly onProblem: (problem: string) => void;
  /** A status to record in place of sending; null sends. */
  readonly fault: (delivery: Delivery) => number | null;
  /** Whether to hold it until it is released. */
  readonly hold: (delivery: Delivery) => boolean;
  /** How often it arrives, under the same guid. */
  readonly copies: (delivery: Delivery) => number;
  /** It arrives, but is answered too late to be heard. */
  readonly slow: (delivery: Delivery) => boolean;
};

/** GitHub waits this long for an answer and does not try again by itself. */
const patience = 10_000;

/** Sends what happens in `state` to the apps concerned, in order, one at a time per app. */
export function startWebhooks(state: State, hooks: WebhookHooks): Webhooks {
  const log: Delivery[] = [];
  const held: Delivery[] = [];
  const queues = new Map<App, Promise<void>>();
  const enqueue = (delivery: Delivery) => {
    log.push(delivery);
    const before = queues.get(delivery.app) ?? Promise.resolve();
    queues.set(
      delivery.app,
      before.then(() => attempt(delivery, hooks)),
    );
  };
  const send = (delivery: Delivery) => {
    const copies = hooks.copies(delivery);
    for (let copy = 0; copy < copies; copy++) enqueue(copy === 0 ? delivery : again(state, delivery));
  };
  state.announce = (happening) => {
    for (const delivery of deliveriesOf(state, happening, hooks)) {
      if (hooks.hold(delivery)) held.push(delivery);
      else send(delivery);
    }
  };
  return {
    log,
    redeliver: (delivery) => enqueue(again(state, delivery)),
    held,
    release: (order = (all) => all) => {
      const sent = new Set<Delivery>();
      for (const delivery of order([...held])) {
        if (sent.has(delivery)) enqueue(again(state, delivery));
        else send(delivery);
        sent.add(delivery);
      }
      held.splice(0, held.length, ...held.filter((delivery) => !sent.has(delivery)));
    },
    settled: async () => {
      for (let waiting = [...queues.values()]; waiting.length > 0; ) {
        await Promise.all(waiting);
        const now = [...queues.values()];
        waiting = now.some((promise) => !waiting.includes(promise)) ? now : [];
      }
    },
  };
}

function deliveriesOf(state: State, happening: Happening, hooks: WebhookHooks): readonly Delivery[] {
  const recipients = recipientsOf(state, happening).filter(({ app }) => app.webhook !== null);
  if (recipients.length === 0) return [];
  const subject = happening.payload();
  return recipients.map((recipient) => {
    const payload = payloadFor(state, happening, subject, recipient);
    for (const problem of hooks.problems(happening.event, payload)) hooks.onProblem(`webhook ${problem}`);
    const guid = randomUUID();
    return {
      id: state.ids.next++,
      guid,
      app: recipient.app,
      event: happening.event,
      action: happening.action,
      installationId: recipient.installation.id,
      repositoryId: 'repository' in happening.scope ? happening.scope.repository.id : null,
      redelivery: false,
      deliveredAt: state.now(),
      headers: headersOf(recipient.app, happening.event, guid),
      payload,
      outcome: null,
    };
  });
}

function again(state: State, delivery: Delivery): Delivery {
  return { ...delivery, id: state.ids.next++, redelivery: true, deliveredAt: state.now(), outcome: null };
}

function headersOf(app: App, event: string, guid: string): Readonly<Record<string, string>> {
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/c0ffee5',
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': String(app.hookId),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
  };
}

async function attempt(delivery: Delivery, hooks: WebhookHooks): Promise<void> {
  const fault = hooks.fault(delivery);
  if (fault !== null) {
    delivery.outcome = { statusCode: fault, status: statusText(fault), seconds: 0 };
    return;
  }
  const started = performance.now();
  const answered = await post(delivery);
  const statusCode = hooks.slow(delivery) ? 504 : answered;
  const seconds = (performance.now() - started) / 1_000;
  delivery.outcome = { statusCode, status: statusText(statusCode), seconds };
}

/** The status that the app answered; 502 where it could not be reached, 504 where it took too long. */
async function post({ app, headers, payload }: Delivery): Promise<number> {
  if (app.webhook === null) return 502;
  const body = JSON.stringify(payload);
  const signature = createHmac('sha256', app.webhook.secret).update(body).digest('hex');
  try {
    const response = await fetch(app.webhook.url, {
      method: 'POST',
      headers: { ...headers, 'x-hub-signature-256': `sha256=${signature}` },
      body,
      signal: AbortSignal.timeout(patience),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 504 : 502;
  }
}

function statusText(code: number): string {
  if (code === 502) return 'failed to connect to host';
  if (code === 504) return 'timed out';
  return code >= 200 && code < 300 ? 'OK' : `Invalid HTTP Response: ${code}`;
}
