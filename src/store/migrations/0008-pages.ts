import { type Kysely, sql } from 'kysely';

/** People who are signed in, and the newest report on each pull request, which the pages show. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table sessions (
    id_hash text primary key,
    user_id bigint not null,
    login text not null,
    sealed_token text not null,
    started_at timestamptz not null,
    seen_at timestamptz not null
  )`,
  'create index sessions_started on sessions (started_at)',
  'create index sessions_user on sessions (user_id)',
];
