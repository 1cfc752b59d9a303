import { type RawBuilder, sql } from 'kysely';
import type { ReportFilter } from '../core/report.ts';

/** The sign-offs of a report, by when they first counted. */
export const signedOffIn = ({ repositoryIds, team, since, until }: ReportFilter) => sql`
  s.repository_id = any(${repositoryIds}::bigint[]) and s.counted_at >= ${since} and s.counted_at < ${until}
  and ${ofTeam(team)}`;

const ofTeam = (team: string | null) =>
  team === null
    ? sql`true`
    : sql`exists (select from report_pull_requests r
        where r.repository_id = s.repository_id and r.number = s.number and ${byTeam(team)})`;

export const byTeam = (team: string | null) => (team === null ? sql`true` : sql`${team}::text = any(r.teams)`);

export const isoOf = (time: RawBuilder<unknown>) =>
  sql<string>`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
