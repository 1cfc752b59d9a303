import { fewestPeople } from './backtest/effort.ts';
import { fewestTold } from './observed.ts';
import { quantile } from './quantile.ts';
import type { ReportedClause } from './reported.ts';
import { momentOf, momentsIn, peopleIn, type ReportedSignOff } from './reported.ts';
import { counted, plain } from './text.ts';

/** What waits now, and what was given in each of the last weeks. */
export type Pace = {
  /** Pull requests that wait, those together that lack the same. */
  readonly waiting: readonly { readonly clauses: readonly ReportedClause[]; readonly pullRequests: number }[];
  /** Sign-offs by the highest level that they were given for, in the week so many weeks back; 0 is the last one. */
  readonly given: readonly { readonly level: string; readonly weeksBack: number; readonly signOffs: number }[];
  /** By level, how many people gave them. */
  readonly people: readonly { readonly level: string; readonly people: number }[];
  /** So many whole weeks were observed, `paceWeeks` at most. */
  readonly weeks: number;
};

export const paceWeeks = 8;
const fewestWeeks = 2;

/** More is open at a level than was signed off there in a usual week. */
export type Shortage = {
  readonly level: string;
  /** Sign-offs that are missing. */
  readonly open: number;
  /** What was usual; null: it would say how much one or two people do. */
  readonly usual: { readonly weekly: number; readonly weeks: number; readonly people: number } | null;
};

/**
 * Where the open requirement exceeds what the people who qualify did in a week so far (the median), highest level first.
 * Nothing is said before two whole weeks were observed.
 */
export function shortages({ waiting, given, people, weeks }: Pace): readonly Shortage[] {
  if (weeks < fewestWeeks) return [];
  const levels = levelsIn(waiting);
  const open = openPlaces(waiting, levels);
  return levels.toReversed().flatMap((level) => {
    const perWeek = Array.from({ length: weeks }, (_, back) =>
      sum(given.filter((row) => row.level === level && row.weeksBack === back).map(({ signOffs }) => signOffs)),
    );
    const weekly = quantile(perWeek, 0.5) ?? 0;
    const places = open.get(level) ?? 0;
    const who = people.find((row) => row.level === level)?.people ?? 0;
    return places > weekly ? [{ level, open: places, usual: { weekly, weeks, people: who } }] : [];
  });
}

const week = 7 * 24 * 60 * 60 * 1000;

/** What was given in each week before now. What is exactly a week old belongs to the week before. */
export function paceOf(signOffs: readonly ReportedSignOff[], now: Date): Pick<Pace, 'given' | 'people'> {
  const levels = [...Map.groupBy(signOffs, ({ level }) => level)].flatMap(([level, given]) =>
    level === null ? [] : [{ level, given }],
  );
  const weeksBack = ({ countedAt }: ReportedSignOff) => Math.floor((momentOf(now) - countedAt) / momentsIn(week));
  return {
    given: levels.flatMap(({ level, given }) =>
      [...Map.groupBy(given, weeksBack)].map(([back, { length }]) => ({ level, weeksBack: back, signOffs: length })),
    ),
    people: levels.map(({ level, given }) => ({ level, people: peopleIn(given) })),
  };
}

/** For those who may not see how much each person does: without what one or two people did. */
export const withoutPersonalPace = (shortage: Shortage): Shortage =>
  (shortage.usual?.people ?? 0) < fewestTold ? { ...shortage, usual: null } : shortage;

/** One sentence, with level names between backticks. */
export function sayShortage({ level, open, usual }: Shortage): string {
  const asked = `${counted(open, 'sign-off')} by somebody at \`${plain(level, 60)}\` or above ${open === 1 ? 'is' : 'are'} missing`;
  if (usual === null) return `${asked}, which is more than were given in a usual week so far.`;
  const { weekly, weeks } = usual;
  const given = `in a usual week so far ${weekly === 0 ? 'none was' : `${inWords(weekly)} ${weekly === 1 ? 'was' : 'were'}`} given (the median of the last ${weeks} weeks)`;
  return weekly === 0
    ? `${asked}, and ${given}.`
    : `${asked}, and ${given}: at that pace it takes ${inWords(open / weekly)} weeks.`;
}

/** One person serves every clause of a pull request that they can: what is counted is the fewest people who suffice. */
function openPlaces(waiting: Pace['waiting'], levels: readonly string[]): ReadonlyMap<string, number> {
  const open = new Map<string, number>();
  for (const { clauses, pullRequests } of waiting) {
    const lacking = clauses.map(({ level, missing }) => ({ level, count: missing }));
    for (const [level, places] of fewestPeople(lacking, levels))
      open.set(level, (open.get(level) ?? 0) + places * pullRequests);
  }
  return open;
}

/** Lowest first; where ladders differ, by the highest place that a level has. */
function levelsIn(waiting: Pace['waiting']): readonly string[] {
  const ranks = new Map<string, number>();
  for (const { level, rank } of waiting.flatMap(({ clauses }) => clauses))
    ranks.set(level, Math.max(rank, ranks.get(level) ?? -1));
  return [...ranks].toSorted(([a, one], [b, other]) => one - other || (a < b ? -1 : 1)).map(([level]) => level);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const inWords = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });
