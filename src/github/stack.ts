import { z } from 'zod';
import type { PullRequestRef } from '../core/facts.ts';
import { GitHubError } from '../errors.ts';
import { Text } from './answer.ts';
import { type GitHub, GraphqlProblem } from './client.ts';
import { textFragment } from './fragments.ts';
import { refusePartial } from './problems.ts';
import { policyPath } from './target.ts';

/** The stack that a pull request is part of: the branch it is to land on, and the policy there where that is a third one. */
export type Stack = { readonly baseRef: string; readonly policy: Text };

export type StackReader = {
  readonly read: (ref: PullRequestRef, place: Place) => Promise<Stack | null>;
};

/** What a pull request is based on directly, and the branch whose policy is read in any case. */
export type Place = { readonly baseRef: string; readonly defaultBranch: string | null };

const stackQuery = `query Stack($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { stack { baseRefName } } }
}`;

const branchPolicyQuery = `query BranchPolicy($owner: String!, $name: String!, $branch: String!, $policy: String!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $branch) { target { ... on Commit { policy: file(path: $policy) { ...Text } } } }
  }
}
${textFragment}`;

/**
 * Reads the stack by queries of their own, since a server that does not know the field refuses a whole query for it. A
 * pull request to the default branch is held to the strictest rules already, and is not asked about.
 * https://docs.github.com/pull-requests/reference/stacked-pull-requests-apis-and-webhooks
 */
export function createStackReader(github: GitHub): StackReader {
  let known = true;

  return {
    async read(ref, { baseRef, defaultBranch }) {
      if (!known || baseRef === defaultBranch) return null;
      const stackBase = await readStackBase(ref);
      if (stackBase === null) return null;
      const isThird = stackBase !== baseRef && stackBase !== defaultBranch;
      return { baseRef: stackBase, policy: isThird ? await readPolicy(ref, stackBase) : null };
    },
  };

  async function readStackBase({ installationId, owner, name, number }: PullRequestRef): Promise<string | null> {
    try {
      const answer = await github.graphql(installationId, stackQuery, { owner, name, number });
      refusePartial(answer, 'Stack');
      return StackAnswer.parse(answer.data).repository?.pullRequest?.stack?.baseRefName ?? null;
    } catch (error) {
      if (!saysUnknownField(error)) throw error;
      known = false;
      return null;
    }
  }

  async function readPolicy({ installationId, owner, name }: PullRequestRef, stackBase: string): Promise<Text> {
    const branch = `refs/heads/${stackBase}`;
    const variables = { owner, name, branch, policy: policyPath };
    const answer = await github.graphql(installationId, branchPolicyQuery, variables);
    refusePartial(answer, 'BranchPolicy');
    return BranchAnswer.parse(answer.data).repository?.ref?.target?.policy ?? null;
  }
}

const StackAnswer = z.object({
  repository: z
    .object({ pullRequest: z.object({ stack: z.object({ baseRefName: z.string() }).nullish() }).nullable() })
    .nullable(),
});

const BranchAnswer = z.object({
  repository: z
    .object({ ref: z.object({ target: z.object({ policy: Text }).partial().nullable() }).nullable() })
    .nullable(),
});

const saysUnknownField = (error: unknown): boolean => {
  const problems = z.array(GraphqlProblem).safeParse(error instanceof GitHubError ? error.cause : null);
  return problems.success && problems.data.some(({ extensions }) => extensions?.code === 'undefinedField');
};
