import { type Evaluation, evaluate } from './evaluate.ts';
import type { Snapshot } from './facts.ts';
import type { EffectivePolicy, Mode } from './policy.ts';
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
  /** The check would be enforced from then on, or would hold nothing any more. */
  readonly mode: 'enforced' | 'observed' | 'same';
};

/** Judges the same facts by two policies: what a preview, a playground and a look back all show. */
export function comparePolicies(before: EffectivePolicy, after: EffectivePolicy, snapshot: Snapshot): Comparison {
  const decided = compareEvaluations(snapshot.ref.number, evaluate(before, snapshot), evaluate(after, snapshot));
  const [earlier, later] = [modeOf(before), modeOf(after)];
  return { ...decided, mode: earlier === later ? 'same' : later === 'observe' ? 'observed' : 'enforced' };
}

/** A policy that cannot be used holds everything, unless it said before that it only observes. */
const modeOf = (policy: EffectivePolicy): Mode => (policy.usable ? policy.policy.mode : (policy.mode ?? 'enforce'));

/** The same for two evaluations of one pull request that are there already; whether they were enforced does not show in them. */
export function compareEvaluations(pullRequest: number, one: Evaluation, other: Evaluation): Comparison {
  const required = [one.requirement.declarationRequired, other.requirement.declarationRequired];
  return {
    pullRequest,
    before: one.verdict.state,
    after: other.verdict.state,
    added: clausesOnlyIn(other.requirement.clauses, one.requirement.clauses),
    removed: clausesOnlyIn(one.requirement.clauses, other.requirement.clauses),
    declaration: required[0] === required[1] ? 'same' : required[1] === true ? 'added' : 'removed',
    mode: 'same',
  };
}

/** Whether the two policies decide alike about this pull request. */
export const isUnchanged = ({ before, after, added, removed, declaration, mode }: Comparison): boolean =>
  before === after && added.length + removed.length === 0 && declaration === 'same' && mode === 'same';

/** By what they ask of whom: where a rule stands and why it applied are no difference to the reviewers. */
function clausesOnlyIn(clauses: readonly Clause[], others: readonly Clause[]): readonly Clause[] {
  const asked = new Set(others.map(demandOf));
  return clauses.filter((clause) => !asked.has(demandOf(clause)));
}

const demandOf = ({ rule, level, count, from, owners }: Clause): string =>
  JSON.stringify([rule, level, count, from, owners?.map(({ path }) => path)]);
