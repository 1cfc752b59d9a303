import { sql, type Transaction } from 'kysely';
import { fromKysely, type JobInsert, type PgBoss } from 'pg-boss';
import type { Hint } from '../core/hint.ts';
import { hintKey, installationOf } from '../core/job.ts';
import type { Tables } from './schema.ts';

/** What a job carries. Names of owners and repositories in it serve display and the first request; the ids decide. */
export type Task = {
  readonly hint: Hint;
  /** How many runs in a row asked to run again at once. */
  readonly restarts: number;
};

/** `hints` holds what should run now, `appointments` what should become a hint later; `dead` what was given up. */
export const workQueues = ['appointments', 'hints'] as const;
export type WorkQueue = (typeof workQueues)[number];
export const deadQueue = 'dead';

const day = 24 * 60 * 60;

/**
 * `stately` keeps at most one job of a key waiting and at most one running: a hint that finds one waiting is merged into
 * it, a hint during a run leaves exactly one more. A worker that goes silent for ten seconds loses its jobs to the others.
 */
export async function createQueues(boss: PgBoss): Promise<void> {
  await boss.createQueue(deadQueue, deadSettings);
  await boss.updateQueue(deadQueue, deadSettings);
  for (const queue of workQueues) {
    await boss.createQueue(queue, { ...settings, policy: 'stately', deadLetter: deadQueue });
    // A queue that an earlier version made follows this one's settings.
    await boss.updateQueue(queue, settings);
  }
}

const deadSettings = { retentionSeconds: 90 * day, deleteAfterSeconds: day };

const settings = {
  notify: true,
  retryLimit: 10,
  retryDelay: 5,
  retryBackoff: true,
  retryDelayMax: 600,
  heartbeatSeconds: 10,
  expireInSeconds: 900,
  retentionSeconds: 90 * day,
  // How long a redelivery can find out that its work was done; after that it costs one run for nothing.
  deleteAfterSeconds: 60 * 60,
};

/** Adds jobs inside a transaction and on its connection: they exist if and only if it commits. */
export type Sender = {
  readonly send: (hints: readonly Hint[]) => Promise<void>;
  /** Behind whatever else is due: for what comes in thousands and nobody waits for. */
  readonly sendBehind: (hints: readonly Hint[]) => Promise<void>;
  readonly sendAt: (hint: Hint, at: Date) => Promise<void>;
  readonly restart: (task: Task) => Promise<void>;
};

export function senderOf(boss: PgBoss, trx: Transaction<Tables>): Sender {
  // A send on any other connection deadlocks on the embedded database, which has only one.
  const db = fromKysely(trx);
  const insert = async (queue: WorkQueue, jobs: readonly JobInsert[]): Promise<number> => {
    if (jobs.length === 0) return 0;
    const ids = await boss.insert(queue, [...jobs], { db, returnId: true });
    return ids?.length ?? 0;
  };
  return {
    send: async (hints) => {
      const jobs = inOneOrder(hints).map((hint) => jobOf({ hint, restarts: 0 }));
      const inserted = await insert('hints', jobs);
      if (inserted < jobs.length) await bringForward(trx, jobs);
    },
    sendBehind: async (hints) => {
      const jobs = inOneOrder(hints).map((hint) => jobOf({ hint, restarts: 0 }));
      await insert(
        'hints',
        jobs.map((job) => ({ ...job, priority: behind })),
      );
    },
    restart: async (task) => {
      await insert('hints', [jobOf({ ...task, restarts: task.restarts + 1 })]);
    },
    sendAt: async (hint, at) => {
      // The time is part of the key: a later appointment must not swallow an earlier one.
      const singletonKey = `${hintKey(hint)}@${at.toISOString()}`;
      await insert('appointments', [{ ...jobOf({ hint, restarts: 0 }), singletonKey, startAfter: at }]);
    },
  };
}

const behind = -1;

/** A hint was merged into a job that somebody had put behind the others, and now somebody waits for it. */
async function bringForward(trx: Transaction<Tables>, jobs: readonly JobInsert[]): Promise<void> {
  const keys = jobs.map(({ singletonKey }) => singletonKey);
  // Locked by another transaction means claimed, or being brought forward; either will do, and waiting could deadlock.
  await sql`
    update pgboss.job set priority = 0 where (name, id) in (
      select name, id from pgboss.job
      where name = 'hints' and state < 'active' and priority < 0 and singleton_key = any(${keys}::text[])
      for update skip locked)`.execute(trx);
}

/** Each key once, and all transactions in the same order: two that insert the same keys crosswise wait for each other. */
function inOneOrder(hints: readonly Hint[]): readonly Hint[] {
  const byKey = new Map(hints.map((hint) => [hintKey(hint), hint]));
  return [...byKey.keys()].toSorted().flatMap((key) => byKey.get(key) ?? []);
}

const jobOf = (task: Task): JobInsert => ({
  data: task,
  singletonKey: hintKey(task.hint),
  group: { id: String(installationOf(task.hint)) },
});
