import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextStep, type Step, type Waiting, type WaitingFacts } from '../../src/core/routing/next-step.ts';
import { afterWorkingMinutes } from '../../src/core/routing/working-hours.ts';
import { aRouting } from '../support/policy.ts';

/** Monday to Friday, nine to five, in a zone that changes its clocks. */
const workingHours = { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], from: 9 * 60, to: 17 * 60 };
const monday = '2026-03-02T09:00:00.000Z';

const factsOf = (only: Partial<WaitingFacts> = {}, routing = {}): WaitingFacts => ({
  routing: aRouting({ nudgeAfter: 8 * 60, escalateAfter: 16 * 60, workingHours, ...routing }),
  waiting: [{ person: 1, since: monday, reminded: false }],
  escalations: 0,
  escalatedAt: null,
  ...only,
});

describe('the next step', () => {
  it.each<{ why: string; facts: WaitingFacts; now: string; step: Step }>([
    { why: 'nobody waits', facts: factsOf({ waiting: [] }), now: monday, step: { kind: 'wait', until: null } },
    {
      why: 'the reminder is not due',
      facts: factsOf(),
      now: '2026-03-03T08:59:59.999Z',
      step: { kind: 'wait', until: '2026-03-03T09:00:00.000Z' },
    },
    { why: 'it is', facts: factsOf(), now: '2026-03-03T09:00:00.000Z', step: { kind: 'remind', people: [1] } },
    {
      why: 'it is due and it is night',
      facts: factsOf(),
      now: '2026-03-03T22:00:00.000Z',
      step: { kind: 'wait', until: '2026-03-04T08:00:00.000Z' },
    },
    {
      why: 'it is due and it is Saturday',
      facts: factsOf(),
      now: '2026-03-07T10:00:00.000Z',
      step: { kind: 'wait', until: '2026-03-09T08:00:00.000Z' },
    },
    {
      why: 'they were reminded',
      facts: factsOf({ waiting: [{ person: 1, since: monday, reminded: true }] }),
      now: '2026-03-03T12:00:00.000Z',
      step: { kind: 'wait', until: '2026-03-04T09:00:00.000Z' },
    },
    {
      why: 'both are due',
      facts: factsOf(),
      now: '2026-03-04T09:00:00.000Z',
      step: { kind: 'ask-beside', person: 1 },
    },
    {
      why: 'somebody else was asked, and the reminder never came',
      facts: factsOf({ escalations: 1, escalatedAt: '2026-03-04T09:00:00.000Z' }),
      now: '2026-03-05T09:00:00.000Z',
      step: { kind: 'wait', until: '2026-03-06T09:00:00.000Z' },
    },
    {
      why: 'as long again has passed',
      facts: factsOf({ escalations: 1, escalatedAt: '2026-03-04T09:00:00.000Z' }),
      now: '2026-03-06T09:00:00.000Z',
      step: { kind: 'ask-next-level', person: 1 },
    },
    {
      why: 'a push since then began the waiting anew',
      facts: factsOf({
        escalations: 1,
        escalatedAt: '2026-03-04T09:00:00.000Z',
        waiting: [{ person: 1, since: '2026-03-05T09:00:00.000Z', reminded: true }],
      }),
      now: '2026-03-06T09:00:00.000Z',
      step: { kind: 'wait', until: '2026-03-09T09:00:00.000Z' },
    },
    {
      why: 'everybody was asked who is to be',
      facts: factsOf({ escalations: 2, escalatedAt: '2026-03-06T09:00:00.000Z' }),
      now: '2026-04-06T09:00:00.000Z',
      step: { kind: 'wait', until: null },
    },
    {
      why: 'two wait, and the one who waits longest is the one for whom somebody else is asked',
      facts: factsOf({
        waiting: [
          { person: 2, since: '2026-03-02T10:00:00.000Z', reminded: true },
          { person: 1, since: '2026-03-02T09:00:00.000Z', reminded: true },
        ],
      }),
      now: '2026-03-04T12:00:00.000Z',
      step: { kind: 'ask-beside', person: 1 },
    },
    {
      why: 'the policy never reminds and never escalates',
      facts: factsOf({}, { nudgeAfter: null, escalateAfter: null }),
      now: '2027-03-04T12:00:00.000Z',
      step: { kind: 'wait', until: null },
    },
  ])('is $step.kind where $why', ({ facts, now, step }) => {
    expect(nextStep(facts, now)).toEqual(step);
  });
});

const instant = fc.integer({ min: 0, max: 60 * 24 * 28 }).map((minutes) => plus('2026-03-16T00:00:00.000Z', minutes));
const plus = (time: string, minutes: number): string => new Date(Date.parse(time) + minutes * 60_000).toISOString();

const anyFacts = fc
  .record({
    waiting: fc.uniqueArray(
      fc.record({ person: fc.integer({ min: 1, max: 5 }), since: instant, reminded: fc.boolean() }),
      {
        selector: ({ person }) => person,
        maxLength: 3,
      },
    ),
    escalations: fc.integer({ min: 0, max: 3 }),
    escalatedAt: instant,
    nudgeAfter: fc.option(fc.integer({ min: 1, max: 24 }).map((hours) => hours * 60)),
    escalateAfter: fc.option(fc.integer({ min: 1, max: 40 }).map((hours) => hours * 60)),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland'),
  })
  .map(
    ({ nudgeAfter, escalateAfter, timeZone, escalatedAt, escalations, waiting }): WaitingFacts => ({
      routing: { nudgeAfter, escalateAfter, workingHours: { ...workingHours, timeZone } },
      waiting,
      escalations,
      escalatedAt: escalations === 0 ? null : escalatedAt,
    }),
  );

/** Takes every step as it comes, looking again whenever it says so. */
function play(given: WaitingFacts, from: string): readonly { readonly step: Step; readonly at: string }[] {
  const taken: { step: Step; at: string }[] = [];
  let facts = given;
  let now = from;
  for (let looked = 0; looked < 100; looked += 1) {
    const step = nextStep(facts, now);
    if (step.kind === 'wait') {
      if (step.until === null) return taken;
      expect(Date.parse(step.until)).toBeGreaterThan(Date.parse(now));
      now = step.until;
      continue;
    }
    taken.push({ step, at: now });
    facts = after(facts, step, now);
  }
  throw new Error('it does not end');
}

function after(facts: WaitingFacts, step: Step, now: string): WaitingFacts {
  if (step.kind === 'remind') {
    const tell = (each: Waiting) => ({ ...each, reminded: each.reminded || step.people.includes(each.person) });
    return { ...facts, waiting: facts.waiting.map(tell) };
  }
  return { ...facts, escalations: facts.escalations + 1, escalatedAt: now };
}

describe('whatever people let wait', () => {
  it('nobody hears of it outside working hours, nor before the time', () => {
    fc.assert(
      fc.property(anyFacts, instant, (facts, now) => {
        const step = nextStep(facts, now);
        if (step.kind === 'wait') return;
        const { workingHours: hours, nudgeAfter, escalateAfter } = facts.routing;
        expect(afterWorkingMinutes(now, 0, hours)).toBe(now);
        const people = step.kind === 'remind' ? step.people : [step.person];
        const minutes = (step.kind === 'remind' ? nudgeAfter : escalateAfter) ?? Number.NaN;
        for (const { since } of facts.waiting.filter(({ person }) => people.includes(person)))
          expect(Date.parse(afterWorkingMinutes(since, minutes, hours))).toBeLessThanOrEqual(Date.parse(now));
      }),
    );
  });

  it('each is reminded once at most, and each escalation happens once, in its order', () => {
    fc.assert(
      fc.property(anyFacts, instant, (facts, now) => {
        const steps = play(facts, now).map(({ step }) => step);
        const reminded = steps.flatMap((step) => (step.kind === 'remind' ? step.people : []));
        expect(new Set(reminded).size).toBe(reminded.length);
        for (const { person, reminded: before } of facts.waiting) if (before) expect(reminded).not.toContain(person);
        const kinds = steps.map(({ kind }) => kind).filter((kind) => kind !== 'remind');
        expect(['ask-beside', 'ask-next-level'].slice(facts.escalations).slice(0, kinds.length)).toEqual(kinds);
      }),
    );
  });

  it('what is due stays due while people work, however late somebody looks', () => {
    fc.assert(
      fc.property(anyFacts, instant, fc.integer({ min: 0, max: 60 * 24 * 10 }), (facts, now, minutes) => {
        if (nextStep(facts, now).kind === 'wait') return;
        const later = afterWorkingMinutes(plus(now, minutes), 0, facts.routing.workingHours);
        expect(nextStep(facts, later).kind).not.toBe('wait');
      }),
    );
  });

  it('where nobody works on that day, the step is put off to when somebody does', () => {
    fc.assert(
      fc.property(anyFacts, instant, (facts, now) => {
        const step = nextStep(facts, now);
        if (step.kind !== 'wait' || step.until === null) return;
        const { workingHours: hours } = facts.routing;
        // The end of working hours belongs to them for what ends with them.
        const minuteBefore = plus(step.until, -1);
        const works = [step.until, minuteBefore].some((time) => afterWorkingMinutes(time, 0, hours) === time);
        expect(works).toBe(true);
      }),
    );
  });
});
