import type { Clause } from '../requirement.ts';

/**
 * Hours that one thorough review of so many changed lines takes. People read about 400 lines an hour before they begin to
 * miss things; taking a change up takes ten minutes, and nobody reads one for longer than half a day.
 */
export function reviewHours(lines: number): number {
  return Math.min(longest, toBegin + lines / linesPerHour);
}

export const linesPerHour = 400;
const toBegin = 1 / 6;
const longest = 4;

/** How the hours come about, in words for every place that shows them. */
export const howHoursAreEstimated = `hours are estimated from size: ten minutes for each sign-off, and an hour for every ${linesPerHour} changed lines, at most four`;

/**
 * The fewest people who can close these clauses, by the level that each must at least hold: one person serves every clause
 * of their level and below. Teams and owners may need more.
 */
export function fewestPeople(
  clauses: readonly Pick<Clause, 'level' | 'count'>[],
  levels: readonly string[],
): ReadonlyMap<string, number> {
  const people = new Map<string, number>();
  let above = 0;
  for (const level of levels.toReversed()) {
    const most = Math.max(0, ...clauses.filter((clause) => clause.level === level).map(({ count }) => count));
    if (most > above) people.set(level, most - above);
    above = Math.max(above, most);
  }
  return people;
}
