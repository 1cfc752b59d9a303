import type { Account } from '../../core/facts.ts';
import { nextStep, type Waiting } from '../../core/routing/next-step.ts';
import type { NewRequest, OurRequest } from '../../core/routing/request.ts';
import { type Desk, isFresh, isOpen, type RoutePorts } from './desk.ts';
import { alsoFor, type Found } from './find.ts';

export type InTime = {
  readonly asked: readonly NewRequest[];
  readonly reminded: readonly Account[];
  readonly escalated: Account | null;
  readonly until: string | null;
};

export const quiet: InTime = { asked: [], reminded: [], escalated: null, until: null };

/** What the time that has passed asks for. */
export async function inTime(ports: RoutePorts, desk: Desk, { asked: fresh }: Found): Promise<InTime> {
  const { routing, requests, stands, now } = desk;
  const waiting = [
    ...stands
      .filter((request) => request.step === 'first' && isOpen(request, desk))
      .map((request) => waitingOf(request, desk)),
    ...fresh.map(({ account }) => ({ person: account.id, since: now, reminded: false })),
  ];
  const escalations = Math.max(0, ...requests.map((request) => request.escalations));
  const escalatedAt =
    requests
      .flatMap((request) => request.escalatedAt ?? [])
      .toSorted()
      .at(-1) ?? null;
  const facts = { routing, waiting, escalations, escalatedAt };
  const step = nextStep(facts, now);
  const untilAfter = (changed: Partial<typeof facts>): string | null => {
    const next = nextStep({ ...facts, ...changed }, now);
    return next.kind === 'wait' ? next.until : now;
  };
  if (step.kind === 'wait') return { ...quiet, until: step.until };
  if (step.kind === 'remind') {
    const reminded = stands.filter(({ account }) => step.people.includes(account.id)).map(({ account }) => account);
    const isReminded = ({ person, ...rest }: Waiting) => ({
      ...rest,
      person,
      reminded: rest.reminded || step.people.includes(person),
    });
    return { ...quiet, reminded, until: untilAfter({ waiting: waiting.map(isReminded) }) };
  }
  const slow = stands.find(({ account }) => account.id === step.person);
  if (slow === undefined) return quiet;
  const until = untilAfter({ escalations: escalations + 1, escalatedAt: now });
  return { ...quiet, asked: await alsoFor(ports, desk, slow, step.kind), escalated: slow.account, until };
}

const waitingOf = (request: OurRequest, desk: Desk): Waiting => ({
  person: request.account.id,
  since: isFresh(request, desk) ? desk.now : (request.waitingSince ?? desk.now),
  reminded: request.remindedAt !== null,
});
