import { type RawBuilder, sql } from 'kysely';
import {
  type PeriodReport,
  type ReportFilter,
  type ReportWeek,
  type RepositoryReport,
  type ToolUse,
  waitBuckets,
} from '../core/report.ts';
import { assisted, byTeam, type Column, within } from './report-parts.ts';

/** A count of pull requests by one of week, repository and tools; the other two are null. */
type Opened = {
  week: string | null;
  repositoryId: number | null;
  tools: readonly string[] | null;
  pullRequests: number;
  assisted: number;
  byAgents: number;
};

/** Read once and counted three times: reading is what takes the time. */
export const openedIn = (filter: ReportFilter) => sql<Opened>`
  select ${dayOf(sql`monday`)} as week, repository_id as "repositoryId", tools, count(*)::int as "pullRequests",
    (count(*) filter (where assisted))::int as assisted, (count(*) filter (where "byAgent"))::int as "byAgents"
  from (
    select ${weekOf('opened_at')} as monday, r.repository_id, r.tools, ${assisted} as assisted,
      ${assisted} and r.autonomy = 'agent' as "byAgent"
    from report_pull_requests r where ${within(filter, 'opened_at')}
  ) opened group by grouping sets ((monday), (repository_id), (tools))`;

type SignedOff = { week: string | null; signedOff: number; quantiles: number[] | null; waits: number[] };

/** By week, and of the whole period: medians do not add up. */
export const signedOffByWeek = (filter: ReportFilter) => sql<SignedOff>`
  select ${dayOf(sql`monday`)} as week, count(*)::int as "signedOff",
    percentile_cont(array[0.5, 0.9]) within group (order by wait) as quantiles,
    array[${sql.join(waitBuckets.map((upTo) => sql`(count(*) filter (where wait <= ${sql.lit(upTo)}))::int`))},
      count(wait)::int] as waits
  from (
    select ${weekOf('signed_off_at')} as monday, date_part('epoch', r.signed_off_at - r.asked_at) as wait
    from report_pull_requests r where ${within(filter, 'signed_off_at')}
  ) signed group by grouping sets ((monday), ())`;

type Merged = { repositoryId: number; merged: number; ungated: number };

export const mergedIn = (filter: ReportFilter) => sql<Merged>`
  select r.repository_id as "repositoryId", count(*)::int as merged,
    (count(*) filter (where r.gate = 'not-open'))::int as ungated
  from report_pull_requests r where ${within(filter, 'merged_at')} group by 1`;

type Waiting = { repositoryId: number; waiting: number };

export const waitingByRepository = ({ repositoryIds, team }: ReportFilter) => sql<Waiting>`
  select r.repository_id as "repositoryId", count(*)::int as waiting from report_pull_requests r
  where r.repository_id = any(${repositoryIds}::bigint[]) and r.waiting_since is not null and ${byTeam(team)}
  group by 1`;

type Counted = {
  readonly opened: readonly Opened[];
  readonly signed: readonly SignedOff[];
  readonly merged: readonly Merged[];
  readonly waiting: readonly Waiting[];
};

export function addUp(filter: ReportFilter, counted: Counted): PeriodReport {
  const weeks = weeksIn(filter, counted);
  const total = <Row>(rows: readonly Row[], read: (row: Row) => number) =>
    rows.reduce((sum, row) => sum + read(row), 0);
  const all = counted.signed.find(({ week }) => week === null);
  const upTo = all?.waits ?? [...waitBuckets, 0].map(() => 0);
  return {
    weeks,
    totals: {
      pullRequests: total(weeks, (week) => week.pullRequests),
      assisted: total(weeks, (week) => week.assisted),
      byAgents: total(weeks, (week) => week.byAgents),
      ...waitsOf(all),
      merged: total(counted.merged, ({ merged }) => merged),
      ungated: total(counted.merged, ({ ungated }) => ungated),
      waits: upTo.map((count, index) => count - (upTo[index - 1] ?? 0)),
    },
    tools: toolsIn(counted),
    repositories: repositoriesIn(counted),
  };
}

/** Every week of the period, also those in which nothing happened. */
function weeksIn(filter: ReportFilter, { opened, signed }: Counted): readonly ReportWeek[] {
  const openings = new Map(opened.map((row) => [row.week, row]));
  const signings = new Map(signed.map((row) => [row.week, row]));
  return weeksOf(filter).map((week) => {
    const { pullRequests = 0, assisted: withAi = 0, byAgents = 0 } = openings.get(week) ?? {};
    return { week, pullRequests, assisted: withAi, byAgents, ...waitsOf(signings.get(week)) };
  });
}

const mostTools = 20;

function toolsIn({ opened }: Counted): readonly ToolUse[] {
  const uses = new Map<string, number>();
  for (const { tools, assisted: withAi } of opened)
    for (const tool of tools ?? []) uses.set(tool, (uses.get(tool) ?? 0) + withAi);
  return [...uses]
    .map(([tool, pullRequests]) => ({ tool, pullRequests }))
    .filter(({ pullRequests }) => pullRequests > 0)
    .toSorted((one, other) => other.pullRequests - one.pullRequests || (one.tool < other.tool ? -1 : 1))
    .slice(0, mostTools);
}

function repositoriesIn({ opened, merged, waiting }: Counted): readonly RepositoryReport[] {
  const openedOf = new Map(opened.map((row) => [row.repositoryId, row]));
  const mergedOf = new Map(merged.map((row) => [row.repositoryId, row]));
  const waitingOf = new Map(waiting.map((row) => [row.repositoryId, row]));
  const ids = [...openedOf.keys(), ...mergedOf.keys(), ...waitingOf.keys()].filter((id) => id !== null);
  return [...new Set(ids)]
    .toSorted((a, b) => a - b)
    .map((repositoryId) => ({
      repositoryId,
      pullRequests: openedOf.get(repositoryId)?.pullRequests ?? 0,
      assisted: openedOf.get(repositoryId)?.assisted ?? 0,
      waiting: waitingOf.get(repositoryId)?.waiting ?? 0,
      ungated: mergedOf.get(repositoryId)?.ungated ?? 0,
    }));
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

/** The Monday of the week, as a moment: quicker than its text, which only the groups need. */
const weekOf = (column: Column) =>
  sql`date_bin('7 days', ${sql.ref(`r.${column}`)}, timestamptz '2001-01-01T00:00:00Z')`;

const dayOf = (time: RawBuilder<unknown>) => sql`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD')`;
