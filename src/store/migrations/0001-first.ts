import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table deliveries (
    guid text primary key,
    event text not null,
    received_at timestamptz not null default now()
  )`,
  'create index deliveries_received on deliveries (received_at)',

  `create table pull_requests (
    repository_id bigint not null,
    number integer not null,
    installation_id bigint not null,
    owner text not null,
    name text not null,
    head_sha text not null,
    base_ref text not null,
    state text not null,
    author_id bigint,
    verdict text not null,
    policy jsonb not null,
    tools jsonb not null,
    digest text not null,
    first_seen_at timestamptz not null default now(),
    evaluated_at timestamptz not null,
    primary key (repository_id, number)
  )`,
  'create index pull_requests_head on pull_requests (repository_id, head_sha)',
  `create index pull_requests_open on pull_requests (installation_id) where state = 'open'`,

  'create table decision_chains (installation_id bigint primary key, seq bigint not null, digest text not null)',
  `create table decisions (
    installation_id bigint not null,
    seq bigint not null,
    kind text not null,
    repository_id bigint not null,
    number integer not null,
    fingerprint text not null,
    content jsonb not null,
    previous text not null,
    digest text not null,
    created_at timestamptz not null,
    primary key (installation_id, seq)
  )`,
  'create index decisions_pull_request on decisions (repository_id, number, seq desc)',
  'create unique index decisions_digest on decisions (digest)',
  // The record is append-only for everybody who uses the program's own connection, the program included.
  `create function refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'the record of decisions is append-only'; end
  $$`,
  'create trigger decisions_append_only before update or delete on decisions for each row execute function refuse_change()',
  'create trigger decisions_no_truncate before truncate on decisions for each statement execute function refuse_change()',
  `create table decision_people (
    installation_id bigint not null,
    seq bigint not null,
    seal text not null,
    salt text not null,
    user_id bigint,
    value text not null,
    primary key (installation_id, seq, seal)
  )`,
  'create index decision_people_user on decision_people (user_id)',

  `create table ledger_evidence (
    repository_id bigint not null,
    number integer not null,
    key text not null,
    claim text not null,
    detector text not null,
    confidence text not null,
    commit_sha text,
    tree text,
    evidence jsonb not null,
    set_aside jsonb,
    first_seen_at timestamptz not null,
    primary key (repository_id, number, key, claim)
  )`,
  'create index ledger_evidence_commit on ledger_evidence (repository_id, commit_sha)',
  'create index ledger_evidence_tree on ledger_evidence (repository_id, tree)',
  `create table ledger_overflow (
    repository_id bigint not null,
    number integer not null,
    detector text not null,
    refused bigint not null,
    primary key (repository_id, number, detector)
  )`,
  `create table ledger_pushes (
    id bigint generated always as identity primary key,
    repository_id bigint not null,
    ref text not null,
    before text not null,
    after text not null,
    forced boolean not null,
    pusher_id bigint not null,
    pusher_login text not null,
    pusher_kind text not null,
    seen_at timestamptz not null default now()
  )`,
  'create unique index ledger_pushes_once on ledger_pushes (repository_id, ref, before, after, pusher_id)',
  'create index ledger_pushes_ref on ledger_pushes (repository_id, ref, id desc)',
  'create index ledger_pushes_after on ledger_pushes (repository_id, after)',
  'create index ledger_pushes_seen on ledger_pushes (seen_at)',

  `create table repository_tools (
    repository_id bigint not null,
    tool text not null,
    number integer not null,
    first_used_at timestamptz not null,
    primary key (repository_id, tool)
  )`,
  'create table settings (key text primary key, value jsonb not null, updated_at timestamptz not null default now())',
];
