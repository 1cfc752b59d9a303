import type { RoutingPolicy } from '../policy.ts';
import { afterWorkingMinutes } from './working-hours.ts';

/** Somebody who was asked first, and since when they could have answered. */
export type Waiting = { readonly person: number; readonly since: string; readonly reminded: boolean };

export type WaitingFacts = {
  readonly routing: Pick<RoutingPolicy, 'nudgeAfter' | 'escalateAfter' | 'workingHours'>;
  readonly waiting: readonly Waiting[];
  /** How often somebody else was asked as well on this pull request, and when last. */
  readonly escalations: number;
  readonly escalatedAt: string | null;
};

/** What is to be done about people who were asked and have not answered. */
export type Step =
  | { readonly kind: 'remind'; readonly people: readonly number[] }
  /** Another person of the same level, in the same team where there is one, for whom this one lets wait. */
  | { readonly kind: 'ask-beside'; readonly person: number }
  | { readonly kind: 'ask-next-level'; readonly person: number }
  /** null: nothing more is to come. */
  | { readonly kind: 'wait'; readonly until: string | null };

/**
 * The one thing to do now, or the time to look again. Only in working hours, and nothing before so many of them have
 * passed; a reminder once for each person, each escalation once for the pull request.
 */
export function nextStep(facts: WaitingFacts, now: string): Step {
  const due = [...escalationOf(facts), ...remindersOf(facts)];
  const ready = due.filter(({ at }) => Date.parse(at) <= Date.parse(now));
  const [first] = ready;
  if (first === undefined) return { kind: 'wait', until: earliest(due.map(({ at }) => at)) };
  const working = afterWorkingMinutes(now, 0, facts.routing.workingHours);
  if (Date.parse(working) > Date.parse(now)) return { kind: 'wait', until: working };
  if (first.kind !== 'remind') return { kind: first.kind, person: first.person };
  return { kind: 'remind', people: ready.map(({ person }) => person) };
}

type Due = {
  readonly kind: 'remind' | 'ask-beside' | 'ask-next-level';
  readonly person: number;
  readonly at: string;
};

/** Each waits as long again as the one before it, counted from when that was taken. */
function escalationOf({ routing, waiting, escalations, escalatedAt }: WaitingFacts): readonly Due[] {
  const { escalateAfter, workingHours } = routing;
  const [longest] = waiting.toSorted(
    (one, other) => Date.parse(one.since) - Date.parse(other.since) || one.person - other.person,
  );
  const kind = (['ask-beside', 'ask-next-level'] as const)[escalations];
  if (escalateAfter === null || longest === undefined || kind === undefined) return [];
  const from = escalatedAt === null ? longest.since : latest(longest.since, escalatedAt);
  return [{ kind, person: longest.person, at: afterWorkingMinutes(from, escalateAfter, workingHours) }];
}

/** Where somebody else was asked already, a reminder that should have come before says nothing more. */
function remindersOf({ routing, waiting, escalations }: WaitingFacts): readonly Due[] {
  const { nudgeAfter, escalateAfter, workingHours } = routing;
  const isOver = escalations > 0 && escalateAfter !== null && nudgeAfter !== null && nudgeAfter <= escalateAfter;
  if (nudgeAfter === null || isOver) return [];
  return waiting
    .filter(({ reminded }) => !reminded)
    .map(({ person, since }) => ({ kind: 'remind', person, at: afterWorkingMinutes(since, nudgeAfter, workingHours) }));
}

const latest = (one: string, other: string): string => (Date.parse(one) > Date.parse(other) ? one : other);

const earliest = (times: readonly string[]): string | null =>
  times.toSorted((one, other) => Date.parse(one) - Date.parse(other))[0] ?? null;
