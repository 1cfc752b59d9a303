import { type Kysely, sql } from 'kysely';

/** People who are signed in, and what the pages tell about the newest decision on each pull request. */
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
  `create table explanations (
    repository_id bigint not null,
    number integer not null,
    digest text not null,
    explanation jsonb not null,
    risk smallint not null,
    wanted jsonb,
    asked_teams text[] not null,
    asked_users text[] not null,
    child_teams boolean not null,
    people bigint[] not null,
    primary key (repository_id, number)
  )`,
  'create index explanations_wanted on explanations (repository_id, risk desc) where wanted is not null',
];
