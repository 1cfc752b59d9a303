import type { Account, RepositoryRef } from '../../../core/facts.ts';
import type { Policy } from '../../../core/policy.ts';

/** Who and what the history is about. */
export type Scene = {
  readonly repositories: readonly RepositoryRef[];
  readonly people: Readonly<Record<'juniors' | 'mids' | 'seniors' | 'staff', readonly Account[]>>;
  /** An agent under an account of its own. */
  readonly agent: Account;
  readonly policy: Policy;
  readonly organization: string;
};
