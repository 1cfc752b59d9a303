import type { Hono } from 'hono';
import { Probot } from 'probot';
import { countersign } from '../app.ts';
import type { GitHub } from '../github/client.ts';
import { readSlug } from '../github/installations.ts';
import { createStrangers } from '../github/strangers.ts';
import type { OwnApp } from '../github/webhook.ts';
import type { Logger } from '../log.ts';
import { createServer } from '../server.ts';
import { composePages } from './pages.ts';
import { type Parts, serves } from './parts.ts';

export type Ingress = {
  readonly server: Hono;
  /** Asks GitHub who we are, unless it has told us, so that our own echoes are dropped unread. Does not reject. */
  readonly identify: () => Promise<void>;
};

/** The door: a verified delivery goes through Probot into the store. */
export async function createIngress(parts: Parts): Promise<Ingress> {
  const { config, credentials, store, github, directory, metrics, hangingUp, log } = parts;
  const { appId, privateKey, webhookSecrets } = credentials;
  // Until GitHub has told our slug, our own echoes cost a reading each.
  const strangers = createStrangers();
  let own: OwnApp = { appId, slug: null };
  // What fails comes back to the door, which logs it; Probot would log it as well.
  const quiet = log.child({ name: 'probot' }, { level: 'silent' });
  const probot = new Probot({ appId, privateKey, secret: webhookSecrets[0], log: quiet });
  await probot.load(
    countersign(
      async (delivery) => {
        for (const hint of delivery.hints) directory.forget(hint);
        await store.accept({ ...delivery, pace: strangers.paceOf(delivery) });
      },
      () => own,
    ),
  );
  const server = createServer({
    secrets: webhookSecrets,
    receive: async ({ id, name, payload }) => {
      if (!serves(config, accountOf(payload))) {
        log.info({ delivery: id, event: name }, 'delivery ignored: the account is not in ALLOWED_ACCOUNTS');
        return 'ignored';
      }
      // Probot's types know the events of today; those of tomorrow are received too, and heard by nobody.
      await probot.receive({ id, name, payload } as Parameters<Probot['receive']>[0]);
      return 'accepted';
    },
    delivered: metrics.delivered,
    // A proxy that asks finds out before the door is closed.
    ready: () => (hangingUp.aborted ? Promise.reject(new Error('stopping')) : store.ready()),
    pages: await composePages(parts),
    log,
  });
  const identify = async (): Promise<void> => {
    if (own.slug === null) own = { appId, slug: await tryReadSlug(github, log) };
  };
  return { server, identify };
}

/** Reading it also shows at the start whether GitHub takes our credentials; without GitHub we still take deliveries. */
async function tryReadSlug(github: GitHub, log: Logger): Promise<string | null> {
  try {
    return await readSlug(github);
  } catch (error) {
    log.error({ err: error }, 'GitHub does not know this App, or cannot be reached');
    return null;
  }
}

/** The account that a delivery is about, as GitHub names it in the payload. */
function accountOf(payload: object): string | null {
  const { organization, repository, installation } = payload as {
    organization?: { login?: unknown };
    repository?: { owner?: { login?: unknown } };
    installation?: { account?: { login?: unknown } };
  };
  const login = organization?.login ?? repository?.owner?.login ?? installation?.account?.login;
  return typeof login === 'string' ? login : null;
}
