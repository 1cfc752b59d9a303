import type { Autonomy, Evidence, Involvement } from './evidence.ts';

/** Evidence that was recorded earlier and is no longer there: it still weighs. */
export type RememberedEvidence = Evidence & { readonly firstSeenAt: string; readonly pullRequest: number };

/** Evidence that a qualifying person set aside, with name and reason. It weighs nothing and stays visible. */
export type SetAsideEvidence = Evidence & { readonly by: string; readonly reason: string; readonly at: string };

/** What the declared evidence says about the part AI took in this change. */
export type Provenance = {
  readonly involvement: Involvement;
  readonly autonomy: Autonomy;
  /** Catalogue ids of the tools named by evidence that weighs, sorted. */
  readonly tools: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly remembered: readonly RememberedEvidence[];
  readonly setAside: readonly SetAsideEvidence[];
  /** What the author declared, if anything. A "no" lowers nothing. */
  readonly declaration: 'ai' | 'no-ai' | null;
  /** The author declared "no AI" and weighing evidence says otherwise. */
  readonly contradicted: boolean;
};
