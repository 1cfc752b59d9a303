import { type Kysely, sql } from 'kysely';

/** Comments that command us, our answers to them, and the overrides that are still to be signed off. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table commands (
    repository_id bigint not null,
    number integer not null,
    comment_id bigint not null,
    author_id bigint not null,
    author_login text not null,
    digest text not null,
    answered boolean not null default false,
    seen_at timestamptz not null default now(),
    primary key (repository_id, comment_id)
  )`,
  'create index commands_pull_request on commands (repository_id, number, comment_id desc)',
  `create table replies (
    repository_id bigint not null,
    number integer not null,
    comment_id bigint not null,
    body text not null,
    primary key (repository_id, number)
  )`,
  `create table debts (
    repository_id bigint not null,
    number integer not null,
    installation_id bigint not null,
    owner text not null,
    name text not null,
    head_sha text not null,
    by_id bigint not null,
    by_login text not null,
    reason text not null,
    clauses jsonb not null,
    due_days integer not null,
    overridden_at timestamptz not null,
    opened_at timestamptz,
    due_at timestamptz,
    closed_at timestamptz,
    issue integer,
    primary key (repository_id, number)
  )`,
  'create index debts_open on debts (repository_id) where closed_at is null',
];
