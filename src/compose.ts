import type { Hono } from 'hono';
import { Probot } from 'probot';
import { countersign } from './app.ts';
import type { Credentials, ServerConfig } from './config.ts';
import type { Account, PullRequestRef, RepositoryRef } from './core/facts.ts';
import type { MergeGroupHint } from './core/hint.ts';
import { createAnswerer } from './github/answer-commands.ts';
import { createGitHub, type GitHub } from './github/client.ts';
import { createConfirmer } from './github/confirm.ts';
import { listFailedDeliveries, redeliver } from './github/delivery-log.ts';
import { createDirectory } from './github/directory.ts';
import { canPush, listInstallations, listRepositories, readSlug } from './github/installations.ts';
import { createLoader } from './github/load-snapshot.ts';
import { createMembershipReader } from './github/memberships.ts';
import { readMergeGroup } from './github/merge-group.ts';
import { createDebtMirror } from './github/mirror-debt.ts';
import { listOpenPullRequests } from './github/open-pull-requests.ts';
import { createProposals } from './github/proposed-policy.ts';
import { createProver } from './github/prove.ts';
import { createPublisher } from './github/publish.ts';
import { readCommands } from './github/read-commands.ts';
import { readShownHead } from './github/shown-head.ts';
import type { OwnApp } from './github/webhook.ts';
import type { Logger } from './log.ts';
import { createServer } from './server.ts';
import { openStore, type Store, type StoreOptions } from './store/db.ts';
import { usualRetention } from './store/privacy.ts';
import { recordKeyIn } from './store/record-key.ts';
import { version } from './version.ts';
import { evaluateMergeGroup } from './worker/evaluate-merge-group.ts';
import { evaluatePullRequest } from './worker/evaluate-pull-request.ts';
import { expandHint } from './worker/expand-hint.ts';
import { previewOpen } from './worker/preview-open.ts';
import { recoverDeliveries } from './worker/recover-deliveries.ts';
import { handlersOf, runWorker, type Work } from './worker/run.ts';
import { tryShowAttempt, tryShowGivenUp } from './worker/show-failure.ts';
import { sweep } from './worker/sweep.ts';
import { loadTrusted } from './worker/trust.ts';
import { upkeep } from './worker/upkeep.ts';

/** The program put together, with nothing running yet. */
export type Countersign = {
  readonly server: Hono;
  readonly store: Store;
  /** Asks GitHub who we are, so that our own echoes are dropped unread. */
  readonly identify: () => Promise<void>;
  /** Begins to work off the queue, and to sweep. */
  readonly start: () => Promise<void>;
  /** Looks for what no webhook told us; the queue does the rest. */
  readonly sweep: () => Promise<void>;
  /** Asks GitHub for the deliveries that did not reach us; says for how many. */
  readonly recoverDeliveries: () => Promise<number>;
  /** Runs by hand all that is due; for tests, which do not wait. */
  readonly runDue: () => Promise<number>;
  /** The same, without waiting for the time of retries and appointments. */
  readonly runWaiting: () => Promise<number>;
  /** Ends what is under way within the grace period, hands the rest back, and closes the store. */
  readonly stop: () => Promise<void>;
};

/** How many pull requests are evaluated at once; most of the time goes into waiting for GitHub. */
const concurrency = 16;

/** What only tests change about the store. */
export type StoreOverrides = Pick<StoreOptions, 'maintenance' | 'template' | 'now'>;

/** Configuration → store → GitHub → server and worker. */
export async function compose(
  config: ServerConfig,
  credentials: Credentials,
  log: Logger,
  overrides: StoreOverrides = {},
): Promise<Countersign> {
  const { databaseUrl, dataFolder, apiUrl } = config;
  const { appId, privateKey, webhookSecrets } = credentials;
  const recordKey = config.recordKey ?? (await recordKeyIn(dataFolder));
  const store = await openStore({ databaseUrl, dataFolder, log, recordKey, engine: version, ...overrides });
  const github = createGitHub({ appId, privateKey, baseUrl: apiUrl, log });
  const directory = createDirectory(github);
  const loading = { github, directory, appId, floor: config.floor };
  const { publish, publishEvaluating, publishFailure, publishMergeGroup } = createPublisher({ github, log });
  const proposals = createProposals({ ...loading, lastUsablePolicy: store.lastUsablePolicy });
  const ports = {
    load: loadTrusted({ ...store, load: createLoader(loading) }),
    confirm: createConfirmer(loading),
    recall: store.recall,
    commands: async (ref: PullRequestRef) => {
      const { comments, settled } = await readCommands(github, ref, await store.recallComments(ref));
      await store.settleComments(ref, settled);
      return comments;
    },
    prove: createProver(github),
    memberships: createMembershipReader(directory),
    record: store.recordDecision,
    recordEnd: store.recordEnd,
    findDebt: store.findDebt,
    closeDebt: store.closeDebt,
    tryMirrorDebt: createDebtMirror(github, store.rememberIssue, log),
    tryAnswer: createAnswerer(github, store, log),
    lastDecisionOn: store.lastDecisionOn,
    exclusively: store.exclusively,
    send: store.send,
    canPush: (repository: RepositoryRef, account: Account) => canPush(github, repository, account),
    publish,
    publishEvaluating,
    readProposal: proposals.read,
    tryPublishNote: (...note: Parameters<typeof proposals.publish>) =>
      proposals
        .publish(...note)
        .catch((error: unknown) => log.warn({ err: error }, 'note on the policy not published')),
  };
  const repositories = { listRepositories: (installationId: number) => listRepositories(github, installationId) };
  const expandPorts = {
    ...repositories,
    knownPullRequests: store.knownPullRequests,
    listOpenPullRequests: async (repository: Parameters<typeof listOpenPullRequests>[2]) =>
      (await listOpenPullRequests(github, appId, repository)).map(({ ref }) => ref),
    send: store.send,
  };
  const groupPorts = {
    ...ports,
    readMergeGroup: (hint: MergeGroupHint) => readMergeGroup(github, hint),
    recordMergeGroup: store.recordMergeGroup,
    publishMergeGroup,
  };
  const failurePorts = {
    readShownHead: (ref: PullRequestRef) => readShownHead(github, appId, ref),
    lastDecisionOn: store.lastDecisionOn,
    publishEvaluating,
    publishFailure,
    log,
  };
  const work: Work = {
    evaluatePullRequest: (ref) => evaluatePullRequest(ports, ref),
    evaluateMergeGroup: (hint, attempt) => evaluateMergeGroup(groupPorts, hint, attempt),
    previewOpen: (hint) =>
      previewOpen({ ...ports, knownPullRequests: store.knownPullRequests, publishNote: proposals.publish }, hint),
    expand: (hint) => expandHint(expandPorts, hint),
    showAttempt: (ref) => tryShowAttempt(failurePorts, ref),
    showGivenUp: (ref, error) => tryShowGivenUp(failurePorts, ref, error),
    log,
  };
  const sweepOnce = async (): Promise<void> => {
    await sweep({
      listRepositories: () => servedRepositories(),
      listOpen: async (repository) =>
        (await listOpenPullRequests(github, appId, repository)).map((open) => ({ ...open, policy: null })),
      lastDecided: store.lastDecided,
      send: store.send,
      log,
    });
  };

  async function servedRepositories() {
    const installations = (await listInstallations(github)).filter(({ account }) => serves(config, account));
    const lists = await Promise.all(installations.map(({ id }) => listRepositories(github, id)));
    return lists.flat();
  }

  // Until GitHub has told our slug, our own echoes cost a reading each.
  let own: OwnApp = { appId, slug: null };
  const identify = async (): Promise<void> => {
    own = { appId, slug: await tryReadSlug(github, log) };
  };
  const probot = new Probot({ appId, privateKey, secret: webhookSecrets[0], log: log.child({ name: 'probot' }) });
  await probot.load(
    countersign(
      async (delivery) => {
        for (const hint of delivery.hints) directory.forget(hint);
        await store.accept(delivery);
      },
      () => own,
    ),
  );
  const server = createServer({
    secrets: webhookSecrets,
    receive: async ({ id, name, payload }) => {
      if (!serves(config, accountOf(payload))) {
        log.info({ delivery: id, event: name }, 'delivery ignored: the account is not in ALLOWED_ACCOUNTS');
        return;
      }
      // Probot's types know the events of today; those of tomorrow are received too, and heard by nobody.
      await probot.receive({ id, name, payload } as Parameters<Probot['receive']>[0]);
    },
    ready: () => store.ready(),
    log,
  });
  let timer: NodeJS.Timeout | undefined;
  const recoverOnce = () =>
    recoverDeliveries({
      listFailedDeliveries: () => listFailedDeliveries(github),
      redeliver: (id) => redeliver(github, id),
      readMark: () => store.readMark('deliveries'),
      setMark: (at) => store.setMark('deliveries', at),
      log,
    });
  const upkeepPorts = {
    takeTurn: store.takeTurn,
    recoverDeliveries: recoverOnce,
    retryDead: store.retryAllDead,
    tidy: () => store.tidy(usualRetention),
    sweep: sweepOnce,
  };
  const tryUpkeep = (): void => {
    upkeep(upkeepPorts, config.sweepMinutes * 60).catch((error: unknown) => log.warn({ err: error }, 'upkeep failed'));
  };

  return {
    server,
    store,
    identify,
    start: async () => {
      await identify();
      await runWorker({ ...work, jobs: store, concurrency });
      tryUpkeep();
      timer = setInterval(tryUpkeep, 60_000);
    },
    sweep: sweepOnce,
    recoverDeliveries: recoverOnce,
    runDue: () => store.runDue(handlersOf(work)),
    runWaiting: () => store.runWaiting(handlersOf(work)),
    stop: async () => {
      clearInterval(timer);
      await store.drain(config.shutdownSeconds * 1000);
      await store.close();
    },
  };
}

/** Reading it also shows at the start whether GitHub takes our credentials; without GitHub we still take deliveries. */
async function tryReadSlug(github: GitHub, log: Logger): Promise<string | null> {
  try {
    return await readSlug(github);
  } catch (error) {
    log.error({ err: error }, 'GitHub does not know this App, or cannot be reached');
    return null;
  }
}

/** An empty list serves everybody who installs the App. */
function serves({ allowedAccounts }: ServerConfig, account: string | null): boolean {
  return allowedAccounts.length === 0 || (account !== null && allowedAccounts.includes(account.toLowerCase()));
}

/** The account that a delivery is about, as GitHub names it in the payload. */
function accountOf(payload: object): string | null {
  const { organization, repository, installation } = payload as {
    organization?: { login?: unknown };
    repository?: { owner?: { login?: unknown } };
    installation?: { account?: { login?: unknown } };
  };
  const login = organization?.login ?? repository?.owner?.login ?? installation?.account?.login;
  return typeof login === 'string' ? login : null;
}
