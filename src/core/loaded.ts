import type { Fact, LedgerEntry, Push, Snapshot } from './facts.ts';
import type { EffectivePolicy } from './policy.ts';

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
};

/** What our own store remembers about a pull request and its commits. */
export type Recollection = {
  readonly ledger: readonly LedgerEntry[];
  readonly pushes: readonly Push[];
  readonly toolsUsedBefore: Fact<readonly string[]>;
};

/** The facts that GitHub tells; the rest of a snapshot is recollection. */
export type Facts = Omit<Snapshot, keyof Recollection>;

/** One reading of GitHub: the rules, the facts they are applied to, and what is shown already. */
export type Loaded = {
  readonly policy: EffectivePolicy;
  readonly facts: Facts;
  readonly shown: Shown;
  /** Forced pushes to the head branch that the timeline tells of, with who GitHub says made them. */
  readonly forcedPushes: readonly Push[];
};
