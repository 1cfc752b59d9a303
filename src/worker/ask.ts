import type { Account, PullRequestRef } from '../core/facts.ts';
import type { Hint } from '../core/hint.ts';
import type { Loaded } from '../core/loaded.ts';
import type { Decision } from '../core/record.ts';
import { type Named, namedBy } from '../core/routing/request.ts';
import { GitHubError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { RoutePorts } from './route/desk.ts';
import { type Routed, route, unrouted } from './route.ts';

export type AskPorts = RoutePorts & {
  /** False: GitHub does not let this person be asked here. */
  readonly request: (ref: PullRequestRef, account: Account) => Promise<boolean>;
  readonly withdraw: (ref: PullRequestRef, account: Account) => Promise<void>;
  readonly markSent: (ref: PullRequestRef, account: Account) => Promise<void>;
  /** Reminds people of a pull request that waits for them. A courtesy. */
  readonly tryRemind: (decision: Decision, people: readonly Account[]) => Promise<void>;
  readonly send: (hints: readonly Hint[]) => Promise<void>;
  readonly log: Logger;
};

/** Decides whom to ask. The check does not wait for it: where GitHub does not answer, it is tried again later. */
export async function tryRoute(ports: AskPorts, reading: Loaded, decision: Decision): Promise<Routed> {
  try {
    return await route(ports, reading, decision);
  } catch (error) {
    await putOff(ports, decision, error);
    return { ...unrouted, named: await namedOn(ports, decision) };
  }
}

/** Whom the check of this pull request names, as far as somebody was asked before. */
export async function namedOn(ports: AskPorts, { policy, snapshot, evaluation }: Decision): Promise<readonly Named[]> {
  if (!policy.usable || policy.policy.routing === null || evaluation.verdict.state !== 'pending') return [];
  const requests = await ports.recallRequests(snapshot.ref);
  return namedBy(
    requests,
    evaluation.verdict.gaps.map(({ clause }) => clause),
  );
}

/** Does what was decided and recorded. Who cannot be asked is noted, and the next evaluation finds somebody else. */
export async function tryAsk(ports: AskPorts, decision: Decision, routed: Routed): Promise<void> {
  const { snapshot } = decision;
  const { ref } = snapshot;
  try {
    for (const account of routed.alreadyShown) await ports.markSent(ref, account);
    for (const account of routed.withdraw) await ports.withdraw(ref, account);
    const refused: Account[] = [];
    for (const account of routed.request) {
      if (await ports.request(ref, account)) await ports.markSent(ref, account);
      else refused.push(account);
    }
    if (refused.length > 0) {
      const ended = refused.map((account) => ({ account, why: 'refused' as const }));
      await ports.noteRequests(snapshot, { ...noChanges, ended });
      await ports.send([{ kind: 'pull-request', ref }]);
    }
    if (routed.remind.length > 0) await ports.tryRemind(decision, routed.remind);
  } catch (error) {
    await putOff(ports, decision, error);
  }
}

const noChanges = { ended: [], asked: [], reminded: [], escalated: null, waiting: [], notWaiting: [] };

const tenMinutes = 10 * 60_000;

/** What GitHub refuses for good is not asked for again until something happens on the pull request. */
async function putOff({ log, now, sendAt }: AskPorts, { snapshot: { ref } }: Decision, error: unknown): Promise<void> {
  if (!(error instanceof GitHubError)) throw error;
  log.warn({ repo: `${ref.owner}/${ref.name}`, pr: ref.number, err: error }, 'nobody asked for a review');
  if (error.status !== null && error.status < 500 && error.retryAt === null) return;
  // The same time for every failure of the next minutes, so that there is one appointment for all of them.
  const later = new Date(Math.ceil((now().getTime() + tenMinutes) / tenMinutes) * tenMinutes);
  await sendAt({ kind: 'pull-request', ref }, error.retryAt ?? later);
}
