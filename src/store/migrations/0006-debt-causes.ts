import { type Kysely, sql } from 'kysely';

/** Debts of merges without us and of direct pushes beside those of overrides, and who was asked to sign each off. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table debts
      add column cause text not null default 'override',
      add column pushed jsonb,
      add column assignee_id bigint`.execute(db);
}
