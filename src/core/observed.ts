import { reviewHours } from './backtest/effort.ts';
import { usualLines } from './load.ts';
import { quantile } from './quantile.ts';
import {
  happened,
  peopleIn,
  type ReportedClause,
  type ReportedPullRequest,
  type ReportedSignOff,
  waitsOf,
} from './reported.ts';

/** Pull requests that were merged in a period, those together of which the same is to be said. */
export type MergedAlike = {
  readonly clauses: readonly ReportedClause[];
  /** Of the newest decision; empty: nothing was ever decided. */
  readonly verdict: string;
  readonly gate: 'open' | 'not-open';
  readonly observing: boolean;
  readonly pullRequests: number;
  readonly assisted: number;
};

/** The sign-offs that were given for a level, by the sizes of the changes in lines. */
export type GivenFor = {
  readonly level: string;
  readonly lines: readonly (number | null)[];
  readonly people: number;
};

/** In seconds; null: nothing was approved. */
type Wait = { readonly median: number | null; readonly p90: number | null };

/** What was read of a period. */
export type Observation = {
  readonly since: Date;
  readonly until: Date;
  readonly merged: readonly MergedAlike[];
  readonly given: readonly GivenFor[];
  readonly wait: Wait;
};

/** What the rules asked of the pull requests that were merged, as it was observed; the figures of a backtest, which replays. */
export type Observed = {
  /** The beginning of the period, or of what was observed of it. */
  readonly since: string;
  readonly merged: number;
  /** Of these, in `observe` mode, in which nothing is held. */
  readonly observing: number;
  /** Merged too, and nothing was ever decided about them. */
  readonly unjudged: number;
  readonly assisted: number;
  readonly needed: number;
  readonly approved: number;
  /** The gate would have held them, or they went around it. */
  readonly caught: number;
  readonly signOffs: number;
  readonly hours: number;
  readonly wait: Wait;
  /** Highest level first. */
  readonly levels: readonly ObservedLevel[];
  /** Those that ask most often first. */
  readonly rules: readonly { readonly rule: string; readonly needed: number; readonly approved: number }[];
};

export type ObservedLevel = {
  readonly level: string;
  /** Pull requests of which this is the highest level asked for. */
  readonly needed: number;
  readonly approved: number;
  /** What was given for this level as the highest; null: it would say how much a single person does. */
  readonly given: Given | null;
};

type Given = {
  readonly signOffs: number;
  readonly hours: number;
  readonly people: number;
  /** Of each of these people in a week; null: there are none. */
  readonly each: { readonly signOffs: number; readonly hours: number } | null;
};

/** Adds up what was read. */
export function observed({ since, until, merged: all, given, wait }: Observation): Observed {
  const merged = all.filter(({ verdict }) => verdict !== '');
  const needed = merged.filter(({ clauses }) => clauses.length > 0);
  const hours = given.map(({ lines }) => hoursOf(lines));
  const rules = new Set(needed.flatMap(({ clauses }) => clauses.map(({ rule }) => rule)));
  const weeks = Math.max(1 / 7, (until.getTime() - since.getTime()) / week);
  return {
    since: since.toISOString(),
    merged: count(merged),
    observing: count(merged.filter(({ observing }) => observing)),
    unjudged: count(all.filter(({ verdict }) => verdict === '')),
    assisted: sum(merged.map(({ assisted }) => assisted)),
    needed: count(needed),
    approved: count(needed.filter(isApproved)),
    caught: count(merged.filter(({ gate }) => gate === 'not-open')),
    signOffs: sum(given.map(({ lines }) => lines.length)),
    hours: sum(hours),
    wait,
    levels: levelsIn(needed, given).map((level) => levelFigures(level, needed, given, weeks)),
    rules: [...rules]
      .map((rule) => {
        const asked = needed.filter(({ clauses }) => clauses.some((clause) => clause.rule === rule));
        return { rule, needed: count(asked), approved: count(asked.filter(isApproved)) };
      })
      .toSorted((one, other) => other.needed - one.needed || (one.rule < other.rule ? -1 : 1)),
  };
}

/** Brings together what was read, one row for each pull request and each sign-off. */
export function observation(
  { since, until }: { readonly since: Date; readonly until: Date },
  pulls: readonly ReportedPullRequest[],
  signOffs: readonly ReportedSignOff[],
): Observation {
  const inPeriod = happened({ since, until });
  const merged = pulls.filter(({ mergedAt }) => inPeriod(mergedAt));
  const waits = waitsOf(merged.filter(({ kind }) => kind.verdict === 'satisfied' && kind.gate === 'open'));
  return {
    since,
    until,
    merged: mergedAlike(merged),
    given: givenFor(signOffs),
    wait: { median: quantile(waits, 0.5), p90: quantile(waits, 0.9) },
  };
}

/** A merge of which the gate is not known did not come through it. */
const mergedAlike = (merged: readonly ReportedPullRequest[]): readonly MergedAlike[] =>
  [...Map.groupBy(merged, ({ kind }) => kind)].map(([{ clauses, verdict, gate, observing, assisted }, pulls]) => ({
    clauses,
    verdict,
    gate: gate ?? 'not-open',
    observing,
    pullRequests: pulls.length,
    assisted: assisted ? pulls.length : 0,
  }));

/** Of each level, the sign-offs for which it was the highest that they counted for. */
const givenFor = (signOffs: readonly ReportedSignOff[]): readonly GivenFor[] =>
  [...Map.groupBy(signOffs, ({ level }) => level)].flatMap(([level, given]) =>
    level === null ? [] : [{ level, lines: given.map(({ lines }) => lines), people: peopleIn(given) }],
  );

/** So many people at least must have given what is told of a level to those who may not see the load of each. */
export const fewestTold = 3;

/** Without what would say how much one or two people do. */
export const withoutPersonalLoad = (figures: Observed): Observed => ({
  ...figures,
  levels: figures.levels.map((level) => ({
    ...level,
    given: level.given !== null && level.given.people >= fewestTold ? level.given : null,
  })),
});

const week = 7 * 24 * 60 * 60 * 1000;

const isApproved = ({ verdict, gate }: MergedAlike): boolean => verdict === 'satisfied' && gate === 'open';
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const count = (rows: readonly MergedAlike[]): number => sum(rows.map(({ pullRequests }) => pullRequests));

/** One of which the size is not known takes as long as the usual one. */
const hoursOf = (lines: readonly (number | null)[]): number =>
  sum(lines.map((each) => reviewHours(each ?? usualLines)));

const highest = ({ clauses }: MergedAlike): string | null =>
  clauses.toSorted((one, other) => other.rank - one.rank)[0]?.level ?? null;

/** Highest first; where ladders differ, by the highest place that a level ever had. */
function levelsIn(needed: readonly MergedAlike[], given: readonly GivenFor[]): readonly string[] {
  const ranks = new Map(given.map(({ level }) => [level, -1]));
  for (const { level, rank } of needed.flatMap(({ clauses }) => clauses))
    ranks.set(level, Math.max(rank, ranks.get(level) ?? -1));
  return [...ranks].toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).map(([level]) => level);
}

function levelFigures(
  level: string,
  needed: readonly MergedAlike[],
  given: readonly GivenFor[],
  weeks: number,
): ObservedLevel {
  const own = needed.filter((each) => highest(each) === level);
  const { lines, people } = given.find((each) => each.level === level) ?? { lines: [], people: 0 };
  const hours = hoursOf(lines);
  const each = (all: number) => all / weeks / people;
  return {
    level,
    needed: count(own),
    approved: count(own.filter(isApproved)),
    given: {
      signOffs: lines.length,
      hours,
      people,
      each: people === 0 ? null : { signOffs: each(lines.length), hours: each(hours) },
    },
  };
}
