import { type Kysely, sql } from 'kysely';
import { outcomeOf } from '../outcome.ts';

/** What reports add up, one narrow row for each pull request, and what the record is searched by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...tables, ...backfill, ...indexes]) await sql.raw(statement).execute(db);
}

const tables = [
  `create table report_pull_requests (
    repository_id bigint not null,
    number integer not null,
    opened_at timestamptz not null,
    mode text not null,
    involvement text not null,
    autonomy text not null,
    risk text not null,
    tools text[] not null,
    teams text[] not null,
    verdict text not null,
    asked text not null,
    asked_at timestamptz,
    waiting_since timestamptz,
    signed_off_at timestamptz,
    merged_at timestamptz,
    gate text,
    primary key (repository_id, number)
  )`,
  `create table report_sign_offs (
    repository_id bigint not null,
    number integer not null,
    review_id text not null,
    user_id bigint,
    login text,
    counted_at timestamptz not null,
    stale boolean not null,
    primary key (repository_id, number, review_id)
  )`,
  `create table required_checks (
    repository_id bigint primary key,
    state text not null,
    checked_at timestamptz not null
  )`,
];

const indexes = [
  'create index report_opened on report_pull_requests (repository_id, opened_at)',
  'create index report_waiting on report_pull_requests (repository_id, waiting_since) where waiting_since is not null',
  'create index report_signed_off on report_pull_requests (repository_id, signed_off_at) where signed_off_at is not null',
  'create index report_merged on report_pull_requests (repository_id, merged_at) where merged_at is not null',
  `create index report_ungated on report_pull_requests (repository_id, merged_at) where gate = 'not-open'`,
  'create index report_sign_offs_counted on report_sign_offs (repository_id, counted_at)',
  'create index report_sign_offs_user on report_sign_offs (user_id)',
  'create index decisions_repository on decisions (repository_id, seq desc)',
  'create index decisions_created on decisions (installation_id, created_at)',
  `create index decisions_outcome on decisions (installation_id, (${outcomeOf('')}), seq desc)`,
  `create index decision_people_login on decision_people (installation_id, lower(value), seq desc)
    where user_id is not null`,
];

const asks = `(d.content->'verdict'->>'state' = 'blocked' or d.content->'verdict'->'gaps' @> '[{}]')`;

/** What was recorded before there were reports; which teams an author was in, the record does not say. */
export const backfill = [
  `insert into report_pull_requests
  select p.repository_id, p.number, p.first_seen_at,
    coalesce(newest.content->'policy'->>'mode', 'enforce'),
    coalesce(newest.content->'provenance'->>'involvement', 'none-found'),
    coalesce(newest.content->'provenance'->>'autonomy', 'none'),
    coalesce(newest.content->'risk'->>'level', 'low'),
    array(select jsonb_array_elements_text(p.tools)),
    '{}',
    p.verdict,
    coalesce((
      select string_agg(words, ', ' order by place) from (
        select (gap->>'missing') || ' × ' || coalesce(clause->>'level', '') as words, min(place) as place
        from jsonb_array_elements(newest.content->'verdict'->'gaps') with ordinality as gaps (gap, place)
        left join jsonb_array_elements(newest.content->'requirement'->'clauses') as clauses (clause)
          on clause->>'id' = gap->>'clause'
        group by 1
      ) asked_for
    ), ''),
    asked.at,
    case when p.state = 'open' and newest.asks then (
      select min(d.created_at) from decisions d
      where d.repository_id = p.repository_id and d.number = p.number and d.kind = 'decision'
        and d.seq > coalesce(turns.not_asking, 0)
    ) end,
    case when newest.content->'verdict'->>'state' = 'satisfied' then (
      select min(d.created_at) from decisions d
      where d.repository_id = p.repository_id and d.number = p.number and d.kind = 'decision'
        and d.seq > coalesce(turns.not_satisfied, 0)
    ) end,
    merge.created_at,
    merge.content->>'gate'
  from pull_requests p
  left join lateral (
    select d.content, ${asks} as asks from decisions d
    where d.repository_id = p.repository_id and d.number = p.number and d.kind = 'decision'
    order by d.seq desc limit 1
  ) newest on true
  left join lateral (
    select min(d.created_at) as at from decisions d
    where d.repository_id = p.repository_id and d.number = p.number and d.kind = 'decision' and ${asks}
  ) asked on true
  left join lateral (
    select max(d.seq) filter (where not coalesce(${asks}, false)) as not_asking,
      max(d.seq) filter (where d.content->'verdict'->>'state' <> 'satisfied') as not_satisfied
    from decisions d
    where d.repository_id = p.repository_id and d.number = p.number and d.kind = 'decision'
  ) turns on true
  left join lateral (
    select d.created_at, d.content from decisions d
    where d.repository_id = p.repository_id and d.number = p.number and d.kind = 'merge'
    order by d.seq desc limit 1
  ) merge on true
  on conflict do nothing`,
  `insert into report_sign_offs
  select distinct on (d.repository_id, d.number, sign_off->>'review')
    d.repository_id, d.number, sign_off->>'review', person.user_id, person.value, d.created_at, false
  from decisions d
  cross join lateral jsonb_array_elements(d.content->'signOffs') as signed (sign_off)
  left join decision_people person on person.installation_id = d.installation_id and person.seq = d.seq
    and person.seal = sign_off->'reviewer'->>'sealed'
  where d.kind = 'decision' and sign_off->>'disqualified' is null
    and jsonb_path_exists(sign_off, '$.outcomes.* ? (@ == "counts" || @ == "carried")')
  order by d.repository_id, d.number, sign_off->>'review', d.seq
  on conflict do nothing`,
  `update report_sign_offs s set stale = true
  from pull_requests p join decisions d on d.digest = p.digest
  cross join lateral jsonb_array_elements(d.content->'signOffs') as signed (sign_off)
  where s.repository_id = p.repository_id and s.number = p.number and s.review_id = sign_off->>'review'
    and not jsonb_path_exists(sign_off, '$.outcomes.* ? (@ == "counts" || @ == "carried")')`,
];
