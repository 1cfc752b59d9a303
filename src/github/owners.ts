import { ownersOf } from '../core/codeowners.ts';
import { type ChangedFile, type Fact, known, type OwnedPath, unknown } from '../core/facts.ts';
import type { PullRequest } from './answer.ts';
import type { TeamSlug } from './team-query.ts';

/** The owners of the changed paths, from the first CODEOWNERS file that the base has in GitHub's three places. */
export function ownersIn(
  pullRequest: Pick<PullRequest, 'baseRef'>,
  files: readonly ChangedFile[],
): Fact<readonly OwnedPath[]> {
  const base = pullRequest.baseRef?.target ?? null;
  if (base === null) return unknown('the base branch is gone');
  const entry = base.ownersInGithub ?? base.ownersInRoot ?? base.ownersInDocs ?? null;
  if (entry === null) return known([]);
  const { object } = entry;
  if (typeof object?.text !== 'string' || object.isTruncated === true)
    return unknown('CODEOWNERS cannot be read whole');
  const paths = files.flatMap(({ path, previousPath }) =>
    previousPath.known && previousPath.value !== null ? [path, previousPath.value] : [path],
  );
  return known(ownersOf([...new Set(paths)], object.text));
}

export const owningTeams = (owners: Fact<readonly OwnedPath[]>): readonly TeamSlug[] =>
  owners.known ? owners.value.flatMap((path) => path.owners.filter((owner) => owner.includes('/'))) : [];
