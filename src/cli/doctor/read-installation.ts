import { z } from 'zod';
import { inTurns } from '../../compose/in-turns.ts';
import { known, unknown } from '../../core/facts.ts';
import type { InstallationFacts } from '../../doctor/facts.ts';
import { isReachable } from '../../doctor/installation.ts';
import { GitHubError } from '../../errors.ts';
import { everyPage, perPage } from '../../github/installations.ts';
import { type Installation, type ReadAccount, readAccount } from '../../github/set-up/read-account.ts';
import { readBranch } from '../../github/set-up/read-branch.ts';
import { type ReadRepository, readRepositories } from '../../github/set-up/read-repositories.ts';
import type { Reader } from '../../github/set-up/reader.ts';

/** One installation with its floor and its repositories; only the one of this name where one is given. */
export async function readInstallation(
  reader: Reader,
  given: Installation,
  only: string | null,
): Promise<InstallationFacts> {
  const account = await readAccount(reader, given);
  const nothing = { policies: known([]), branches: known([]) };
  return { ...account.facts, ...(isReachable(account.facts) ? await readAll(reader, account, only) : nothing) };
}

type Repositories = Pick<InstallationFacts, 'policies' | 'branches'>;

async function readAll(reader: Reader, account: ReadAccount, only: string | null): Promise<Repositories> {
  try {
    const refs = await listRepositories(reader, account.installationId, only);
    const policies = await readRepositories(reader, account, refs);
    return { policies: known(policies), branches: await readBranches(reader, account.installationId, policies) };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { policies: unknown(error.message), branches: unknown(error.message) };
  }
}

/** So many repositories are asked about at once. */
const atOnce = 8;

async function readBranches(
  reader: Reader,
  id: number,
  repositories: readonly ReadRepository[],
): Promise<InstallationFacts['branches']> {
  const begun = repositories.flatMap(({ defaultBranch, ...repository }) =>
    // An empty repository has none yet, and nothing to hold up.
    defaultBranch === null ? [] : [{ ...repository, defaultBranch }],
  );
  return known(await inTurns(begun, atOnce, (repository) => readBranch(reader, id, repository)));
}

const Repositories = z.object({
  repositories: z.array(z.object({ id: z.number(), name: z.string(), owner: z.object({ login: z.string() }) })),
});

async function listRepositories({ github }: Reader, id: number, only: string | null) {
  const all = await everyPage(async (number) => {
    const answer = await github.rest(id, 'GET /installation/repositories', { per_page: perPage, page: number });
    return Repositories.parse(answer).repositories;
  });
  return all
    .filter(({ name }) => only === null || name.toLowerCase() === only.toLowerCase())
    .map(({ id: repositoryId, name, owner }) => ({ repositoryId, name, owner: owner.login }));
}
