import { known } from '../../src/core/facts.ts';
import { type Colleague, chooseReviewers } from '../../src/core/routing.ts';
import { aCommit, anIdentity, aSnapshot, aUser } from './facts.ts';
import { aPolicy, aRouting } from './policy.ts';

export type Figures = {
  /** Hours of whoever carries most. */
  readonly most: number;
  readonly gini: number;
  readonly p50: number;
  readonly p90: number;
  readonly askedWhileAway: number;
};

/**
 * 1,000 pull requests come over 20 seniors who know some of the areas, need half as long again for what they do not know, are
 * sometimes away, and work off what they were asked for one after the other. Each way of asking meets the same world, and
 * the same seed gives the same one.
 */
export function simulateRouting(seed: number): Readonly<Record<'random' | 'round-robin' | 'ours', Figures>> {
  const world = aWorld(seed);
  return {
    random: simulate(world, byChance()),
    'round-robin': simulate(world, inTurn()),
    ours: simulate(world, byUs(world)),
  };
}

const pullRequests = 1000;
const seniors = 20;
const areas = 12;
/** One arrives every so many working hours on average, so that people are busy for about two thirds of their time. */
const pace = 0.075;
const week = 40;

type Senior = { readonly id: number; readonly knows: readonly number[]; readonly awayFrom: number };
type Arrival = { readonly at: number; readonly area: number; readonly hours: number; readonly author: number };
type World = { readonly people: readonly Senior[]; readonly arrivals: readonly Arrival[] };

/** What each senior has been given so far: when it will be done, and how long it takes. */
type Job = { readonly given: number; readonly done: number; readonly hours: number };
type Choose = (arrival: Arrival, number: number, jobs: readonly (readonly Job[])[]) => number;

function aWorld(seed: number): World {
  const chance = generator(seed);
  const people = Array.from({ length: seniors }, (_, id) => ({
    id,
    knows: Array.from({ length: 3 }, () => Math.floor(chance() * areas)),
    awayFrom: chance() * pullRequests * pace,
  }));
  let at = 0;
  const arrivals = Array.from({ length: pullRequests }, () => {
    at += -Math.log(1 - chance()) * pace;
    // Some areas change far more often than others, and few changes are large.
    const area = Math.floor(chance() ** 2 * areas);
    return { at, area, hours: 0.25 + chance() ** 3 * 3, author: Math.floor(chance() * seniors) };
  });
  return { people, arrivals };
}

function simulate({ people, arrivals }: World, choose: Choose): Figures {
  const jobs: Job[][] = people.map(() => []);
  const waits: number[] = [];
  let away = 0;
  for (const [number, arrival] of arrivals.entries()) {
    const chosen = choose(arrival, number, jobs);
    const senior = people[chosen];
    const queue = jobs[chosen];
    if (senior === undefined || queue === undefined) throw new Error('nobody was asked');
    const hours = senior.knows.includes(arrival.area) ? arrival.hours : arrival.hours * 1.5;
    let start = Math.max(arrival.at, queue.at(-1)?.done ?? 0);
    if (isAway(senior, arrival.at)) away += 1;
    if (isAway(senior, start)) start = senior.awayFrom + week;
    queue.push({ given: arrival.at, done: start + hours, hours });
    waits.push(start + hours - arrival.at);
  }
  const loads = jobs.map((queue) => queue.reduce((sum, { hours }) => sum + hours, 0));
  return {
    most: Math.max(...loads),
    gini: gini(loads),
    p50: quantile(waits, 0.5),
    p90: quantile(waits, 0.9),
    askedWhileAway: away,
  };
}

const isAway = ({ awayFrom }: Senior, at: number): boolean => at >= awayFrom && at < awayFrom + week;

function byChance(): Choose {
  const chance = generator(99);
  return ({ author }) => {
    const someone = Math.floor(chance() * seniors);
    return someone === author ? (someone + 1) % seniors : someone;
  };
}

function inTurn(): Choose {
  let turn = 0;
  return ({ author }) => {
    turn = (turn + 1) % seniors;
    if (turn === author) turn = (turn + 1) % seniors;
    return turn;
  };
}

function byUs({ people }: World): Choose {
  const clause = { id: 'x', rule: 'x', origin: 'repository', level: 'senior', count: 1 } as const;
  const routing = aRouting({ maxOpen: 50 });
  return ({ at, area, author }, number, jobs) => {
    const colleagues = people.map((senior): Colleague => {
      const queue = jobs[senior.id] ?? [];
      const open = queue.filter(({ done }) => done > at);
      const recent = queue.filter(({ done }) => done <= at && done > at - week);
      const hours = (of: readonly Job[]) => of.reduce((sum, each) => sum + each.hours, 0);
      return {
        account: aUser(senior.id + 1, `senior-${senior.id}`),
        membership: known(['acme/seniors']),
        open: open.length,
        // As the store adds it up: what waits, and half of what was signed off within a week.
        load: hours(open) + hours(recent) / 2,
        busy: isAway(senior, at),
        awayUntil: null,
        commits: senior.knows.includes(area) ? 8 : 0,
        reviews: 0,
        declined: false,
        before: false,
        canPush: true,
      };
    });
    const writer = aUser(author + 1, `senior-${author}`);
    const base = aSnapshot({ commits: [aCommit({ authors: [anIdentity(writer)], committer: anIdentity(writer) })] });
    const { ask } = chooseReviewers({
      policy: aPolicy(),
      routing,
      snapshot: { ...base, ref: { ...base.ref, number }, memberships: {} },
      clauses: [{ ...clause, from: [], owners: null, paths: [], reason: '' }],
      gaps: [{ clause: 'x', missing: 1, owners: [] }],
      colleagues,
      engaged: [],
      beside: null,
      now: '2026-03-02T12:00:00Z',
    });
    return (ask[0]?.account.id ?? 0) - 1;
  };
}

function gini(loads: readonly number[]): number {
  const sorted = loads.toSorted((a, b) => a - b);
  const total = sorted.reduce((sum, load) => sum + load, 0);
  const weighted = sorted.reduce((sum, load, place) => sum + (place + 1) * load, 0);
  return (2 * weighted) / (sorted.length * total) - (sorted.length + 1) / sorted.length;
}

const quantile = (values: readonly number[], at: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * at)] ?? 0;

/** The same numbers for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
