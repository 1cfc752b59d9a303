import type { Diff } from './world.ts';

/** The same paths, modes and both blobs (docs/semantics.md decision 18). */
export function isSameDiff(one: Diff, other: Diff): boolean {
  return JSON.stringify(listed(one)) === JSON.stringify(listed(other));
}

function listed(diff: Diff) {
  return Object.entries(diff)
    .map(([path, { before, after }]) => [path, before?.mode, before?.blob, after?.mode, after?.blob])
    .sort(([one = ''], [other = '']) => (one < other ? -1 : 1));
}
