import type { RoutingPolicy, WorkingHours } from '../core/policy.ts';
import { canonicalLogin } from './names.ts';
import { weekdays } from './schema/routing.ts';
import type { PolicyContent } from './schema.ts';

type Written = NonNullable<PolicyContent['routing']>;

/**
 * Whom to ask by all files together. Asking decides nothing, so that what wins is what bothers people least: `off` before
 * `suggest` before `ask`, the smaller cap, the longer absence. Times are those of the first file that gives any.
 */
export function joinRouting(contents: readonly PolicyContent[]): RoutingPolicy | null {
  const written = contents.flatMap(({ routing }) => (routing === undefined ? [] : [routing]));
  const modes = written.map(({ mode }) => mode ?? 'ask');
  if (written.length === 0 || modes.includes('off')) return null;
  const first = <Value>(read: (routing: Written) => Value | undefined): Value | undefined =>
    written.map(read).find((value) => value !== undefined);
  return {
    mode: modes.includes('suggest') ? 'suggest' : 'ask',
    maxOpen: smallest(written.flatMap(({ max_open }) => max_open ?? [])) ?? defaultMaxOpen,
    away: joinAway(written),
    nudgeAfter: minutesIn(first(({ nudge_after }) => nudge_after)),
    escalateAfter: minutesIn(first(({ escalate_after }) => escalate_after)),
    workingHours: workingHoursOf(first(({ working_hours }) => working_hours)),
    chat: first(({ chat }) => chat) ?? null,
  };
}

const defaultMaxOpen = 8;

const smallest = (numbers: readonly number[]): number | undefined => numbers.toSorted((a, b) => a - b)[0];

function joinAway(written: readonly Written[]): RoutingPolicy['away'] {
  const until = new Map<string, string>();
  for (const absence of written.flatMap(({ away = [] }) => away)) {
    const user = canonicalLogin(absence.user);
    const earlier = until.get(user);
    if (earlier === undefined || earlier < absence.until) until.set(user, absence.until);
  }
  return [...until].map(([user, day]) => ({ user, until: day })).sort((a, b) => (a.user < b.user ? -1 : 1));
}

const minutesIn = (hours: string | undefined): number | null =>
  hours === undefined ? null : Number.parseInt(hours, 10) * 60;

function workingHoursOf(written: Written['working_hours']): WorkingHours {
  const { time_zone = 'UTC', days = weekdays.slice(0, 5), from = '09:00', to = '17:00' } = written ?? {};
  const numbers = [...new Set(days)].map((day) => weekdays.indexOf(day) + 1).sort((a, b) => a - b);
  return { timeZone: time_zone, days: numbers, from: minuteOf(from), to: minuteOf(to) };
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}
