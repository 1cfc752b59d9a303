import { type Kysely, sql, type Transaction } from 'kysely';
import type { PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { Hint } from '../core/hint.ts';
import type { PolicySource } from '../core/policy.ts';
import type { Decision, Recorded } from '../core/record.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Versions } from '../core/versions.ts';
import { refOf } from './ref.ts';
import type { Tables } from './schema.ts';

/** What was decided last about an open pull request, to be compared with what GitHub shows. */
export type LastDecided = {
  readonly ref: PullRequestRef;
  readonly headSha: string;
  readonly baseRef: string;
  readonly digest: string;
  readonly verdict: string;
  /** What it rested on; null: not kept. */
  readonly versions: Versions | null;
  /** The newest comment that a sweep has read; null: none yet. */
  readonly commentsRead: number | null;
};

/** The index of pull requests that were decided at least once. */
export type PullRequestIndex = {
  /** The open pull requests that a hint may concern, as far as we know them. */
  readonly knownPullRequests: (hint: Hint) => Promise<readonly PullRequestRef[]>;
  readonly lastDecided: (repository: RepositoryRef) => Promise<readonly LastDecided[]>;
  readonly markCommentsRead: (ref: PullRequestRef, newest: number) => Promise<void>;
  /** The files of the last policy by which anything was decided here; null: nothing was yet. */
  readonly lastUsablePolicy: (repository: RepositoryRef) => Promise<readonly PolicySource[] | null>;
  /** Whether any pull request that was ever decided is based on the branch. */
  readonly isBase: (repositoryId: number, branch: string) => Promise<boolean>;
  /** What was decided last about one pull request, open or not; null: nothing yet. */
  readonly lastDecisionOn: (ref: PullRequestRef) => Promise<Pick<LastDecided, 'headSha' | 'baseRef' | 'digest'> | null>;
};

export function createPullRequestIndex(db: Kysely<Tables>): PullRequestIndex {
  return {
    knownPullRequests: async (hint) => {
      if (hint.kind === 'pull-request') return [hint.ref];
      const rows = await about(openPullRequests(db), hint).execute();
      return rows.map(refOf);
    },
    markCommentsRead: async ({ repositoryId, number }, newest) => {
      await db
        .updateTable('pull_requests')
        .set({ comments_read: newest })
        .where('repository_id', '=', repositoryId)
        .where('number', '=', number)
        .execute();
    },
    // By the record: a policy that breaks takes its place in the newest decision on every open pull request.
    lastUsablePolicy: async ({ installationId, repositoryId }) => {
      const row = await db
        .selectFrom('decisions')
        .select(sql<readonly PolicySource[]>`content->'policy'->'sources'`.as('sources'))
        .where('installation_id', '=', installationId)
        .where('repository_id', '=', repositoryId)
        .where('kind', '=', 'decision')
        .where(sql<boolean>`(content->'policy'->>'usable')::boolean`)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.sources ?? null;
    },
    isBase: async (repositoryId, branch) => {
      const row = await db
        .selectFrom('pull_requests')
        .select('number')
        .where('repository_id', '=', repositoryId)
        .where('base_ref', '=', branch)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    lastDecisionOn: async ({ repositoryId, number }) => {
      const row = await db
        .selectFrom('pull_requests')
        .select(['head_sha', 'base_ref', 'digest'])
        .where('repository_id', '=', repositoryId)
        .where('number', '=', number)
        .executeTakeFirst();
      return row === undefined ? null : { headSha: row.head_sha, baseRef: row.base_ref, digest: row.digest };
    },
    lastDecided: async ({ repositoryId }) => {
      const rows = await openPullRequests(db).where('repository_id', '=', repositoryId).execute();
      return rows.map((row) => ({
        ref: refOf(row),
        headSha: row.head_sha,
        baseRef: row.base_ref,
        digest: row.digest,
        verdict: row.verdict,
        versions: row.versions,
        commentsRead: row.comments_read,
      }));
    },
  };
}

const openPullRequests = (db: Kysely<Tables>) =>
  db.selectFrom('pull_requests').selectAll().where('state', '=', 'open').orderBy('repository_id').orderBy('number');

type Query = ReturnType<typeof openPullRequests>;

function about(query: Query, hint: Exclude<Hint, { kind: 'pull-request' }>): Query {
  switch (hint.kind) {
    case 'merge-group':
    case 'preview':
      return query.where('repository_id', '=', hint.repository.repositoryId).where('head_sha', '=', hint.headSha);
    case 'direct-push':
      return query.where('repository_id', '=', hint.repository.repositoryId).where('head_sha', '=', hint.after);
    case 'commit':
      return query.where('repository_id', '=', hint.repository.repositoryId).where('head_sha', '=', hint.sha);
    case 'branch':
      return query.where('repository_id', '=', hint.repository.repositoryId).where('base_ref', '=', hint.branch);
    case 'repository':
      return query.where('repository_id', '=', hint.repository.repositoryId);
    case 'organization':
      return query
        .where('installation_id', '=', hint.installationId)
        .where((column) => column.fn<string>('lower', ['owner']), '=', hint.owner.toLowerCase());
    case 'installation':
      return query.where('installation_id', '=', hint.installationId);
    default:
      return unreachable(hint);
  }
}

export async function indexDecision(trx: Transaction<Tables>, decision: Decision, { digest }: Recorded, at: Date) {
  const seen = indexed(decision, digest, at);
  await trx
    .insertInto('pull_requests')
    .values({ ...placeOf(decision), ...seen })
    .onConflict((conflict) => conflict.columns(['repository_id', 'number']).doUpdateSet(seen))
    .execute();
}

export const placeOf = ({ snapshot: { ref } }: Decision) => ({ repository_id: ref.repositoryId, number: ref.number });

/** What the index holds of a pull request's newest decision. */
export function indexed({ snapshot, policy, evaluation, versions }: Decision, digest: string, at: Date) {
  const sources = policy.usable ? policy.policy.sources : policy.sources;
  return {
    installation_id: snapshot.ref.installationId,
    owner: snapshot.ref.owner,
    name: snapshot.ref.name,
    head_sha: snapshot.headSha,
    base_ref: snapshot.baseRef,
    state: snapshot.state,
    author_id: snapshot.pullRequest.author?.id ?? null,
    verdict: evaluation.verdict.state,
    policy: JSON.stringify(sources.map(({ sha }) => sha)),
    tools: JSON.stringify(evaluation.provenance.tools),
    digest,
    versions: versions === undefined ? null : JSON.stringify(versions),
    evaluated_at: at,
  };
}
