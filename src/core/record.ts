import type { Evaluation } from './evaluate.ts';
import type { Snapshot } from './facts.ts';
import type { EffectivePolicy } from './policy.ts';
import type { Versions } from './versions.ts';

/** A decision as it is recorded before anything is shown. */
export type Decision = {
  readonly snapshot: Snapshot;
  readonly policy: EffectivePolicy;
  readonly evaluation: Evaluation;
  /** What it rests on, for the sweep to compare; left out: it was not read from GitHub. */
  readonly versions?: Versions;
};

/** The digest of a record's newest entry, as the check on GitHub carries it. */
export type Recorded = { readonly digest: string };
