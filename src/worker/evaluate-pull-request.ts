import type { Evaluation } from '../core/evaluate.ts';
import type { Account, Fact, LedgerEntry, PullRequestRef, Push, Snapshot } from '../core/facts.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import type { Publication } from '../core/publication.ts';

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

export type Loaded = { readonly policy: EffectivePolicy; readonly facts: Facts; readonly shown: Shown };

/** A decision as it is recorded before anything is shown. */
export type Decision = {
  readonly snapshot: Snapshot;
  readonly policy: EffectivePolicy;
  readonly evaluation: Evaluation;
};

/** What the use case needs from the world. */
export type Ports = {
  /** Policy by SHA and the facts pinned to a head; null when the pull request does not exist. */
  readonly load: (ref: PullRequestRef) => Promise<Loaded | null>;
  readonly recall: (facts: Facts) => Promise<Recollection>;
  /** One live read of head, reviews and the memberships of `people`. Throws HeadMovedError when the head moved. */
  readonly confirm: (loaded: Loaded, people: readonly Account[]) => Promise<Loaded>;
  /** Appends to the record, unless the newest entry of this pull request already says the same; its digest either way. */
  readonly record: (decision: Decision) => Promise<{ readonly digest: string }>;
  readonly publish: (loaded: Loaded, publication: Publication) => Promise<void>;
};
