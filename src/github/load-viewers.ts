import { z } from 'zod';
import type { Policy } from '../core/policy.ts';
import { effectivePolicy } from '../policy/effective-policy.ts';
import { Text } from './answer.ts';
import type { GitHub } from './client.ts';
import type { Directory } from './directory.ts';
import { textFragment } from './fragments.ts';
import { keepAnswers } from './kept-answers.ts';
import { textOf } from './load-policy.ts';
import { refusePartial } from './problems.ts';
import { type FloorSetting, policyPath } from './target.ts';
import { childTeamsOf } from './wanted-facts.ts';

type Organization = { readonly installationId: number; readonly owner: string };
type Person = { readonly id: number; readonly login: string };
type Options = { readonly github: GitHub; readonly directory: Directory; readonly floor: FloorSetting };

/** Whether an organization's own policy names somebody who may see load, asked live and kept for a minute. */
export function createLoadViewers(
  { github, directory, floor }: Options,
  now: () => number = Date.now,
): (organization: Organization, person: Person) => Promise<boolean> {
  const kept = keepAnswers<boolean>({ most: 2_000, milliseconds: 60_000, now });
  return (organization, person) => {
    const key = `${organization.installationId}:${organization.owner.toLowerCase()}:${person.id}`;
    return kept.answerTo(key, async () => {
      const policy = floor === 'read' ? await readFloor(github, organization) : null;
      return policy !== null && isNamed(directory, organization, policy, person);
    });
  };
}

const query = `query Floor($owner: String!, $policy: String!) {
  floor: repository(owner: $owner, name: ".github") {
    defaultBranchRef { target { ... on Commit { policy: file(path: $policy) { ...Text } } } }
  }
}
${textFragment}`;

const Answer = z.object({
  floor: z
    .object({ defaultBranchRef: z.object({ target: z.object({ policy: Text.nullish() }).nullable() }).nullable() })
    .nullable(),
});

/** The organization's own policy; null: there is none that could be read and used. */
async function readFloor(github: GitHub, { installationId, owner }: Organization): Promise<Policy | null> {
  const answer = await github.graphql(installationId, query, { owner, policy: policyPath });
  refusePartial(answer, 'Floor');
  const organization = textOf(Answer.parse(answer.data).floor?.defaultBranchRef?.target?.policy);
  if (organization === null) return null;
  const effective = effectivePolicy({ organization, defaultBranch: null, baseBranch: null, owner });
  return effective.usable ? effective.policy : null;
}

/** A team that GitHub does not show names nobody. */
async function isNamed(
  directory: Directory,
  { installationId }: Organization,
  policy: Policy,
  { id, login }: Person,
): Promise<boolean> {
  const { teams, users } = policy.loadVisibleTo;
  if (users.includes(login.toLowerCase())) return true;
  const found = await directory.read({ installationId, childTeams: childTeamsOf(policy) }, teams);
  return [...found.values()].some((team) => team.known && team.value.members.has(id));
}
