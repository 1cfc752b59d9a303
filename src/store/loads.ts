import { type Kysely, sql } from 'kysely';
import type { PullRequestRef } from '../core/facts.ts';
import { type Burden, type Load, loadFrom, noBurden } from '../core/load.ts';
import type { Tables } from './schema.ts';

export type Loads = {
  /** What each of these people carries in the installation, besides this pull request. */
  readonly loadsOf: (ref: PullRequestRef, people: readonly number[]) => Promise<ReadonlyMap<number, Load>>;
};

export const createLoads = (db: Kysely<Tables>, { now }: { readonly now: () => Date }): Loads => ({
  loadsOf: async (ref, people) => {
    const { rows } = await burdens(ref, people, now()).execute(db);
    const carried = new Map(rows.map(({ userId, ...burden }) => [userId, burden]));
    return new Map(people.map((id) => [id, loadFrom(carried.get(id) ?? noBurden)]));
  },
});

const week = 7 * 24 * 60 * 60 * 1000;

/** So long somebody who signed off on an earlier head is who knows a change that waits again. */
const remembered = 8 * week;

type Row = Burden & { readonly userId: number };

/**
 * Requests of ours; review debt that they were asked for, and what waits and they had signed off on an earlier head; and
 * what they signed off within a week. Sign-offs are found by person first: of these there are few.
 */
const burdens = (
  { installationId, repositoryId, number }: PullRequestRef,
  people: readonly number[],
  now: Date,
) => sql<Row>`
  with asked as (
    select user_id, repository_id, number, size from requests
    where installation_id = ${installationId} and ended is null and not suggested
      and user_id = any(${[...people]}::bigint[])
  ),
  given as materialized (
    select user_id, repository_id, number, stale, counted_at from report_sign_offs
    where user_id = any(${[...people]}::bigint[]) and counted_at > ${new Date(now.getTime() - remembered)}
  ),
  carried as (
    select user_id, repository_id, number, 'requested' as kind, size, null as lines from asked
    union all
    select g.user_id, repository_id, number, 'done', 0, r.lines from given g
    join pull_requests p using (repository_id, number)
    left join report_pull_requests r using (repository_id, number)
    where p.installation_id = ${installationId} and g.counted_at > ${new Date(now.getTime() - week)}
    union all
    select g.user_id, repository_id, number, 'waiting', 0, r.lines
    from (select user_id, repository_id, number from given group by 1, 2, 3 having bool_and(stale)) g
    join pull_requests p using (repository_id, number)
    join report_pull_requests r using (repository_id, number)
    where p.installation_id = ${installationId} and r.waiting_since is not null and not exists (
      select from asked a where a.user_id = g.user_id and a.repository_id = p.repository_id and a.number = p.number)
    union all
    select d.assignee_id, repository_id, number, 'waiting', 0, r.lines from debts d
    left join report_pull_requests r using (repository_id, number)
    where d.assignee_id = any(${[...people]}::bigint[]) and d.installation_id = ${installationId}
      and d.opened_at is not null and d.closed_at is null
  )
  select user_id as "userId", coalesce(array_agg(size) filter (where kind = 'requested'), '{}') as requested,
    coalesce(array_agg(lines) filter (where kind = 'waiting'), '{}') as waiting,
    coalesce(array_agg(lines) filter (where kind = 'done'), '{}') as done
  from carried where not (repository_id = ${repositoryId} and number = ${number}) group by user_id`;
