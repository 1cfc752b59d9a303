import type { Account, Snapshot } from '../core/facts.ts';
import type { Loaded } from '../core/loaded.ts';
import type { RoutingPolicy } from '../core/policy.ts';
import type { Decision } from '../core/record.ts';
import { grace, type Named, namedBy, type OurRequest, type RequestChanges } from '../core/routing/request.ts';
import { afterWorkingMinutes, dayIn } from '../core/routing/working-hours.ts';
import type { Gap } from '../core/verdict.ts';
import { clausesOf, type Desk, isFresh, isOpen, look, type RoutePorts } from './route/desk.ts';
import { type Found, firstOf } from './route/find.ts';
import { type InTime, inTime, quiet } from './route/in-time.ts';

/** What GitHub and people are to be told after the record: each can be done again without harm, but for a reminder. */
export type Routed = {
  readonly named: readonly Named[];
  /** Whom the check names is not who it named before. */
  readonly changed: boolean;
  readonly request: readonly Account[];
  readonly alreadyShown: readonly Account[];
  readonly withdraw: readonly Account[];
  readonly remind: readonly Account[];
};

export const unrouted: Routed = { named: [], changed: false, request: [], alreadyShown: [], withdraw: [], remind: [] };

/**
 * Decides whom to ask for what a decision leaves open, and whom to remind, and records it; nothing of it is done yet. Where
 * everybody who is needed was asked already this costs no request.
 */
export async function route(ports: RoutePorts, reading: Loaded, decision: Decision): Promise<Routed> {
  const { policy: effective, snapshot, evaluation } = decision;
  if (!effective.usable || effective.policy.routing === null) return unrouted;
  const requests = await ports.recallRequests(snapshot.ref);
  const gaps = evaluation.verdict.state === 'pending' ? evaluation.verdict.gaps : [];
  if (gaps.length === 0 || snapshot.draft) return await pause(ports, snapshot, requests, gaps);
  const { policy } = effective;
  const { routing } = effective.policy;
  // Observing bothers nobody.
  const mode = policy.mode === 'observe' ? 'suggest' : routing.mode;
  const desk = await look(ports, { reading, decision, policy, routing, requests, gaps, mode });
  if (desk.route.unfilled.length === 0) return await settle(ports, desk);
  // Two at once would both find that the same person has the least to do. Between processes that happens, and weighs little.
  return await ports.inTurn(String(snapshot.ref.installationId), () => settle(ports, desk));
}

async function settle(ports: RoutePorts, desk: Desk): Promise<Routed> {
  const found = await firstOf(ports, desk);
  const time = desk.mode === 'ask' ? await inTime(ports, desk, found) : quiet;
  const changes = changesOf(desk, found, time);
  if (isChange(changes)) await ports.noteRequests(desk.decision.snapshot, changes);
  await arrange(ports, desk, found, time);
  return routedBy(desk, changes);
}

async function pause(
  ports: RoutePorts,
  snapshot: Snapshot,
  requests: readonly OurRequest[],
  gaps: readonly Gap[],
): Promise<Routed> {
  const notWaiting = requests.filter(({ waitingSince }) => waitingSince !== null).map(({ account }) => account.id);
  const nothing = { ended: [], asked: [], reminded: [], escalated: null, waiting: [] };
  if (notWaiting.length > 0) await ports.noteRequests(snapshot, { ...nothing, notWaiting });
  return { ...unrouted, named: namedBy(requests, clausesOf(gaps)) };
}

function changesOf(desk: Desk, found: Found, time: InTime): RequestChanges {
  const { stands, ended, mode } = desk;
  const asking = stands.filter(({ suggested }) => !suggested && mode === 'ask');
  return {
    ended: ended.map(({ request, why }) => ({ account: request.account, why })),
    asked: [...found.asked, ...time.asked],
    reminded: time.reminded,
    escalated: time.escalated,
    waiting: asking.filter((each) => isOpen(each, desk) && isFresh(each, desk)).map(({ account }) => account.id),
    notWaiting: stands
      .filter((each) => each.waitingSince !== null && !isOpen(each, desk))
      .map(({ account }) => account.id),
  };
}

const isChange = ({ escalated, ...lists }: RequestChanges): boolean =>
  escalated !== null || Object.values(lists).some((list) => list.length > 0);

/** When to look again. The same time however often this is found out, so that there is one appointment for it. */
async function arrange(
  ports: RoutePorts,
  { decision, routing, stands, requested, now }: Desk,
  found: Found,
  time: InTime,
): Promise<void> {
  const shown = new Set(requested.people.map(({ id }) => id));
  const unsure = stands.filter(({ sentAt, account }) => sentAt !== null && !shown.has(account.id));
  const times = [
    ...(time.until === null ? [] : [Date.parse(time.until)]),
    ...unsure.map(({ sentAt }) => Date.parse(sentAt ?? now) + grace),
    ...(found.unfilled ? [Date.parse(nextMorning(routing, now))] : []),
  ];
  if (times.length === 0) return;
  await ports.sendAt({ kind: 'pull-request', ref: decision.snapshot.ref }, new Date(Math.min(...times)));
}

/** The next working day but for the one that may have begun: far enough from now in every time zone. */
function nextMorning({ workingHours }: RoutingPolicy, now: string): string {
  const later = new Date(Date.parse(now) + 36 * 60 * 60_000).toISOString();
  return afterWorkingMinutes(`${dayIn(workingHours.timeZone, later)}T00:00:00Z`, 0, workingHours);
}

function routedBy(
  { stands, ended, requested, gaps, mode }: Desk,
  { asked, reminded, ...changes }: RequestChanges,
): Routed {
  const shown = new Set(requested.people.map(({ id }) => id));
  const unsent = stands.filter(({ suggested, sentAt }) => mode === 'ask' && !suggested && sentAt === null);
  const taken = ended.filter(({ request, why }) => (why === 'left' || why === 'away') && shown.has(request.account.id));
  const fresh = asked.filter(({ suggested }) => !suggested).map(({ account }) => account);
  return {
    named: namedBy([...stands, ...asked.map((each) => ({ ...each, ended: null }))], clausesOf(gaps)),
    changed: asked.length + changes.ended.length > 0,
    request: [...unsent.map(({ account }) => account).filter(({ id }) => !shown.has(id)), ...fresh],
    alreadyShown: unsent.map(({ account }) => account).filter(({ id }) => shown.has(id)),
    withdraw: taken.filter(({ request }) => request.sentAt !== null).map(({ request }) => request.account),
    remind: reminded,
  };
}
