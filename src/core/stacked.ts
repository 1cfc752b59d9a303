import type { PullRequestRef } from './facts.ts';

/** Between which branches of its repository a pull request lies. */
export type OnBranches = {
  readonly ref: PullRequestRef;
  readonly baseRef: string;
  /** The branch that it is to land; null: it comes from a fork, and nothing lies on it here. */
  readonly headRef: string | null;
};

/** The pull requests that are based on one of these branches, directly or by way of others. */
export function above(branches: readonly string[], open: readonly OnBranches[]): readonly PullRequestRef[] {
  const reached = new Set(branches);
  const found = new Set<OnBranches>();
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const item of open) {
      if (!reached.has(item.baseRef) || found.has(item)) continue;
      found.add(item);
      if (item.headRef !== null) reached.add(item.headRef);
    }
  }
  return open.filter((item) => found.has(item)).map(({ ref }) => ref);
}
