import { chatText, createChat } from '../chat.ts';
import type { Account, PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { DirectPushHint, MergeGroupHint } from '../core/hint.ts';
import { chatReminder } from '../core/routing/say.ts';
import { siteUrl } from '../github/addresses.ts';
import { createAnswerer } from '../github/answer-commands.ts';
import { createBoundedMap } from '../github/bounded-map.ts';
import { createCandidateReader } from '../github/candidates.ts';
import { createConfirmer } from '../github/confirm.ts';
import { createReviewerFinder } from '../github/find-reviewer.ts';
import { createPushInspector } from '../github/inspect-push.ts';
import { canPush, listRepositories } from '../github/installations.ts';
import { createLoader } from '../github/load-snapshot.ts';
import { createMembershipReader } from '../github/memberships.ts';
import { readMergeGroup } from '../github/merge-group.ts';
import { createMeter } from '../github/meter.ts';
import { createDebtMirror } from '../github/mirror-debt.ts';
import { listOpenPullRequests } from '../github/open-pull-requests.ts';
import { createProposals, type Proposals } from '../github/proposed-policy.ts';
import { createProver } from '../github/prove.ts';
import { createPublisher, type Publisher, type PublisherOptions } from '../github/publish.ts';
import { createFamiliarityReader } from '../github/read-colleagues.ts';
import { readCommands } from '../github/read-commands.ts';
import { createReminder } from '../github/remind.ts';
import { createRequester } from '../github/request-reviewers.ts';
import { readShownHead } from '../github/shown-head.ts';
import { createTurnstile } from '../store/exclusive.ts';
import { pullRequestPath } from '../web/links.ts';
import type { AskPorts } from '../worker/ask.ts';
import { evaluateMergeGroup, type MergeGroupPorts } from '../worker/evaluate-merge-group.ts';
import { evaluatePullRequest, type Ports } from '../worker/evaluate-pull-request.ts';
import { type ExpandPorts, expandHint } from '../worker/expand-hint.ts';
import { type Inspected, judgePush, type PushPorts, repayPush } from '../worker/judge-push.ts';
import { createOutdated } from '../worker/outdated.ts';
import { previewOpen } from '../worker/preview-open.ts';
import type { DebtPorts } from '../worker/repay-debt.ts';
import type { Work } from '../worker/run.ts';
import { tryShowAttempt, tryShowGivenUp } from '../worker/show-failure.ts';
import { createTrust } from '../worker/trust.ts';
import type { Parts } from './parts.ts';

/** What the queue runs: each use case with the store and GitHub behind its ports. */
export function createWork(parts: Parts): Work {
  const { config, credentials, store, github, directory, metrics, log } = parts;
  const { appId } = credentials;
  const publisher = createPublisher({ github, log, ...detailsOf(config) });
  const proposals = createProposals({
    github,
    directory,
    appId,
    floor: config.floor,
    lastUsablePolicy: store.lastUsablePolicy,
  });
  const given = pullRequestPorts(parts, publisher, proposals);
  const pushes = pushPorts(parts, given);
  const ports: Ports = { ...given, repayPush: (issue) => repayPush(pushes, issue) };
  const groups = { ...ports, ...mergeGroupPorts(parts, publisher) };
  const failures = {
    readShownHead: (ref: PullRequestRef) => readShownHead(github, appId, ref),
    lastDecisionOn: store.lastDecisionOn,
    publishEvaluating: publisher.publishEvaluating,
    publishFailure: publisher.publishFailure,
    log,
  };
  const previews = { ...ports, publishNote: proposals.publish };
  return {
    evaluatePullRequest: (ref) => evaluatePullRequest(ports, ref),
    judgePush: (hint) => judgePush(pushes, hint),
    evaluateMergeGroup: (hint, attempt) => evaluateMergeGroup(groups, hint, attempt),
    previewOpen: (hint) => previewOpen(previews, hint),
    expand: (hint) => expandHint(expandPorts(parts), hint),
    showAttempt: (ref) => tryShowAttempt(failures, ref),
    showGivenUp: (ref, error) => tryShowGivenUp(failures, ref, error),
    meter: createMeter,
    ended: metrics.ended,
    log,
  };
}

/** The check leads to our page where there are pages. */
function detailsOf({ signIn }: Parts['config']): Pick<PublisherOptions, 'detailsUrl'> {
  return signIn === null ? {} : { detailsUrl: (ref) => `${signIn.publicUrl}${pullRequestPath(ref)}` };
}

function pullRequestPorts(parts: Parts, publisher: Publisher, proposals: Proposals): Omit<Ports, 'repayPush'> {
  const { config, credentials, store, github, directory, log } = parts;
  const loading = { github, directory, appId: credentials.appId, floor: config.floor };
  const load = createLoader(loading);
  const trust = createTrust(store);
  const dropOutdated = createOutdated({
    epochsOf: store.epochsOf,
    forgetTeams: (installationId) => directory.forget({ kind: 'installation', installationId }),
    renewToken: github.renewToken,
  });
  return {
    load: async (ref: PullRequestRef) => {
      await dropOutdated(ref.installationId);
      const loaded = await load(ref);
      return loaded === null ? null : await trust(loaded);
    },
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
    recordUnseenMerge: store.recordUnseenMerge,
    findDebt: store.findDebt,
    closeDebt: store.closeDebt,
    tryMirrorDebt: mirrorOf(parts).mirror,
    tryAnswer: createAnswerer(github, store, log),
    lastDecisionOn: store.lastDecisionOn,
    exclusively: store.exclusively,
    send: store.send,
    log,
    knownPullRequests: store.knownPullRequests,
    canPush: (repository: RepositoryRef, account: Account) => canPush(github, repository, account),
    ...askPorts(parts),
    publish: publisher.publish,
    publishEvaluating: publisher.publishEvaluating,
    readProposal: proposals.read,
    tryPublishNote: (...note: Parameters<Proposals['publish']>) =>
      proposals
        .publish(...note)
        .catch((error: unknown) => log.warn({ err: error }, 'note on the policy not published')),
  };
}

function askPorts(parts: Parts): Omit<AskPorts, 'memberships' | 'canPush' | 'send' | 'log'> {
  const { store, github, directory, now } = parts;
  return {
    recallRequests: store.recallRequests,
    noteRequests: store.noteRequests,
    markSent: store.markSent,
    loadsOf: store.loadsOf,
    askedFor: store.askedFor,
    awayUntil: store.awayUntil,
    readCandidates: createCandidateReader(github, directory),
    readFamiliarity: createFamiliarityReader(github),
    ...createRequester(github),
    tryRemind: reminderOf(parts),
    vain: createBoundedMap<number>(10_000),
    inTurn: createTurnstile(),
    sendAt: store.sendAt,
    now,
  };
}

/** In the chat that the policy names, where the operator has one of that name for the account; else in our comment. */
function reminderOf({ config, github, store, log }: Parts): AskPorts['tryRemind'] {
  const tryPost = createChat(config.chats, log);
  const comment = createReminder(github, store, log);
  const site = siteUrl(config.apiUrl);
  return async (decision, people) => {
    const { policy, snapshot } = decision;
    const alias = policy.usable ? (policy.policy.routing?.chat ?? null) : null;
    const text = chatText(chatReminder(snapshot.ref, people, site));
    if (alias === null || !(await tryPost(snapshot.ref.owner, alias, text))) await comment(decision, people);
  };
}

const mirrorOf = ({ store, github, directory, log }: Parts) =>
  createDebtMirror({ ...store, github, findReviewer: createReviewerFinder(github, directory), log });

function pushPorts(parts: Parts, ports: DebtPorts): PushPorts {
  const { store } = parts;
  const inspect = createPushInspector({ ...parts, floor: parts.config.floor });
  const trust = createTrust(store);
  return {
    ...ports,
    isBase: store.isBase,
    sendAt: store.sendAt,
    inspectPush: async (hint: DirectPushHint, number: number): Promise<Inspected | null> => {
      const inspected = await inspect(hint, number);
      if (inspected === null) return null;
      const withFiles = async () => await trust(await inspected.withFiles());
      return { ...inspected, loaded: await trust(inspected.loaded), withFiles };
    },
    recordDirectPush: store.recordDirectPush,
    pushOwed: store.pushOwed,
    tryOpenPushDebt: mirrorOf(parts).openForPush,
  };
}

type OfGroups = Pick<MergeGroupPorts, 'readMergeGroup' | 'recordMergeGroup' | 'publishMergeGroup'>;

const mergeGroupPorts = ({ github, store }: Parts, publisher: Publisher): OfGroups => ({
  readMergeGroup: (hint: MergeGroupHint) => readMergeGroup(github, hint),
  recordMergeGroup: store.recordMergeGroup,
  publishMergeGroup: publisher.publishMergeGroup,
});

const expandPorts = ({ config, github, store, credentials }: Parts): ExpandPorts => ({
  listRepositories: (installationId) => listRepositories(github, installationId),
  knownPullRequests: store.knownPullRequests,
  listOpenPullRequests: (repository) => listOpenPullRequests(github, credentials.appId, repository, config.floor),
  send: store.send,
});
