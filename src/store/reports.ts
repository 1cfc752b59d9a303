import { type Kysely, type RawBuilder, sql } from 'kysely';
import {
  type Cut,
  type OverrideReport,
  type Overrides,
  type PersonLoad,
  type ReportFilter,
  type ReportTotals,
  type ReportWeek,
  type RepositoryReport,
  type RequiredCheck,
  type ToolUse,
  type UngatedMerge,
  type Waiting,
  waitBuckets,
} from '../core/report.ts';
import type { Tables } from './schema.ts';

/** What happened, added up. Each takes the repositories that its reader may see, and counts nothing else. */
export type Reports = {
  readonly reportWeeks: (
    filter: ReportFilter,
  ) => Promise<{ readonly weeks: readonly ReportWeek[]; readonly totals: ReportTotals }>;
  readonly reportTools: (filter: ReportFilter) => Promise<readonly ToolUse[]>;
  readonly reportRepositories: (filter: ReportFilter) => Promise<readonly RepositoryReport[]>;
  /** Now, whatever the period; the longest first. */
  readonly reportWaiting: (filter: ReportFilter, most: number) => Promise<Cut<Waiting>>;
  /** Overrides of the period, and debts that are open whenever they were made; the most urgent first. */
  readonly reportOverrides: (filter: ReportFilter, now: Date, most: number) => Promise<Overrides>;
  readonly reportUngated: (filter: ReportFilter, most: number) => Promise<Cut<UngatedMerge>>;
  /** Only for whom `load_visible_to` names. */
  readonly reportLoad: (filter: ReportFilter) => Promise<readonly PersonLoad[]>;
  /** The teams by whose members there were pull requests. */
  readonly reportTeams: (repositoryIds: readonly number[]) => Promise<readonly string[]>;
  /** Every repository of which a report can tell. */
  readonly reportedRepositories: () => Promise<readonly NamedRepository[]>;
  readonly requiredChecks: (repositoryIds: readonly number[]) => Promise<readonly RequiredCheck[]>;
  readonly noteRequiredCheck: (check: RequiredCheck) => Promise<void>;
};

type NamedRepository = { readonly repositoryId: number; readonly owner: string; readonly name: string };

export function createReports(db: Kysely<Tables>): Reports {
  const rows = async <Row>(query: RawBuilder<Row>): Promise<readonly Row[]> => (await query.execute(db)).rows;
  return {
    reportWeeks: async (filter) => {
      const [opened, signed, merged] = await Promise.all([
        rows(openedByWeek(filter)),
        rows(signedOffByWeek(filter)),
        rows(mergedIn(filter)),
      ]);
      return addUp(filter, opened, signed, merged[0] ?? { merged: 0, ungated: 0 });
    },
    reportTools: (filter) => rows(toolsIn(filter)),
    reportRepositories: (filter) => rows(repositoriesIn(filter)),
    reportWaiting: async (filter, most) => cut(await rows(waitingIn(filter, most))),
    reportOverrides: async (filter, now, most) => {
      const counted = await rows(overridesIn(filter, now, most));
      const { open = 0, overdue = 0 } = counted[0] ?? {};
      return { ...cut(counted), open, overdue };
    },
    reportUngated: async (filter, most) => cut(await rows(ungatedIn(filter, most))),
    reportLoad: (filter) => rows(loadIn(filter)),
    reportTeams: async (repositoryIds) => {
      const found = await rows(sql<{ team: string }>`
        select distinct unnest(teams) as team from report_pull_requests
        where repository_id = any(${repositoryIds}::bigint[]) order by team limit 200`);
      return found.map(({ team }) => team);
    },
    reportedRepositories: () =>
      rows(sql<NamedRepository>`
        select distinct on (repository_id) repository_id as "repositoryId", owner, name from pull_requests
        order by repository_id, evaluated_at desc`),
    requiredChecks: (repositoryIds) =>
      rows(sql<RequiredCheck>`
        select repository_id as "repositoryId", state, ${isoOf(sql`checked_at`)} as "checkedAt" from required_checks
        where repository_id = any(${repositoryIds}::bigint[]) order by repository_id`),
    noteRequiredCheck: async ({ repositoryId, state, checkedAt }) => {
      const seen = { state, checked_at: new Date(checkedAt) };
      await db
        .insertInto('required_checks')
        .values({ repository_id: repositoryId, ...seen })
        .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(seen))
        .execute();
    },
  };
}

type Column = 'opened_at' | 'signed_off_at' | 'merged_at';

/** The rows of a report: of repositories that its reader may see, by members of the team, within the period. */
const within = ({ repositoryIds, team, since, until }: ReportFilter, column: Column) => sql`
  r.repository_id = any(${repositoryIds}::bigint[])
  and ${sql.ref(`r.${column}`)} >= ${since} and ${sql.ref(`r.${column}`)} < ${until}
  and ${byTeam(team)}`;

const byTeam = (team: string | null) => (team === null ? sql`true` : sql`${team}::text = any(r.teams)`);

const weekOf = (column: Column) =>
  sql`to_char(date_trunc('week', ${sql.ref(`r.${column}`)} at time zone 'UTC'), 'YYYY-MM-DD')`;

const isoOf = (time: RawBuilder<unknown>) =>
  sql<string>`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

const assisted = sql`r.involvement in ('likely', 'declared')`;

type Opened = { week: string; pullRequests: number; assisted: number; byAgents: number };

const openedByWeek = (filter: ReportFilter) => sql<Opened>`
  select ${weekOf('opened_at')} as week, count(*)::int as "pullRequests",
    (count(*) filter (where ${assisted}))::int as assisted,
    (count(*) filter (where ${assisted} and r.autonomy = 'agent'))::int as "byAgents"
  from report_pull_requests r where ${within(filter, 'opened_at')} group by 1`;

type SignedOff = { week: string | null; signedOff: number; quantiles: number[] | null; waits: number[] };

/** By week, and of the whole period: medians do not add up. */
const signedOffByWeek = (filter: ReportFilter) => sql<SignedOff>`
  select week, count(*)::int as "signedOff",
    percentile_cont(array[0.5, 0.9]) within group (order by wait) as quantiles,
    array[${sql.join(waitBuckets.map((upTo) => sql`(count(*) filter (where wait <= ${sql.lit(upTo)}))::int`))},
      count(wait)::int] as waits
  from (
    select ${weekOf('signed_off_at')} as week, extract(epoch from r.signed_off_at - r.asked_at)::float8 as wait
    from report_pull_requests r where ${within(filter, 'signed_off_at')}
  ) signed group by grouping sets ((week), ())`;

type Merged = { merged: number; ungated: number };

const mergedIn = (filter: ReportFilter) => sql<Merged>`
  select count(*)::int as merged, (count(*) filter (where r.gate = 'not-open'))::int as ungated
  from report_pull_requests r where ${within(filter, 'merged_at')}`;

/** Every week of the period, also those in which nothing happened. */
function addUp(filter: ReportFilter, opened: readonly Opened[], signed: readonly SignedOff[], merged: Merged) {
  const openedIn = new Map(opened.map((row) => [row.week, row]));
  const signedIn = new Map(signed.map((row) => [row.week, row]));
  const weeks = weeksOf(filter).map((week): ReportWeek => {
    const { pullRequests = 0, assisted: withAi = 0, byAgents = 0 } = openedIn.get(week) ?? {};
    return { week, pullRequests, assisted: withAi, byAgents, ...waitsOf(signedIn.get(week)) };
  });
  const sum = (read: (week: ReportWeek) => number) => weeks.reduce((total, week) => total + read(week), 0);
  const all = signedIn.get(null);
  const upTo = all?.waits ?? [...waitBuckets, 0].map(() => 0);
  const totals: ReportTotals = {
    pullRequests: sum((week) => week.pullRequests),
    assisted: sum((week) => week.assisted),
    byAgents: sum((week) => week.byAgents),
    ...waitsOf(all),
    ...merged,
    waits: upTo.map((count, index) => count - (upTo[index - 1] ?? 0)),
  };
  return { weeks, totals };
}

const waitsOf = (row: SignedOff | undefined): Pick<ReportWeek, 'signedOff' | 'medianWait' | 'p90Wait'> => ({
  signedOff: row?.signedOff ?? 0,
  medianWait: row?.quantiles?.[0] ?? null,
  p90Wait: row?.quantiles?.[1] ?? null,
});

const day = 24 * 60 * 60 * 1000;

/** The Mondays of the weeks that the period touches. */
function weeksOf({ since, until }: ReportFilter): readonly string[] {
  const weekday = (since.getUTCDay() + 6) % 7;
  const weeks: string[] = [];
  const first = Date.UTC(since.getUTCFullYear(), since.getUTCMonth(), since.getUTCDate()) - weekday * day;
  for (let monday = first; monday < until.getTime(); monday += 7 * day)
    weeks.push(new Date(monday).toISOString().slice(0, 10));
  return weeks;
}

const toolsIn = (filter: ReportFilter) => sql<ToolUse>`
  select tool, count(*)::int as "pullRequests"
  from report_pull_requests r cross join lateral unnest(r.tools) as tool
  where ${within(filter, 'opened_at')} and ${assisted}
  group by tool order by 2 desc, tool limit 20`;

const repositoriesIn = (filter: ReportFilter) => sql<RepositoryReport>`
  select r.repository_id as "repositoryId",
    (count(*) filter (where r.opened_at >= ${filter.since} and r.opened_at < ${filter.until}))::int as "pullRequests",
    (count(*) filter (
      where r.opened_at >= ${filter.since} and r.opened_at < ${filter.until} and ${assisted}))::int as assisted,
    count(r.waiting_since)::int as waiting,
    (count(*) filter (
      where r.gate = 'not-open' and r.merged_at >= ${filter.since} and r.merged_at < ${filter.until}))::int as ungated
  from report_pull_requests r
  where r.repository_id = any(${filter.repositoryIds}::bigint[]) and ${byTeam(filter.team)}
  group by 1 order by 1`;

type OpenDebts = Pick<Overrides, 'open' | 'overdue'>;

type Counted<Row> = Row & { readonly total: number };

const waitingIn = ({ repositoryIds, team }: ReportFilter, most: number) => sql<Counted<Waiting>>`
  select r.repository_id as "repositoryId", r.number, ${isoOf(sql`r.waiting_since`)} as since, r.asked,
    ${sql.ref('r.involvement')}::text as involvement, r.risk, r.tools, r.mode, (count(*) over ())::int as total
  from report_pull_requests r
  where r.repository_id = any(${repositoryIds}::bigint[]) and r.waiting_since is not null and ${byTeam(team)}
  order by r.waiting_since, r.repository_id, r.number limit ${most}`;

const ungatedIn = (filter: ReportFilter, most: number) => sql<Counted<UngatedMerge>>`
  select r.repository_id as "repositoryId", r.number, ${isoOf(sql`r.merged_at`)} as at, r.verdict, r.mode,
    (count(*) over ())::int as total
  from report_pull_requests r
  where ${within(filter, 'merged_at')} and r.gate = 'not-open'
  order by r.merged_at desc, r.repository_id, r.number limit ${most}`;

const overridesIn = ({ repositoryIds, team, since, until }: ReportFilter, now: Date, most: number) =>
  sql<Counted<OverrideReport> & OpenDebts>`
  select d.repository_id as "repositoryId", d.number, d.cause, d.by_login as by, d.reason,
    ${isoOf(sql`d.overridden_at`)} as at, ${isoOf(sql`d.due_at`)} as due,
    case when d.closed_at is not null then 'closed' when d.opened_at is null then 'not-merged'
      when d.due_at < ${now} then 'overdue' else 'open' end as state,
    (count(*) over ())::int as total,
    (count(*) filter (where d.closed_at is null and d.opened_at is not null) over ())::int as open,
    (count(*) filter (where d.closed_at is null and d.due_at < ${now}) over ())::int as overdue
  from debts d
  left join report_pull_requests r on r.repository_id = d.repository_id and r.number = d.number
  where d.repository_id = any(${repositoryIds}::bigint[]) and ${byTeam(team)}
    and (d.cause = 'override' or d.opened_at is not null)
    and (d.closed_at is null or (d.overridden_at >= ${since} and d.overridden_at < ${until}))
  order by d.closed_at is not null, d.due_at nulls last, d.overridden_at desc limit ${most}`;

const loadIn = ({ repositoryIds, team, since, until }: ReportFilter) => sql<PersonLoad>`
  select (array_agg(s.login order by s.counted_at desc))[1] as login,
    (count(*) filter (where s.counted_at >= ${since} and s.counted_at < ${until}))::int as "signOffs",
    (count(distinct s.repository_id) filter (where s.counted_at >= ${since} and s.counted_at < ${until}))::int
      as repositories,
    (count(distinct (s.repository_id, s.number)) filter (where s.stale and r.waiting_since is not null))::int as "toReadAgain",
    (select count(*) from debts d where d.assignee_id = s.user_id and d.opened_at is not null and d.closed_at is null
      and d.repository_id = any(${repositoryIds}::bigint[]))::int as debts,
    ${isoOf(sql`max(s.counted_at)`)} as "lastAt"
  from report_sign_offs s
  join report_pull_requests r on r.repository_id = s.repository_id and r.number = s.number
  where s.repository_id = any(${repositoryIds}::bigint[]) and ${byTeam(team)}
    and ((s.counted_at >= ${since} and s.counted_at < ${until}) or (s.stale and r.waiting_since is not null))
  group by s.user_id order by 2 desc, 1 limit 200`;

/** Without what only counts. */
function cut<Row extends object>(counted: readonly Counted<Row>[]): Cut<Row> {
  const rows = counted.map((row) => without(row, ['total', 'open', 'overdue']));
  return { rows, total: counted[0]?.total ?? 0 };
}

const without = <Row extends object>(row: Row, names: readonly string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name))) as Row;
