import { involvements } from '../evidence.ts';
import { type Policy, riskLevels } from '../policy.ts';
import { quantile } from '../quantile.ts';
import { waitBuckets } from '../report.ts';
import type { Replayed } from './replay.ts';

/** The time that was looked back on, and how many people hold each level today; null: GitHub does not tell. */
export type Period = { readonly since: string; readonly until: string };
export type Headcount = Readonly<Record<string, number | null>>;

/** What a policy would have meant for a period. Everything that names a level goes by who holds it today. */
export type Figures = {
  readonly merged: number;
  /** With AI involvement likely or declared. */
  readonly assisted: number;
  readonly needed: number;
  readonly approved: number;
  readonly caught: number;
  /** Of all merged ones: the author would have had to declare AI use, and had not. */
  readonly undeclared: number;
  /** Judged as the worst case, because not everything was read. */
  readonly unseen: Unseen;
  readonly signOffs: number;
  readonly hours: number;
  readonly wait: Wait;
  /** How many approvals took how long, counted by `waitBuckets`. */
  readonly waits: readonly number[];
  /** Highest level first. */
  readonly levels: readonly LevelFigures[];
  /** In the order of the policy; then what no rule asks for. */
  readonly rules: readonly RuleFigures[];
  readonly weeks: readonly WeekFigures[];
  readonly caughtFirst: readonly Replayed[];
};

/** How many pull requests, and what was not read of how many of them; the most frequent first. */
export type Unseen = {
  readonly pullRequests: number;
  readonly why: readonly { readonly what: string; readonly pullRequests: number }[];
};

/** In seconds; null: nothing was approved. */
export type Wait = { readonly median: number | null; readonly p90: number | null };

export type LevelFigures = {
  readonly level: string;
  /** Pull requests of which this is the highest level asked for. */
  readonly needed: number;
  readonly approved: number;
  /** Sign-offs for which somebody of this level suffices, and their hours. */
  readonly signOffs: number;
  readonly hours: number;
  /** Who is to give them: those of this level, or of the next one that anybody holds. null: GitHub does not tell. */
  readonly people: number | null;
  /** Of each of these people in a week. */
  readonly each: { readonly signOffs: number; readonly hours: number } | null;
};

export type RuleFigures = { readonly rule: string; readonly needed: number; readonly approved: number };

export type WeekFigures = Wait & {
  /** Its Monday. */
  readonly week: string;
  readonly merged: number;
  readonly needed: number;
  readonly approved: number;
  readonly signOffs: number;
  readonly hours: number;
};

export function figuresOf(
  policy: Pick<Policy, 'ladder' | 'rules'>,
  replayed: readonly Replayed[],
  period: Period,
  headcount: Headcount,
): Figures {
  const needed = replayed.filter(isNeeded);
  const caught = replayed.filter(({ outcome }) => outcome === 'caught');
  const waits = waitsOf(replayed);
  return {
    merged: replayed.length,
    assisted: replayed.filter(({ involvement }) => involvement === 'likely' || involvement === 'declared').length,
    needed: needed.length,
    approved: replayed.filter(isApproved).length,
    caught: caught.length,
    undeclared: replayed.filter(({ declarationMissing }) => declarationMissing).length,
    unseen: unseenOf(replayed),
    signOffs: sum(needed.map(signOffsOf)),
    hours: sum(needed.map(({ hours }) => hours)),
    wait: waitOf(waits),
    waits: countBy(waits),
    levels: policy.ladder.levels.toReversed().map((level) => levelFigures(level, policy, needed, period, headcount)),
    rules: rulesOf(policy, needed).map((rule) => {
      const asked = needed.filter(({ rules }) => rules.includes(rule));
      return { rule, needed: asked.length, approved: asked.filter(isApproved).length };
    }),
    weeks: weeksOf(period).map((week) => weekFigures(week, replayed)),
    caughtFirst: caught.toSorted(riskiestFirst).slice(0, shownCaught),
  };
}

const shownCaught = 10;
const week = 7 * 24 * 60 * 60 * 1000;

const isNeeded = ({ level }: Replayed): boolean => level !== null;
const isApproved = ({ outcome }: Replayed): boolean => outcome === 'approved';
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const signOffsOf = ({ signOffs }: Replayed): number => sum(Object.values(signOffs));
const waitsOf = (replayed: readonly Replayed[]): readonly number[] => replayed.flatMap(({ wait }) => wait ?? []);
const waitOf = (waits: readonly number[]): Wait => ({ median: quantile(waits, 0.5), p90: quantile(waits, 0.9) });

/** The rules as they stand in the policy, then the safeguards that asked; every rule is named, also one that never asks. */
function rulesOf({ rules }: Pick<Policy, 'rules'>, needed: readonly Replayed[]): readonly string[] {
  const asking = needed.flatMap((each) => each.rules);
  return [...new Set([...rules.map(({ name }) => name), ...asking.toSorted()])];
}

function unseenOf(replayed: readonly Replayed[]): Unseen {
  const counts = new Map<string, number>();
  for (const { unseen } of replayed)
    for (const what of new Set(unseen.map(withoutNumbers))) counts.set(what, (counts.get(what) ?? 0) + 1);
  return {
    pullRequests: replayed.filter(({ unseen }) => unseen.length > 0).length,
    why: [...counts]
      .map(([what, pullRequests]) => ({ what, pullRequests }))
      .sort((one, other) => other.pullRequests - one.pullRequests || (one.what < other.what ? -1 : 1)),
  };
}

/** `100 of 130 files were read` and its like are one reason. */
const withoutNumbers = (what: string): string =>
  what.replace(/^\d+ of \d+ /, 'not all ').replace(/ of commit [0-9a-f]+$/, ' of a commit');

function levelFigures(
  level: string,
  { ladder }: Pick<Policy, 'ladder'>,
  needed: readonly Replayed[],
  { since, until }: Period,
  headcount: Headcount,
): LevelFigures {
  const own = needed.filter((each) => each.level === level);
  const shareOf = (each: Replayed) => (each.signOffs[level] ?? 0) / Math.max(1, signOffsOf(each));
  const signOffs = sum(needed.map((each) => each.signOffs[level] ?? 0));
  const hours = sum(needed.map((each) => each.hours * shareOf(each)));
  const from = ladder.levels.indexOf(level);
  const carrier = ladder.levels.slice(from).find((each) => headcount[each] !== 0);
  const people = carrier === undefined ? 0 : (headcount[carrier] ?? null);
  const weeks = Math.max(1 / 7, (Date.parse(until) - Date.parse(since)) / week);
  const each = (all: number) => all / weeks / (people ?? 1);
  return {
    level,
    needed: own.length,
    approved: own.filter(isApproved).length,
    signOffs,
    hours,
    people,
    each: people === null || people === 0 ? null : { signOffs: each(signOffs), hours: each(hours) },
  };
}

/** Every week that the period touches, by its Monday. */
function weeksOf({ since, until }: Period): readonly string[] {
  const weeks: string[] = [];
  for (let at = Date.parse(mondayOf(since)); at < Date.parse(until); at += week)
    weeks.push(new Date(at).toISOString().slice(0, 10));
  return weeks;
}

/** The Monday of the week in which this moment lies, in UTC. */
export function mondayOf(moment: string): string {
  const at = new Date(moment);
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  return at.toISOString().slice(0, 10);
}

function weekFigures(monday: string, replayed: readonly Replayed[]): WeekFigures {
  const merged = replayed.filter(({ mergedAt }) => mondayOf(mergedAt) === monday);
  const needed = merged.filter(isNeeded);
  return {
    week: monday,
    merged: merged.length,
    needed: needed.length,
    approved: merged.filter(isApproved).length,
    signOffs: sum(needed.map(signOffsOf)),
    hours: sum(needed.map(({ hours }) => hours)),
    ...waitOf(waitsOf(merged)),
  };
}

function countBy(waits: readonly number[]): readonly number[] {
  const buckets = waits.map((wait) => waitBuckets.findIndex((end) => wait <= end));
  const ends = [...waitBuckets.keys(), -1];
  return ends.map((at) => buckets.filter((bucket) => bucket === at).length);
}

/** By risk, then by the part that AI had, then by size; the oldest of equals first. */
function riskiestFirst(one: Replayed, other: Replayed): number {
  const by = (score: (each: Replayed) => number) => score(other) - score(one);
  return (
    by(({ risk }) => riskLevels.indexOf(risk)) ||
    by(({ autonomous }) => Number(autonomous)) ||
    by(({ involvement }) => involvements.indexOf(involvement)) ||
    by(({ lines }) => lines) ||
    one.number - other.number
  );
}
