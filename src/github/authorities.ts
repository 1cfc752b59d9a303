import type { PullRequestRef } from '../core/facts.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import type { Authority } from '../core/trust.ts';
import type { GraphqlProblem } from './client.ts';
import type { Directory } from './directory.ts';
import { asksForFloor, type FloorSetting } from './target.ts';
import { childTeamsOf, teamsNamedBy } from './wanted-facts.ts';

type Answer = {
  readonly repository: { readonly owner: { readonly __typename: string } } | null;
  readonly floor: { readonly databaseId: number } | null;
  readonly problems: readonly GraphqlProblem[];
};

/** The floor's repository and the teams that the policy names, by their ids. What GitHub refused to show is left out. */
export function authoritiesIn(
  answer: Answer,
  ref: PullRequestRef,
  setting: FloorSetting,
  policy: EffectivePolicy,
  directory: Directory,
): readonly Authority[] {
  return [...floorIn(answer, ref, setting), ...teamsIn(policy, ref, directory)];
}

function floorIn({ repository, floor, problems }: Answer, ref: PullRequestRef, setting: FloorSetting): Authority[] {
  const asked = asksForFloor(ref.name, setting) && repository?.owner.__typename === 'Organization';
  const refused = problems.some(({ path, type }) => path[0] === 'floor' && type !== 'NOT_FOUND');
  return asked && !refused ? [{ name: `${ref.owner.toLowerCase()}/.github`, id: floor?.databaseId ?? null }] : [];
}

/** A team that cannot be seen gives nobody a level, so only one that was replaced could mislead. */
function teamsIn(policy: EffectivePolicy, { installationId }: PullRequestRef, directory: Directory): Authority[] {
  if (!policy.usable) return [];
  const scope = { installationId, childTeams: childTeamsOf(policy.policy) };
  return teamsNamedBy(policy.policy).flatMap((name) => {
    const team = directory.peek(scope, name);
    return team === undefined ? [] : [{ name, id: team.id }];
  });
}
