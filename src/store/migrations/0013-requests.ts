import { type Kysely, sql } from 'kysely';

/** Whom we asked or named on a pull request, one row for each person. The record has every step. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table requests (
    repository_id bigint not null,
    number integer not null,
    installation_id bigint not null,
    user_id bigint not null,
    login text not null,
    level text not null,
    clauses jsonb not null,
    step text not null,
    suggested boolean not null,
    opinions integer not null,
    size double precision not null,
    considered jsonb not null,
    asked_at timestamptz not null,
    sent_at timestamptz,
    head_sha text not null,
    waiting_since timestamptz,
    reminded_at timestamptz,
    escalations integer not null default 0,
    escalated_at timestamptz,
    ended text,
    ended_at timestamptz,
    primary key (repository_id, number, user_id)
  )`,
  'create index requests_open on requests (installation_id, user_id) where ended is null',
];
