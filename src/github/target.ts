import type { PullRequestRef } from '../core/facts.ts';

/** The check run about a change of the policy file; never the required one. */
export const proposalCheckName = 'countersign policy';

/** Its button: what the new rules would make of the open pull requests. */
export const previewAction = 'preview-open';

/** The one check run that this App writes. */
export const checkName = 'countersign';

/** Where a policy stands, in a repository and in the organisation's `.github` repository. */
export const policyPath = '.github/countersign.yml';

/** The file of the floor, as it is named below it: a repository's own file is called the same. */
export const floorFile = (owner: string): string => `${owner}/.github/${policyPath}`;

/** `none`: the operator says that no organisation has a floor. */
export type FloorSetting = 'read' | 'none';

/** The variables of the queries that read one pull request under its policies. */
export const targetOf = ({ owner, name, number }: PullRequestRef, appId: number, floor: FloorSetting) => ({
  owner,
  name,
  number,
  appId,
  check: checkName,
  policy: policyPath,
  floor: asksForFloor(name, floor),
});

/** The repository of the floor is not under it: there its own default branch is the authority. */
export const asksForFloor = (repositoryName: string, floor: FloorSetting): boolean =>
  floor === 'read' && repositoryName.toLowerCase() !== '.github';
