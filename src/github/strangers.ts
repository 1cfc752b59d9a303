import type { Pace, ReadDelivery } from '../core/hint.ts';
import { pullRequestKey } from '../core/job.ts';
import { createBoundedMap } from './bounded-map.ts';

/** What people who may not write have left to cause. */
export type Strangers = {
  /** How soon a delivery is worked off. Nothing is dropped: what is over budget waits and is merged. */
  readonly paceOf: (delivery: ReadDelivery) => Pace;
};

/** For each person, and for each pull request by all of them together; both refill over the hour. */
const perHour = 30;

export function createStrangers(now: () => number = Date.now): Strangers {
  const pushers = createBoundedMap<true>(20_000);
  const purses = createBoundedMap<{ readonly left: number; readonly at: number }>(20_000);

  return {
    paceOf({ event, stranger, hints, pushes, pace = 'prompt' }) {
      // GitHub calls members strangers whose membership is private. Whoever pushed to a branch here is none.
      if (event === 'push') for (const { pusher } of pushes) pushers.set(String(pusher.id), true);
      if (stranger === undefined || pushers.get(String(stranger)) === true) return pace;
      const pullRequests = hints.flatMap((hint) => (hint.kind === 'pull-request' ? [pullRequestKey(hint.ref)] : []));
      const paid = [`by ${stranger}`, ...pullRequests].map(pay);
      if (!paid.every(Boolean)) return 'rationed';
      return pace === 'prompt' ? 'behind' : pace;
    },
  };

  function pay(purse: string): boolean {
    const { left, at } = purses.get(purse) ?? { left: perHour, at: now() };
    const refilled = Math.min(perHour, left + (Math.max(0, now() - at) / 3_600_000) * perHour);
    purses.set(purse, { left: Math.max(0, refilled - 1), at: now() });
    return refilled >= 1;
  }
}
