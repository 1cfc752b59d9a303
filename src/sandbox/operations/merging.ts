import { commitsBetween } from '../git/history.ts';
import { mergeCommits, rebase } from '../git/merge.ts';
import { type Commit, writeCommit } from '../git/objects.ts';
import { Refusal } from '../refusal.ts';
import type { Actor, PullRequest } from '../state/model.ts';
import { fullName } from '../state/repositories.ts';
import { canPush, type State } from '../state.ts';
import { refuseUnmetRules } from './gates.ts';
import { changeBase, markMerged, openPullRequests } from './pull-requests.ts';
import { deleteBranch, moveBranch } from './pushes.ts';
import { personOf, tipOf, webFlowOf } from './repositories.ts';

export type Merge = {
  readonly as: Actor;
  readonly method?: 'merge' | 'squash' | 'rebase';
  /** Refuse if the head is another. */
  readonly expectedHead?: string;
  readonly title?: string;
};

/** Merges, or refuses in GitHub's words. Answers the commit that landed. */
export function merge(state: State, pull: PullRequest, order: Merge): string {
  const { repository, base } = pull;
  refuseMerge(pull, order);
  const baseSha = tipOf(repository, base.ref);
  const landed = mergedCommit(state, pull, baseSha, order);
  markMerged(state, pull, { as: order.as, baseSha, mergeCommit: landed });
  moveBranch(state, { repository, branch: base.ref, after: landed, as: order.as, activityType: 'pr_merge' });
  if (repository.deleteBranchOnMerge && pull.head.repository === repository) {
    retargetOnto(state, pull, order.as);
    deleteBranch(state, repository, pull.head.ref, order.as);
  }
  return landed;
}

/** "Update branch": merges the base into the head, as the person who clicked. */
export function updateBranch(state: State, pull: PullRequest, as: Actor, expectedHead?: string): string {
  const { head, base } = pull;
  if (head.repository === null) throw new Refusal(422, 'the head repository is gone');
  if (expectedHead !== undefined && expectedHead !== head.sha) {
    throw new Refusal(422, `expected head sha didn't match current head ref.`);
  }
  const onto = tipOf(base.repository, base.ref);
  const result = mergeCommits(head.repository.objects, head.sha, onto);
  if (!result.clean) throw new Refusal(422, `merge conflict between base and head in ${result.conflicts.join(', ')}`);
  const updated = writeCommit(head.repository.objects, {
    tree: result.tree,
    parents: [head.sha, onto],
    author: personOf(state, as),
    committer: personOf(state, webFlowOf(state)),
    message: `Merge branch '${base.ref}' into ${head.ref}`,
    viaWeb: true,
  });
  moveBranch(state, { repository: head.repository, branch: head.ref, after: updated.oid, as, activityType: 'push' });
  return updated.oid;
}

function refuseMerge(pull: PullRequest, { as, expectedHead }: Merge): void {
  const { repository, base, head } = pull;
  if (pull.state === 'closed' || pull.draft) throw new Refusal(405, 'Pull Request is not mergeable');
  if (as.type === 'User' && !canPush(repository, as)) {
    throw new Refusal(403, `${as.login} may not merge into \`${fullName(repository)}\``);
  }
  if (expectedHead !== undefined && expectedHead !== head.sha) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  }
  refuseUnmetRules(repository, base.ref, { kind: 'merge', sha: head.sha, as, pullRequest: pull });
}

function mergedCommit(
  state: State,
  pull: PullRequest,
  baseSha: string,
  { as, method = 'merge', title }: Merge,
): string {
  const { objects } = pull.repository;
  const result = mergeCommits(objects, baseSha, pull.head.sha);
  if (!result.clean) throw new Refusal(405, `Pull Request has merge conflicts in ${result.conflicts.join(', ')}`);
  const committer = personOf(state, webFlowOf(state));
  if (method === 'rebase') {
    const rebased = rebase(objects, pull.head.sha, baseSha, personOf(state, as));
    if (rebased === null) throw new Refusal(405, 'This branch can not be rebased due to conflicts');
    return rebased;
  }
  const commits = commitsBetween(objects, baseSha, pull.head.sha);
  const message = method === 'squash' ? squashMessage(pull, commits, title) : mergeMessage(pull, title);
  const parents = method === 'squash' ? [baseSha] : [baseSha, pull.head.sha];
  return writeCommit(objects, {
    tree: result.tree,
    parents,
    author: personOf(state, as),
    committer,
    message,
    viaWeb: true,
  }).oid;
}

function mergeMessage(pull: PullRequest, title: string | undefined): string {
  const from = `${pull.head.repository?.owner.login ?? 'unknown'}/${pull.head.ref}`;
  return `${title ?? `Merge pull request #${pull.number} from ${from}`}\n\n${pull.title}`;
}

/** Squashing keeps every message, hence every trailer. */
function squashMessage(pull: PullRequest, commits: readonly Commit[], title: string | undefined): string {
  return [title ?? `${pull.title} (#${pull.number})`, ...commits.map(({ message }) => `* ${message}`)].join('\n\n');
}

/** Pull requests into a branch that has gone with its merge now aim at where it went. */
function retargetOnto(state: State, merged: PullRequest, as: Actor): void {
  for (const pull of openPullRequests(state)) {
    if (pull.repository !== merged.repository || pull.base.ref !== merged.head.ref) continue;
    changeBase(state, pull, merged.base.ref, as, 'automatic_base_change_succeeded');
  }
}
