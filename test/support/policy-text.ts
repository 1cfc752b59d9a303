import type { Evaluation } from '../../src/core/evaluate.ts';
import { evaluate } from '../../src/core/evaluate.ts';
import type { Snapshot } from '../../src/core/facts.ts';
import type { EffectivePolicy, Policy } from '../../src/core/policy.ts';
import { effectivePolicy, type PolicyText, type PolicyTexts } from '../../src/policy/effective-policy.ts';

export const aPolicyText = (text: string): PolicyText => ({ file: '.github/countersign.yml', sha: 'abc123', text });

/** The effective policy of these texts, of which most tests have one. */
export function effectiveOf(texts: { readonly [name in keyof PolicyTexts]?: string }): EffectivePolicy {
  return effectivePolicy({
    organization: textOrNull(texts.organization),
    defaultBranch: textOrNull(texts.defaultBranch),
    baseBranch: textOrNull(texts.baseBranch),
    owner: texts.owner ?? 'acme',
  });
}

const textOrNull = (text: string | undefined) => (text === undefined ? null : aPolicyText(text));

/** The policy of these texts; a test that comes here with problems fails with all of them. */
export function policyOf(texts: { readonly [name in keyof PolicyTexts]?: string }): Policy {
  const effective = effectiveOf(texts);
  if (effective.usable) return effective.policy;
  throw new Error(effective.problems.map(({ line, column, message }) => `${line}:${column} ${message}`).join('\n'));
}

/** What one repository's policy decides about a snapshot. */
export function evaluateUnder(text: string, snapshot: Snapshot): Evaluation {
  return evaluate({ usable: true, policy: policyOf({ defaultBranch: text }) }, snapshot);
}
