import { type Kysely, sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Hint, ReadDelivery } from '../core/hint.ts';
import { type DeadJob, listDead, retryDead } from './dead.ts';
import { type Accepted, acceptor } from './deliveries.ts';
import { giveTurns } from './fair-turns.ts';
import { takeBackLost } from './leases.ts';
import { type Pauses, type Sender, senderOf, workQueues } from './queues.ts';
import { type Runner, runnerOf } from './runner.ts';
import type { Tables } from './schema.ts';

/** The durable queue: whatever was accepted runs at least once after the last hint about it, one run per key at a time. */
export type Jobs = Omit<Runner, 'wakeLater'> & {
  readonly accept: (delivery: ReadDelivery) => Promise<Accepted>;
  /** Behind the hints of deliveries: for sweeps and for hints about many, which come in thousands. */
  readonly send: (hints: readonly Hint[]) => Promise<void>;
  /** An appointment: the hint is sent when its time has come. */
  readonly sendAt: (hint: Hint, at: Date) => Promise<void>;
  /** Stops taking jobs and waits for those under way; what is not finished in time goes back to the queue. */
  readonly drain: (graceMs: number) => Promise<void>;
  /** Takes jobs back from silent workers and deletes what is past its time. Happens by itself every few seconds. */
  readonly maintain: () => Promise<void>;
  readonly depth: () => Promise<QueueDepth>;
  readonly listDead: () => Promise<readonly DeadJob[]>;
  readonly retryDead: (ids: readonly string[]) => Promise<number>;
  readonly retryAllDead: () => Promise<number>;
};

export type QueueDepth = {
  readonly due: number;
  readonly later: number;
  readonly active: number;
  readonly dead: number;
  /** How long the oldest job that is due has been waiting. */
  readonly oldestSeconds: number;
};

export function createJobs(db: Kysely<Tables>, boss: PgBoss, pauses: Pauses): Jobs {
  const sending = (act: (sender: Sender) => Promise<void>) =>
    db.transaction().execute((trx) => act(senderOf(boss, trx, pauses)));
  const { wakeLater, ...runner } = runnerOf(db, boss, sending);
  const accept = acceptor(db, boss, pauses);
  return {
    ...runner,
    accept: async (delivery) => {
      const accepted = await accept(delivery);
      if (delivery.hints.length > 0) wakeLater(delivery.pace === 'patient' ? pauses.patient : pauses.duringRun);
      return accepted;
    },
    send: (hints) => sending((sender) => sender.send(hints.map((hint) => ({ hint, pace: 'behind' })))),
    sendAt: (hint, at) => sending((sender) => sender.sendAt(hint, at)),
    drain: (graceMs) => boss.stop({ graceful: true, timeout: graceMs, close: false }),
    maintain: async () => {
      await takeBackLost(db, boss);
      await giveTurns(db);
    },
    depth: () => readDepth(db),
    listDead: () => listDead(boss),
    retryDead: (ids) => retryDead(boss, ids),
    retryAllDead: async () => {
      const dead = await listDead(boss);
      return await retryDead(
        boss,
        dead.map(({ id }) => id),
      );
    },
  };
}

async function readDepth(db: Kysely<Tables>): Promise<QueueDepth> {
  const queued = sql`name = any(${[...workQueues]}) and state < 'active'`;
  const { rows } = await sql<QueueDepth>`
    select
      count(*) filter (where ${queued} and start_after <= now())::int as due,
      count(*) filter (where ${queued} and start_after > now())::int as later,
      count(*) filter (where state = 'active')::int as active,
      count(distinct singleton_key) filter (where name = 'dead' and state < 'active')::int as dead,
      coalesce(extract(epoch from now() - min(start_after) filter (where ${queued} and start_after <= now())), 0)::float8 as "oldestSeconds"
    from pgboss.job where state <= 'active'`.execute(db);
  return rows[0] ?? { due: 0, later: 0, active: 0, dead: 0, oldestSeconds: 0 };
}
