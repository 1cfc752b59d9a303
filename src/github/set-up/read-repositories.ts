import { z } from 'zod';
import { known, type RepositoryRef, unknown } from '../../core/facts.ts';
import type { PolicyFacts, RepositoryPolicy } from '../../doctor/facts.ts';
import { effectivePolicy, type PolicyText } from '../../policy/effective-policy.ts';
import { refuseUnknownTeams } from '../../policy/unknown-teams.ts';
import { Text } from '../answer.ts';
import { textFragment } from '../fragments.ts';
import { textOf } from '../load-policy.ts';
import { policyPath } from '../target.ts';
import { readUnknownTeams } from '../unknown-teams.ts';
import type { ReadAccount } from './read-account.ts';
import { readLevels } from './read-levels.ts';
import type { Reader } from './reader.ts';

/** One repository with its policy file, and what its default branch is called; null: it has none, or was not told. */
export type ReadRepository = PolicyFacts & {
  readonly repositoryId: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string | null;
};

type Ref = Omit<RepositoryRef, 'installationId'>;

/** GitHub answers about so many repositories in one request. */
const perQuery = 50;

/** What the default branches say, in one request for fifty repositories; those that are archived are left out. */
export async function readRepositories(
  reader: Reader,
  account: ReadAccount,
  repositories: readonly Ref[],
): Promise<readonly ReadRepository[]> {
  const found: ReadRepository[] = [];
  for (let from = 0; from < repositories.length; from += perQuery) {
    found.push(...(await readSome(reader, account, repositories.slice(from, from + perQuery))));
  }
  return found;
}

async function readSome(
  reader: Reader,
  account: ReadAccount,
  some: readonly Ref[],
): Promise<readonly ReadRepository[]> {
  const names = some.flatMap(({ owner, name }, index) => [
    [`o${index}`, owner],
    [`n${index}`, name],
  ]);
  const variables = { ...Object.fromEntries(names), policy: policyPath };
  const { data } = await reader.github.graphql(account.installationId, query(some.length), variables);
  const answer = Answer.parse(data ?? {});
  const read = some.map(async ({ owner, name, repositoryId }, index): Promise<ReadRepository | null> => {
    const about = { repositoryId, owner, name, repository: `${owner}/${name}` };
    const told = answer[`r${index}`] ?? null;
    if (told === null) return { ...about, defaultBranch: null, policy: unknown('GitHub did not show the repository') };
    if (told.isArchived) return null;
    const branch = told.defaultBranchRef;
    const policy = await judge(reader, account, owner, name, textOf(branch?.target?.policy));
    return { ...about, defaultBranch: branch?.name ?? null, policy };
  });
  return (await Promise.all(read)).filter((each) => each !== null);
}

/** The file under the floor, as a pull request to the default branch would be judged. */
async function judge(
  { directory, floor: setting }: Reader,
  { installationId, facts: { floor }, floorText }: ReadAccount,
  owner: string,
  name: string,
  text: PolicyText | null,
): Promise<PolicyFacts['policy']> {
  const isFloor = setting === 'read' && name.toLowerCase() === '.github';
  // The floor has findings of its own; its repository is judged by it alone.
  if (isFloor || text === null) return known({ kind: 'absent' });
  if (floor.kind === 'broken') return unknown('the policy of the organization must be repaired first');
  if (floor.kind === 'hidden' || floor.kind === 'unreadable')
    return unknown('the policy of the organization must be readable first');
  const texts = { owner, organization: floorText, defaultBranch: text, baseBranch: null };
  const alone = effectivePolicy(texts);
  const told = await readUnknownTeams(directory, installationId, [alone]);
  const read = refuseUnknownTeams(alone, { ...texts, organization: floorText }, ofFile(told, floor));
  if (!read.usable)
    return known({ kind: 'broken', problems: read.problems.map(({ line, message }) => `line ${line}: ${message}`) });
  const levels = floorText === null ? await readLevels(directory, installationId, read.policy) : [];
  return known<RepositoryPolicy>({ kind: 'read', mode: read.policy.mode, levels });
}

type Told = Awaited<ReturnType<typeof readUnknownTeams>>;

/** A team that the floor misnames is the floor's problem, said once. */
function ofFile(told: Told, floor: ReadAccount['facts']['floor']): Told {
  const named = floor.kind === 'read' ? floor.invisibleTeams : [];
  return { ...told, absent: told.absent.filter((team) => !named.includes(team)) };
}

function query(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const declared = indexes.map((index) => `, $o${index}: String!, $n${index}: String!`).join('');
  const each = indexes.map((index) => `r${index}: repository(owner: $o${index}, name: $n${index}) { ...Branch }`);
  return `query SetUp($policy: String!${declared}) {
  ${each.join('\n  ')}
}
fragment Branch on Repository {
  isArchived
  defaultBranchRef { name target { ... on Commit { policy: file(path: $policy) { ...Text } } } }
}
${textFragment}`;
}

const Answer = z.record(
  z.string(),
  z
    .object({
      isArchived: z.boolean(),
      defaultBranchRef: z
        .object({ name: z.string(), target: z.object({ policy: Text.nullish() }).nullable() })
        .nullable(),
    })
    .nullable(),
);
