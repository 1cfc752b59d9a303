import { GitHubError } from '../errors.ts';

/** What each installation may still ask for: GitHub's secondary limits as points, and the times GitHub named. */
export type Budget = {
  readonly spend: (purse: Purse, installationId: number, points: number, what: string) => Promise<void>;
  readonly limit: (purses: readonly Purse[], installationId: number, until: Date) => void;
  readonly refuseWhileLimited: (purse: Purse, installationId: number, what: string) => void;
};

export type Purse = 'rest' | 'graphql';

type Clock = { readonly now: () => number; readonly sleep: (milliseconds: number) => Promise<unknown> };

// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
// 900 points a minute for REST, 2,000 for GraphQL; a tenth is left for others who use the same installation.
const pointsPerMinute: Readonly<Record<Purse, number>> = { rest: 810, graphql: 1800 };

// Longer than this a job had better give its place to another and come back.
const longestWait = 5_000;

export function createBudget(clock: Clock): Budget {
  const purses = new Map<string, { points: number; at: number }>();
  const limitedUntil = new Map<string, number>();

  return {
    async spend(purse, installationId, points, what) {
      const wait = take(purse, installationId, points);
      if (wait === 0) return;
      if (wait > longestWait)
        throw new GitHubError(`\`${what}\` would exceed GitHub's limits`, null, new Date(clock.now() + wait), null);
      await clock.sleep(wait);
    },
    limit(limited, installationId, until) {
      for (const purse of limited) {
        const key = `${purse}:${installationId}`;
        limitedUntil.set(key, Math.max(until.getTime(), limitedUntil.get(key) ?? 0));
      }
    },
    refuseWhileLimited(purse, installationId, what) {
      const key = `${purse}:${installationId}`;
      const until = limitedUntil.get(key) ?? 0;
      if (until > clock.now())
        throw new GitHubError(`\`${what}\` waits for GitHub's rate limit`, null, new Date(until), null);
      limitedUntil.delete(key);
    },
  };

  /** Takes the points when the wait for them is bearable; the milliseconds until they are there. */
  function take(purse: Purse, installationId: number, points: number): number {
    const key = `${purse}:${installationId}`;
    const full = pointsPerMinute[purse];
    const now = clock.now();
    const before = purses.get(key) ?? { points: full, at: now };
    // A clock that is set back takes nothing away.
    const refilled = Math.min(full, before.points + (Math.max(0, now - before.at) / 60_000) * full);
    const left = refilled - points;
    const wait = left >= 0 ? 0 : Math.ceil((-left / full) * 60_000);
    if (wait <= longestWait) purses.set(key, { points: left, at: now });
    return wait;
  }
}
