import { type Kysely, sql } from 'kysely';

/** What the pages tell about the newest decision on each pull request. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
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
