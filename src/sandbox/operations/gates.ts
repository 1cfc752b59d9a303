import { Refusal } from '../refusal.ts';
import { membersOf } from '../state/accounts.ts';
import { countedCheckRuns, latestStatuses } from '../state/checks.ts';
import type { Actor, PullRequest, Repository, Review, Ruleset } from '../state/model.ts';
import {
  type AppliedRule,
  isMergeQueue,
  isRequiredStatusChecks,
  type RequiredCheck,
  requiredChecks,
  rulesForBranch,
} from '../state/rules.ts';
import { landingBranch } from '../state/stacks.ts';
import { canPush, type State } from '../state.ts';

export type Landing =
  | { readonly kind: 'push'; readonly sha: string; readonly as: Actor }
  | {
      readonly kind: 'merge' | 'enqueue';
      readonly sha: string;
      readonly as: Actor;
      readonly pullRequest: PullRequest;
    };

/** The branch whose rules the pull request must meet. */
export function ruledBranch({ behaviour }: State, pull: PullRequest): string {
  return behaviour.stackRulesOfBase ? landingBranch(pull) : pull.base.ref;
}

/** Throws, naming every rule of the branch that what is about to land does not meet. */
export function refuseUnmetRules(state: State, repository: Repository, branch: string, landing: Landing): void {
  const applied = rulesForBranch(repository, branch).filter(({ ruleset }) => !bypasses(ruleset, repository, landing));
  const classic = repository.protections.get(branch)?.checks ?? [];
  const problems = [
    ...applied.flatMap((rule) => ruleProblems(state, repository, rule, landing)),
    ...classic.flatMap((check) => checkProblems(state, repository, landing.sha, check)),
  ];
  if (problems.length > 0) throw new Refusal(405, `Repository rule violations found: ${problems.join(' ')}`);
}

function ruleProblems(
  state: State,
  repository: Repository,
  { rule }: AppliedRule,
  landing: Landing,
): readonly string[] {
  if (isRequiredStatusChecks(rule)) {
    return rule.parameters.required_status_checks.flatMap((check) =>
      checkProblems(state, repository, landing.sha, { context: check.context, appId: check.integration_id ?? null }),
    );
  }
  if (isMergeQueue(rule)) return landing.kind === 'enqueue' ? [] : ['Changes must be made through the merge queue.'];
  if (rule.type !== 'pull_request') return [];
  if (landing.kind === 'push') return ['Changes must be made through a pull request.'];
  const wanted = Number(rule.parameters?.['required_approving_review_count'] ?? 0);
  const approvals = nativeApprovals(state, landing.pullRequest).length;
  return approvals < wanted ? [`At least ${wanted} approving review is required by reviewers with write access.`] : [];
}

/** A check run and a status of one name are both required. `neutral` and `skipped` pass. */
export function checkProblems(
  state: State,
  repository: Repository,
  sha: string,
  { context, appId }: RequiredCheck,
): readonly string[] {
  const runs = countedCheckRuns(state, repository, sha).filter(({ name }) => name === context);
  const statuses = latestStatuses(repository, sha).filter((status) => status.context === context);
  const bySource = [...runs, ...statuses].filter((item) => appId === null || item.app?.id === appId);
  if (runs.length + statuses.length > 0 && bySource.length === 0) {
    return [`Required status check "${context}" was not set by the expected GitHub App.`];
  }
  if (bySource.length === 0) return [`Required status check "${context}" is expected.`];
  const failing = [
    ...runs.filter((run) => bySource.includes(run) && !passing.has(run.conclusion ?? run.status)),
    ...statuses.filter((status) => status.state !== 'success'),
  ];
  return failing.length === 0 ? [] : [`Required status check "${context}" is failing.`];
}

/** What the required checks have said of a commit so far. What another app set is not waited for, and not heard. */
export function requiredOutcome(
  state: State,
  repository: Repository,
  branch: string,
  sha: string,
): 'success' | 'pending' | 'failure' {
  const outcomes = requiredChecks(repository, branch).map(({ context, appId }) => {
    const runs = countedCheckRuns(state, repository, sha).filter(({ name }) => name === context);
    const statuses = latestStatuses(repository, sha).filter((status) => status.context === context);
    const said = [
      ...runs.filter(({ app }) => appId === null || app.id === appId).map((run) => run.conclusion ?? 'pending'),
      ...statuses.filter(({ app }) => appId === null || app?.id === appId).map((status) => status.state),
    ];
    if (said.length === 0 || said.includes('pending')) return 'pending';
    return said.every((word) => passing.has(word)) ? 'success' : 'failure';
  });
  if (outcomes.includes('failure')) return 'failure';
  return outcomes.includes('pending') ? 'pending' : 'success';
}

const passing: ReadonlySet<string> = new Set(['success', 'neutral', 'skipped']);

/** Each writer's last opinion, where it is an approval. */
export function nativeApprovals(state: State, { repository, reviews }: PullRequest): readonly Review[] {
  const last = new Map<number, Review>();
  for (const review of reviews) {
    if (review.author === null || review.state === 'COMMENTED' || review.state === 'PENDING') continue;
    const counts =
      canPush(repository, review.author) || (review.author.type === 'Bot' && state.behaviour.appReviewsCount);
    if (counts) last.set(review.author.id, review);
  }
  return [...last.values()].filter((review) => review.state === 'APPROVED');
}

function bypasses(ruleset: Ruleset, repository: Repository, landing: Landing): boolean {
  return ruleset.bypassActors.some((bypass) => {
    const inMode = bypass.bypass_mode !== 'pull_request' || landing.kind !== 'push';
    return inMode && isActor(bypass.actor_type, bypass.actor_id, repository, landing.as);
  });
}

function isActor(type: string, id: number | null, { owner }: Repository, as: Actor): boolean {
  if (type === 'User') return as.id === id;
  if (owner.type !== 'Organization') return false;
  if (type === 'OrganizationAdmin') return owner.members.get(as.id)?.role === 'admin';
  const team = owner.teams.find((candidate) => candidate.id === id);
  return type === 'Team' && team !== undefined && membersOf(team).some((user) => user.id === as.id);
}
