import { type Contributors, contributorsOf } from './contributors.ts';
import type { Account, OwnedPath, Snapshot } from './facts.ts';
import { rank, standingOf } from './ladder.ts';
import type { Policy, RoutingPolicy } from './policy.ts';
import type { Clause } from './requirement.ts';
import { type Candidate, knowing } from './reviewers.ts';
import { dayIn } from './routing/working-hours.ts';
import { disqualify, owns, standsFor } from './sign-off.ts';
import type { Gap } from './verdict.ts';

/** Somebody who may be asked, with what we know of their time and of these paths. `load` is in sign-offs of usual size. */
export type Colleague = Candidate & {
  /** Requests of ours that wait for them. */
  readonly open: number;
  /** They say on GitHub that they are busy. */
  readonly busy: boolean;
  /** The day on which they are back, as they said on their page. */
  readonly awayUntil: string | null;
  /** Recent commits on these paths, and reviews of such. */
  readonly commits: number;
  readonly reviews: number;
  /** They were asked here before, and took the request away. */
  readonly declined: boolean;
  /** They have read an earlier head, were asked here before, or are in a team that is asked. */
  readonly before: boolean;
  readonly canPush: boolean;
};

export type Unavailable =
  | { readonly why: 'away'; readonly until: string }
  | { readonly why: 'busy' }
  | { readonly why: 'at-cap'; readonly open: number }
  | { readonly why: 'declined' }
  | { readonly why: 'disqualified'; readonly detail: string };

/** What spoke for and against one person, for the page; nothing of it is published. */
export type Considered = {
  readonly account: Account;
  readonly level: string;
  /** The clauses that their sign-off would close. */
  readonly closes: readonly string[];
  readonly owns: number;
  readonly commits: number;
  readonly reviews: number;
  readonly load: number;
  /** null: they could be asked. */
  readonly unavailable: Unavailable | null;
};

export type Asked = { readonly account: Account; readonly level: string; readonly clauses: readonly string[] };

export type Route = {
  /** Whom to ask, beside those who are asked or review already. */
  readonly ask: readonly Asked[];
  /** Who is asked or reviews already, and can close something. */
  readonly covered: readonly Asked[];
  /** Places for which nobody can be asked, by clause. */
  readonly unfilled: readonly string[];
  readonly considered: readonly Considered[];
};

export type RoutingFacts = {
  readonly policy: Policy;
  readonly routing: RoutingPolicy;
  readonly snapshot: Snapshot;
  readonly clauses: readonly Clause[];
  readonly gaps: readonly Gap[];
  readonly colleagues: readonly Colleague[];
  /** People asked or reviewing already, by id. */
  readonly engaged: readonly number[];
  /** Whom the one to be asked is to stand beside: somebody of their team, and from this level on. null: nobody waits yet. */
  readonly beside: { readonly account: number; readonly fromLevel: string } | null;
  readonly now: string;
};

/**
 * Whom to ask for what is open: for each missing sign-off one named person of the lowest level that suffices, who closes
 * the most of it, then whoever has the least to do, where knowing and owning the paths weighs as much as some load.
 * Nobody is asked who may not sign off, or who has no time. The same facts always name the same people.
 */
export function chooseReviewers(facts: RoutingFacts): Route {
  const weighing: Weighing = {
    ...facts,
    snapshot: knowing(facts.snapshot, facts.colleagues),
    contributors: contributorsOf(facts.policy, facts.snapshot),
    places: placesIn(facts),
  };
  const people = facts.colleagues.map((each) => weigh(each, weighing)).filter(({ fills }) => fills.length > 0);
  let open = weighing.places;
  const take = ({ fills }: Weighed): readonly string[] => {
    const taken = takenBy(fills, open);
    open = open.filter((place) => !taken.includes(place));
    return [...new Set(taken.map(({ clause }) => clause.id))];
  };
  const engaged = people.filter(({ account, considered }) => isEngaged(account, considered, facts));
  const covered = engaged.map((person) => ({ ...askedOf(person), clauses: take(person) }));
  const ask: Asked[] = [];
  const free = people.filter((person) => person.considered.unavailable === null && !engaged.includes(person));
  for (const place of byScarcity(open, free, facts.policy)) {
    if (!open.includes(place)) continue;
    const able = free.filter(
      ({ fills, account }) => fills.includes(place) && !ask.some((each) => each.account === account),
    );
    const [best] = able.toSorted((one, other) => compare(one, other, open));
    if (best !== undefined) ask.push({ ...askedOf(best), clauses: take(best) });
  }
  return {
    ask,
    covered,
    unfilled: open.map(({ clause }) => clause.id),
    considered: people.map(({ considered }) => considered),
  };
}

type Weighing = RoutingFacts & { readonly contributors: Contributors; readonly places: readonly Place[] };

/** One sign-off that is missing; with a path: by one of its owners. */
type Place = { readonly clause: Clause; readonly path: OwnedPath | null };

type Weighed = {
  readonly account: Account;
  readonly considered: Considered;
  readonly rank: number;
  readonly fills: readonly Place[];
  readonly before: boolean;
  readonly besides: boolean;
  readonly cost: number;
  readonly tie: number;
};

/** What a change weighs against a sign-off of usual size, which is of 200 lines; twice the lines are not twice the work. */
export const sizeOf = (lines: number): number => Math.min(3, Math.max(0.25, Math.sqrt(lines / 200)));

/** Owned paths beyond these wait until somebody owns fewer. */
const mostPaths = 50;

function placesIn({ gaps, clauses }: RoutingFacts): readonly Place[] {
  return gaps.flatMap(({ clause: id, missing, owners }) => {
    const clause = clauses.find((each) => each.id === id);
    if (clause === undefined) return [];
    const people: readonly Place[] = Array.from({ length: missing }, () => ({ clause, path: null }));
    return [...people, ...owners.slice(0, mostPaths).map((path) => ({ clause, path }))];
  });
}

function weigh(colleague: Colleague, facts: Weighing): Weighed {
  const { account, membership, commits, reviews, load } = colleague;
  const { policy, snapshot, beside, places } = facts;
  const standing = standingOf(policy.ladder, account, membership);
  const level = standing.kind === 'level' ? standing.level : '';
  const fits = beside === null || rank(policy.ladder, level) >= rank(policy.ladder, beside.fromLevel);
  const fills = places.filter(
    ({ clause, path }) =>
      fits &&
      standsFor(clause, account, policy, snapshot) === 'counts' &&
      (path === null || owns(path, account, snapshot)),
  );
  const owned = snapshot.owners.known
    ? snapshot.owners.value.filter((path) => owns(path, account, snapshot)).length
    : 0;
  const closes = [...new Set(fills.map(({ clause }) => clause.id))];
  const unavailable = availabilityOf(colleague, facts);
  return {
    account,
    considered: { account, level, closes, owns: owned, commits, reviews, load, unavailable },
    rank: rank(policy.ladder, level),
    fills,
    before: colleague.before,
    besides: beside !== null && sharesTeam(colleague, beside.account, facts),
    cost: load - (owned > 0 ? ownersBonus : 0) - Math.min(knowledgeBonus, (commits + reviews) * perTouch),
    tie: hash(`${snapshot.ref.repositoryId}#${snapshot.ref.number}/${account.id}`),
  };
}

/** In sign-offs of usual size: so much more may somebody have to do who owns the paths, or has worked on them. */
const ownersBonus = 1;
const knowledgeBonus = 2;
const perTouch = 0.25;

function availabilityOf(colleague: Colleague, { policy, routing, contributors, now }: Weighing): Unavailable | null {
  const { account, open, busy, awayUntil, declined, canPush } = colleague;
  const disqualified = disqualify(policy, account, canPush, contributors);
  if (disqualified !== null) return { why: 'disqualified', detail: disqualified.detail };
  const login = account.login.toLowerCase();
  const absences = [awayUntil, ...routing.away.filter(({ user }) => user === login).map(({ until }) => until)];
  const until = absences
    .filter((day) => day !== null)
    .toSorted()
    .at(-1);
  if (until !== undefined && dayIn(routing.workingHours.timeZone, now) < until) return { why: 'away', until };
  if (busy) return { why: 'busy' };
  if (declined) return { why: 'declined' };
  return open >= routing.maxOpen ? { why: 'at-cap', open } : null;
}

/** Absence and load matter to whom we ask; whoever was asked by somebody else, or reads it already, is left to it. */
function isEngaged(account: Account, { unavailable }: Considered, { engaged }: RoutingFacts): boolean {
  return engaged.includes(account.id) && unavailable?.why !== 'disqualified';
}

function sharesTeam({ membership }: Colleague, other: number, { colleagues, snapshot }: RoutingFacts): boolean {
  const theirs = colleagues.find(({ account }) => account.id === other)?.membership ?? snapshot.memberships[other];
  if (theirs?.known !== true || !membership.known) return false;
  return membership.value.some((team) => theirs.value.includes(team));
}

/** One person stands for one of the sign-offs of a clause, and for all the paths they own. */
function takenBy(fills: readonly Place[], open: readonly Place[]): readonly Place[] {
  const counted = new Set<string>();
  return open.filter((place) => {
    if (!fills.includes(place)) return false;
    if (place.path !== null) return true;
    if (counted.has(place.clause.id)) return false;
    counted.add(place.clause.id);
    return true;
  });
}

/** The highest level first, since whoever holds it may close lower ones too; then what the fewest can close. */
function byScarcity(open: readonly Place[], free: readonly Weighed[], { ladder }: Policy): readonly Place[] {
  const able = new Map(open.map((place) => [place, free.filter(({ fills }) => fills.includes(place)).length]));
  return open.toSorted(
    (one, other) =>
      rank(ladder, other.clause.level) - rank(ladder, one.clause.level) ||
      (able.get(one) ?? 0) - (able.get(other) ?? 0),
  );
}

function compare(one: Weighed, other: Weighed, open: readonly Place[]): number {
  return (
    one.rank - other.rank ||
    Number(other.before) - Number(one.before) ||
    takenBy(other.fills, open).length - takenBy(one.fills, open).length ||
    Number(other.besides) - Number(one.besides) ||
    one.cost - other.cost ||
    one.tie - other.tie ||
    one.account.id - other.account.id
  );
}

const askedOf = ({ account, considered: { level } }: Weighed): Omit<Asked, 'clauses'> => ({ account, level });

/** FNV-1a: spreads those who are equal otherwise over the pull requests, always in the same way. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
