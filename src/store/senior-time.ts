import { type Kysely, type RawBuilder, sql } from 'kysely';
import { type Observed, observation, observed } from '../core/observed.ts';
import type { ReportFilter } from '../core/report.ts';
import { happened } from '../core/reported.ts';
import { type Pace, paceOf, paceWeeks, type Shortage, shortages } from '../core/shortage.ts';
import type { ReportRows } from './report-rows.ts';
import type { Tables } from './schema.ts';
import { sharedReads } from './shared-reads.ts';

/** What the rules ask of people, and what these did. Each takes the repositories that its reader may see. */
export type SeniorTime = {
  readonly reportObserved: (filter: ReportFilter) => Promise<Observed>;
  /** Where more is open than was signed off in a usual week. `from`: since when sign-offs are being read anyway. */
  readonly reportShortages: (repositoryIds: readonly number[], now: Date, from?: Date) => Promise<readonly Shortage[]>;
};

export function createSeniorTime(db: Kysely<Tables>, reportRows: ReportRows): SeniorTime {
  const rows = async <Row>(query: RawBuilder<Row>): Promise<readonly Row[]> => (await query.execute(db)).rows;
  const firstOf = sharedReads(
    async (repositoryIds: readonly number[]) => (await rows(firstDecided(repositoryIds)))[0]?.first ?? null,
  );
  return {
    reportObserved: async (filter) => {
      const { since, until } = filter;
      const [pulls, signOffs, first] = await Promise.all([
        reportRows.pulls(filter),
        reportRows.signOffs(filter),
        firstOf(filter.repositoryIds),
      ]);
      return observed({
        ...observation({ since, until }, pulls, signOffs),
        since: first !== null && first > since ? first : since,
      });
    },
    reportShortages: async (repositoryIds, now, from = now) => {
      const since = new Date(Math.min(from.getTime(), now.getTime() - paceWeeks * week));
      const [waiting, first, given] = await Promise.all([
        rows(waitingAlike(repositoryIds)),
        firstOf(repositoryIds),
        reportRows.signOffs({ repositoryIds, team: null, since, until: now }),
      ]);
      if (first === null) return [];
      const weeks = Math.min(paceWeeks, Math.floor((now.getTime() - first.getTime()) / week));
      const inWeeks = happened({ since: new Date(now.getTime() - weeks * week), until: now });
      return shortages({
        waiting,
        ...paceOf(
          given.filter(({ countedAt }) => inWeeks(countedAt)),
          now,
        ),
        weeks,
      });
    },
  };
}

const week = 7 * 24 * 60 * 60 * 1000;

const waitingAlike = (repositoryIds: readonly number[]) => sql<Pace['waiting'][number]>`
  select r.clauses, count(*)::int as "pullRequests" from report_pull_requests r
  where r.repository_id = any(${[...repositoryIds]}::bigint[]) and r.waiting_since is not null group by 1`;

/** When anything was first decided in any of these repositories. */
const firstDecided = (repositoryIds: readonly number[]) => sql<{ first: Date | null }>`
  select min(opened.at) as first from unnest(${[...repositoryIds]}::bigint[]) as asked (id)
  cross join lateral (
    select r.opened_at as at from report_pull_requests r where r.repository_id = asked.id order by r.opened_at limit 1
  ) opened`;
