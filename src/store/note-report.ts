import { sql, type Transaction } from 'kysely';
import { waitsFor } from '../core/explanation/waits-for.ts';
import type { PullRequestRef } from '../core/facts.ts';
import { rank } from '../core/ladder.ts';
import type { Decision } from '../core/record.ts';
import type { SignOff } from '../core/sign-off.ts';
import { type Gap, serves } from '../core/verdict.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Tables } from './schema.ts';

/** Brings what reports add up in step with a decision, in the decision's own transaction. */
export async function noteDecided(trx: Transaction<Tables>, decision: Decision, at: Date): Promise<void> {
  const { snapshot, policy, evaluation } = decision;
  const { ref, draft } = snapshot;
  const { provenance, risk, verdict } = evaluation;
  const gaps = verdict.state === 'pending' ? verdict.gaps : [];
  // Nobody is asked to read a draft.
  const asks = !draft && (gaps.length > 0 || verdict.state === 'blocked');
  const seen = {
    mode: policy.usable ? policy.policy.mode : (policy.mode ?? 'enforce'),
    involvement: provenance.involvement,
    autonomy: provenance.autonomy,
    risk: risk.level,
    tools: [...provenance.tools],
    teams: [...teamsOfAuthor(decision)],
    verdict: verdict.state,
    lines: linesOf(decision),
    clauses: canonicalJson(
      evaluation.requirement.clauses.map(({ id, rule, level, count }) => ({
        rule,
        level,
        rank: rankOf(decision, level),
        count,
        missing: missingOf(gaps.find(({ clause }) => clause === id)),
      })),
    ),
    asked: verdict.state === 'pending' ? waitsFor(verdict, evaluation.requirement.clauses).join(', ') : '',
  };
  const place = { repository_id: ref.repositoryId, number: ref.number };
  const asked = asks ? at : null;
  const satisfied = verdict.state === 'satisfied' ? at : null;
  await trx
    .insertInto('report_pull_requests')
    .values({ ...place, opened_at: at, ...seen, asked_at: asked, waiting_since: asked, signed_off_at: satisfied })
    .onConflict((conflict) =>
      conflict.columns(['repository_id', 'number']).doUpdateSet({
        ...seen,
        asked_at: sql`coalesce(report_pull_requests.asked_at, excluded.asked_at)`,
        waiting_since: sql`case when excluded.waiting_since is not null
          then coalesce(report_pull_requests.waiting_since, excluded.waiting_since) end`,
        signed_off_at: sql`case when excluded.signed_off_at is not null
          then coalesce(report_pull_requests.signed_off_at, excluded.signed_off_at) end`,
      }),
    )
    .execute();
  await noteSignOffs(trx, decision, at);
}

const linesOf = ({ snapshot: { totals } }: Decision): number => totals.additions + totals.deletions;

/** A clause that has enough people and lacks an owner still misses one sign-off. */
const missingOf = (gap: Gap | undefined): number => (gap === undefined ? 0 : Math.max(1, gap.missing));

const rankOf = ({ policy }: Decision, level: string): number =>
  policy.usable ? rank(policy.policy.ladder, level) : -1;

/** Of the clauses that a sign-off counts for, highest first. */
function levelsServed(decision: Decision, signOff: SignOff): ReadonlySet<string> {
  const served = decision.evaluation.requirement.clauses.filter((clause) => serves(signOff, clause));
  const levels = served.map(({ level }) => level);
  return new Set(levels.toSorted((one, other) => rankOf(decision, other) - rankOf(decision, one)));
}

/** A secret team is not named anywhere, so nothing is counted by it either. */
export function teamsOfAuthor({ snapshot }: Decision): readonly string[] {
  const { author } = snapshot.pullRequest;
  const membership = author === null ? undefined : snapshot.memberships[author.id];
  return membership?.known === true ? membership.value.filter((team) => !snapshot.secretTeams.includes(team)) : [];
}

/** A sign-off is counted once, when it first counts; that it no longer does is noted. */
async function noteSignOffs(trx: Transaction<Tables>, decision: Decision, at: Date): Promise<void> {
  const { snapshot, evaluation } = decision;
  const { repositoryId, number } = snapshot.ref;
  const { clauses } = evaluation.requirement;
  const given = evaluation.signOffs.filter(({ disqualified }) => disqualified === null);
  const counting = given.filter((signOff) => clauses.some((clause) => serves(signOff, clause)));
  if (counting.length > 0) {
    await trx
      .insertInto('report_sign_offs')
      .values(
        counting.map((signOff) => ({
          repository_id: repositoryId,
          number,
          review_id: signOff.reviewId,
          user_id: signOff.reviewer?.id ?? null,
          login: signOff.reviewer?.login ?? null,
          counted_at: at,
          stale: false,
          levels: [...levelsServed(decision, signOff)],
          lines: linesOf(decision),
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['repository_id', 'number', 'review_id'])
          .doUpdateSet((excluded) => ({ stale: false, levels: excluded.ref('excluded.levels') })),
      )
      .execute();
  }
  const stale = given.filter((signOff) => !counting.includes(signOff)).map(({ reviewId }) => reviewId);
  if (stale.length === 0) return;
  await trx
    .updateTable('report_sign_offs')
    .set({ stale: true })
    .where('repository_id', '=', repositoryId)
    .where('number', '=', number)
    .where('review_id', 'in', stale)
    .execute();
}

/** Nobody waits for what ended. */
export async function noteEnded(trx: Transaction<Tables>, { repositoryId, number }: PullRequestRef): Promise<void> {
  await trx
    .updateTable('report_pull_requests')
    .set({ waiting_since: null })
    .where('repository_id', '=', repositoryId)
    .where('number', '=', number)
    .execute();
}

/** A merge, also of what nothing was decided about; heard of twice, it happened when it was heard of first. */
export async function noteMerged(
  trx: Transaction<Tables>,
  { repositoryId, number }: PullRequestRef,
  gate: 'open' | 'not-open',
  at: Date,
): Promise<void> {
  const unseen = { mode: 'enforce', involvement: 'none-found', autonomy: 'none', risk: 'low', verdict: '', asked: '' };
  await trx
    .insertInto('report_pull_requests')
    .values({
      repository_id: repositoryId,
      number,
      opened_at: at,
      ...unseen,
      tools: [],
      teams: [],
      merged_at: at,
      gate,
    })
    .onConflict((conflict) =>
      conflict.columns(['repository_id', 'number']).doUpdateSet({
        merged_at: sql`coalesce(report_pull_requests.merged_at, excluded.merged_at)`,
        gate: sql`coalesce(report_pull_requests.gate, excluded.gate)`,
      }),
    )
    .execute();
}
