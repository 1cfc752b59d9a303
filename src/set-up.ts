import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { run } from 'probot';
import { prepareSetUp, type ServerConfig } from './config.ts';
import { freePort, listen } from './listen.ts';
import type { Logger } from './log.ts';

const cookie = 'countersign-set-up';

export type SetUp = { readonly address: string; readonly close: () => Promise<void> };

/**
 * Probot's set-up page, which registers the App in one click and writes the credentials to `.env`. It runs on the
 * loopback behind our own door, because it would let anybody who reaches it choose the App: the door opens only with the
 * link from the log, and never for the upload of credentials.
 */
export async function offerSetUp(config: ServerConfig, log: Logger): Promise<SetUp> {
  const page = await startPage(config, log);
  const token = randomBytes(24).toString('base64url');
  const front = createDoor(token, page.url, config.publicUrl);
  const listening = await listen(front, config);
  const address = config.publicUrl ?? `http://${config.host}:${listening.port}`;
  log.warn(
    { open: `${address}/set-up?token=${token}` },
    'no credentials: open this address to register the GitHub App',
  );
  return {
    address: `${address}/set-up?token=${token}`,
    close: async () => {
      await listening.close();
      await page.stop();
    },
  };
}

/** The routes of Probot's page that a person needs, for the browser that came with the token. */
function createDoor(token: string, page: string, publicUrl: string | null): Hono {
  const door = new Hono();
  door.get('/healthz', (context) => context.text('ok\n'));
  door.get('/readyz', (context) => context.text('waiting for the App to be registered\n', 503));
  door.get('/set-up', (context) => {
    if (!isToken(context.req.query('token'), token)) return context.notFound();
    setCookie(context, cookie, token, { httpOnly: true, sameSite: 'Lax', path: '/' });
    return context.redirect('/probot');
  });
  const guard: MiddlewareHandler = async (context, next) =>
    isToken(getCookie(context, cookie), token) ? next() : context.notFound();
  for (const path of ['/', '/probot', '/probot/setup', '/probot/success', '/probot/static/*']) {
    door.get(path, guard, (context) => forward(context.req.raw, page, publicUrl));
  }
  door.get('/probot/import', guard, (context) =>
    context.text(
      'For an App that exists already, write APP_ID, PRIVATE_KEY_PATH and WEBHOOK_SECRET into .env and start again.\n',
    ),
  );
  door.notFound((context) => context.text('not found\n', 404));
  return door;
}

async function forward(request: Request, page: string, publicUrl: string | null): Promise<Response> {
  const { pathname, search, host, protocol } = new URL(request.url);
  const outside = publicUrl === null ? { host, protocol } : new URL(publicUrl);
  // Probot reads any value of this header as https, so it goes along only where that is true.
  const secure = outside.protocol === 'https:' ? { 'x-forwarded-proto': 'https' } : {};
  const answer = await fetch(`${page}${pathname}${search}`, {
    redirect: 'manual',
    headers: { 'x-forwarded-host': outside.host, ...secure },
  });
  const headers = new Headers();
  for (const name of ['content-type', 'location', 'cache-control']) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(await answer.arrayBuffer(), { status: answer.status, headers });
}

function isToken(given: string | undefined, token: string): boolean {
  if (given === undefined || given.length !== token.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(token));
}

async function startPage(config: ServerConfig, log: Logger): Promise<{ url: string; stop: () => Promise<unknown> }> {
  const port = await freePort();
  prepareSetUp(config);
  const page = await run(() => {}, {
    env: { HOST: '127.0.0.1', PORT: String(port), WEBHOOK_SECRET: randomBytes(24).toString('hex') },
    log: log.child({ name: 'probot' }, { level: 'warn' }),
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => page.stop() };
}
