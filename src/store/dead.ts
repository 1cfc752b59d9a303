import { type Kysely, sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Hint } from '../core/hint.ts';
import { deadQueue, type Task } from './queues.ts';
import type { Tables } from './schema.ts';

/** A job that failed as often as it may. Nothing runs it again by itself, but a new hint for its key runs afresh. */
export type DeadJob = {
  readonly id: string;
  readonly hint: Hint;
  readonly failedAt: Date;
  readonly failures: number;
  readonly error: string;
};

export async function listDead(boss: PgBoss): Promise<readonly DeadJob[]> {
  const jobs = await boss.findJobs<Task>(deadQueue, { queued: true });
  // Oldest first: of several deaths of one key the last one is told.
  const lastOfKey = new Map(jobs.map((job) => [job.singletonKey, job]));
  return [...lastOfKey.values()].map((job) => ({
    id: job.id,
    hint: job.data.hint,
    failedAt: job.createdOn,
    failures: (job.sourceRetryCount ?? 0) + 1,
    error: messageOf(job.sourceOutput),
  }));
}

/** Sends dead jobs back to the queue they came from, with all their attempts anew; says how many. */
export const retryDead = (boss: PgBoss, ids: readonly string[]): Promise<number> =>
  ids.length === 0 ? Promise.resolve(0) : boss.redrive(deadQueue, { ids: [...ids], limit: ids.length });

/** Forgets the deaths of keys that have run well since. */
export async function forgetDead(db: Kysely<Tables>, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    delete from pgboss.job where name = ${deadQueue} and state < 'active' and singleton_key = any(${keys}::text[])
  `.execute(db);
}

function messageOf(output: unknown): string {
  if (typeof output === 'object' && output !== null) {
    if ('message' in output) return String(output.message);
    if ('value' in output) return messageOf(output.value);
  }
  return typeof output === 'string' ? output : 'unknown';
}
