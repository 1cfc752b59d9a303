import { createHash } from 'node:crypto';
import type { Fact } from '../core/facts.ts';
import { floorName, ownersName, policyName, stateName, teamName, type Versions } from '../core/versions.ts';
import type { Rules, Version } from './answer.ts';
import type { TeamMembers } from './directory.ts';
import type { ChildTeams, TeamSlug } from './team-query.ts';

export const stateVersion = ({ updatedAt, timeline, opinions }: Version): Versions => {
  const standing = (opinions?.nodes ?? []).flatMap((node) =>
    node === null ? [] : [[node.fullDatabaseId, node.state, node.authorCanPushToRepository].join(' ')],
  );
  return { [stateName]: digestOf([updatedAt, timeline.totalCount, standing.toSorted()]) };
};

/** The policy as it stands on a branch. */
export const policyVersion = (branch: string, rules: Pick<NonNullable<Rules>, 'policy'> | null | undefined) => ({
  [policyName(branch)]: rules?.policy?.oid ?? 'none',
});

/** Policy and owners as they stand on a branch. */
export const branchVersions = (branch: string, rules: Rules): Versions => ({
  ...policyVersion(branch, rules),
  [ownersName(branch)]: [rules?.ownersInGithub, rules?.ownersInRoot, rules?.ownersInDocs]
    .map((blob) => blob?.oid ?? 'none')
    .join(' '),
});

type Floor = { readonly databaseId: number; readonly defaultBranchRef: { readonly target?: Rules } | null };

export const floorVersion = (floor: Floor | null): Versions => ({
  [floorName]: floor === null ? 'none' : `${floor.databaseId} ${floor.defaultBranchRef?.target?.policy?.oid ?? 'none'}`,
});

/** Who is in each team, and which team bears the name. */
export const teamVersions = (childTeams: ChildTeams, teams: ReadonlyMap<TeamSlug, Fact<TeamMembers>>): Versions =>
  Object.fromEntries([...teams].map(([team, fact]) => [teamName(childTeams, team), teamVersion(fact)]));

const teamVersion = (fact: Fact<TeamMembers>): string =>
  fact.known ? digestOf([fact.value.id, [...fact.value.members].toSorted((one, other) => one - other)]) : 'unknown';

const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 24);
