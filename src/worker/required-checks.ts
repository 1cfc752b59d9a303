import { dayLength } from '../core/day.ts';
import type { RepositoryRef } from '../core/facts.ts';
import type { RequiredCheck } from '../core/report.ts';
import type { Logger } from '../log.ts';

export type RequiredCheckPorts = {
  readonly listRepositories: () => Promise<readonly RepositoryRef[]>;
  readonly requiredChecks: (repositoryIds: readonly number[]) => Promise<readonly RequiredCheck[]>;
  readonly readRequiredCheck: (repository: RepositoryRef) => Promise<RequiredCheck['state']>;
  readonly noteRequiredCheck: (check: RequiredCheck) => Promise<void>;
  readonly now: () => Date;
  readonly log: Logger;
};

/** So many at once, so that no large organization holds up the rest of the upkeep. */
const most = 200;

/** Looks up where our check is required: of each repository once a day, the longest ago first. Says for how many. */
export async function lookUpRequiredChecks(ports: RequiredCheckPorts): Promise<number> {
  const repositories = await ports.listRepositories();
  const known = await ports.requiredChecks(repositories.map(({ repositoryId }) => repositoryId));
  const lookedUp = new Map(known.map(({ repositoryId, checkedAt }) => [repositoryId, Date.parse(checkedAt)]));
  const last = ({ repositoryId }: RepositoryRef): number => lookedUp.get(repositoryId) ?? 0;
  const due = repositories.filter((each) => last(each) <= ports.now().getTime() - dayLength);
  const now = due.toSorted((one, other) => last(one) - last(other)).slice(0, most);
  for (const repository of now) await tryLookUp(ports, repository);
  return now.length;
}

/** What cannot be looked up is unknown for a day: what was known of it may have changed. */
async function tryLookUp(ports: RequiredCheckPorts, repository: RepositoryRef): Promise<void> {
  const { repositoryId, owner, name } = repository;
  const state = await ports.readRequiredCheck(repository).catch((error: unknown) => {
    ports.log.warn({ repo: `${owner}/${name}`, err: error }, 'whether the check is required was not told');
    return 'unknown' as const;
  });
  await ports.noteRequiredCheck({ repositoryId, state, checkedAt: ports.now().toISOString() });
}
