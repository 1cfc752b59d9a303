import { z } from 'zod';
import type { RepositoryRef } from '../core/facts.ts';
import type { PolicyText, PolicyTexts } from '../policy/effective-policy.ts';
import { Text } from './answer.ts';
import type { GitHub } from './client.ts';
import { ofFloor } from './load-policy.ts';
import { asksForFloor, type FloorSetting, policyPath } from './target.ts';

/** The policy files of one repository as whoever asks can see them; null: they cannot see the repository. */
export async function readPolicyTexts(
  github: GitHub,
  { installationId, owner, name }: RepositoryRef,
  floor: FloorSetting,
): Promise<PolicyTexts | null> {
  const under = asksForFloor(name, floor);
  const answer = await github.graphql(installationId, query, { owner, name, policy: policyPath, floor: under });
  const { repository, floor: above } = Answer.parse(answer.data);
  if (repository === null) return null;
  const own = textOf(repository);
  // The file of `.github` is itself the floor of everything else.
  const isFloor = !under && name.toLowerCase() === '.github';
  return {
    owner,
    organization: isFloor ? own : ofFloor(owner, textOf(above ?? null)),
    defaultBranch: isFloor ? null : own,
    baseBranch: null,
  };
}

const query = `query PolicyTexts($owner: String!, $name: String!, $policy: String!, $floor: Boolean!) {
  repository(owner: $owner, name: $name) { ...Policy }
  floor: repository(owner: $owner, name: ".github") @include(if: $floor) { ...Policy }
}
fragment Policy on Repository {
  defaultBranchRef { target { ... on Commit {
    policy: file(path: $policy) { mode oid object { ... on Blob { byteSize isTruncated isBinary text } } }
  } } }
}`;

const Repository = z
  .object({
    defaultBranchRef: z.object({ target: z.object({ policy: Text.nullish() }).nullable() }).nullable(),
  })
  .nullable();
const Answer = z.object({ repository: Repository, floor: Repository.optional() });

function textOf(repository: z.infer<typeof Repository>): PolicyText | null {
  const entry = repository?.defaultBranchRef?.target?.policy;
  if (entry === null || entry === undefined) return null;
  return { file: policyPath, sha: entry.oid, text: entry.object?.text ?? 'GitHub gives no text of this file' };
}
