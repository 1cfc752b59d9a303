import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type GivenFor, type MergedAlike, type Observed, observed } from '../core/observed.ts';
import type { ReportFilter } from '../core/report.ts';
import { type Pace, paceWeeks, type Shortage, shortages } from '../core/shortage.ts';
import { assisted, signedOffIn, within } from './report-parts.ts';
import type { Tables } from './schema.ts';

/** What the rules ask of people, and what these did. Each takes the repositories that its reader may see. */
export type SeniorTime = {
  readonly reportObserved: (filter: ReportFilter) => Promise<Observed>;
  /** Where more is open than was signed off in a usual week. */
  readonly reportShortages: (repositoryIds: readonly number[], now: Date) => Promise<readonly Shortage[]>;
};

export function createSeniorTime(db: Kysely<Tables>): SeniorTime {
  const rows = async <Row>(query: RawBuilder<Row>): Promise<readonly Row[]> => (await query.execute(db)).rows;
  const firstOf = async (repositoryIds: readonly number[]): Promise<Date | null> =>
    (await rows(firstDecided(repositoryIds)))[0]?.first ?? null;
  return {
    reportObserved: async (filter) => {
      const [merged, given, waits, first] = await Promise.all([
        rows(mergedAlike(filter)),
        rows(givenFor(filter)),
        rows(waited(filter)),
        firstOf(filter.repositoryIds),
      ]);
      const [median = null, p90 = null] = waits[0]?.quantiles ?? [];
      const { since, until } = filter;
      return observed({
        since: first !== null && first > since ? first : since,
        until,
        merged,
        given: given.map(spelledOut),
        wait: { median, p90 },
      });
    },
    reportShortages: async (repositoryIds, now) => {
      const [waiting, first] = await Promise.all([rows(waitingAlike(repositoryIds)), firstOf(repositoryIds)]);
      if (first === null || waiting.length === 0) return [];
      const weeks = Math.min(paceWeeks, Math.floor((now.getTime() - first.getTime()) / week));
      const since = new Date(now.getTime() - weeks * week);
      const given = await rows(givenByWeek({ repositoryIds, team: null, since, until: now }));
      return shortages({
        waiting,
        given: given.flatMap(({ level, weeksBack, signOffs }) =>
          weeksBack === null ? [] : [{ level, weeksBack, signOffs }],
        ),
        people: given.filter(({ weeksBack }) => weeksBack === null),
        weeks,
      });
    },
  };
}

const week = 7 * 24 * 60 * 60 * 1000;

const mergedAlike = (filter: ReportFilter) => sql<MergedAlike>`
  select r.clauses, r.verdict, coalesce(r.gate, 'not-open') as gate, r.mode = 'observe' as observing,
    count(*)::int as "pullRequests", (count(*) filter (where ${assisted}))::int as assisted
  from report_pull_requests r where ${within(filter, 'merged_at')} group by 1, 2, 3, 4`;

const waited = (filter: ReportFilter) => sql<{ quantiles: number[] | null }>`
  select percentile_cont(array[0.5, 0.9]) within group (order by date_part('epoch', r.signed_off_at - r.asked_at))
    as quantiles
  from report_pull_requests r
  where ${within(filter, 'merged_at')} and r.verdict = 'satisfied' and r.gate = 'open'`;

type GivenAlike = {
  readonly level: string;
  readonly people: number;
  readonly sizes: readonly (number | null)[] | null;
  readonly times: readonly number[] | null;
};

/**
 * Of each level, the sign-offs for which it was the highest that they counted for, each size once: one pass over the
 * sign-offs counts the sizes and the people, and only what differs is carried on.
 */
const givenFor = (filter: ReportFilter) => sql<GivenAlike>`
  select level, (count(user_id) filter (where by_person))::int as people,
    array_agg(lines) filter (where not by_person) as sizes, array_agg(times) filter (where not by_person) as times
  from (
    select s.levels[1] as level, s.user_id, r.lines, count(*)::int as times, grouping(r.lines) = 1 as by_person
    from report_sign_offs s
    left join report_pull_requests r on r.repository_id = s.repository_id and r.number = s.number
    where ${signedOffIn(filter)} and s.levels[1] is not null
    group by grouping sets ((s.levels[1], r.lines), (s.levels[1], s.user_id))
  ) counted group by level`;

const spelledOut = ({ level, people, sizes, times }: GivenAlike): GivenFor => ({
  level,
  people,
  lines: (sizes ?? []).flatMap((size, index) => Array.from({ length: times?.[index] ?? 0 }, () => size)),
});

/** By level and week, and by level alone where the week is null: only there the people of all weeks are told apart. */
type GivenInWeek = {
  readonly level: string;
  readonly weeksBack: number | null;
  readonly signOffs: number;
  readonly people: number;
};

/** A sign-off exactly a week old belongs to the week before; times have no more than microseconds. */
const givenByWeek = (filter: ReportFilter) => sql<GivenInWeek>`
  select level, (date_part('epoch', ${filter.until}::timestamptz - "from")::int / 604800) - 1 as "weeksBack",
    sum(given)::int as "signOffs", count(distinct user_id)::int as people
  from (
    select s.levels[1] as level, s.user_id, count(*) as given,
      date_bin('7 days', s.counted_at - interval '1 microsecond', ${filter.until}::timestamptz) as "from"
    from report_sign_offs s where ${signedOffIn(filter)} and s.levels[1] is not null group by 1, 2, 4
  ) counted group by grouping sets ((level, "from"), (level))`;

const waitingAlike = (repositoryIds: readonly number[]) => sql<Pace['waiting'][number]>`
  select r.clauses, count(*)::int as "pullRequests" from report_pull_requests r
  where r.repository_id = any(${[...repositoryIds]}::bigint[]) and r.waiting_since is not null group by 1`;

/** When anything was first decided in any of these repositories. */
const firstDecided = (repositoryIds: readonly number[]) => sql<{ first: Date | null }>`
  select min(opened.at) as first from unnest(${[...repositoryIds]}::bigint[]) as asked (id)
  cross join lateral (
    select r.opened_at as at from report_pull_requests r where r.repository_id = asked.id order by r.opened_at limit 1
  ) opened`;
