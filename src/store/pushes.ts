import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Push } from '../core/facts.ts';
import type { PushSeen } from '../core/hint.ts';
import type { Facts } from '../core/loaded.ts';
import type { Tables } from './schema.ts';

/** What stands for "no commit" in a push that creates a branch. */
const nothing = '0'.repeat(40);

/** Remembers pushes. One push is told by up to two events, and only one of them knows whether it was forced. */
export async function insertPushes(trx: Transaction<Tables>, pushes: readonly PushSeen[]): Promise<void> {
  if (pushes.length === 0) return;
  const told = Map.groupBy(pushes.map(rowOf), placeOf);
  // In one order, so that no two transactions wait for each other crosswise.
  const rows = [...told.keys()].toSorted().flatMap((place) => {
    const same = told.get(place) ?? [];
    return same.slice(0, 1).map((row) => ({ ...row, forced: same.some(({ forced }) => forced) }));
  });
  await trx
    .insertInto('ledger_pushes')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['repository_id', 'ref', 'before', 'after', 'pusher_id'])
        .doUpdateSet({ forced: sql`true` })
        .where(sql<boolean>`excluded.forced and not ledger_pushes.forced`),
    )
    .execute();
}

const rowOf = (push: PushSeen) => ({
  repository_id: push.repositoryId,
  ref: push.ref,
  before: push.before ?? nothing,
  after: push.after,
  forced: push.forced,
  pusher_id: push.pusher.id,
  pusher_login: push.pusher.login,
  pusher_kind: push.pusher.kind,
});

const placeOf = (row: ReturnType<typeof rowOf>): string =>
  `${row.repository_id} ${row.ref} ${row.before} ${row.after} ${row.pusher_id}`;

/** So many pushes of one branch are looked at; more than that is a machine's branch. */
const newest = 200;

/** Who pushed what stands in this pull request, or may have been rewritten into it; oldest first. */
export async function recallPushes(db: Kysely<Tables>, facts: Facts): Promise<readonly Push[]> {
  const branch = `refs/heads/${facts.pullRequest.headBranch}`;
  const shas = new Set(facts.commits.map(({ sha }) => sha));
  const pushes = await newestPushes(db, facts, branch, [...shas]);
  const onBranch = pushes.filter(({ ref }) => ref === branch);
  const recalled = facts.pullRequest.sameRepository
    ? new Set([...ofBranch(onBranch, shas), ...firstBringers(pushes, shas)])
    : new Set(ofForksBranch(onBranch, shas));
  return [...recalled].toSorted((a, b) => a.id - b.id).map(pushFrom);
}

/**
 * A forced push hides what was there before it, so whoever pushed earlier to the branch stays among the pushers, back to
 * the push that created it.
 */
function ofBranch(newestFirst: readonly Row[], shas: ReadonlySet<string>): readonly Row[] {
  const found: Row[] = [];
  let rewritten = false;
  for (const push of newestFirst) {
    if (rewritten || shas.has(push.after)) found.push(push);
    if (push.before === nothing) break;
    rewritten ||= push.forced;
  }
  return found;
}

/** Who first pushed each commit, to whatever branch; later pushes of it are copies of what was there. */
function firstBringers(newestFirst: readonly Row[], shas: ReadonlySet<string>): Iterable<Row> {
  return new Map(newestFirst.filter(({ after }) => shas.has(after)).map((push) => [push.after, push])).values();
}

/**
 * Of a fork only the pull request's own events tell, not whether a push was forced; what a push replaced is followed
 * back. A branch of the same name here is another branch: its pushes lead to none of these commits.
 */
function ofForksBranch(newestFirst: readonly Row[], shas: ReadonlySet<string>): readonly Row[] {
  const wanted = new Set(shas);
  return newestFirst.filter((push) => {
    if (!wanted.has(push.after)) return false;
    wanted.add(push.before);
    return true;
  });
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
