import type { OwnedPath } from './facts.ts';
import type { PolicyProblem } from './policy.ts';

/** What a clause still lacks. */
export type Gap = {
  readonly clause: string;
  readonly missing: number;
  /** Owned paths still without an approving owner; empty when the clause asks for none. */
  readonly owners: readonly OwnedPath[];
};

/** The answer. Blocked beats satisfied; pending is the default; undecided never lets anything pass. */
export type Verdict =
  | { readonly state: 'not-required' }
  | { readonly state: 'satisfied'; readonly by: readonly string[] }
  | { readonly state: 'pending'; readonly gaps: readonly Gap[]; readonly declarationMissing: boolean }
  | { readonly state: 'blocked'; readonly by: readonly string[] }
  | { readonly state: 'overridden'; readonly by: string; readonly reason: string }
  | { readonly state: 'undecided'; readonly problems: readonly PolicyProblem[] };
