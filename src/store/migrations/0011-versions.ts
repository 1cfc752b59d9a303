import { type Kysely, sql } from 'kysely';

/** What each decision rested on, for the sweep. Null: decided before this was kept, so it is looked at once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table pull_requests add column versions jsonb`.execute(db);
}
