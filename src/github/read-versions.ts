import { z } from 'zod';
import type { RepositoryRef } from '../core/facts.ts';
import { branchIn, personIn, teamIn, type Versions } from '../core/versions.ts';
import { Rules } from './answer.ts';
import type { GitHub } from './client.ts';
import { createDirectory, type Directory } from './directory.ts';
import { rulesFragment } from './fragments.ts';
import { refusePartial } from './problems.ts';
import { readAccess } from './read-commands.ts';
import { policyPath } from './target.ts';
import type { ChildTeams } from './team-query.ts';
import { branchVersions, teamVersions } from './versions.ts';

export type VersionReader = (repository: RepositoryRef, names: readonly string[]) => Promise<Versions>;

/**
 * Reads versions that a list of pull requests does not tell: fifty branches to a request, fifty teams, and one for each
 * person. A team is read once by one reader, whichever repositories ask; nothing that was read before it was made counts.
 */
export function createVersionReader(github: GitHub): VersionReader {
  const directory = createDirectory(github);
  return async (repository, names) => ({
    ...(await readBranches(github, repository, names)),
    ...(await readTeams(directory, repository, names, 'included')),
    ...(await readTeams(directory, repository, names, 'excluded')),
    ...(await readAccesses(github, repository, names)),
  });
}

const branchesPerQuery = 50;

async function readBranches(github: GitHub, { installationId, owner, name }: RepositoryRef, names: readonly string[]) {
  const branches = [...new Set(names.flatMap((each) => branchIn(each) ?? []))];
  let versions: Versions = {};
  for (let from = 0; from < branches.length; from += branchesPerQuery) {
    const some = branches.slice(from, from + branchesPerQuery);
    const refs = some.map((branch, index): [string, string] => [`b${index}`, `refs/heads/${branch}`]);
    const variables = { owner, name, policy: policyPath, ...Object.fromEntries(refs) };
    const answer = await github.graphql(installationId, branchRulesQuery(some.length), variables);
    refusePartial(answer, 'BranchRules');
    const { repository } = BranchRules.parse(answer.data);
    const read = some.map((branch, index) => branchVersions(branch, repository?.[`b${index}`]?.target));
    versions = Object.assign({}, versions, ...read);
  }
  return versions;
}

/** What so many branches say of who must review. */
export function branchRulesQuery(branches: number): string {
  const each = Array.from({ length: branches }, (_, index) => `b${index}`);
  return `query BranchRules($owner: String!, $name: String!, $policy: String!${each.map((b) => `, $${b}: String!`).join('')}) {
  repository(owner: $owner, name: $name) {
    ${each.map((b) => `${b}: ref(qualifiedName: $${b}) { target { ...Rules } }`).join('\n    ')}
  }
}
${rulesFragment}`;
}

const BranchRules = z.object({
  repository: z.record(z.string(), z.object({ target: Rules }).nullable()).nullable(),
});

async function readTeams(
  directory: Directory,
  { installationId }: RepositoryRef,
  names: readonly string[],
  childTeams: ChildTeams,
) {
  const teams = names.flatMap((name) => teamIn(name, childTeams) ?? []);
  if (teams.length === 0) return {};
  return teamVersions(childTeams, await directory.read({ installationId, childTeams }, teams));
}

async function readAccesses(github: GitHub, repository: RepositoryRef, names: readonly string[]): Promise<Versions> {
  const versions: Record<string, string> = {};
  for (const name of names) {
    const person = personIn(name);
    if (person === null) continue;
    const canPush = await readAccess(github, repository, { ...person, kind: 'user' });
    versions[name] = canPush.known ? String(canPush.value) : 'unknown';
  }
  return versions;
}
