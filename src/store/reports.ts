import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type DebtsOf, personLoads, type ToReadAgain } from '../core/person-load.ts';
import {
  type Cut,
  type OverrideReport,
  type Overrides,
  type PeriodReport,
  type PersonLoad,
  type ReportFilter,
  type RequiredCheck,
  type UngatedMerge,
  type Waiting,
} from '../core/report.ts';
import { periodReport } from '../core/report-period.ts';
import { byTeam, isoOf } from './report-parts.ts';
import type { ReportRows } from './report-rows.ts';
import type { Tables } from './schema.ts';

/** What happened, added up. Each takes the repositories that its reader may see, and counts nothing else. */
export type Reports = {
  readonly reportPeriod: (filter: ReportFilter) => Promise<PeriodReport>;
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

export function createReports(db: Kysely<Tables>, reportRows: ReportRows): Reports {
  const rows = async <Row>(query: RawBuilder<Row>): Promise<readonly Row[]> => (await query.execute(db)).rows;
  return {
    reportPeriod: async (filter) => periodReport(filter, await reportRows.pulls(filter)),
    reportWaiting: async (filter, most) => cut(await rows(waitingIn(filter, most))),
    reportOverrides: async (filter, now, most) => {
      const counted = await rows(overridesIn(filter, now, most));
      const { open = 0, overdue = 0 } = counted[0] ?? {};
      return { ...cut(counted), open, overdue };
    },
    reportUngated: async (filter, most) => cut(await rows(ungatedIn(filter, most))),
    reportLoad: async (filter) => {
      const [signOffs, again, debts] = await Promise.all([
        reportRows.signOffs(filter),
        rows(toReadAgain(filter)),
        rows(openDebts(filter)),
      ]);
      return personLoads(signOffs, again, debts);
    },
    reportTeams: async (repositoryIds) => {
      const found = await rows(sql<{ team: string }>`
        select distinct unnest(teams) as team from (
          select distinct teams from report_pull_requests where repository_id = any(${repositoryIds}::bigint[])
        ) named order by team limit 200`);
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

type OpenDebts = Pick<Overrides, 'open' | 'overdue'>;

type Counted<Row> = Row & { readonly total: number };

const waitingIn = ({ repositoryIds, team }: ReportFilter, most: number) => sql<Counted<Waiting>>`
  select r.repository_id as "repositoryId", r.number, ${isoOf(sql`r.waiting_since`)} as since, r.asked,
    ${sql.ref('r.involvement')}::text as involvement, r.risk, r.tools, r.mode, (count(*) over ())::int as total
  from report_pull_requests r
  where r.repository_id = any(${repositoryIds}::bigint[]) and r.waiting_since is not null and ${byTeam(team)}
  order by r.waiting_since, r.repository_id, r.number limit ${most}`;

const ungatedIn = ({ repositoryIds, team, since, until }: ReportFilter, most: number) => sql<Counted<UngatedMerge>>`
  select r.repository_id as "repositoryId", r.number, ${isoOf(sql`r.merged_at`)} as at, r.verdict, r.mode,
    (count(*) over ())::int as total
  from report_pull_requests r
  where r.repository_id = any(${repositoryIds}::bigint[]) and ${byTeam(team)}
    and r.merged_at >= ${since} and r.merged_at < ${until} and r.gate = 'not-open'
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

/** Whoever had signed off what waits again. */
const toReadAgain = ({ repositoryIds, team }: ReportFilter) => sql<ToReadAgain>`
  select user_id as "userId", max(login) as login, count(*)::int as "pullRequests", max(last) as last
  from (
    select s.user_id, s.repository_id, s.number, max(s.login) as login, max(s.counted_at) as last
    from report_pull_requests r
    join report_sign_offs s on s.repository_id = r.repository_id and s.number = r.number
    where r.repository_id = any(${repositoryIds}::bigint[]) and r.waiting_since is not null and s.stale
      and ${byTeam(team)}
    group by 1, 2, 3
  ) stale group by 1`;

const openDebts = ({ repositoryIds }: ReportFilter) => sql<DebtsOf>`
  select assignee_id as "userId", count(*)::int as debts from debts
  where assignee_id is not null and opened_at is not null and closed_at is null
    and repository_id = any(${repositoryIds}::bigint[])
  group by 1`;

/** Without what only counts. */
function cut<Row extends object>(counted: readonly Counted<Row>[]): Cut<Row> {
  const rows = counted.map((row) => without(row, ['total', 'open', 'overdue']));
  return { rows, total: counted[0]?.total ?? 0 };
}

const without = <Row extends object>(row: Row, names: readonly string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name))) as Row;
