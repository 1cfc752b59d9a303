import { effectivePolicy } from '../../policy/effective-policy.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { withStore } from '../open-store.ts';
import { type Cast, floor, mapStaffing, personOf } from './cast.ts';
import { makeHistory } from './history/history.ts';
import type { Scene } from './history/scene.ts';

/** Gives the organization more repositories and ninety days behind it, in the data folder that the server will open. */
export async function layHistory(sandbox: Sandbox, cast: Cast, dataFolder: string): Promise<void> {
  const repositories = [cast.shop, ...['web', 'payments', 'platform', 'mobile'].map((name) => foundRepository(name))];
  // One was forgotten, as it happens.
  for (const repository of repositories.filter((each) => each !== cast.shop && each.name !== 'mobile'))
    sandbox.setRequiredCheck(repository, { context: 'countersign', appId: cast.app.id });
  const scene = sceneOf(sandbox, cast, repositories);
  const events = makeHistory(scene, new Date());
  await withStore({ databaseUrl: null, dataFolder, recordKey: null, logLevel: 'error' }, (store) =>
    store.importPast(installationOf(sandbox, cast), events),
  );
  // What is opened from now on is numbered after what there was.
  const past = events.flatMap((event) => (event.kind === 'decision' ? [event.decision.snapshot.ref] : []));
  for (const repository of repositories) {
    const own = past.filter(({ repositoryId }) => repositoryId === repository.id);
    repository.nextNumber = Math.max(0, ...own.map(({ number }) => number)) + 1;
  }

  function foundRepository(name: string): Cast['shop'] {
    const { organization: owner } = cast;
    const files = { 'README.md': `# ${name}\n` };
    return sandbox.addRepository({ owner, name, files, author: personOf(cast, 'olga') });
  }
}

/** Until yesterday the staff could break the glass. */
export const earlierFloor = `${floor}\noverride: { teams: [staff], max_open_debts: 9 }\n`;

function sceneOf(
  sandbox: Sandbox,
  { people, organization, copilot }: Cast,
  repositories: readonly Cast['shop'][],
): Scene {
  const text = { file: '.github/countersign.yml', sha: 'f'.repeat(40), text: earlierFloor };
  const effective = effectivePolicy({
    organization: text,
    defaultBranch: null,
    baseBranch: null,
    owner: organization.login,
  });
  if (!effective.usable) throw new Error('the floor of the demo can be used');
  return {
    repositories: repositories.map(({ id, name }) => ({
      installationId: installationOf(sandbox, { organization }),
      repositoryId: id,
      owner: organization.login,
      name,
    })),
    people: mapStaffing((login) => ({ id: personOf({ people }, login).id, login, kind: 'user' as const })),
    agent: { id: copilot.id, login: copilot.login, kind: 'bot' },
    policy: effective.policy,
    organization: organization.login,
  };
}

function installationOf({ state }: Sandbox, { organization }: Pick<Cast, 'organization'>): number {
  const installation = state.installations.find(({ account }) => account.id === organization.id);
  if (installation === undefined) throw new Error('the App is installed in the demo');
  return installation.id;
}
