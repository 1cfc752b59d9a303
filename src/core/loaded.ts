import type { Account, Binding, Fact, LedgerEntry, Push, Snapshot } from './facts.ts';
import type { EffectivePolicy, PolicySource } from './policy.ts';
import type { Authority } from './trust.ts';
import type { Versions } from './versions.ts';

/** What GitHub shows now, so that only differences are written. */
export type Shown = {
  readonly check: {
    readonly id: number;
    readonly status: string;
    readonly conclusion: string | null;
    readonly title: string | null;
    readonly externalId: string | null;
  } | null;
  readonly labels: readonly string[];
  /** Who is asked for a review; left out: nobody. */
  readonly requested?: Requested;
};

/** People, and teams (`org/slug`), of which nobody in particular is asked. */
export type Requested = { readonly people: readonly Account[]; readonly teams: readonly string[] };

/** What our own store remembers about a pull request and its commits. */
export type Recollection = {
  readonly ledger: readonly LedgerEntry[];
  readonly pushes: readonly Push[];
  readonly toolsUsedBefore: Fact<readonly string[]>;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly openDebts: number;
};

/** The facts that GitHub tells at once; the rest of a snapshot is recollection, and what is proven where it matters. */
export type Facts = Omit<Snapshot, keyof Recollection | 'proofs' | 'commands'>;

/** A policy file as it is written, and the blob's id. */
export type PolicyFileText = { readonly file: string; readonly sha: string; readonly text: string };

/** One reading of GitHub: the rules, the facts they are applied to, and what is shown already. */
export type Loaded = {
  readonly policy: EffectivePolicy;
  /** Set: `policy` is an earlier one, and these are the broken sources that the change repairs. */
  readonly repairing?: readonly PolicySource[];
  /** What the policy rests on by name. */
  readonly authorities: readonly Authority[];
  /** The policy files that hold beside the default branch's: of the base, and of the branch that a stack is to land on. */
  readonly branchPolicies?: { readonly baseBranch: PolicyFileText | null; readonly stackBase: PolicyFileText | null };
  /** Set: some of that is not what it was, which no change of the policy repairs. */
  readonly untrusted?: true;
  readonly facts: Facts;
  readonly shown: Shown;
  /** What all of this rests on. */
  readonly versions: Versions;
  /** Pushes to the head branch that GitHub itself tells of; webhooks told of others. */
  readonly pushes: readonly Push[];
  /** Who merged it; null: nobody has, or GitHub does not tell. */
  readonly mergedBy: Account | null;
  readonly mergedAt: string | null;
};
