import { type Kysely, sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Tables } from './schema.ts';

/** Takes jobs back from workers that have been silent for too long, and does the queue's housekeeping, now. */
export async function takeBackLost(db: Kysely<Tables>, boss: PgBoss): Promise<void> {
  // Housekeeping is somebody's turn every few seconds. Whoever asks for it by hand does not wait for a turn.
  await sql`update pgboss.queue set monitor_claim_on = null, monitor_on = null, maintain_on = null`.execute(db);
  await boss.supervise();
}

/** Takes every running job back and makes it due: for a database that nobody but this process, just begun, can use. */
export async function takeBackAll(db: Kysely<Tables>, boss: PgBoss): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update pgboss.job set heartbeat_on = now() - interval '1 day' where state = 'active' returning id::text as id
  `.execute(db);
  if (rows.length === 0) return;
  await takeBackLost(db, boss);
  const ids = rows.map(({ id }) => id);
  await sql`update pgboss.job set start_after = now() where id = any(${ids}::uuid[]) and state = 'retry'`.execute(db);
}
