import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Push } from '../core/facts.ts';
import type { PushSeen } from '../core/hint.ts';
import type { Facts } from '../core/loaded.ts';
import type { Tables } from './schema.ts';

/** What stands for "no commit" in a push that creates or deletes a branch. */
const nothing = '0'.repeat(40);

/** Remembers pushes; the same push told twice is one. */
export async function insertPushes(trx: Transaction<Tables>, pushes: readonly PushSeen[]): Promise<void> {
  if (pushes.length === 0) return;
  const rows = pushes.map((push) => ({
    repository_id: push.repositoryId,
    ref: push.ref,
    before: push.before ?? nothing,
    after: push.after,
    forced: push.forced,
    pusher_id: push.pusher.id,
    pusher_login: push.pusher.login,
    pusher_kind: push.pusher.kind,
  }));
  const placeOf = (row: (typeof rows)[number]) => `${row.repository_id} ${row.ref} ${row.before} ${row.after}`;
  await trx
    .insertInto('ledger_pushes')
    // In one order, so that no two transactions wait for each other crosswise.
    .values(rows.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** So many pushes of one branch are looked at; more than that is a machine's branch. */
const newest = 200;

/**
 * Who pushed what stands in this pull request, or may have been rewritten into it: a forced push or a deletion hides
 * what was there before it, so whoever pushed earlier to the same branch stays among the pushers. Of pushes to other
 * branches only the one that first brought a commit counts; later ones are copies of what was there.
 */
export async function recallPushes(db: Kysely<Tables>, facts: Facts): Promise<readonly Push[]> {
  // In a fork nobody tells us of pushes, and a branch there says nothing about the branch of that name here.
  if (!facts.pullRequest.sameRepository) return [];
  const branch = `refs/heads/${facts.pullRequest.headBranch}`;
  const shas = new Set(facts.commits.map(({ sha }) => sha));
  const recalled = new Set<Row>();
  const first = new Map<string, Row>();
  let rewritten = false;
  for (const push of await newestPushes(db, facts, branch, [...shas])) {
    if (shas.has(push.after)) first.set(push.after, push);
    if (push.ref !== branch) continue;
    if (push.after !== nothing && (rewritten || shas.has(push.after))) recalled.add(push);
    rewritten ||= push.forced || push.after === nothing;
  }
  return [...new Set([...recalled, ...first.values()])].toSorted((a, b) => a.id - b.id).map(pushFrom);
}

function newestPushes(db: Kysely<Tables>, { ref }: Facts, branch: string, shas: readonly string[]): Promise<Row[]> {
  return db
    .selectFrom('ledger_pushes')
    .selectAll()
    .where('repository_id', '=', ref.repositoryId)
    .where((either) => either.or([either('after', '=', sql<string>`any(${shas})`), either('ref', '=', branch)]))
    .orderBy('id', 'desc')
    .limit(newest)
    .execute();
}

type Row = Selectable<Tables['ledger_pushes']>;

const pushFrom = (row: Row): Push => ({
  before: row.before === nothing ? null : row.before,
  after: row.after,
  pusher: { id: row.pusher_id, login: row.pusher_login, kind: row.pusher_kind },
});
