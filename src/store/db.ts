import type { PGlite } from '@electric-sql/pglite';
import { type Dialect, Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import type { PoolConfig } from 'pg';
import { type ConstructorOptions, fromPglite, PgBoss } from 'pg-boss';
import { ConfigError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { type Absences, createAbsences } from './absences.ts';
import { type Audit, createAudit } from './audit.ts';
import { type Commands, createCommands } from './commands.ts';
import { createDebts, type Debts } from './debts.ts';
import { createDirectPushes, type DirectPushes } from './direct-pushes.ts';
import { openEmbedded } from './embedded.ts';
import { createEpochs, type Epochs } from './epochs.ts';
import { createExclusive, type Exclusively } from './exclusive.ts';
import { createExplanations, type Explanations } from './explanations.ts';
import { giveTurns } from './fair-turns.ts';
import { createInstallations, type Installations } from './installations.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { takeBackAll } from './leases.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createLoads, type Loads } from './loads.ts';
import { migrate } from './migrations/index.ts';
import { createPast, type Past } from './past.ts';
import { deafAfter, openPool } from './postgres.ts';
import { type Retention, tidy } from './privacy.ts';
import { createPullRequestIndex, type PullRequestIndex } from './pull-requests.ts';
import { createQueues, type Pauses, workQueues } from './queues.ts';
import { createReportRows } from './report-rows.ts';
import { createReports, type Reports } from './reports.ts';
import { createRequests, type Requests } from './requests.ts';
import type { Tables } from './schema.ts';
import { createRecordSearch, type RecordSearch } from './search.ts';
import { createSeniorTime, type SeniorTime } from './senior-time.ts';
import { createSessionRows, type SessionRows } from './sessions.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { createTrust, type Trust } from './trust.ts';
import { createTurns, type Turns } from './turns.ts';
import { whyOf } from './unusable.ts';
import { vacuum } from './vacuum.ts';

/** Everything that outlives the process, on the embedded database or on PostgreSQL. */
export type Store = Jobs &
  Audit &
  Ledger &
  PullRequestIndex &
  Commands &
  Debts &
  DirectPushes &
  Reports &
  Requests &
  Past &
  RecordSearch &
  Turns &
  Installations &
  Epochs &
  SessionRows &
  Explanations &
  Absences &
  Loads &
  SeniorTime &
  Timeline &
  Trust & {
    /** Runs the work while no other process runs work under the same key. */
    readonly exclusively: Exclusively;
    /** Deletes what is past its time. */
    readonly tidy: (keep: Retention) => Promise<void>;
    /** Rejects when the database does not answer, or takes nothing, as a stand-by does. */
    readonly ready: () => Promise<void>;
    readonly close: () => Promise<void>;
  };

export type StoreOptions = {
  /** null: the embedded database in `dataFolder`. */
  readonly databaseUrl: string | null;
  /** `:memory:` keeps nothing. */
  readonly dataFolder: string;
  readonly log: Logger;
  /** Signs the record of decisions; kept apart from the database, or the record proves nothing. */
  readonly recordKey: string;
  /** The version of the program, as the record names it. */
  readonly engine: string;
  /** The clock; the machine's unless a test brings its own. */
  readonly now?: () => Date;
  /** How long hints wait for others, in seconds; 0, the default, for tests. */
  readonly settleSeconds?: number;
  /** By hand: no timers run; whoever opened the store calls `maintain`. For tests. */
  readonly maintenance?: 'automatic' | 'by-hand';
  /** A packed data folder to begin with, which is quicker than making an empty one. For tests. */
  readonly template?: string;
  /** A running embedded database to take instead of starting one. For tests. */
  readonly pglite?: PGlite;
};

export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, dataFolder, template } = options;
  const engine =
    databaseUrl === null
      ? embeddedEngine(options.pglite ?? (await openEmbedded(dataFolder, template ?? null)))
      : postgresEngine(databaseUrl, options.log);
  return openStoreOn(engine, options);
}

/** A database under the store: how kysely and the queue reach it. */
export type Engine = {
  readonly dialect: Dialect;
  readonly boss: ConstructorOptions;
  /** No other process can use this database. */
  readonly exclusive: boolean;
};

export const embeddedEngine = (pglite: PGlite): Engine => ({
  dialect: new PGliteDialect({ pglite }),
  boss: { backend: 'pglite', db: fromPglite(pglite) },
  exclusive: true,
});

/** The queue closes a connection on which a statement failed. */
const patience = { query_timeout: deafAfter } as const satisfies PoolConfig;

export const postgresEngine = (connectionString: string, log: Logger): Engine => ({
  dialect: new PostgresDialect({ pool: openPool(connectionString, log) }),
  boss: { connectionString, application_name: 'countersign-queue', max: 5, ...patience },
  exclusive: false,
});

export async function openStoreOn(
  engine: Engine,
  options: Omit<StoreOptions, 'databaseUrl' | 'dataFolder' | 'template' | 'pglite'>,
): Promise<Store> {
  const { log, recordKey, engine: version, now = () => new Date(), settleSeconds = 0 } = options;
  const db = new Kysely<Tables>({ dialect: engine.dialect });
  const boss = new PgBoss({ ...engine.boss, ...bossOptions(options.maintenance ?? 'automatic') });
  boss.on('error', (error) => log.error({ err: error }, 'queue failed'));
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'queue warns'));
  try {
    if (!engine.exclusive) await reach(db);
    await migrate(db, log);
    await boss.start();
    await createQueues(boss);
    await primeQueueCache(boss);
    if (engine.exclusive) await takeBackAll(db, boss);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    await db.destroy();
    throw error;
  }
  const maintenance = options.maintenance ?? 'automatic';
  const turns = maintenance === 'automatic' ? setInterval(() => tryGiveTurns(db, log), turnsEvery) : undefined;
  const reportRows = createReportRows(db);
  return {
    ...createJobs(db, boss, pausesOf(settleSeconds)),
    ...createAudit(db, { recordKey, engine: version, now }),
    ...createLedger(db),
    ...createPullRequestIndex(db),
    ...createCommands(db),
    ...createDebts(db, { recordKey, now }),
    ...createDirectPushes(db, { recordKey, engine: version, now }),
    ...createReports(db, reportRows),
    ...createRequests(db, { recordKey, engine: version, now }),
    ...createPast(db, { recordKey, engine: version, now }),
    ...createRecordSearch(db),
    exclusively: createExclusive(db, engine.exclusive ? 'own' : 'shared'),
    ...createTurns(db),
    ...createInstallations(db, now),
    ...createEpochs(db),
    ...createSessionRows(db),
    ...createExplanations(db),
    ...createAbsences(db),
    ...createLoads(db, { now }),
    ...createSeniorTime(db, reportRows),
    ...createTimeline(db),
    ...createTrust(db),
    tidy: async (keep) => {
      await tidy(db, now(), keep);
      if (engine.exclusive) await vacuum(db);
    },
    ready: async () => {
      const { rows } = await sql<{ readOnly: string }>`
        select current_setting('transaction_read_only') as "readOnly"`.execute(db);
      if (rows[0]?.readOnly !== 'off') throw new Error('the database lets us read only');
    },
    close: async () => {
      clearInterval(turns);
      await boss.stop({ graceful: false });
      await db.destroy();
    },
  };
}

async function reach(db: Kysely<Tables>): Promise<void> {
  await sql`select 1`.execute(db).catch((error: unknown) => {
    throw new ConfigError([`DATABASE_URL: the database cannot be used: ${whyOf(error)}`]);
  });
}

const turnsEvery = 2_000;

function tryGiveTurns(db: Kysely<Tables>, log: Logger): void {
  giveTurns(db).catch((error: unknown) => log.warn({ err: error }, 'turns not given'));
}

const pausesOf = (settleSeconds: number): Pauses => ({
  duringRun: settleSeconds / 2,
  patient: settleSeconds,
  rationed: settleSeconds === 0 ? 0 : 120,
});

const bossOptions = (maintenance: 'automatic' | 'by-hand') => ({
  schema: 'pgboss',
  useListenNotify: true,
  supervise: maintenance === 'automatic',
  superviseIntervalSeconds: 5,
  monitorIntervalSeconds: 5,
  maintenanceIntervalSeconds: 300,
  schedule: false,
  registerInstance: false,
  monitorVacuum: false,
  openTelemetry: { enabled: false },
});

/** An insert looks its queue up first; inside a transaction of the embedded database that would wait for itself. */
async function primeQueueCache(boss: PgBoss): Promise<void> {
  for (const queue of workQueues) await boss.findJobs(queue, { queued: true, limit: 1 });
}
