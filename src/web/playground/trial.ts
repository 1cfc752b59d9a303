import { type Comparison, comparePolicies } from '../../core/compare.ts';
import { type Evaluation, evaluate } from '../../core/evaluate.ts';
import type { Snapshot } from '../../core/facts.ts';
import type { EffectivePolicy, PolicyProblem } from '../../core/policy.ts';

/** What came of trying a policy on a pull request. */
export type Trial =
  | { readonly kind: 'unusable'; readonly problems: readonly PolicyProblem[] }
  | {
      readonly kind: 'tried';
      readonly tried: EffectivePolicy;
      readonly snapshot: Snapshot;
      readonly evaluation: Evaluation;
      /** Against the policy in force; null: that one cannot be used, so that there is nothing to compare with. */
      readonly comparison: Comparison | null;
    };

/** Judges one pull request by the policy that somebody is writing, and by the one in force. */
export function tryPolicy(tried: EffectivePolicy, inForce: EffectivePolicy, snapshot: Snapshot): Trial {
  if (!tried.usable) return { kind: 'unusable', problems: tried.problems };
  return {
    kind: 'tried',
    tried,
    snapshot,
    evaluation: evaluate(tried, snapshot),
    comparison: inForce.usable ? comparePolicies(inForce, tried, snapshot) : null,
  };
}
