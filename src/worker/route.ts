import type { Account, PullRequestRef, Snapshot } from '../core/facts.ts';
import type { Hint } from '../core/hint.ts';
import type { Loaded, Requested } from '../core/loaded.ts';
import type { Policy, RoutingPolicy } from '../core/policy.ts';
import type { Decision } from '../core/record.ts';
import { nextStep, type Waiting } from '../core/routing/next-step.ts';
import {
  endOf,
  grace,
  levelAbove,
  type Named,
  type NewRequest,
  namedBy,
  type OurRequest,
  opinionsOf,
  type RequestChanges,
  type RequestEnd,
  type RequestStep,
} from '../core/routing/request.ts';
import { afterWorkingMinutes, dayIn } from '../core/routing/working-hours.ts';
import { chooseReviewers, type Route } from '../core/routing.ts';
import { type Gap, serves } from '../core/verdict.ts';
import type { DecidePorts } from './decide.ts';
import { type ColleaguePorts, findReviewers, type Search, unencumbered } from './find-colleagues.ts';

export type RoutePorts = ColleaguePorts & {
  readonly recallRequests: (ref: PullRequestRef) => Promise<readonly OurRequest[]>;
  /** Notes in the record what is about to be done. */
  readonly noteRequests: (snapshot: Snapshot, changes: RequestChanges) => Promise<void>;
  readonly memberships: DecidePorts['memberships'];
  /** How many other open pull requests of this author wait for somebody whom we asked. */
  readonly askedFor: (ref: PullRequestRef, author: number) => Promise<number>;
  /** Until when nobody need be looked for on this head, because nobody was found. */
  readonly vain: {
    readonly get: (key: string) => number | undefined;
    readonly set: (key: string, until: number) => void;
  };
  /** Runs the work while this process does no other under the same key. */
  readonly inTurn: <T>(key: string, work: () => Promise<T>) => Promise<T>;
  readonly sendAt: (hint: Hint, at: Date) => Promise<void>;
  readonly now: () => Date;
};

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

type Given = {
  readonly reading: Loaded;
  readonly decision: Decision;
  readonly policy: Policy;
  readonly routing: RoutingPolicy;
  readonly requests: readonly OurRequest[];
  readonly gaps: readonly Gap[];
  readonly mode: RoutingPolicy['mode'];
};

/** Everything that is known without asking GitHub. */
type Desk = Given & {
  readonly now: string;
  readonly requested: Requested;
  readonly ended: readonly { readonly request: OurRequest; readonly why: RequestEnd }[];
  readonly stands: readonly OurRequest[];
  /** Asked or reviewing, by us or by others. */
  readonly engaged: readonly Account[];
  /** Their sign-off counts already. */
  readonly served: readonly number[];
  readonly route: Route;
};

async function look(ports: RoutePorts, given: Given): Promise<Desk> {
  const { reading, decision, policy, routing, requests, gaps, mode } = given;
  const { snapshot, evaluation } = decision;
  const { clauses } = evaluation.requirement;
  const now = ports.now().toISOString();
  const requested = reading.shown.requested ?? { people: [], teams: [] };
  // What was only named is chosen anew where somebody is to be asked.
  const open = requests.filter(({ ended, suggested }) => ended === null && (mode === 'suggest' || !suggested));
  const reviewing = snapshot.reviews.flatMap(({ reviewer, state, commitSha }) =>
    reviewer !== null && commitSha === snapshot.headSha && (state === 'commented' || state === 'changes-requested')
      ? [reviewer]
      : [],
  );
  const people = unique([...requested.people, ...reviewing, ...open.map(({ account }) => account)]);
  const ids = people.map(({ id }) => id);
  const memberships = await ports.memberships(reading, people);
  const away = await ports.awayUntil(ids);
  const colleagues = people.flatMap((account) => {
    const membership = memberships[account.id];
    const awayUntil = away.get(account.id) ?? null;
    return membership === undefined ? [] : [{ ...unencumbered, account, membership, awayUntil }];
  });
  const standing = {
    policy,
    routing,
    snapshot,
    clauses,
    requested: requested.people.map(({ id }) => id),
    colleagues,
    now,
  };
  const ended = open.flatMap((request) => {
    const why = endOf(request, standing);
    return why === null ? [] : [{ request, why }];
  });
  const over = new Set(ended.filter(({ why }) => why !== 'answered').map(({ request }) => request.account.id));
  const answered = new Set(ended.map(({ request }) => request.account.id));
  const stands = open.filter(({ account }) => !answered.has(account.id));
  const served = evaluation.signOffs.flatMap((signOff) =>
    signOff.reviewer !== null && clauses.some((clause) => serves(signOff, clause)) ? [signOff.reviewer.id] : [],
  );
  const engaged = unique([...requested.people, ...reviewing, ...stands.map(({ account }) => account)]).filter(
    ({ id }) => !over.has(id) && !served.includes(id),
  );
  const engagedIds = engaged.map(({ id }) => id);
  const first = chooseReviewers({
    ...standing,
    gaps,
    colleagues: colleagues.filter(({ account }) => engagedIds.includes(account.id)),
    engaged: engagedIds,
    beside: null,
  });
  return { ...given, now, requested, ended, stands, engaged, served, route: first };
}

type Found = { readonly asked: readonly NewRequest[]; readonly unfilled: boolean };

/** Somebody for each place that nobody is asked for. */
async function firstOf(ports: RoutePorts, desk: Desk): Promise<Found> {
  const { route: first, decision, now } = desk;
  if (first.unfilled.length === 0) return { asked: [], unfilled: false };
  const { ref, headSha } = decision.snapshot;
  const key = `${ref.repositoryId}#${ref.number}:${headSha}`;
  const isVain = desk.ended.length === 0 && (ports.vain.get(key) ?? 0) > Date.parse(now);
  if (isVain || (await hasTooMany(ports, desk))) return { asked: [], unfilled: true };
  const engaged = desk.engaged.map(({ id }) => id);
  const found = await findReviewers(ports, { ...searchOf(desk), gaps: desk.gaps, engaged, beside: null });
  if (found.unfilled.length > 0) ports.vain.set(key, Date.parse(now) + vainFor);
  return { asked: newRequests(desk, found, 'first'), unfilled: found.unfilled.length > 0 };
}

const vainFor = 10 * 60_000;

/** Whoever may not write here must not be able to fill everybody's day. */
const mostOfStranger = 5;

async function hasTooMany({ askedFor, canPush }: RoutePorts, { decision }: Desk): Promise<boolean> {
  const { ref, pullRequest } = decision.snapshot;
  const { author } = pullRequest;
  if (author === null || author.kind !== 'user') return false;
  return (await askedFor(ref, author.id)) >= mostOfStranger && !(await canPush(ref, author));
}

function searchOf(desk: Desk): Omit<Search, 'gaps' | 'engaged' | 'beside'> {
  const { decision, policy, routing, requests, ended, engaged, served, requested, now } = desk;
  const { snapshot, evaluation } = decision;
  const past = [
    ...requests.filter((each) => each.ended !== null),
    ...ended.map(({ request, why }) => ({ ...request, ended: why })),
  ];
  const refusing = past.filter((each) => each.ended === 'declined' || each.ended === 'refused');
  return {
    decision,
    policy,
    routing,
    snapshot,
    clauses: evaluation.requirement.clauses,
    now,
    known: engaged,
    except: served,
    declined: refusing.map(({ account }) => account.id),
    before: [
      ...past.map(({ account }) => account.id),
      ...snapshot.reviews.flatMap(({ reviewer }) => reviewer?.id ?? []),
    ],
    teams: requested.teams,
  };
}

const newRequests = ({ decision, mode }: Desk, { ask, considered }: Route, step: RequestStep): readonly NewRequest[] =>
  ask.map((asked) => ({
    ...asked,
    step,
    suggested: mode === 'suggest',
    opinions: opinionsOf(asked.account, decision.snapshot),
    considered,
  }));

type InTime = {
  readonly asked: readonly NewRequest[];
  readonly reminded: readonly Account[];
  readonly escalated: Account | null;
  readonly until: string | null;
};

const quiet: InTime = { asked: [], reminded: [], escalated: null, until: null };

/** What the time that has passed asks for. */
async function inTime(ports: RoutePorts, desk: Desk, { asked: fresh }: Found): Promise<InTime> {
  const { routing, requests, stands, now } = desk;
  const waiting = [
    ...stands
      .filter((request) => request.step === 'first' && isOpen(request, desk))
      .map((request) => waitingOf(request, desk)),
    ...fresh.map(({ account }) => ({ person: account.id, since: now, reminded: false })),
  ];
  const escalations = Math.max(0, ...requests.map((request) => request.escalations));
  const escalatedAt =
    requests
      .flatMap((request) => request.escalatedAt ?? [])
      .toSorted()
      .at(-1) ?? null;
  const facts = { routing, waiting, escalations, escalatedAt };
  const step = nextStep(facts, now);
  const untilAfter = (changed: Partial<typeof facts>): string | null => {
    const next = nextStep({ ...facts, ...changed }, now);
    return next.kind === 'wait' ? next.until : now;
  };
  if (step.kind === 'wait') return { ...quiet, until: step.until };
  if (step.kind === 'remind') {
    const reminded = stands.filter(({ account }) => step.people.includes(account.id)).map(({ account }) => account);
    const isReminded = ({ person, ...rest }: Waiting) => ({
      ...rest,
      person,
      reminded: rest.reminded || step.people.includes(person),
    });
    return { ...quiet, reminded, until: untilAfter({ waiting: waiting.map(isReminded) }) };
  }
  const slow = stands.find(({ account }) => account.id === step.person);
  if (slow === undefined) return quiet;
  const until = untilAfter({ escalations: escalations + 1, escalatedAt: now });
  return { ...quiet, asked: await alsoFor(ports, desk, slow, step.kind), escalated: slow.account, until };
}

const isOpen = ({ clauses }: OurRequest, { gaps }: Desk): boolean =>
  clauses.some((clause) => clausesOf(gaps).includes(clause));

/** A push begins the waiting anew: there is something else to read. */
const isFresh = ({ waitingSince, headSha }: OurRequest, { decision }: Desk): boolean =>
  waitingSince === null || headSha !== decision.snapshot.headSha;

const waitingOf = (request: OurRequest, desk: Desk): Waiting => ({
  person: request.account.id,
  since: isFresh(request, desk) ? desk.now : (request.waitingSince ?? desk.now),
  reminded: request.remindedAt !== null,
});

/** One more person for what somebody lets wait; nobody, where there is nobody else. */
async function alsoFor(
  ports: RoutePorts,
  desk: Desk,
  slow: OurRequest,
  kind: 'ask-beside' | 'ask-next-level',
): Promise<readonly NewRequest[]> {
  const fromLevel = kind === 'ask-beside' ? slow.level : levelAbove(desk.policy, slow.level);
  if (fromLevel === null) return [];
  const search = searchOf(desk);
  const found = await findReviewers(ports, {
    ...search,
    gaps: desk.gaps
      .filter(({ clause }) => slow.clauses.includes(clause))
      .map((gap) => ({ ...gap, missing: Math.min(1, gap.missing) })),
    engaged: [],
    except: [...search.except, ...desk.engaged.map(({ id }) => id)],
    beside: { account: slow.account.id, fromLevel },
  });
  const fits = found.ask.filter(({ level }) => kind === 'ask-next-level' || level === slow.level).slice(0, 1);
  return newRequests(desk, { ...found, ask: fits }, kind === 'ask-beside' ? 'beside' : 'next-level');
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

const clausesOf = (gaps: readonly Gap[]): readonly string[] => gaps.map(({ clause }) => clause);

const unique = (people: readonly Account[]): readonly Account[] => [
  ...new Map(people.map((person) => [person.id, person])).values(),
];
