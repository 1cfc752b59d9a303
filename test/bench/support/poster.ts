import { parentPort } from 'node:worker_threads';
import { signed } from '../../support/served.ts';

// In a thread of its own: what the pretended GitHub computes meanwhile must not look like a slow answer.
export type Posted = { readonly status: number; readonly milliseconds: number };
export type Order =
  | { readonly url: string; readonly deliveries: readonly { readonly event: string; readonly payload: object }[] }
  | 'report';

const posted: Posted[] = [];
const underWay = new Set<Promise<void>>();

parentPort?.on('message', (order: Order) => {
  if (order === 'report') void report();
  else for (const { event, payload } of order.deliveries) begin(order.url, event, payload);
});

function begin(url: string, event: string, payload: object): void {
  const sent = post(url, event, payload);
  underWay.add(sent);
  void sent.then(() => underWay.delete(sent));
}

async function report(): Promise<void> {
  await Promise.all(underWay);
  parentPort?.postMessage(posted.splice(0), []);
}

async function post(url: string, event: string, payload: object): Promise<void> {
  const request = signed(event, payload);
  const start = performance.now();
  const status = await fetch(url, { ...request, signal: AbortSignal.timeout(10_000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    () => 0,
  );
  posted.push({ status, milliseconds: performance.now() - start });
}
