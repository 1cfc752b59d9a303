import { type Evaluation, evaluate } from '../evaluate.ts';
import type { Involvement } from '../evidence.ts';
import { headlineOf } from '../explanation/headline.ts';
import { known, type Snapshot } from '../facts.ts';
import type { EffectivePolicy, Policy, RiskLevel } from '../policy.ts';
import { sizeOf } from '../risk.ts';
import { gapsIn } from '../verdict.ts';
import { fewestPeople, reviewHours } from './effort.ts';
import { asMerged, type PastPullRequest, readySince } from './past.ts';

/** What a policy would have said of one merged pull request. */
export type Replayed = {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly author: string | null;
  readonly mergedAt: string;
  readonly mergedBy: string | null;
  readonly involvement: Involvement;
  readonly autonomous: boolean;
  readonly risk: RiskLevel;
  readonly lines: number;
  /**
   * `nothing-asked`; `approved`: by people who qualify, on the head that was merged; `caught`: the gate would have held
   * it, for want of a sign-off or because somebody who counts had requested changes.
   */
  readonly outcome: 'nothing-asked' | 'approved' | 'caught';
  /** The rules that ask for a sign-off. */
  readonly rules: readonly string[];
  /** The highest level that is asked for; null: none. */
  readonly level: string | null;
  /** Sign-offs by level, one person serving as many clauses as they can. */
  readonly signOffs: Readonly<Record<string, number>>;
  /** Of all sign-offs together, estimated. */
  readonly hours: number;
  /** Seconds from being ready for review to the approval that met the last clause; null: that never came. */
  readonly wait: number | null;
  /** The check's title on the head that was merged. */
  readonly headline: string;
  readonly declarationMissing: boolean;
  /** Why it was judged as the worst case; empty: everything was read. */
  readonly unseen: readonly string[];
};

/** With all that was decided, to be compared with what another policy decides. */
export type Judged = { readonly replayed: Replayed; readonly evaluation: Evaluation };

/**
 * Judges each merged pull request by the policy with the engine that judges open ones, in the order in which they were
 * merged. A tool counts as used before from the second pull request of the period on: a gate would have signed off the first.
 */
export function replay(policy: Policy, past: readonly PastPullRequest[]): readonly Judged[] {
  const effective = { usable: true, policy } as const;
  const toolsUsedBefore = new Set<string>();
  return past
    .toSorted((one, other) => compare(one.mergedAt, other.mergedAt) || numberOf(one) - numberOf(other))
    .map((pullRequest) => {
      const snapshot = { ...asMerged(pullRequest), toolsUsedBefore: known([...toolsUsedBefore]) };
      const evaluation = evaluate(effective, snapshot);
      for (const tool of evaluation.provenance.tools) toolsUsedBefore.add(tool.toLowerCase());
      return { replayed: replayOne(effective, pullRequest, snapshot, evaluation), evaluation };
    });
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
const numberOf = ({ snapshot }: PastPullRequest): number => snapshot.ref.number;

function replayOne(
  effective: Extract<EffectivePolicy, { usable: true }>,
  pullRequest: PastPullRequest,
  snapshot: Snapshot,
  evaluation: Evaluation,
): Replayed {
  const { provenance, risk, requirement, verdict } = evaluation;
  const { clauses } = requirement;
  const { levels } = effective.policy.ladder;
  const people = fewestPeople(clauses, levels);
  const approvedAt = verdict.state === 'blocked' ? null : metAt(evaluation, snapshot);
  const approved = clauses.length > 0 && approvedAt !== null;
  const { lines } = sizeOf(snapshot);
  const signOffs = [...people.values()].reduce((sum, count) => sum + count, 0);
  return {
    number: snapshot.ref.number,
    url: pullRequest.url,
    title: snapshot.pullRequest.title,
    author: snapshot.pullRequest.author?.login ?? null,
    mergedAt: pullRequest.mergedAt,
    mergedBy: pullRequest.mergedBy?.login ?? null,
    involvement: provenance.involvement,
    autonomous: provenance.autonomy === 'agent',
    risk: risk.level,
    lines,
    outcome: approved ? 'approved' : clauses.length > 0 || verdict.state === 'blocked' ? 'caught' : 'nothing-asked',
    rules: [...new Set(clauses.map(({ rule }) => rule))],
    level: levels.findLast((level) => people.has(level)) ?? null,
    signOffs: Object.fromEntries(people),
    hours: signOffs * reviewHours(lines),
    wait: approved ? secondsBetween(readySince(pullRequest, approvedAt), approvedAt) : null,
    headline: headlineOf(effective, evaluation),
    declarationMissing: verdict.state === 'pending' && verdict.declarationMissing,
    unseen: [...snapshot.truncated, ...pullRequest.notRead],
  };
}

/** When the last clause was met: the earliest approval with which, and all before it, nothing was missing any more. */
function metAt({ requirement, signOffs }: Evaluation, snapshot: Snapshot): string | null {
  const times = signOffs.map(({ submittedAt }) => submittedAt).toSorted(compare);
  const met = times.find((time) => {
    const until = signOffs.filter(({ submittedAt }) => submittedAt <= time);
    return gapsIn(requirement, until, snapshot).length === 0;
  });
  return met ?? null;
}

const secondsBetween = (from: string, to: string): number => Math.max(0, Date.parse(to) - Date.parse(from)) / 1000;
