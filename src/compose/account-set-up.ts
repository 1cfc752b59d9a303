import { type Fact, known, type RepositoryRef, unknown } from '../core/facts.ts';
import type { AppFacts, RepositoryFacts } from '../doctor/facts.ts';
import { GitHubError } from '../errors.ts';
import { siteUrl } from '../github/addresses.ts';
import { keepAnswers } from '../github/kept-answers.ts';
import { Installation, type ReadAccount, readAccount } from '../github/set-up/read-account.ts';
import { readApp } from '../github/set-up/read-app.ts';
import { readBranch } from '../github/set-up/read-branch.ts';
import { type ReadRepository, readRepositories } from '../github/set-up/read-repositories.ts';
import type { Reader } from '../github/set-up/reader.ts';
import type { OrganizationPorts } from '../web/organization/ports.ts';
import { inTurns } from './in-turns.ts';
import { type Parts, serves } from './parts.ts';
import { readWanted } from './wanted.ts';

/**
 * Looks up the set-up of an account for its page. What was asked of GitHub is kept for a minute, for whoever looks: the
 * account by its installation, each repository by itself, so that nobody is told of one that they cannot see.
 */
export function createAccountSetUp({ config, store, github, directory, now }: Parts): OrganizationPorts['setUp'] {
  const wanted = readWanted();
  const site = siteUrl(config.apiUrl);
  const aMinute = { milliseconds: 60_000, now: () => now().getTime() };
  const apps = keepAnswers<AppFacts>({ most: 1, ...aMinute });
  const accounts = keepAnswers<ReadAccount>({ most: 1_000, ...aMinute });
  const branches = keepAnswers<RepositoryFacts['branch']>({ most: 20_000, ...aMinute });
  const reader = (): Reader => ({
    github,
    directory,
    administrator: null,
    floor: config.floor,
    serves: (account) => serves(config, account),
    distrusted: async (installationId) => known(await store.distrustedIn(installationId)),
    bypassOf: new Map(),
  });

  return async ({ installationId }, repositories) => {
    const asking = reader();
    const [app, account] = await Promise.all([
      told(apps.answerTo('app', () => readApp(github, site))),
      told(
        accounts.answerTo(String(installationId), async () =>
          readAccount(asking, await readInstallation(installationId)),
        ),
      ),
    ]);
    if (!account.known) return { wanted, app, account, repositories: [] };
    const found = await told(readRepositories(asking, account.value, repositories));
    const read = found.known ? found.value : repositories.map((each) => unseen(each, found.why));
    return {
      wanted,
      app,
      account: known(account.value.facts),
      repositories: await inTurns(read, atOnce, async (repository) => {
        const ask = () => readBranchOf(asking, installationId, repository);
        return {
          ...repository,
          branch: found.known ? await branches.answerTo(String(repository.repositoryId), ask) : found,
        };
      }),
    };
  };

  async function readInstallation(installation_id: number): Promise<Installation> {
    return Installation.parse(await github.asApp('GET /app/installations/{installation_id}', { installation_id }));
  }
}

const unseen = ({ repositoryId, owner, name }: RepositoryRef, why: string): ReadRepository => ({
  repositoryId,
  owner,
  name,
  repository: `${owner}/${name}`,
  defaultBranch: null,
  policy: unknown(why),
});

async function readBranchOf(
  reader: Reader,
  installationId: number,
  { owner, name, defaultBranch, policy }: ReadRepository,
): Promise<RepositoryFacts['branch']> {
  if (defaultBranch === null) return policy.known ? known(null) : policy;
  return told(readBranch(reader, installationId, { owner, name, defaultBranch }));
}

/** What GitHub refuses is unknown, with its reason; a fault of ours is a fault. */
async function told<T>(asked: Promise<T>): Promise<Fact<T>> {
  try {
    return known(await asked);
  } catch (error) {
    if (error instanceof GitHubError) return unknown(error.message);
    throw error;
  }
}

/** So many repositories are asked about at once. */
const atOnce = 8;
