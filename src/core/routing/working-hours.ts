import type { WorkingHours } from '../policy.ts';

/** The time at which so many working minutes have passed since `from`: within working hours, or when some end. */
export function afterWorkingMinutes(from: string, minutes: number, hours: WorkingHours): string {
  const clock = clockIn(hours.timeZone);
  const start = Date.parse(from);
  let left = minutes * minute;
  let day = clock.dayOf(start);
  for (let looked = 0; looked < mostDays; looked += 1, day += 1) {
    if (!hours.days.includes(weekdayOf(day))) continue;
    const begins = Math.max(start, clock.instantOf(day, hours.from));
    const ends = clock.instantOf(day, hours.to);
    if (ends <= begins) continue;
    if (left <= ends - begins) return new Date(begins + left).toISOString();
    left -= ends - begins;
  }
  return new Date(clock.instantOf(day, hours.to)).toISOString();
}

/** The day, such as `2026-12-31`, that it is there at this time. */
export function dayIn(timeZone: string, at: string): string {
  return new Date(clockIn(timeZone).dayOf(Date.parse(at)) * wholeDay).toISOString().slice(0, 10);
}

const minute = 60_000;
const wholeDay = 24 * 60 * minute;

/** Nobody waits for years; it bounds the work for hours that hardly ever come. */
const mostDays = 1500;

/** Days are counted from 1970-01-01, which was a Thursday. Monday is 1. */
const weekdayOf = (day: number): number => ((day + 3) % 7) + 1;

type Clock = {
  /** The local day of an instant, counted from 1970-01-01. */
  readonly dayOf: (instant: number) => number;
  /** The instant at which the clocks there show this minute of this day; one that is skipped comes when they go on. */
  readonly instantOf: (day: number, minuteOfDay: number) => number;
};

function clockIn(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  /** What the clocks there show, as if it were UTC. */
  const shown = (instant: number): number => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute: minutes = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minutes, second);
  };
  const offset = (instant: number): number => shown(instant) - instant;
  return {
    dayOf: (instant) => Math.floor(shown(instant) / wholeDay),
    instantOf: (day, minuteOfDay) => {
      const wanted = day * wholeDay + minuteOfDay * minute;
      // The offset at the wanted time is the one before or the one after a change of the clocks that day.
      const before = wanted - offset(wanted - wholeDay);
      const after = wanted - offset(wanted + wholeDay);
      if (shown(before) === wanted) return before;
      return shown(after) === wanted ? after : before;
    },
  };
}
