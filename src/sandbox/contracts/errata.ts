/**
 * Where the published description is wrong and GitHub's answers are known to be otherwise: the repository of a head
 * is null once the fork is deleted, in REST and in webhooks.
 */
export function isErratum(problem: string): boolean {
  return /\/head\/(?:repo|user) must be object$/u.test(problem);
}
