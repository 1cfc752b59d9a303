import type { Commit as CoreCommit } from '../core/facts.ts';
import type { PushedEvidence } from '../core/hint.ts';
import { assessTraces } from '../core/provenance.ts';
import type { Commit, Payload } from './payload.ts';

/** So many pieces of one push are kept, the strongest first: nobody can fill the disk. */
const enough = 50;

/**
 * The declared evidence on the commits of a push, so that a trace removed before the pull request opens is still known.
 * What lands on the default branch is not kept: a later change may restore exactly that content.
 */
export function pushedEvidence({ ref, repository, commits = [] }: Payload): readonly PushedEvidence[] {
  if (repository === undefined || typeof ref !== 'string') return [];
  const branch = ref.replace(/^refs\/heads\//, '');
  if (branch === repository.default_branch || branch.startsWith('gh-readonly-queue/')) return [];
  const read = commits.flatMap(commitOf);
  if (read.length === 0) return [];
  const trees = new Map(read.map(({ sha, tree }) => [sha, tree]));
  return assessTraces({ commits: read, pullRequest: null })
    .evidence.filter(({ confidence }) => confidence !== 'mention')
    .slice(0, enough)
    .flatMap((evidence) => {
      const tree = trees.get(evidence.commitSha ?? '');
      return tree === undefined ? [] : [{ repositoryId: repository.id, tree, evidence }];
    });
}

/** A commit as the push tells it; whose account its people have is not told. */
function commitOf({ id, tree_id: tree, message, timestamp, author, committer }: Commit): readonly CoreCommit[] {
  if (id === undefined || tree === undefined) return [];
  const person = (given: Commit['author']) => ({ name: given?.name ?? '', email: given?.email ?? '', account: null });
  return [
    {
      sha: id,
      tree,
      parents: [],
      message,
      authors: [person(author)],
      committer: committer === undefined ? null : person(committer),
      committedAt: timestamp,
    },
  ];
}
