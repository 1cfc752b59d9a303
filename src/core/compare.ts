import { type Evaluation, evaluate } from './evaluate.ts';
import type { Snapshot } from './facts.ts';
import type { EffectivePolicy } from './policy.ts';
import type { Clause } from './requirement.ts';
import type { Verdict } from './verdict.ts';

/** What another policy would make of one pull request. */
export type Comparison = {
  readonly pullRequest: number;
  readonly before: Verdict['state'];
  readonly after: Verdict['state'];
  readonly added: readonly Clause[];
  readonly removed: readonly Clause[];
  /** The author would have to declare AI use, or would no longer. */
  readonly declaration: 'added' | 'removed' | 'same';
};

/** Judges the same facts by two policies: what a preview, a playground and a look back all show. */
export function comparePolicies(before: EffectivePolicy, after: EffectivePolicy, snapshot: Snapshot): Comparison {
  return compareEvaluations(snapshot.ref.number, evaluate(before, snapshot), evaluate(after, snapshot));
}

/** The same for two evaluations of one pull request that are there already. */
export function compareEvaluations(pullRequest: number, one: Evaluation, other: Evaluation): Comparison {
  const required = [one.requirement.declarationRequired, other.requirement.declarationRequired];
  return {
    pullRequest,
    before: one.verdict.state,
    after: other.verdict.state,
    added: clausesOnlyIn(other.requirement.clauses, one.requirement.clauses),
    removed: clausesOnlyIn(one.requirement.clauses, other.requirement.clauses),
    declaration: required[0] === required[1] ? 'same' : required[1] === true ? 'added' : 'removed',
  };
}

/** Whether the two policies decide alike about this pull request. */
export const isUnchanged = ({ before, after, added, removed, declaration }: Comparison): boolean =>
  before === after && added.length + removed.length === 0 && declaration === 'same';

/** By what they ask of whom: where a rule stands and why it applied are no difference to the reviewers. */
function clausesOnlyIn(clauses: readonly Clause[], others: readonly Clause[]): readonly Clause[] {
  const asked = new Set(others.map(demandOf));
  return clauses.filter((clause) => !asked.has(demandOf(clause)));
}

const demandOf = ({ rule, level, count, from, owners }: Clause): string =>
  JSON.stringify([rule, level, count, from, owners?.map(({ path }) => path)]);
