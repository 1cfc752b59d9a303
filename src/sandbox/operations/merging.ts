import { commitsBetween } from '../git/history.ts';
import { mergeCommits, rebase } from '../git/merge.ts';
import { type Commit, writeCommit } from '../git/objects.ts';
import { Refusal } from '../refusal.ts';
import type { Actor, PullRequest } from '../state/model.ts';
import { fullName } from '../state/repositories.ts';
import { landingBranch, landingTogether } from '../state/stacks.ts';
import { canPush, type State } from '../state.ts';
import { refuseUnmetRules, ruledBranch } from './gates.ts';
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
  const { repository } = pull;
  const { as, method = 'merge' } = order;
  const branch = landingBranch(pull);
  const together = landingTogether(pull);
  for (const each of together) refuseMerge(state, each, each === pull ? order : { as });
  let landed = tipOf(repository, branch);
  // All of them are written before any lands, so that a conflict leaves everything as it was.
  const landings = together.map((each) => {
    const baseSha = landed;
    landed = mergedCommit(state, each, baseSha, each === pull ? order : { as, method });
    return { each, baseSha, mergeCommit: landed };
  });
  for (const { each, baseSha, mergeCommit } of landings) {
    retarget(state, each, branch, as);
    markMerged(state, each, { as, baseSha, mergeCommit });
    moveBranch(state, { repository, branch, after: mergeCommit, as, activityType: 'pr_merge' });
  }
  for (const { each } of landings) leaveBranch(state, each, as);
  return landed;
}

/** In a stack, what lands with those below it lands where they do. */
export function retarget(state: State, pull: PullRequest, branch: string, as: Actor): void {
  if (pull.base.ref !== branch) changeBase(state, pull, branch, as, 'automatic_base_change_succeeded');
}

/** Deletes the head of a merged pull request where the repository wants that. */
export function leaveBranch(state: State, pull: PullRequest, as: Actor): void {
  const { repository, head } = pull;
  if (!repository.deleteBranchOnMerge || head.repository !== repository) return;
  retargetOnto(state, pull, as);
  deleteBranch(state, repository, head.ref, as);
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
  const pusher = state.behaviour.updateBranchAsClicker ? as : webFlowOf(state);
  const move = { repository: head.repository, branch: head.ref, after: updated.oid };
  moveBranch(state, { ...move, as: pusher, activityType: 'push' });
  return updated.oid;
}

function refuseMerge(state: State, pull: PullRequest, { as, expectedHead }: Merge): void {
  const { repository, head } = pull;
  if (pull.state === 'closed' || pull.draft) throw new Refusal(405, 'Pull Request is not mergeable');
  if (as.type === 'User' && !canPush(repository, as)) {
    throw new Refusal(403, `${as.login} may not merge into \`${fullName(repository)}\``);
  }
  if (expectedHead !== undefined && expectedHead !== head.sha) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  }
  const branch = ruledBranch(state, pull);
  refuseUnmetRules(state, repository, branch, { kind: 'merge', sha: head.sha, as, pullRequest: pull });
}

/** The commit in which the pull request lands on the base; written, but nothing points to it yet. */
export function mergedCommit(
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
