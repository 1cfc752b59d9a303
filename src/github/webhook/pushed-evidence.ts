import { toolOfAccount } from '../../core/detectors/account.ts';
import { catalogueOf } from '../../core/detectors/catalogue.ts';
import { tools } from '../../core/detectors/tools.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { Commit as CoreCommit } from '../../core/facts.ts';
import type { PushedEvidence } from '../../core/hint.ts';
import { assessTraces } from '../../core/provenance.ts';
import type { Commit, Payload } from './payload.ts';

/** So many pieces of one push are kept, the strongest first: nobody can fill the disk. */
const enough = 50;

/**
 * The declared evidence on the commits of a push, so that a trace removed before the pull request opens is still known.
 * What lands on the default branch is not kept: a later change may restore exactly that content.
 */
export function pushedEvidence(payload: Payload): readonly PushedEvidence[] {
  const { ref, repository } = payload;
  if (repository === undefined || typeof ref !== 'string') return [];
  const branch = ref.replace(/^refs\/heads\//, '');
  if (branch === repository.default_branch || branch.startsWith('gh-readonly-queue/')) return [];
  const read = (payload.commits ?? []).flatMap(commitOf);
  const trees = new Map(read.map(({ sha, tree }) => [sha, tree]));
  return evidenceIn(read)
    .slice(0, enough)
    .flatMap((evidence) => {
      const tree = trees.get(evidence.commitSha ?? '');
      return tree === undefined ? [] : [{ repositoryId: repository.id, tree, evidence }];
    });
}

/** The pushed commits that speak of AI; all of them where a tool's own account pushed. */
export function suspiciousCommits({ commits = [], sender }: Payload): readonly string[] {
  const read = commits.flatMap(commitOf);
  const { id = 0, login = '', type = '' } = sender ?? {};
  const byTool = toolOfAccount({ id, login, kind: type === 'Bot' ? 'bot' : 'user' }, catalogueOf(tools)) !== null;
  const speaking = new Set(evidenceIn(read).map(({ commitSha }) => commitSha));
  return read.map(({ sha }) => sha).filter((sha) => byTool || speaking.has(sha));
}

const evidenceIn = (commits: readonly CoreCommit[]): readonly Evidence[] =>
  commits.length === 0
    ? []
    : assessTraces({ commits, pullRequest: null }).evidence.filter(({ confidence }) => confidence !== 'mention');

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
