import { type Kysely, sql } from 'kysely';
import { behind, jobsInTurn } from './queues.ts';
import type { Tables } from './schema.ts';

/**
 * Puts the waiting jobs of each installation into turns: the first few of everybody come before the next few of anybody.
 * Jobs are claimed by priority and then by age, so that without it the thousands of one come before a later one of
 * another. Places change as jobs are claimed; only what is far off is moved.
 */
export async function giveTurns(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const waiting = sql`name = 'hints' and state < 'active' and start_after <= now()`;
    const { rows } = await sql<{ jobs: number }>`
      select count(*)::int as jobs from pgboss.job
      where ${waiting} and pg_try_advisory_xact_lock(hashtextextended('countersign turns', 0))`.execute(trx);
    // Also of a single installation: another may ask before the next time.
    if ((rows[0]?.jobs ?? 0) <= jobsInTurn) return;
    // Locked means claimed, or brought forward by a hint.
    await sql`
      with placed as (
        select id, case when priority <= ${behind} then ${behind}::int else 0 end as front, ((row_number() over (
          partition by group_id, priority <= ${behind} order by created_on, id) - 1) / ${jobsInTurn})::int as turn
        from pgboss.job where ${waiting}
      ),
      moved as (
        select job.id, front - turn as priority from pgboss.job join placed on placed.id = job.id
        where job.name = 'hints' and job.state < 'active' and abs(job.priority - (front - turn)) > turn / 4
        for update of job skip locked
      )
      update pgboss.job set priority = moved.priority from moved where job.name = 'hints' and job.id = moved.id`.execute(
      trx,
    );
  });
}
