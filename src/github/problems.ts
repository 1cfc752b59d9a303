import { GitHubError } from '../errors.ts';
import type { GraphqlAnswer, GraphqlProblem } from './client.ts';

/** The parts of an answer that may be missing: the floor and the teams are then unknown, which their readers say. */
const mayBeMissing = /^(?:floor|t\d+)$/;

/** Throws when GitHub left out a part that no decision can do without. A missing pull request is an answer. */
export function refusePartial(answer: GraphqlAnswer, query: string): void {
  const problem = answer.problems.find((each) => !isExpected(each));
  if (problem === undefined) return;
  const what = problem.path.join('.') || 'it';
  throw new GitHubError(
    `GitHub left out \`${what}\` of \`GraphQL ${query}\`: ${problem.type ?? 'no reason'}`,
    200,
    null,
    problem,
  );
}

/** GitHub will not tell, and will not tell later either. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof GitHubError && (error.status === 403 || error.status === 404) && error.retryAt === null;

function isExpected({ path, type }: GraphqlProblem): boolean {
  if (mayBeMissing.test(String(path[0] ?? ''))) return true;
  return type === 'NOT_FOUND' && path[0] === 'repository' && path.length <= 2;
}
