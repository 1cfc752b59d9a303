import type { Review, Snapshot } from './facts.ts';
import type { Policy } from './policy.ts';

/**
 * Whether what was read is what would be merged: the head with the merge base under which the approval was first seen, or
 * another state whose diff was proven to be the same. Commits are compared, never times.
 */
export function freshnessOf(review: Review, policy: Policy, snapshot: Snapshot): 'fresh' | 'carried' | 'stale' {
  // A commit that is gone proves nothing about what was read.
  if (review.commitSha === null) return 'stale';
  if (review.commitSha === snapshot.headSha && isBoundHere(review, snapshot)) return 'fresh';
  const proof = snapshot.proofs.sameDiff[review.id];
  const proven = proof !== undefined && proof.known && proof.value;
  return proven && policy.carryOver === 'identical-diff' ? 'carried' : 'stale';
}

/** First seen now, and the base was not changed since it was given; or seen before with the same merge base. */
function isBoundHere(review: Review, { bindings, mergeBase, baseChangedAt }: Snapshot): boolean {
  const binding = bindings[review.id];
  if (binding === undefined) return baseChangedAt === null || baseChangedAt < review.submittedAt;
  return mergeBase.known && binding.mergeBase === mergeBase.value;
}
