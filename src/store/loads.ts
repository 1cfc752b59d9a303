import { type Kysely, sql } from 'kysely';
import { type Load, loadFrom } from '../core/load.ts';
import type { Tables } from './schema.ts';

export type Loads = {
  /** What each of these people carries in one installation; what they signed off counts from `since` on. */
  readonly loadOf: (asked: LoadQuestion) => Promise<ReadonlyMap<number, Load>>;
};

type LoadQuestion = {
  readonly installationId: number;
  readonly accountIds: readonly number[];
  readonly since: Date;
};

export const createLoads = (db: Kysely<Tables>): Loads => ({
  loadOf: async (asked) => {
    const { rows } = await carriedBy(asked).execute(db);
    const carried = new Map(rows.map(({ userId, ...burden }) => [userId, burden]));
    return new Map(asked.accountIds.map((id) => [id, loadFrom(carried.get(id) ?? nothing)]));
  },
});

type Row = { readonly userId: number; readonly open: (number | null)[]; readonly recent: (number | null)[] };

const nothing = { open: [], recent: [] };

/**
 * Open is what waits and the person had signed off on an earlier head, since they are who knows it, and review debt that
 * they were asked to sign off. Sign-offs are found by person first: of these there are few.
 */
const carriedBy = ({ installationId, accountIds, since }: LoadQuestion) => sql<Row>`
  with given as materialized (
    select user_id, repository_id, number, stale from report_sign_offs
    where user_id = any(${[...accountIds]}::bigint[]) and counted_at >= ${since}
  ),
  carried as (
    select g.user_id, false as is_open, r.lines from given g
    join pull_requests p using (repository_id, number)
    left join report_pull_requests r using (repository_id, number)
    where p.installation_id = ${installationId}
    union all
    select g.user_id, true, r.lines
    from (select user_id, repository_id, number from given group by 1, 2, 3 having bool_and(stale)) g
    join pull_requests p using (repository_id, number)
    join report_pull_requests r using (repository_id, number)
    where p.installation_id = ${installationId} and r.waiting_since is not null
    union all
    select d.assignee_id, true, r.lines from debts d
    left join report_pull_requests r using (repository_id, number)
    where d.assignee_id = any(${[...accountIds]}::bigint[]) and d.installation_id = ${installationId}
      and d.opened_at is not null and d.closed_at is null
  )
  select user_id as "userId", coalesce(array_agg(lines) filter (where is_open), '{}') as open,
    coalesce(array_agg(lines) filter (where not is_open), '{}') as recent
  from carried group by user_id`;
