import type { ChangedFile } from '../core/facts.ts';
import { namesOf } from '../core/globs.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import { effectivePolicy, type PolicyTexts } from './effective-policy.ts';

export type Repair = {
  /** The texts that cannot be used now. */
  readonly broken: PolicyTexts;
  /** The texts as they would be once the change is merged. */
  readonly proposed: PolicyTexts;
  /** The texts that could be used last; null where there never were any. */
  readonly lastGood: PolicyTexts | null;
  readonly files: readonly ChangedFile[];
};

/**
 * The policy that judges a change while the policy itself is broken. Only a change that touches nothing else and leaves
 * the files valid is judged at all: by the last good policy, or by the built-in one where there never was any. What it
 * must have signed off is then the change of rule files: the highest level that anybody holds.
 */
export function policyForRepair({ broken, proposed, lastGood, files }: Repair): EffectivePolicy {
  const current = effectivePolicy(broken);
  if (current.usable || !touchesOnlyPolicy(files) || !effectivePolicy(proposed).usable) return current;
  const earlier = effectivePolicy(lastGood ?? { ...broken, organization: null, defaultBranch: null, baseBranch: null });
  return earlier.usable ? earlier : current;
}

const touchesOnlyPolicy = (files: readonly ChangedFile[]): boolean =>
  files.length > 0 &&
  files.every((file) => file.previousPath.known && namesOf(file).every((name) => name === '.github/countersign.yml'));
