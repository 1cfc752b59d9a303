import { sql, type Transaction } from 'kysely';
import { fromKysely, type JobInsert, type PgBoss } from 'pg-boss';
import type { Hint, Pace } from '../core/hint.ts';
import { hintKey, installationOf } from '../core/job.ts';
import { unreachable } from '../core/unreachable.ts';
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

export type PacedHint = { readonly hint: Hint; readonly pace: Pace };

/** Adds jobs inside a transaction and on its connection: they exist if and only if it commits. */
export type Sender = {
  readonly send: (hints: readonly PacedHint[]) => Promise<void>;
  readonly sendAt: (hint: Hint, at: Date) => Promise<void>;
  readonly restart: (task: Task) => Promise<void>;
};

export function senderOf(boss: PgBoss, trx: Transaction<Tables>, pauses: Pauses): Sender {
  // A send on any other connection deadlocks on the embedded database, which has only one.
  const db = fromKysely(trx);
  const insert = async (queue: WorkQueue, jobs: readonly JobInsert[]): Promise<number> => {
    if (jobs.length === 0) return 0;
    const ids = await boss.insert(queue, [...jobs], { db, returnId: true });
    return ids?.length ?? 0;
  };
  return {
    send: async (hints) => {
      const running = await runningAmong(trx, hints, pauses);
      const jobs = inTurn(inOneOrder(hints)).map(({ hint, pace, turn }) => {
        const { wait, priority } = placeOf(pace, pauses, running.has(hintKey(hint)));
        return { ...jobOf({ hint, restarts: 0 }), startAfter: wait, priority: priority - turn };
      });
      const inserted = await insert('hints', jobs);
      if (inserted < jobs.length) await bringForward(trx, jobs, pauses);
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

/** How long hints wait for others about the same pull request, in seconds. */
export type Pauses = {
  /** A hint that comes during a run: whatever caused it may cause more. */
  readonly duringRun: number;
  readonly patient: number;
  readonly rationed: number;
};

/** Further back than any turn. */
export const behind = -1_000_000;

function placeOf(pace: Pace, pauses: Pauses, isRunning: boolean): { readonly wait: number; readonly priority: number } {
  switch (pace) {
    case 'prompt':
      return { wait: isRunning ? pauses.duringRun : 0, priority: 0 };
    case 'patient':
      return { wait: pauses.patient, priority: 0 };
    case 'behind':
      return { wait: 0, priority: behind };
    case 'rationed':
      return { wait: pauses.rationed, priority: behind };
    default:
      return unreachable(pace);
  }
}

async function runningAmong(
  trx: Transaction<Tables>,
  hints: readonly PacedHint[],
  { duringRun }: Pauses,
): Promise<ReadonlySet<string>> {
  const keys = hints.filter(({ pace }) => pace === 'prompt').map(({ hint }) => hintKey(hint));
  if (keys.length === 0 || duringRun === 0) return new Set();
  const { rows } = await sql<{ key: string }>`
    select singleton_key as key from pgboss.job
    where name = 'hints' and state = 'active' and singleton_key = any(${keys}::text[])`.execute(trx);
  return new Set(rows.map(({ key }) => key));
}

/** So many jobs of an installation stand side by side before those of others have their turn. */
export const jobsInTurn = 8;

/** Which turn of its installation each of them has, where many come at once. */
function inTurn(hints: readonly PacedHint[]): readonly (PacedHint & { readonly turn: number })[] {
  const counts = new Map<number, number>();
  return hints.map((paced) => {
    const installation = installationOf(paced.hint);
    const before = counts.get(installation) ?? 0;
    counts.set(installation, before + 1);
    return { ...paced, turn: Math.floor(before / jobsInTurn) };
  });
}

/** A hint was merged into a job that was to wait longer than this one. What comes in a burst is not waited for less. */
async function bringForward(
  trx: Transaction<Tables>,
  jobs: readonly PlacedJob[],
  { duringRun }: Pauses,
): Promise<void> {
  const wanted = JSON.stringify(
    jobs.map(({ singletonKey, startAfter, priority }) => ({
      key: singletonKey,
      wait: Math.max(startAfter, duringRun),
      priority,
    })),
  );
  // Locked by another transaction means claimed, or being brought forward; either will do, and waiting could deadlock.
  await sql`
    with wanted as (select * from jsonb_to_recordset(${wanted}::jsonb) as wanted (key text, wait float8, priority int)),
    found as (
      select job.id, wanted.priority, now() + make_interval(secs => wanted.wait) as start_after
      from pgboss.job join wanted on wanted.key = job.singleton_key
      where job.name = 'hints' and job.state = 'created'
        and (job.priority < wanted.priority or job.start_after > now() + make_interval(secs => wanted.wait))
      for update of job skip locked
    )
    update pgboss.job set
      priority = greatest(job.priority, found.priority), start_after = least(job.start_after, found.start_after)
    from found where job.name = 'hints' and job.id = found.id`.execute(trx);
}

type PlacedJob = JobInsert & { readonly startAfter: number; readonly priority: number };

/**
 * Each key once, at its quickest pace, and all transactions in the same order: two that insert the same keys crosswise
 * wait for each other.
 */
function inOneOrder(hints: readonly PacedHint[]): readonly PacedHint[] {
  const slowestFirst = hints.toSorted((one, other) => paces.indexOf(other.pace) - paces.indexOf(one.pace));
  const byKey = new Map(slowestFirst.map((paced) => [hintKey(paced.hint), paced]));
  return [...byKey.keys()].toSorted().flatMap((key) => byKey.get(key) ?? []);
}

const paces: readonly Pace[] = ['prompt', 'patient', 'behind', 'rationed'];

const jobOf = (task: Task): JobInsert => ({
  data: task,
  singletonKey: hintKey(task.hint),
  group: { id: String(installationOf(task.hint)) },
});
