import { type Kysely, sql } from 'kysely';

/**
 * What each decision rested on, for the sweep, and how far it has read the comments. Null: not kept yet, so it is looked
 * at once. Commands that are settled stay until they are old, so that a sweep that finds them again knows them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table pull_requests add column versions jsonb, add column comments_read bigint`.execute(db);
  await sql`alter table commands add column settled boolean not null default false`.execute(db);
}
