import { type Kysely, sql, type Transaction } from 'kysely';
import { explain } from '../core/explanation.ts';
import type { PullRequestRef, Snapshot } from '../core/facts.ts';
import { type Explained, nothingWanted, type WantedPullRequest, wantedFor } from '../core/opening.ts';
import { riskLevels } from '../core/policy.ts';
import type { Decision, Recorded } from '../core/record.ts';
import { canonicalJson } from './canonical-json.ts';
import { refOf } from './ref.ts';
import type { Tables } from './schema.ts';

/** The teams whose members must be known to tell who is wanted, by how they are counted. */
export type AskedTeams = {
  readonly installationId: number;
  readonly childTeams: boolean;
  readonly teams: readonly string[];
};

export type Explanations = {
  readonly explained: (place: { readonly repositoryId: number; readonly number: number }) => Promise<Explained | null>;
  readonly askedTeams: (repositoryIds: readonly number[]) => Promise<readonly AskedTeams[]>;
  /** Those that may want one of these teams or logins, the riskiest first and of these the longest waiting. */
  readonly wantedPullRequests: (asked: {
    readonly repositoryIds: readonly number[];
    readonly teams: readonly string[];
    readonly login: string;
    readonly most: number;
  }) => Promise<readonly WantedPullRequest[]>;
};

export function createExplanations(db: Kysely<Tables>): Explanations {
  return {
    explained: async ({ repositoryId, number }) => {
      const row = await db
        .selectFrom('pull_requests as p')
        .leftJoin('explanations as e', (join) =>
          join.onRef('e.repository_id', '=', 'p.repository_id').onRef('e.number', '=', 'p.number'),
        )
        .select(['p.installation_id', 'p.repository_id', 'p.owner', 'p.name', 'p.number', 'p.state', 'p.evaluated_at'])
        .select(['e.explanation', 'e.wanted'])
        .where('p.repository_id', '=', repositoryId)
        .where('p.number', '=', number)
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        ref: refOf(row),
        state: row.state,
        evaluatedAt: row.evaluated_at,
        explanation: row.explanation,
        wanted: row.wanted,
      };
    },
    askedTeams: async (repositoryIds) => {
      const { rows } = await sql<{ installation_id: number; child_teams: boolean; teams: string[] }>`
        select p.installation_id, e.child_teams, array_agg(distinct team) as teams
        from explanations e join pull_requests p using (repository_id, number)
        cross join lateral unnest(e.asked_teams) as asked (team)
        where e.wanted is not null and e.repository_id = any(${[...repositoryIds]}::bigint[])
        group by p.installation_id, e.child_teams`.execute(db);
      return rows.map((row) => ({
        installationId: row.installation_id,
        childTeams: row.child_teams,
        teams: row.teams,
      }));
    },
    wantedPullRequests: async ({ repositoryIds, teams, login, most }) => {
      const rows = await db
        .selectFrom('explanations as e')
        .innerJoin('pull_requests as p', (join) =>
          join.onRef('e.repository_id', '=', 'p.repository_id').onRef('e.number', '=', 'p.number'),
        )
        .innerJoin('report_pull_requests as r', (join) =>
          join.onRef('e.repository_id', '=', 'r.repository_id').onRef('e.number', '=', 'r.number'),
        )
        .select(['p.installation_id', 'p.repository_id', 'p.owner', 'p.name', 'p.number'])
        .select(['e.explanation', 'e.wanted', 'r.waiting_since', 'p.evaluated_at'])
        .where('e.wanted', 'is not', null)
        .where(sql<boolean>`e.repository_id = any(${[...repositoryIds]}::bigint[])`)
        .where(
          sql<boolean>`(e.asked_teams && ${[...teams]}::text[] or e.asked_users && ${[login.toLowerCase()]}::text[])`,
        )
        .orderBy('e.risk', 'desc')
        .orderBy('r.waiting_since')
        .orderBy('p.repository_id')
        .orderBy('p.number')
        .limit(most)
        .execute();
      return rows.flatMap((row) => {
        const { explanation, wanted } = row;
        const waitingSince = row.waiting_since ?? row.evaluated_at;
        return wanted === null ? [] : [{ ref: refOf(row), explanation, wanted, waitingSince }];
      });
    },
  };
}

/** Keeps what is to be told about a decision, in its own transaction. Only the newest is kept; the record has them all. */
export async function noteExplanation(
  trx: Transaction<Tables>,
  decision: Decision,
  { digest }: Recorded,
): Promise<void> {
  const row = explanationOf(decision, digest);
  await trx
    .insertInto('explanations')
    .values(row)
    .onConflict((conflict) => conflict.columns(['repository_id', 'number']).doUpdateSet(row))
    .execute();
}

/** The same of many pull requests about which nothing is kept yet. */
export async function noteExplanations(
  trx: Transaction<Tables>,
  decided: readonly { readonly decision: Decision; readonly digest: string; readonly isOpen: boolean }[],
): Promise<void> {
  const rows = decided.map(({ decision, digest, isOpen }) => {
    const row = explanationOf(decision, digest);
    return isOpen ? row : { ...row, wanted: null };
  });
  await trx.insertInto('explanations').values(rows).execute();
}

function explanationOf({ snapshot, policy, evaluation }: Decision, digest: string) {
  const wanted = policy.usable ? wantedFor(policy.policy, snapshot, evaluation) : nothingWanted;
  const { openings } = wanted;
  const named = openings.flatMap(({ teams, from, owners }) => [...teams, ...from, ...(owners?.flat() ?? [])]);
  return {
    repository_id: snapshot.ref.repositoryId,
    number: snapshot.ref.number,
    digest,
    explanation: canonicalJson(explain(policy, snapshot, evaluation)),
    risk: riskLevels.indexOf(evaluation.risk.level),
    wanted: openings.length === 0 ? null : canonicalJson(wanted),
    asked_teams: [...new Set(named.filter((name) => name.includes('/')))],
    asked_users: [...new Set(openings.flatMap(({ users }) => users))],
    child_teams: policy.usable && policy.policy.includeChildTeams,
    people: [...peopleIn(snapshot)],
  };
}

/** Nothing is wanted for what ended. */
export async function wantNothingMore(
  trx: Transaction<Tables>,
  { repositoryId, number }: PullRequestRef,
): Promise<void> {
  await trx
    .updateTable('explanations')
    .set({ wanted: null })
    .where('repository_id', '=', repositoryId)
    .where('number', '=', number)
    .execute();
}

/** Whoever could be named in the explanation. */
function peopleIn({ pullRequest, commits, reviews, pushes, commands }: Snapshot): ReadonlySet<number> {
  const accounts = [
    pullRequest.author,
    ...pullRequest.agentEvents.map(({ actor }) => actor),
    ...pullRequest.assignments.map(({ assignee }) => assignee),
    ...commits.flatMap(({ authors, committer }) =>
      [...authors, committer].map((identity) => identity?.account ?? null),
    ),
    ...reviews.flatMap(({ reviewer, dismissal }) => [reviewer, dismissal?.by ?? null]),
    ...pushes.map(({ pusher }) => pusher),
    ...commands.map(({ author }) => author),
  ];
  return new Set(accounts.flatMap((account) => (account === null ? [] : [account.id])));
}
