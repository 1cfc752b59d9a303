import { createHash } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Evidence } from '../core/evidence.ts';
import { known, type LedgerEntry, type PullRequestRef, type RepositoryRef, type Snapshot } from '../core/facts.ts';
import type { PushedEvidence } from '../core/hint.ts';
import type { Facts, Recollection } from '../core/loaded.ts';
import type { Decision } from '../core/record.ts';
import { recallBindings } from './bindings.ts';
import { canonicalJson } from './canonical-json.ts';
import { countDebts } from './debts.ts';
import { recallPushes } from './pushes.ts';
import type { SetAside, Tables } from './schema.ts';

/** The ledger belongs to the repository: what was once seen on a commit or a pull request is not unseen. */
export type Ledger = {
  readonly recall: (facts: Facts) => Promise<Recollection>;
};

/** So many entries are kept for one pull request, detector and confidence; the rest is counted. Nobody can fill the disk. */
const enough = 50;

export function createLedger(db: Kysely<Tables>): Ledger {
  return {
    recall: async (facts) => {
      const [ledger, pushes, tools, bindings, openDebts] = await Promise.all([
        recallEvidence(db, facts),
        recallPushes(db, facts),
        recallTools(db, facts.ref),
        recallBindings(db, facts.ref),
        countDebts(db, facts.ref),
      ]);
      return { ledger, pushes, toolsUsedBefore: known(tools), bindings, openDebts };
    },
  };
}

/**
 * What was seen on this pull request; on its commits, wherever they were seen; and on a pull request that, at a commit
 * with evidence or as a whole, had the content that a commit here has: that is how a squash is recognized. What was
 * merged is exempt from the latter: whoever reverts its successor restores its content and inherits nothing.
 */
async function recallEvidence(db: Kysely<Tables>, { ref, baseRef, commits }: Facts): Promise<readonly LedgerEntry[]> {
  const shas = commits.map(({ sha }) => sha);
  const trees = commits.map(({ tree }) => tree);
  const merged = sql`select number from pull_requests where repository_id = ${ref.repositoryId} and state = 'merged'`;
  const heads = sql`select number from ledger_heads where repository_id = ${ref.repositoryId} and tree = any(${trees})`;
  const rows = await db
    .selectFrom('ledger_evidence')
    .select(['number', 'evidence', 'set_aside', 'first_seen_at'])
    .where('repository_id', '=', ref.repositoryId)
    .where((either) =>
      either.or([
        either('number', '=', ref.number),
        either('commit_sha', '=', sql<string>`any(${shas})`),
        sql<boolean>`(tree = any(${trees}) or number in (${heads})) and number not in (${merged})`,
      ]),
    )
    // What a pull request showed is told before what only a push did.
    .orderBy(sql`number = 0`)
    .orderBy('first_seen_at')
    .orderBy('number')
    .orderBy('key')
    .orderBy('claim')
    .limit(1_000)
    .execute();
  return rows.map((row) => ({
    evidence: row.evidence,
    firstSeenAt: row.first_seen_at.toISOString(),
    pullRequest: row.number,
    setAside: row.number === ref.number ? setAsideFor(baseRef, row.set_aside) : null,
  }));
}

/** A dispute was judged by what the evidence asked there: it says nothing about another pull request or another base. */
function setAsideFor(baseRef: string, setAside: SetAside | null): LedgerEntry['setAside'] {
  if (setAside === null || setAside.baseRef !== baseRef) return null;
  const { by, reason, at } = setAside;
  return { by, reason, at };
}

/** Adds what the decision saw and the ledger does not hold yet. */
export async function rememberEvidence(trx: Transaction<Tables>, decision: Decision, at: Date): Promise<void> {
  const { ref } = decision.snapshot;
  // A mention weighs nothing today and shall not weigh anything later.
  const seen = decision.evaluation.provenance.evidence.filter(({ confidence }) => confidence !== 'mention');
  if (seen.length === 0) return;
  await rememberHead(trx, decision.snapshot);
  const held = await trx
    .selectFrom('ledger_evidence')
    .select(['key', 'claim', 'detector', 'confidence'])
    .where('repository_id', '=', ref.repositoryId)
    .where('number', '=', ref.number)
    .execute();
  const { kept, refused } = admit(seen, held);
  if (kept.length > 0) {
    const rows = kept.map((evidence) => ledgerRow(decision.snapshot, evidence, at));
    await trx
      .insertInto('ledger_evidence')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  await countRefused(trx, ref, refused);
}

/** So many states of one pull request are remembered; a machine that pushes without end cannot fill the disk. */
const enoughHeads = 200;

async function rememberHead(trx: Transaction<Tables>, { ref, commits, headSha }: Snapshot): Promise<void> {
  const tree = commits.find(({ sha }) => sha === headSha)?.tree;
  if (tree === undefined) return;
  await sql`
    insert into ledger_heads (repository_id, tree, number)
    select ${ref.repositoryId}::bigint, ${tree}::text, ${ref.number}::integer
    where (
      select count(*) from ledger_heads where repository_id = ${ref.repositoryId} and number = ${ref.number}
    ) < ${enoughHeads}
    on conflict do nothing`.execute(trx);
}

/** Keeps what was seen on pushed commits; number 0 stands for "before any pull request". */
export async function rememberPushed(trx: Transaction<Tables>, pushed: readonly PushedEvidence[]): Promise<void> {
  if (pushed.length === 0) return;
  const at = new Date();
  await trx
    .insertInto('ledger_evidence')
    .values(
      pushed.map(({ repositoryId, tree, evidence }) => ({
        repository_id: repositoryId,
        number: 0,
        key: evidence.key,
        claim: claimOf(evidence),
        detector: evidence.detector,
        confidence: evidence.confidence,
        commit_sha: evidence.commitSha,
        tree,
        evidence: canonicalJson(evidence),
        first_seen_at: at,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A piece of evidence as it is kept for the pull request it was seen on. */
export const ledgerRow = ({ ref, commits }: Pick<Snapshot, 'ref' | 'commits'>, evidence: Evidence, at: Date) => ({
  repository_id: ref.repositoryId,
  number: ref.number,
  key: evidence.key,
  claim: claimOf(evidence),
  detector: evidence.detector,
  confidence: evidence.confidence,
  commit_sha: evidence.commitSha,
  tree: commits.find(({ sha }) => sha === evidence.commitSha)?.tree ?? null,
  evidence: canonicalJson(evidence),
  first_seen_at: at,
});

type Held = {
  readonly key: string;
  readonly claim: string;
  readonly detector: string;
  readonly confidence: string;
};

function admit(seen: readonly Evidence[], held: readonly Held[]) {
  const claims = new Set(held.map(({ key, claim }) => `${key} ${claim}`));
  const counts = new Map<string, number>();
  for (const item of held) counts.set(shelf(item), (counts.get(shelf(item)) ?? 0) + 1);
  const kept: Evidence[] = [];
  const refused: Evidence[] = [];
  for (const evidence of seen) {
    const claim = `${evidence.key} ${claimOf(evidence)}`;
    if (claims.has(claim)) continue;
    claims.add(claim);
    const count = counts.get(shelf(evidence)) ?? 0;
    counts.set(shelf(evidence), count + 1);
    (count < enough ? kept : refused).push(evidence);
  }
  return { kept, refused };
}

/** A commit never changes, so its key says it all; text keeps its key when it is edited into another claim. */
function claimOf({ confidence, commitSha, excerpt }: Evidence): string {
  if (commitSha !== null) return confidence;
  return `${confidence} ${createHash('sha256').update(excerpt).digest('hex').slice(0, 16)}`;
}

const shelf = ({ detector, confidence }: Pick<Held, 'detector' | 'confidence'>): string => `${detector}/${confidence}`;

async function countRefused(
  trx: Transaction<Tables>,
  ref: PullRequestRef,
  refused: readonly Evidence[],
): Promise<void> {
  const byDetector = Map.groupBy(refused, ({ detector }) => detector);
  for (const [detector, { length }] of byDetector) {
    await trx
      .insertInto('ledger_overflow')
      .values({ repository_id: ref.repositoryId, number: ref.number, detector, refused: length })
      // The greatest number at once, not a sum: the same evidence is refused again by every run.
      .onConflict((conflict) =>
        conflict
          .columns(['repository_id', 'number', 'detector'])
          .doUpdateSet({ refused: sql`greatest(ledger_overflow.refused, excluded.refused)` }),
      )
      .execute();
  }
}

async function recallTools(db: Kysely<Tables>, { repositoryId }: RepositoryRef): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('repository_tools')
    .select('tool')
    .where('repository_id', '=', repositoryId)
    .orderBy('tool')
    .execute();
  return rows.map(({ tool }) => tool);
}

/** Notes the tools of a merge that was fully signed off. */
export async function rememberTools(
  trx: Transaction<Tables>,
  { repositoryId, number }: PullRequestRef,
  tools: readonly string[],
  at: Date,
): Promise<void> {
  if (tools.length === 0) return;
  await trx
    .insertInto('repository_tools')
    .values(tools.map((tool) => ({ repository_id: repositoryId, tool, number, first_used_at: at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
