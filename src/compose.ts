import type { Hono } from 'hono';
import { createIngress } from './compose/ingress.ts';
import { createMetrics } from './compose/metrics.ts';
import { openMetrics } from './compose/metrics-door.ts';
import type { Parts } from './compose/parts.ts';
import { createUpkeep, type Upkeep } from './compose/upkeep.ts';
import { createWork } from './compose/work.ts';
import type { Credentials } from './config/credentials.ts';
import type { ServerConfig } from './config.ts';
import { createGitHub } from './github/client.ts';
import { createDirectory } from './github/directory.ts';
import type { Logger } from './log.ts';
import { openStore, type Store, type StoreOptions } from './store/db.ts';
import { recordKeyIn } from './store/record-key.ts';
import { version } from './version.ts';
import { handlersOf, runWorker } from './worker/run.ts';

/** The program put together, with nothing running yet. */
export type Countersign = Pick<Upkeep, 'sweep' | 'recoverDeliveries' | 'lookUpRequiredChecks'> & {
  readonly server: Hono;
  /** `/metrics` for the address of its own; null: it has none. */
  readonly metricsServer: Hono | null;
  readonly store: Store;
  /** Asks GitHub who we are, unless it has told us, so that our own echoes are dropped unread. Does not reject. */
  readonly identify: () => Promise<void>;
  /** Begins to work off the queue, and to sweep. */
  readonly start: () => Promise<void>;
  /** Runs by hand all that is due; for tests, which do not wait. */
  readonly runDue: () => Promise<number>;
  /** The same, without waiting for the time of retries and appointments. */
  readonly runWaiting: () => Promise<number>;
  /** Ends what pages that are open keep open, so that the door can be closed. */
  readonly hangUp: () => void;
  /** Ends what is under way within the grace period, hands the rest back, and closes the store. */
  readonly stop: () => Promise<void>;
};

/** How many pull requests are evaluated at once; most of the time goes into waiting for GitHub. */
const concurrency = 16;

/** How often is looked whether some upkeep is due. */
const upkeepEvery = 60_000;

/** What only tests change about the store. */
export type StoreOverrides = Pick<StoreOptions, 'maintenance' | 'pglite' | 'now'>;

/** Configuration → store → GitHub → server and worker. */
export async function compose(
  config: ServerConfig,
  credentials: Credentials,
  log: Logger,
  overrides: StoreOverrides = {},
): Promise<Countersign> {
  const { databaseUrl, dataFolder, settleSeconds, apiUrl: baseUrl } = config;
  const recordKey = config.recordKey ?? (await recordKeyIn(dataFolder));
  const storing = { databaseUrl, dataFolder, settleSeconds, recordKey, engine: version };
  const store = await openStore({ ...storing, log, ...overrides });
  const github = createGitHub({ ...credentials, baseUrl, log });
  const metrics = createMetrics({ depth: store.depth, github, version });
  const now = overrides.now ?? (() => new Date());
  const directory = createDirectory(github);
  const hangingUp = new AbortController();
  const parts: Parts = {
    config,
    credentials,
    store,
    github,
    directory,
    metrics,
    now,
    hangingUp: hangingUp.signal,
    log,
  };
  const { server, identify } = await createIngress(parts).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const metricsServer = openMetrics(config.metrics, metrics, server);
  const work = createWork(parts);
  const { sweep, recoverDeliveries, lookUpRequiredChecks, begin, run } = createUpkeep(parts);
  const tryUpkeep = (upkeep: () => Promise<unknown>): void => {
    upkeep().catch((error: unknown) => log.warn({ err: error }, 'upkeep failed'));
    void identify();
  };
  let timer: NodeJS.Timeout | undefined;

  return {
    server,
    metricsServer,
    store,
    identify,
    sweep,
    recoverDeliveries,
    lookUpRequiredChecks,
    start: async () => {
      await identify();
      await runWorker({ ...work, jobs: store, concurrency });
      tryUpkeep(begin);
      timer = setInterval(tryUpkeep, upkeepEvery, run);
    },
    runDue: () => store.runDue(handlersOf(work)),
    runWaiting: () => store.runWaiting(handlersOf(work)),
    hangUp: () => hangingUp.abort(),
    stop: async () => {
      clearInterval(timer);
      await store.drain(config.shutdownSeconds * 1000);
      await store.close();
    },
  };
}
