import type { Kysely, Transaction } from 'kysely';
import type { Binding, PullRequestRef } from '../core/facts.ts';
import type { Decision } from '../core/record.ts';
import type { Tables } from './schema.ts';

/** Binds each approval of the head to the state it was first seen under. What was bound once stays so. */
export async function rememberBindings(trx: Transaction<Tables>, { snapshot }: Decision, at: Date): Promise<void> {
  const { ref, reviews, headSha, baseRef, mergeBase, bindings } = snapshot;
  if (!mergeBase.known) return;
  const fresh = reviews.filter(
    ({ id, state, commitSha }) => state === 'approved' && commitSha === headSha && bindings[id] === undefined,
  );
  if (fresh.length === 0) return;
  const place = { repository_id: ref.repositoryId, number: ref.number, head_sha: headSha, base_ref: baseRef };
  await trx
    .insertInto('bindings')
    .values(fresh.map(({ id }) => ({ ...place, review_id: id, merge_base: mergeBase.value, first_seen_at: at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The bindings of a pull request, by review id. */
export async function recallBindings(
  db: Kysely<Tables>,
  { repositoryId, number }: PullRequestRef,
): Promise<Readonly<Record<string, Binding>>> {
  const rows = await db
    .selectFrom('bindings')
    .select(['review_id', 'head_sha', 'base_ref', 'merge_base'])
    .where('repository_id', '=', repositoryId)
    .where('number', '=', number)
    .execute();
  return Object.fromEntries(
    rows.map((row) => [row.review_id, { headSha: row.head_sha, baseRef: row.base_ref, mergeBase: row.merge_base }]),
  );
}
