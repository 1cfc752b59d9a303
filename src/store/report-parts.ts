import { type RawBuilder, sql } from 'kysely';
import type { ReportFilter } from '../core/report.ts';

type Column = 'opened_at' | 'signed_off_at' | 'merged_at';

/** The rows of a report: of repositories that its reader may see, by members of the team, within the period. */
export const within = ({ repositoryIds, team, since, until }: ReportFilter, column: Column) => sql`
  r.repository_id = any(${repositoryIds}::bigint[])
  and ${sql.ref(`r.${column}`)} >= ${since} and ${sql.ref(`r.${column}`)} < ${until}
  and ${byTeam(team)}`;

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
