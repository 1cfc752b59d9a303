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

export type Webhooks = {
  /** Every attempt, oldest first: GitHub's delivery log. */
  readonly log: Delivery[];
  readonly redeliver: (delivery: Delivery) => void;
  /** Resolves when nothing is on its way. */
  readonly settled: () => Promise<void>;
};

export type WebhookHooks = {
  readonly problems: (event: string, payload: object) => readonly string[];
  readonly onProblem: (problem: string) => void;
  /** A status to record in place of sending; null sends. */
  readonly fault: (delivery: Delivery) => number | null;
};

/** GitHub waits this long for an answer and does not try again by itself. */
const patience = 10_000;

/** Sends what happens in `state` to the apps concerned, in order, one at a time per app. */
export function startWebhooks(state: State, hooks: WebhookHooks): Webhooks {
  const log: Delivery[] = [];
  const queues = new Map<App, Promise<void>>();
  const enqueue = (delivery: Delivery) => {
    log.push(delivery);
    const before = queues.get(delivery.app) ?? Promise.resolve();
    queues.set(
      delivery.app,
      before.then(() => attempt(delivery, hooks)),
    );
  };
  state.announce = (happening) => {
    for (const delivery of deliveriesOf(state, happening, hooks)) enqueue(delivery);
  };
  return {
    log,
    redeliver: (delivery) => enqueue(again(state, delivery)),
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
  const statusCode = await send(delivery);
  const seconds = (performance.now() - started) / 1_000;
  delivery.outcome = { statusCode, status: statusText(statusCode), seconds };
}

/** The status that the app answered; 502 where it could not be reached, 504 where it took too long. */
async function send({ app, headers, payload }: Delivery): Promise<number> {
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
