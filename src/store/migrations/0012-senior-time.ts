import { type Kysely, sql } from 'kysely';

/** Until when people are away, and what reports tell of senior time: what each rule asks for, and whom it cost how much. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...statements, ...backfill]) await sql.raw(statement).execute(db);
}

const statements = [
  `create table absences (
    user_id bigint primary key,
    until text not null check (until ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
  )`,
  `alter table report_pull_requests add column lines integer, add column clauses jsonb not null default '[]'`,
  `alter table report_sign_offs add column levels text[] not null default '{}'`,
  // It serves whatever the narrower one did.
  'drop index report_sign_offs_user',
  'create index report_sign_offs_given on report_sign_offs (user_id, counted_at) where user_id is not null',
];

/** The ladder that the record does not name, where its levels are called as usual. */
const rankOf = (level: string): string =>
  `coalesce(array_position(array['junior', 'mid', 'senior', 'staff', 'principal'], ${level}), 0) - 1`;

/** What was recorded before. A clause that has enough people and lacks an owner still misses one sign-off. */
export const backfill = [
  `update report_pull_requests r set clauses = coalesce(told.clauses, '[]'),
    lines = (d.content->'facts'->'totals'->>'additions')::integer + (d.content->'facts'->'totals'->>'deletions')::integer
  from pull_requests p join decisions d on d.digest = p.digest
  cross join lateral (
    select jsonb_agg(jsonb_build_object('rule', clause->'rule', 'level', clause->'level',
      'rank', ${rankOf(`clause->>'level'`)}, 'count', clause->'count',
      'missing', coalesce((
        select greatest(1, (gap->>'missing')::integer) from jsonb_array_elements(d.content->'verdict'->'gaps') as gaps (gap)
        where gap->>'clause' = clause->>'id' limit 1), 0)) order by place) as clauses
    from jsonb_array_elements(d.content->'requirement'->'clauses') with ordinality as asked (clause, place)
  ) told
  where r.repository_id = p.repository_id and r.number = p.number and r.lines is null`,
  `update report_sign_offs s set levels = told.levels
  from (
    select repository_id, number, review, array_agg(level order by ${rankOf('level')} desc, level) as levels
    from (
      select distinct d.repository_id, d.number, sign_off->>'review' as review, clause->>'level' as level
      from decisions d
      cross join lateral jsonb_array_elements(d.content->'signOffs') as signed (sign_off)
      cross join lateral jsonb_array_elements(d.content->'requirement'->'clauses') as asked (clause)
      where d.kind = 'decision' and sign_off->>'disqualified' is null
        and sign_off->'outcomes'->>(clause->>'id') in ('counts', 'carried')
    ) served group by 1, 2, 3
  ) told
  where s.repository_id = told.repository_id and s.number = told.number and s.review_id = told.review
    and s.levels = '{}'`,
];
