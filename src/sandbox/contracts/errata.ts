/** Where the published descriptions are wrong and GitHub's answers and webhooks are known to be otherwise. */
export function isErratum(problem: string): boolean {
  return errata.some((erratum) => erratum.test(problem));
}

const errata: readonly RegExp[] = [
  // The repository of a head is null once the fork is deleted, in REST and in webhooks.
  /\/head\/(?:repo|user) must be object$/u,
  // The list of events that an App can hear, in webhooks of suites, is older than `merge_group`.
  /^\/check_suite\/app\/events\/\d+ must be equal to one of the allowed values/u,
];
