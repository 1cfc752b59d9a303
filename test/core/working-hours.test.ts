import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WorkingHours } from '../../src/core/policy.ts';
import { afterWorkingMinutes, dayIn } from '../../src/core/routing/working-hours.ts';

const usual: WorkingHours = { timeZone: 'UTC', days: [1, 2, 3, 4, 5], from: 9 * 60, to: 17 * 60 };
const berlin: WorkingHours = { ...usual, timeZone: 'Europe/Berlin' };

describe('so many working hours later', () => {
  it.each([
    { why: 'within a day', from: '2026-03-02T10:00:00Z', hours: 4, then: '2026-03-02T14:00:00.000Z' },
    { why: 'at the very end of a day', from: '2026-03-02T09:00:00Z', hours: 8, then: '2026-03-02T17:00:00.000Z' },
    { why: 'over a night', from: '2026-03-02T16:00:00Z', hours: 4, then: '2026-03-03T12:00:00.000Z' },
    { why: 'from before work', from: '2026-03-02T03:00:00Z', hours: 1, then: '2026-03-02T10:00:00.000Z' },
    { why: 'from after work', from: '2026-03-02T22:00:00Z', hours: 1, then: '2026-03-03T10:00:00.000Z' },
    { why: 'over a weekend', from: '2026-03-06T16:00:00Z', hours: 4, then: '2026-03-09T12:00:00.000Z' },
    { why: 'from a Sunday', from: '2026-03-08T12:00:00Z', hours: 2, then: '2026-03-09T11:00:00.000Z' },
    {
      why: 'over the weekend on which the clocks go forward',
      hours: 2,
      from: '2026-03-27T15:00:00Z',
      then: '2026-03-30T08:00:00.000Z',
      by: berlin,
    },
    {
      why: 'over the weekend on which they go back',
      hours: 2,
      from: '2026-10-23T14:00:00Z',
      then: '2026-10-26T09:00:00.000Z',
      by: berlin,
    },
    {
      why: 'in a night in which an hour is skipped',
      hours: 2,
      from: '2026-03-29T00:00:00Z',
      then: '2026-03-29T02:00:00.000Z',
      by: { timeZone: 'Europe/Berlin', days: [7], from: 0, to: 6 * 60 },
    },
    {
      why: 'in hours that begin within the skipped one',
      hours: 1,
      from: '2026-03-28T22:00:00Z',
      then: '2026-03-29T02:30:00.000Z',
      by: { timeZone: 'Europe/Berlin', days: [7], from: 2 * 60 + 30, to: 6 * 60 },
    },
    {
      why: 'in hours that begin within the one that comes twice: at its first time',
      hours: 1,
      from: '2026-10-24T22:00:00Z',
      then: '2026-10-25T01:30:00.000Z',
      by: { timeZone: 'Europe/Berlin', days: [7], from: 2 * 60 + 30, to: 6 * 60 },
    },
    {
      why: 'on the day on which the clocks have gone back before work',
      hours: 1,
      from: '2026-10-24T22:00:00Z',
      then: '2026-10-25T10:00:00.000Z',
      by: { timeZone: 'Europe/Berlin', days: [7], from: 10 * 60, to: 16 * 60 },
    },
    {
      why: 'where the day is another one than in UTC',
      hours: 1,
      from: '2026-03-01T20:30:00Z',
      then: '2026-03-01T21:30:00.000Z',
      by: { ...usual, timeZone: 'Pacific/Auckland' },
    },
  ])('is $why', ({ from, hours, then, by = usual }) => {
    expect(afterWorkingMinutes(from, hours * 60, by)).toBe(then);
  });

  it('is some day, even where hardly any hour counts', () => {
    expect(afterWorkingMinutes('2026-03-02T10:00:00Z', 999 * 60, { ...usual, days: [7], to: 9 * 60 + 1 })).toMatch(
      /^203/,
    );
  });
});

const arbitraryHours = fc
  .record({
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'),
    days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
    from: fc.integer({ min: 0, max: 1200 }),
    long: fc.integer({ min: 30, max: 239 }),
  })
  .map(({ long, ...hours }): WorkingHours => ({ ...hours, to: hours.from + long }));
const times = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });
const minutes = fc.integer({ min: 0, max: 3000 });

/** Said by another way: what the clock on the wall shows. */
function isWorking(at: string, { timeZone, days, from, to }: WorkingHours): boolean {
  const shown = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
    new Date(at),
  );
  const [date = '', time = ''] = shown.split(' ');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const weekday = ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
  return days.includes(weekday) && hour * 60 + minute >= from && hour * 60 + minute <= to;
}

describe('working hours', () => {
  it('are when people work, and never before the beginning', () => {
    fc.assert(
      fc.property(times, minutes, arbitraryHours, (from, long, hours) => {
        const then = afterWorkingMinutes(from.toISOString(), long, hours);
        expect(Date.parse(then) - from.getTime()).toBeGreaterThanOrEqual(long * 60_000);
        // An hour that the clocks skip is shown as the one after it.
        expect(isWorking(then, { ...hours, to: hours.to + 60 })).toBe(true);
      }),
    );
  });

  it('add up', () => {
    fc.assert(
      fc.property(times, minutes, minutes, arbitraryHours, (from, one, other, hours) => {
        const atOnce = afterWorkingMinutes(from.toISOString(), one + other + 1, hours);
        const first = afterWorkingMinutes(from.toISOString(), one, hours);
        expect(afterWorkingMinutes(first, other + 1, hours)).toBe(atOnce);
      }),
    );
  });

  it('are no fewer later', () => {
    fc.assert(
      fc.property(times, fc.nat(100_000), minutes, arbitraryHours, (from, later, long, hours) => {
        const after = new Date(from.getTime() + later * 1000);
        const [one, other] = [from, after].map((start) => afterWorkingMinutes(start.toISOString(), long, hours));
        expect((one ?? '') <= (other ?? '')).toBe(true);
      }),
    );
  });

  it.each([
    { at: '2026-03-02T23:30:00Z', zone: 'Europe/Berlin', day: '2026-03-03' },
    { at: '2026-03-02T03:30:00Z', zone: 'America/New_York', day: '2026-03-01' },
  ])('know that it is $day in $zone', ({ at, zone, day }) => {
    expect(dayIn(zone, at)).toBe(day);
  });
});
