import { readCommit } from '../git/objects.ts';
import type { MergeGroup, MergeQueue } from '../state/model.ts';
import { branchRef } from '../state/repositories.ts';
import { simpleCommit } from './commit.ts';

/** `merge-group`: it names commits and branches, but no pull request. */
export function mergeGroupShape({ repository, branch }: MergeQueue, group: MergeGroup) {
  return {
    head_sha: group.headSha,
    head_ref: branchRef(group.headBranch),
    base_sha: group.baseSha,
    base_ref: branchRef(branch),
    head_commit: simpleCommit(readCommit(repository.objects, group.headSha)),
  };
}
