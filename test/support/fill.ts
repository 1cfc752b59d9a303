/** Runs statements past the program. */
export type Query = (text: string) => Promise<readonly Record<string, unknown>[]>;

export type Size = {
  readonly repositories: number;
  readonly pullRequests: number;
  readonly decisions: number;
};

/**
 * Many times what the store holds already: its entries are copied onto other pull requests and repositories. The copies
 * are no chain, and nothing that reads pages can tell.
 */
export async function fill(query: Query, { repositories, pullRequests, decisions }: Size): Promise<void> {
  const repository = `(11 + n % ${repositories})`;
  const number = `(10000 + n / ${repositories})::integer`;
  await query(`
    insert into report_pull_requests
    select ${repository}, ${number}, t.opened_at, t.mode, t.involvement, t.autonomy, t.risk, t.tools, t.teams, t.verdict,
      t.asked, t.asked_at, case when n % 50 = 0 then t.opened_at end, t.signed_off_at, t.merged_at, t.gate, t.lines,
      t.clauses
    from generate_series(1, ${pullRequests}) n
    join (select *, row_number() over (order by opened_at) as place, count(*) over () as all_of_them
      from report_pull_requests) t on t.place = 1 + n % t.all_of_them;
    insert into report_sign_offs
    select ${repository}, ${number}, 'copy ' || n, t.user_id, t.login, t.counted_at, n % 20 = 0, t.levels, t.lines
    from generate_series(1, ${pullRequests}) n
    join (select *, row_number() over (order by counted_at) as place, count(*) over () as all_of_them
      from report_sign_offs) t on t.place = 1 + n % t.all_of_them;
  `);
  for (let from = 1; from <= decisions; from += 5_000) {
    const to = Math.min(decisions, from + 4_999);
    await query(`
      create temporary table copies as
      select 1000000 + n as seq, t.seq as original, t.kind, ${repository} as repository_id,
        (10000 + n / 10 / ${repositories})::integer as number, t.content, t.created_at
      from generate_series(${from}, ${to}) n
      join (select *, row_number() over (order by seq) as place, count(*) over () as all_of_them
        from decisions where seq < 1000000) t
        on t.place = 1 + (n * t.all_of_them / ${decisions + 1})::integer % t.all_of_them;
      insert into decisions
      select 1, seq, kind, repository_id, number, 'copy', content, '', repeat('0', 54) || lpad(seq::text, 10, '0'),
        created_at from copies;
      insert into decision_people
      select 1, c.seq, p.seal, p.salt, p.user_id, p.value from copies c
      join decision_people p on p.installation_id = 1 and p.seq = c.original;
      drop table copies;
    `);
  }
  await query('analyze');
}

/** The pages of these pull requests, and for every 50th, which waits, its place in the queue. */
export async function fillQueue(query: Query, { repositories, pullRequests }: Omit<Size, 'decisions'>): Promise<void> {
  await query(`
    create temporary table pages as
    select 11 + n % ${repositories} as to_repository, (10000 + n / ${repositories})::integer as to_number, t.*
    from generate_series(1, ${pullRequests}) n
    join (select repository_id, number, e.wanted is null as settled,
        row_number() over (partition by e.wanted is null order by repository_id, number) as place,
        count(*) over (partition by e.wanted is null) as all_of_them
      from explanations e join pull_requests p using (repository_id, number)) t
      on t.settled = (n % 50 <> 0) and t.place = 1 + n / 50 % t.all_of_them;
    create temporary table names as select distinct repository_id, owner, name from pull_requests;
    insert into pull_requests (repository_id, number, installation_id, owner, name, head_sha, base_ref, state, author_id,
      verdict, policy, tools, digest, first_seen_at, evaluated_at, versions, comments_read)
    select to_repository, to_number, p.installation_id, n.owner, n.name, p.head_sha, p.base_ref, p.state, p.author_id,
      p.verdict, p.policy, p.tools, p.digest, p.first_seen_at, p.evaluated_at, p.versions, p.comments_read
    from pages join pull_requests p using (repository_id, number) join names n on n.repository_id = to_repository;
    insert into explanations
      (repository_id, number, digest, explanation, risk, wanted, asked_teams, asked_users, child_teams, people)
    select to_repository, to_number, e.digest, e.explanation, e.risk, e.wanted, e.asked_teams, e.asked_users,
      e.child_teams, e.people
    from pages join explanations e using (repository_id, number);
    drop table pages, names;
    analyze`);
}
