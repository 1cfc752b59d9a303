import type { RepositoryRef } from '../core/facts.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import { effectivePolicy, type PolicyText, type PolicyTexts } from '../policy/effective-policy.ts';
import type { Evaluation, PullRequest, Text } from './answer.ts';
import { createBoundedMap } from './bounded-map.ts';
import type { GraphqlProblem } from './client.ts';
import type { Stack } from './stack.ts';
import { asksForFloor, type FloorSetting, floorFile, policyPath } from './target.ts';

export type PolicyReader = {
  readonly read: (given: PolicySource) => Promise<PolicyRead>;
};

/** The texts are kept with what was made of them: what they name is checked against GitHub each time. */
export type PolicyRead = { readonly policy: EffectivePolicy; readonly texts: PolicyTexts };

type Repository = NonNullable<Evaluation['repository']>;

export type PolicySource = {
  readonly ref: RepositoryRef;
  readonly repository: Pick<Repository, 'owner' | 'defaultBranchRef'> & {
    readonly pullRequest: Pick<PullRequest, 'baseRefName' | 'baseRef'> | null;
  };
  readonly floor: Evaluation['floor'];
  readonly stack: Stack | null;
  readonly problems: readonly GraphqlProblem[];
};

/** Joins the policies of the organisation, the default branch, the stack's base and the base; each text is parsed once. */
export function createPolicyReader(
  floorSetting: FloorSetting,
  repositorySelection: (installationId: number) => Promise<'all' | 'selected'>,
): PolicyReader {
  const parsed = createBoundedMap<PolicyRead>(500);

  return {
    async read(source) {
      const organization = await organizationText(source);
      const { defaultBranchRef, pullRequest } = source.repository;
      const onDefaultBranch = pullRequest?.baseRefName === defaultBranchRef?.name;
      const texts: PolicyTexts = {
        organization,
        defaultBranch: textOf(defaultBranchRef?.target?.policy),
        stackBase: textOf(source.stack?.policy),
        baseBranch: onDefaultBranch ? null : textOf(pullRequest?.baseRef?.target?.policy),
        owner: source.ref.owner,
      };
      const { defaultBranch, stackBase = null, baseBranch } = texts;
      const key = JSON.stringify([texts.owner, ...[organization, defaultBranch, stackBase, baseBranch].map(identify)]);
      const existing = parsed.get(key);
      if (existing !== undefined) return existing;
      const read = { policy: effectivePolicy(texts), texts };
      parsed.set(key, read);
      return read;
    },
  };

  /** A missing `.github` repository means "no floor" only where the installation would see it if it existed. */
  async function organizationText(source: PolicySource): Promise<PolicyTexts['organization']> {
    const { ref, repository, floor } = source;
    if (!asksForFloor(ref.name, floorSetting)) return null;
    if (repository.owner.__typename !== 'Organization') return null;
    if (floor !== null) return ofFloor(ref.owner, textOf(floor.defaultBranchRef?.target?.policy));
    const problem = source.problems.find(({ path }) => path[0] === 'floor');
    if (problem !== undefined && problem.type !== 'NOT_FOUND')
      return { unreadable: 'GitHub refused to show the `.github` repository' };
    if ((await repositorySelection(ref.installationId)) === 'all') return null;
    return { unreadable: 'the installation covers selected repositories only: grant it access to `.github`' };
  }
}

/** A problem of the floor is none of a line of the repository's own file. */
export const ofFloor = (owner: string, text: PolicyText | null): PolicyText | null =>
  text === null ? null : { ...text, file: floorFile(owner) };

export function textOf(entry: Text | undefined): PolicyText | null {
  if (entry === null || entry === undefined) return null;
  const { object } = entry;
  const readable = object?.text !== null && object?.isTruncated !== true && object?.isBinary !== true;
  // What cannot be read must not look absent: this text is no policy, so reading it is a problem.
  const text = (readable ? object?.text : undefined) ?? 'GitHub gives no text of this file: it is binary or too large';
  return { file: policyPath, sha: entry.oid, text };
}

const identify = (text: PolicyTexts['organization']): string | null =>
  text === null ? null : 'unreadable' in text ? text.unreadable : text.sha;
