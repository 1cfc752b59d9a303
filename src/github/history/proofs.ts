import { wantedProofs, wantsNothing } from '../../core/carry-over.ts';
import type { Snapshot } from '../../core/facts.ts';
import { qualifySignOffs } from '../../core/sign-off.ts';
import { effectivePolicy } from '../../policy/effective-policy.ts';
import type { createProver } from '../prove.ts';
import { orElse } from './or-else.ts';

// Whatever policy is replayed later: this one asks about authors, and lets approvals carry over.
export const builtIn = effectivePolicy({ organization: null, defaultBranch: null, baseBranch: null, owner: '' });

// A merge base, then merges, then diffs: each may make another worth asking for.
const rounds = 3;

/** With what approvals on earlier commits are worth. The merge base comes first: without it nothing can be compared. */
export async function proven(
  prove: ReturnType<typeof createProver>,
  snapshot: Snapshot,
  notRead: string[],
): Promise<Snapshot> {
  const isStale = snapshot.reviews.some(
    ({ state, commitSha }) => state === 'approved' && commitSha !== snapshot.headSha,
  );
  const hasMerges = snapshot.commits.some(({ parents }) => parents.length > 1);
  if (!builtIn.usable || (!isStale && !hasMerges)) return snapshot;
  const { policy } = builtIn;
  let now = snapshot;
  for (let pass = 0; pass < rounds; pass += 1) {
    const wanted = wantedProofs(policy, now, qualifySignOffs(policy, now, []));
    if (wantsNothing(wanted)) break;
    const before = now;
    now = await orElse(before, notRead, 'whether approvals of earlier commits carry over was not read', () =>
      prove(before, wanted),
    );
    if (now === before) break;
  }
  return now;
}
