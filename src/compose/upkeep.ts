import type { RepositoryRef } from '../core/facts.ts';
import { listFailedDeliveries, redeliver } from '../github/delivery-log.ts';
import { findCommands } from '../github/find-commands.ts';
import { type Installation, listInstallations, listRepositories } from '../github/installations.ts';
import { listOpenPullRequests } from '../github/open-pull-requests.ts';
import { createVersionReader } from '../github/read-versions.ts';
import { readRequiredCheck } from '../github/required-check.ts';
import { usualRetention } from '../store/privacy.ts';
import { recoverDeliveries } from '../worker/recover-deliveries.ts';
import { lookUpRequiredChecks } from '../worker/required-checks.ts';
import { sweep } from '../worker/sweep.ts';
import { beginUpkeep, turn, upkeep } from '../worker/upkeep.ts';
import { inTurns } from './in-turns.ts';
import { type Parts, serves } from './parts.ts';

export type Upkeep = {
  /** Looks for what no webhook told us; the queue does the rest. */
  readonly sweep: () => Promise<void>;
  /** Asks GitHub for the deliveries that did not reach us; says for how many. */
  readonly recoverDeliveries: () => Promise<number>;
  /** Looks up where our check is required; says for how many repositories. */
  readonly lookUpRequiredChecks: () => Promise<number>;
  /** What a process that begins does. */
  readonly begin: () => Promise<unknown>;
  /** Whatever of it is due, each part by one replica at a time. */
  readonly run: () => Promise<unknown>;
};

const installationsAtOnce = 8;

/** What nobody asks for and must be done all the same. */
export function createUpkeep(parts: Parts): Upkeep {
  const { config, credentials, store, github, directory, log } = parts;
  const listAll = () => listServed(parts);
  const sweepOnce = async (listed = listAll): Promise<void> => {
    await sweep({
      listRepositories: listed,
      listOpen: (repository) => listOpenPullRequests(github, credentials.appId, repository, config.floor),
      lastDecided: store.lastDecided,
      // What was read before this sweep began may be what nobody told us is over.
      readVersions: createVersionReader(github),
      findCommands: (ref) => findCommands(github, ref),
      rememberComments: store.rememberComments,
      markCommentsRead: store.markCommentsRead,
      forgetTeams: ({ installationId, owner }) => directory.forget({ kind: 'organization', installationId, owner }),
      send: store.send,
      log,
    });
  };
  const lookUpOnce = (listed = listAll): Promise<number> =>
    lookUpRequiredChecks({
      ...store,
      listRepositories: listed,
      readRequiredCheck: (repository) => readRequiredCheck(github, repository, credentials.appId),
      now: () => new Date(),
      log,
    });
  const recoverOnce = (): Promise<number> =>
    recoverDeliveries({
      listFailedDeliveries: (since) => listFailedDeliveries(github, since),
      redeliver: (id) => redeliver(github, id),
      readMark: () => store.readMark('deliveries'),
      setMark: (mark) => store.setMark('deliveries', mark),
      log,
    });
  const ports = {
    takeTurn: store.takeTurn,
    endTurn: store.endTurn,
    recoverDeliveries: recoverOnce,
    retryDead: store.retryAllDead,
    tidy: () => store.tidy(usualRetention),
    sweep: async () => {
      const repositories = await listAll();
      const listed = () => Promise.resolve(repositories);
      await sweepOnce(listed);
      await lookUpOnce(listed);
    },
  };
  let running = false;
  const alone = async (act: typeof beginUpkeep | typeof upkeep): Promise<void> => {
    // Asked for again while it goes on, which says that this replica is still alive.
    if (running) return store.keepTurn(turn);
    running = true;
    try {
      await act(ports, config.sweepMinutes * 60);
    } finally {
      running = false;
    }
  };
  return {
    sweep: () => sweepOnce(),
    recoverDeliveries: recoverOnce,
    lookUpRequiredChecks: () => lookUpOnce(),
    begin: () => alone(beginUpkeep),
    run: () => alone(upkeep),
  };
}

/** Every repository of every account that is served. */
async function listServed({ config, store, github, log }: Parts): Promise<readonly RepositoryRef[]> {
  const listed = await listInstallations(github);
  await store.noteListed(listed.map(({ id, accountId }) => ({ installationId: id, accountId })));
  const served = listed.filter(({ account, suspended }) => !suspended && serves(config, account));
  /** One that GitHub refuses, or that has used up its limit, does not keep the others from being looked at. */
  const tryList = async ({ id }: Installation): Promise<readonly RepositoryRef[]> => {
    try {
      return await listRepositories(github, id);
    } catch (error) {
      log.warn({ installation: id, err: error }, 'repositories of the installation not listed');
      return [];
    }
  };
  return (await inTurns(served, installationsAtOnce, tryList)).flat();
}
