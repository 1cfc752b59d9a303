import { verifyWithFallback } from '@octokit/webhooks-methods';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Logger } from './log.ts';
import { within } from './store/within.ts';
import { pageHeaders } from './web/headers.ts';
import { noSuchPage } from './web/refusal.ts';

/** GitHub does not deliver anything larger. */
const largestDelivery = 25 * 1024 * 1024;
/** GitHub gives up after 10 s; answering before lets it show a failed delivery that can be redelivered. */
const acceptWithin = 8000;
/** Whoever asks does not wait long either. */
const readyWithin = 3000;

/** What became of a delivery: `refused` ones are answered 503, and GitHub shows them as failed. */
export type DeliveryOutcome = 'accepted' | 'ignored' | 'malformed' | 'bad_signature' | 'too_large' | 'refused';

export type Ingress = {
  /** The current webhook secret first, then older ones that are still accepted. */
  readonly secrets: readonly [string, ...string[]];
  /** Hands a verified delivery on; resolves once it is durable, or is of nobody whom we serve. */
  readonly receive: (delivery: {
    readonly id: string;
    readonly name: string;
    readonly payload: object;
  }) => Promise<'accepted' | 'ignored'>;
  readonly delivered: (event: string, outcome: DeliveryOutcome) => void;
  /** Rejects while no deliveries should be sent here. */
  readonly ready: () => Promise<void>;
  /** What people see in a browser. */
  readonly pages: Hono;
  readonly log: Logger;
};

/** Our HTTP door: a delivery is answered 2xx only after its signature was checked and its hints are durable. */
export function createServer(ingress: Ingress): Hono {
  const server = new Hono();
  server.use(pageHeaders);
  server.get('/healthz', (context) => context.text('ok\n'));
  server.get('/readyz', async (context) => {
    try {
      await within(readyWithin, ingress.ready());
      return context.text('ready\n');
    } catch {
      return context.text('not ready\n', 503);
    }
  });
  const limit = bodyLimit({
    maxSize: largestDelivery,
    onError: (context) => {
      ingress.delivered('', 'too_large');
      return context.text('delivery too large\n', 413);
    },
  });
  // GitHub's manifest flow registers the root path, people who register by hand take the documented one.
  for (const path of ['/api/github/webhooks', '/']) server.post(path, limit, (context) => receive(context, ingress));
  server.route('/', ingress.pages);
  const hasPages = ingress.pages.routes.length > 0;
  server.notFound((context) => {
    const wantsPage = hasPages && (context.req.header('accept') ?? '').includes('text/html');
    return wantsPage ? noSuchPage(context) : context.text('not found\n', 404);
  });
  server.onError((error, context) => {
    ingress.log.error({ err: error, path: context.req.path }, 'request failed');
    return context.text('internal error\n', 500);
  });
  return server;
}

async function receive(context: Context, { secrets, receive: handOn, delivered, log }: Ingress): Promise<Response> {
  const id = context.req.header('x-github-delivery') ?? '';
  const name = context.req.header('x-github-event') ?? '';
  const signature = context.req.header('x-hub-signature-256') ?? '';
  if (id === '' || name === '' || signature === '') {
    delivered(name, 'malformed');
    return context.text('not a delivery of GitHub: a header is missing\n', 400);
  }
  const body = await context.req.text();
  const [current, ...older] = secrets;
  if (!(await isSigned(current, body, signature, older))) {
    log.warn({ delivery: id, event: name }, 'delivery refused: bad signature');
    delivered(name, 'bad_signature');
    return context.text('bad signature\n', 401);
  }
  const payload = parseObject(body);
  if (payload === null) {
    log.warn({ delivery: id, event: name }, 'delivery ignored: not a JSON object');
    delivered(name, 'ignored');
    return context.text('ignored\n', 202);
  }
  try {
    delivered(name, await within(acceptWithin, handOn({ id, name, payload })));
    return context.text('accepted\n', 202);
  } catch (error) {
    log.error({ delivery: id, event: name, err: error }, 'delivery not accepted');
    delivered(name, 'refused');
    return context.text('cannot accept deliveries now\n', 503);
  }
}

/** An unreadable signature is a wrong one, not a fault of ours. */
async function isSigned(secret: string, body: string, signature: string, older: string[]): Promise<boolean> {
  if (body === '') return false;
  return verifyWithFallback(secret, body, signature, older).catch(() => false);
}

function parseObject(body: string): object | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
