import { commitsBetween, isAncestor } from '../git/history.ts';
import { readCommit } from '../git/objects.ts';
import { Refusal } from '../refusal.ts';
import { pushedCommit } from '../shapes/commit.ts';
import { repositoryPage } from '../shapes/repository.ts';
import { nextIds } from '../state/ids.ts';
import type { Activity, Actor, PullRequest, Repository } from '../state/model.ts';
import { branchRef, branchTip, fullName, noCommit } from '../state/repositories.ts';
import { canPush, type State } from '../state.ts';
import { requestCheckSuites } from './checks.ts';
import { refuseUnmetRules } from './gates.ts';
import { announcePullRequest, closePullRequest, markMerged, openPullRequests } from './pull-requests.ts';
import { revisionOf } from './repositories.ts';
import { addTimelineEvent } from './timeline.ts';

export type Push = { readonly branch: string; readonly to: string; readonly as: Actor };

/** Moves a branch forward, or makes it. */
export function push(state: State, repository: Repository, { branch, to, as }: Push): void {
  const before = branchTip(repository, branch);
  const after = revisionOf(repository, to);
  if (before !== null && !isAncestor(repository.objects, before, after)) {
    throw new Refusal(422, `\`${branch}\` would lose commits: not a fast-forward`);
  }
  refusePush(state, repository, branch, after, as);
  moveBranch(state, { repository, branch, after, as, activityType: before === null ? 'branch_creation' : 'push' });
}

export function forcePush(state: State, repository: Repository, { branch, to, as }: Push): void {
  const after = revisionOf(repository, to);
  refusePush(state, repository, branch, after, as);
  moveBranch(state, { repository, branch, after, as, activityType: 'force_push' });
}

/** Pull requests from it and into it are closed. */
export function deleteBranch(state: State, repository: Repository, branch: string, as: Actor): void {
  const before = branchTip(repository, branch);
  if (before === null) return;
  repository.refs.delete(branchRef(branch));
  record(state, { repository, branch, after: noCommit, as, activityType: 'branch_deletion' }, before);
  for (const pull of openPullRequests(state)) {
    if (pull.head.repository === repository && pull.head.ref === branch) {
      addTimelineEvent(state, pull, as, { event: 'head_ref_deleted' });
      closePullRequest(state, pull, as);
    }
    if (pull.base.repository === repository && pull.base.ref === branch) closePullRequest(state, pull, as);
  }
}

export type Move = {
  readonly repository: Repository;
  readonly branch: string;
  readonly after: string;
  readonly as: Actor;
  readonly activityType: Activity['activityType'];
};

/** The branch moves; whoever listens is told; pull requests from it and into it follow. */
export function moveBranch(state: State, move: Move): void {
  const { repository, branch, after } = move;
  const before = branchTip(repository, branch) ?? noCommit;
  if (before === after) return;
  repository.refs.set(branchRef(branch), after);
  repository.pushedAt = state.now();
  record(state, move, before);
  requestCheckSuites(state, repository, { headSha: after, headBranch: branch, sender: move.as });
  for (const pull of openPullRequests(state)) {
    if (pull.head.repository === repository && pull.head.ref === branch) synchronize(state, pull, move, before);
  }
  for (const pull of openPullRequests(state)) {
    const landed = pull.base.repository === repository && pull.base.ref === branch;
    if (!landed) continue;
    if (isAncestor(repository.objects, pull.head.sha, after)) {
      markMerged(state, pull, { as: move.as, baseSha: before, mergeCommit: after });
    } else if (move.activityType === 'force_push') {
      addTimelineEvent(state, pull, move.as, { event: 'base_ref_force_pushed', before, after });
    }
  }
}

function synchronize(state: State, pull: PullRequest, { after, as, activityType }: Move, before: string): void {
  pull.head = { ...pull.head, sha: after };
  pull.base = { ...pull.base, sha: branchTip(pull.base.repository, pull.base.ref) ?? pull.base.sha };
  pull.updatedAt = state.now();
  if (activityType === 'force_push') {
    addTimelineEvent(state, pull, as, { event: 'head_ref_force_pushed', before, after });
  }
  announcePullRequest(state, pull, 'synchronize', as, { before, after });
}

function record(state: State, { repository, branch, after, as, activityType }: Move, before: string): void {
  const ref = branchRef(branch);
  const ids = nextIds(state.ids, 'ACT');
  repository.activity.push({ ...ids, ref, before, after, actor: as, activityType, timestamp: state.now() });
  const payload = () => ({
    ref,
    before,
    after,
    base_ref: null,
    created: before === noCommit,
    deleted: after === noCommit,
    forced: activityType === 'force_push',
    compare: `${repositoryPage(state, repository)}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: newCommits(repository, before, after).map((commit) => pushedCommit(state, repository, commit)),
    head_commit: after === noCommit ? null : pushedCommit(state, repository, readCommit(repository.objects, after)),
    pusher: { name: as.login, email: null },
  });
  state.announce({ event: 'push', action: null, scope: { of: 'repository', repository }, sender: as, payload });
}

/** GitHub names at most 2,048 commits of a push. */
function newCommits(repository: Repository, before: string, after: string) {
  if (after === noCommit) return [];
  const known = before === noCommit ? branchTip(repository, repository.defaultBranch) : before;
  return known === null ? [] : commitsBetween(repository.objects, known, after).slice(-2_048);
}

function refusePush(state: State, repository: Repository, branch: string, after: string, as: Actor): void {
  if (as.type === 'User' && !canPush(repository, as) && !isLetIn(state, repository, branch, as)) {
    throw new Refusal(403, `${as.login} may not push to \`${fullName(repository)}\``);
  }
  if (branchTip(repository, branch) === null) return;
  refuseUnmetRules(state, repository, branch, { kind: 'push', sha: after, as });
}

/** A fork's branch is open to those who may push to the base of a pull request that allows it. */
function isLetIn(state: State, repository: Repository, branch: string, as: Actor): boolean {
  return openPullRequests(state).some(
    ({ head, base, maintainerCanModify }) =>
      maintainerCanModify && head.repository === repository && head.ref === branch && canPush(base.repository, as),
  );
}
