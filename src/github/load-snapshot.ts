import type { PullRequestRef } from '../core/facts.ts';
import type { Facts, Loaded } from '../core/loaded.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import type { Versions } from '../core/versions.ts';
import { refuseUnknownTeams } from '../policy/unknown-teams.ts';
import { accountOf } from './accounts.ts';
import { createAgentEventReader } from './agent-events.ts';
import { Evaluation, type PullRequest } from './answer.ts';
import { authoritiesIn } from './authorities.ts';
import { createBoundedMap } from './bounded-map.ts';
import { createChangeReader } from './change.ts';
import type { GitHub } from './client.ts';
import type { Directory } from './directory.ts';
import { createPolicyReader } from './load-policy.ts';
import { peopleIn, readMemberships } from './memberships.ts';
import { ownersIn } from './owners.ts';
import { refusePartial } from './problems.ts';
import { createPushReader } from './pushes.ts';
import { evaluationQuery } from './queries.ts';
import type { Stack } from './stack.ts';
import { createStackReader } from './stack.ts';
import { readStanding } from './standing.ts';
import { asksForFloor, type FloorSetting, targetOf } from './target.ts';
import { type ChildTeams, type TeamSlug, teamVariables } from './team-query.ts';
import { readUnknownTeams } from './unknown-teams.ts';
import { branchVersions, floorVersion, policyVersion, stateVersion, teamVersions } from './versions.ts';
import { teamsNamedBy, teamsWanted, wantingBoth } from './wanted-facts.ts';

export type LoaderOptions = {
  readonly github: GitHub;
  readonly directory: Directory;
  readonly appId: number;
  /** `none`: the operator says that no organisation has a `.github` repository with a policy. */
  readonly floor?: FloorSetting;
  readonly now?: () => number;
};

// Few commits and one page of everything else cost one point of GitHub's 5,000 an hour.
const firstCommits = 40;

/**
 * Reads a pull request: policy by its blobs, facts pinned to a head, and what is shown. null: there is no such one, or its repository is archived. What
 * another policy would ask about is read too, where one is given to compare with.
 */
export function createLoader(
  options: LoaderOptions,
): (ref: PullRequestRef, comparedWith?: EffectivePolicy) => Promise<Loaded | null> {
  const { github, directory, appId, floor = 'read', now = Date.now } = options;
  const policies = createPolicyReader(floor, github.repositorySelection);
  const changes = createChangeReader(github);
  const agentEvents = createAgentEventReader(github);
  const pushesTo = createPushReader(github);
  const stacks = createStackReader(github);
  // The teams of the last policy are asked for with the facts, so that a known repository needs one request.
  const askedBefore = createBoundedMap<TeamsAsked>(10_000);

  return async (ref, comparedWith) => {
    const answer = await ask(ref);
    const { repository } = answer;
    // A repository that took over the name of another is not the one we were told about.
    if (repository === null || repository.databaseId !== ref.repositoryId) return null;
    // Nothing can be written there, and nothing can be merged. What is open is looked at again when it is taken out.
    if (repository.isArchived) return null;
    const { pullRequest } = repository;
    if (pullRequest === null) return null;
    const stack = await stacks.read(ref, {
      baseRef: pullRequest.baseRefName,
      defaultBranch: repository.defaultBranchRef?.name ?? null,
    });
    const { policy, texts } = await policies.read({ ...answer, ref, repository, stack });
    const wanting = comparedWith === undefined ? policy : wantingBoth(policy, comparedWith);
    const change = await changes.read(ref, pullRequest, wanting);
    const agents = await agentEvents.read(ref, pullRequest, change.commits, policy);
    const pushes = await pushesTo.read(ref, pullRequest, change.commits);
    const standing = await readStanding(github, appId, ref, pullRequest, agents);
    const owners = ownersIn(pullRequest, change.files);
    const known = { ...standing.facts, ...change, owners, truncated: [...change.truncated, ...standing.truncated] };
    const wanted = teamsWanted(ref.installationId, wanting, owners);
    // Owners differ from one pull request to the next; the teams of the policy do not.
    if (policy.usable)
      askedBefore.set(String(ref.repositoryId), { ...wanted.scope, teams: teamsNamedBy(policy.policy) });
    const levels = await readMemberships(directory, wanted, peopleIn(known, pushes));
    const facts: Facts = {
      ...known,
      ...placeOf(ref, pullRequest),
      stackBaseRef: stack?.baseRef ?? null,
      ...levels,
      takenAt: new Date(now()).toISOString(),
    };
    const authorities = authoritiesIn(answer, ref, floor, policy, directory);
    const teams = await readUnknownTeams(directory, ref.installationId, [policy]);
    const inForce = refuseUnknownTeams(policy, texts, teams);
    const mergedBy = accountOf(pullRequest.mergedBy);
    const versions = {
      ...stateVersion(pullRequest),
      ...rulesVersions(repository, pullRequest, stack),
      ...(asksForFloor(ref.name, floor) ? floorVersion(answer.floor) : {}),
      ...teamVersions(wanted.scope.childTeams, await directory.read(wanted.scope, wanted.teams)),
    };
    const mergedAt = pullRequest.mergedAt ?? null;
    const { baseBranch, stackBase = null } = texts;
    const branchPolicies = { baseBranch, stackBase };
    const { shown } = standing;
    return { policy: inForce, branchPolicies, authorities, facts, shown, versions, pushes, mergedBy, mergedAt };
  };

  async function ask(ref: PullRequestRef) {
    const { installationId, repositoryId } = ref;
    const before = askedBefore.get(String(repositoryId)) ?? { teams: [], childTeams: 'included' };
    const scope = { installationId, childTeams: before.childTeams };
    const teams = directory.missing(scope, before.teams);
    const answer = await github.graphql(installationId, evaluationQuery(teams), {
      ...targetOf(ref, appId, floor),
      commits: firstCommits,
      ...teamVariables(teams, before.childTeams),
    });
    refusePartial(answer, 'Evaluation');
    await directory.learn(scope, teams, answer);
    return { ...Evaluation.parse(answer.data), problems: answer.problems };
  }
}

/** The branches whose files were read: where it is to land, and the default branch. */
function rulesVersions(
  { defaultBranchRef }: NonNullable<Evaluation['repository']>,
  { baseRefName, baseRef }: PullRequest,
  stack: Stack | null,
): Versions {
  return {
    ...(stack === null ? {} : policyVersion(stack.baseRef, stack)),
    ...(defaultBranchRef === null ? {} : policyVersion(defaultBranchRef.name, defaultBranchRef.target)),
    ...branchVersions(baseRefName, baseRef?.target),
  };
}

type TeamsAsked = { readonly teams: readonly TeamSlug[]; readonly childTeams: ChildTeams };

function placeOf(ref: PullRequestRef, pullRequest: PullRequest) {
  const { headRefOid, baseRefName, baseRefOid, changedFiles, additions, deletions, commits } = pullRequest;
  return {
    ref,
    headSha: headRefOid,
    baseRef: baseRefName,
    baseSha: baseRefOid,
    totals: { commits: commits.totalCount, files: changedFiles, additions, deletions },
  };
}
