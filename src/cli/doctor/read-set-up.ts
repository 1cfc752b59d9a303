import { z } from 'zod';
import { serves } from '../../compose/parts.ts';
import { readWanted } from '../../compose/wanted.ts';
import type { Credentials } from '../../config/credentials.ts';
import type { ServerConfig } from '../../config.ts';
import { type Fact, known, unknown } from '../../core/facts.ts';
import type { Attempt, DatabaseFacts, HookFacts, InstallationFacts, SetUp } from '../../doctor/facts.ts';
import { siteUrl } from '../../github/addresses.ts';
import type { GitHub } from '../../github/client.ts';
import { createDirectory } from '../../github/directory.ts';
import { everyPage, perPage } from '../../github/installations.ts';
import { Installation } from '../../github/set-up/read-account.ts';
import { readApp } from '../../github/set-up/read-app.ts';
import type { Reader } from '../../github/set-up/reader.ts';
import type { Logger } from '../../log.ts';
import type { Inspected, inspectDatabase } from '../../store/inspect.ts';
import type { Place } from '../arguments.ts';
import { readInstallation } from './read-installation.ts';

export type Asking = {
  readonly config: ServerConfig;
  readonly credentials: Credentials;
  readonly github: GitHub;
  /** Asks as an administrator, who is told who may go around the rules; null: nobody gave a token. */
  readonly administrator: GitHub | null;
  /** Only this account, and of it only this repository; null: all. */
  readonly only: Place | null;
  readonly inspect: typeof inspectDatabase;
  readonly log: Logger;
};

/** Asks GitHub and the database for everything that is judged. What cannot be asked is unknown. */
export async function readSetUp(asking: Asking): Promise<SetUp> {
  const { config, credentials, github, inspect, log } = asking;
  const [clockAhead, app, inspected] = await Promise.all([
    attempt(() => readClock(config.apiUrl)),
    attempt(() => readApp(github, siteUrl(config.apiUrl))),
    inspect({ databaseUrl: config.databaseUrl, dataFolder: config.dataFolder, log }),
  ]);
  const asked = app.known
    ? await Promise.all([
        attempt(() => readHook(github)),
        attempt(() => readDeliveries(github)),
        attempt(() => readInstallations(asking, inspected)),
      ])
    : ([app, app, app] as const);
  const [hook, deliveries, installations] = asked;
  return {
    clockAhead,
    secret: credentials.webhookSecrets[0],
    wanted: readWanted(),
    only: asking.only?.owner ?? null,
    app,
    publicUrl: config.publicUrl,
    hook,
    deliveries,
    database: withoutTrust(inspected),
    installations,
  };
}

export async function attempt<T>(ask: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await ask());
  } catch (error) {
    return unknown(causeOf(error));
  }
}

const Failure = z.object({ message: z.string(), cause: z.object({ message: z.string() }).optional().catch(undefined) });

/** `fetch failed` says nothing; what it was caused by does. */
function causeOf(error: unknown): string {
  const failure = Failure.safeParse(error);
  if (!failure.success) return String(error);
  const { message, cause } = failure.data;
  return cause === undefined || cause.message === '' ? message : `${message}: ${cause.message}`;
}

/** In an address that needs no credentials; whatever the answer is, it is dated. */
async function readClock(apiUrl: string): Promise<number> {
  const before = Date.now();
  const answer = await fetch(`${apiUrl}/meta`, { signal: AbortSignal.timeout(10_000) });
  await answer.arrayBuffer();
  const date = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(date)) throw new Error('its answer has no date');
  // The date has no fractions: it is half a second older on average.
  return ((before + Date.now()) / 2 - date - 500) / 1000;
}

const Hook = z.object({
  url: z.string().default(''),
  content_type: z.string().default('form'),
  insecure_ssl: z.union([z.string(), z.number()]).default('0'),
});

async function readHook(github: GitHub): Promise<HookFacts> {
  const { url, content_type, insecure_ssl } = Hook.parse(await github.asApp('GET /app/hook/config', {}));
  return { url, contentType: content_type, verifiesTls: String(insecure_ssl) === '0' };
}

const Attempts = z.array(z.object({ guid: z.string(), delivered_at: z.string(), status_code: z.number() }));

async function readDeliveries(github: GitHub): Promise<readonly Attempt[]> {
  const attempts = Attempts.parse(await github.asApp('GET /app/hook/deliveries', { per_page: 100 }));
  return attempts.map(({ guid, delivered_at, status_code }) => ({ guid, at: delivered_at, status: status_code }));
}

async function readInstallations(asking: Asking, inspected: Inspected): Promise<readonly InstallationFacts[]> {
  const { github, only } = asking;
  const all = await everyPage(async (page) =>
    z.array(Installation).parse(await github.asApp('GET /app/installations', { per_page: perPage, page })),
  );
  const wanted = all.filter(({ account }) => only === null || account.login.toLowerCase() === only.owner.toLowerCase());
  const facts: InstallationFacts[] = [];
  const reader = readerOf(asking, inspected);
  for (const installation of wanted) facts.push(await readInstallation(reader, installation, only?.repo ?? null));
  return facts;
}

const readerOf = ({ config, github, administrator }: Asking, inspected: Inspected): Reader => ({
  github,
  administrator,
  directory: createDirectory(github),
  floor: config.floor,
  serves: (account) => serves(config, account),
  distrusted: (installationId) => Promise.resolve(distrustedIn(inspected, installationId)),
  bypassOf: new Map(),
});

const distrustedIn = (inspected: Inspected, installationId: number): Fact<readonly string[]> =>
  inspected.kind === 'ready'
    ? known(inspected.distrusted.filter((item) => item.installationId === installationId).map(({ name }) => name))
    : unknown('the database was not asked');

function withoutTrust(inspected: Inspected): DatabaseFacts {
  if (inspected.kind !== 'ready') return inspected;
  const { kind, pending, newer } = inspected;
  return { kind, pending, newer };
}
