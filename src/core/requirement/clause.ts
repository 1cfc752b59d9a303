import type { OwnedPath } from '../facts.ts';
import type { RuleOrigin } from '../policy.ts';

/** One independent demand on the reviewers. Clauses are never folded into each other. */
export type Clause = {
  /** Unique within a requirement: the rule's origin and name, with a suffix where a rule makes several. */
  readonly id: string;
  readonly rule: string;
  readonly origin: RuleOrigin | 'safeguard';
  readonly level: string;
  readonly count: number;
  readonly from: readonly string[];
  /** Set: each of these paths needs an approver among its owners; different people may serve. */
  readonly owners: readonly OwnedPath[] | null;
  /** The changed paths that made the rule apply, first few; empty where paths played no part. */
  readonly paths: readonly string[];
  /** Why this is asked, in one sentence for the author. */
  readonly reason: string;
};
