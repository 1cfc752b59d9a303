import { z } from 'zod';
import type { RepositoryRef } from '../../core/facts.ts';
import { GitHubError } from '../../errors.ts';
import { Commits, Files, State } from '../answer.ts';
import type { GitHub } from '../client.ts';
import { refusePartial } from '../problems.ts';
import { pastQuery } from './queries.ts';

// More commits than this, or more files than a hundred, are read by pages of their own.
const firstCommits = 40;

const Past = State.omit({ headCommit: true }).extend({
  url: z.url({ protocol: /^https?$/ }),
  createdAt: z.string(),
  ready: z.object({ nodes: z.array(z.object({ createdAt: z.string() }).nullable()).nullable() }),
  commits: Commits,
  files: Files.nullable(),
});
/** A merged pull request with the first page of every list. */
export type Past = State & Omit<z.infer<typeof Past>, 'headCommit'>;

/** What is asked of each is cheap; GitHub may still take too long over all of them, and is then asked for fewer. */
export async function readFirst(
  github: GitHub,
  repository: RepositoryRef,
  numbers: readonly number[],
): Promise<readonly Past[]> {
  try {
    return await readTogether(github, repository, numbers);
  } catch (error) {
    const tookTooLong = error instanceof GitHubError && (error.status ?? 0) >= 500 && numbers.length > 1;
    if (!tookTooLong) throw error;
    const half = Math.ceil(numbers.length / 2);
    return [
      ...(await readFirst(github, repository, numbers.slice(0, half))),
      ...(await readFirst(github, repository, numbers.slice(half))),
    ];
  }
}

async function readTogether(
  github: GitHub,
  { installationId, owner, name }: RepositoryRef,
  numbers: readonly number[],
): Promise<readonly Past[]> {
  const asked = Object.fromEntries(numbers.map((number, index) => [`n${index}`, number]));
  const answer = await github.graphql(installationId, pastQuery(numbers.length), {
    owner,
    name,
    commits: firstCommits,
    ...asked,
  });
  refusePartial(answer, 'PastPullRequests');
  const found = z.object({ repository: z.record(z.string(), Past.nullable()) }).parse(answer.data).repository;
  return numbers.map((number, index) => {
    const past = found[`p${index}`];
    if (past === undefined || past === null)
      throw new GitHubError(`GitHub shows no pull request #${number} any more`, 404, null, null);
    // Our own check and twins with the same head decide nothing about what was merged.
    return { ...past, headCommit: { nodes: [] } };
  });
}
