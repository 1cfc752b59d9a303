import type { Evaluation } from './evaluate.ts';
import type { Snapshot } from './facts.ts';
import type { EffectivePolicy } from './policy.ts';

/** A decision as it is recorded before anything is shown. */
export type Decision = {
  readonly snapshot: Snapshot;
  readonly policy: EffectivePolicy;
  readonly evaluation: Evaluation;
};

/** The digest of a record's newest entry, as the check on GitHub carries it. */
export type Recorded = { readonly digest: string };
