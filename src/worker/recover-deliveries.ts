import { GitHubError } from '../errors.ts';
import type { Logger } from '../log.ts';

/** An attempt to deliver that GitHub's log calls failed. A redelivery is another attempt under the same guid. */
export type FailedDelivery = { readonly id: number; readonly guid: string; readonly at: Date };

/** A time, and the attempts shortly before it that need no other look. */
export type Mark = { readonly at: Date; readonly done: readonly number[] };

export type RecoverPorts = {
  /** The attempts that failed since then and some from before, newest first; null: all that are known. */
  readonly listFailedDeliveries: (since: Date | null) => Promise<readonly FailedDelivery[]>;
  readonly redeliver: (id: number) => Promise<void>;
  /** Up to which failure earlier recoveries have come; null: there was none. */
  readonly readMark: () => Promise<Mark | null>;
  readonly setMark: (mark: Mark) => Promise<void>;
  readonly log: Logger;
};

/**
 * Asks GitHub for the deliveries that did not reach us: it never sends them again by itself. A redelivery that fails too
 * is a newer failure, so the mark needs no memory of what was tried. Says how many were asked for.
 */
export async function recoverDeliveries(ports: RecoverPorts): Promise<number> {
  const mark = await ports.readMark();
  const failures = await ports.listFailedDeliveries(mark === null ? null : before(mark.at));
  const lost = lostDeliveries(failures, mark);
  let asked = 0;
  for (const { id, at } of lost) {
    if (await tryRedeliver(ports, id)) asked += 1;
    // Oldest first, so that what an error leaves undone is what comes after the mark.
    await ports.setMark({ at, done: [] });
  }
  const newest = failures[0]?.at;
  if (newest !== undefined) {
    const done = failures.filter(({ at }) => at > before(newest)).map(({ id }) => id);
    await ports.setMark({ at: newest, done });
  }
  if (lost.length > 0) ports.log.info({ redelivered: asked, refused: lost.length - asked }, 'deliveries recovered');
  return asked;
}

/** What GitHub no longer has is not asked for for ever: the sweep finds what it would have told. */
async function tryRedeliver({ redeliver, log }: RecoverPorts, id: number): Promise<boolean> {
  try {
    await redeliver(id);
    return true;
  } catch (error) {
    if (!(error instanceof GitHubError) || error.status === null || error.status >= 500 || error.retryAt !== null)
      throw error;
    log.warn({ delivery: id, err: error }, 'delivery not asked for');
    return false;
  }
}

/** A delivery that failed so often makes us fail; the sweep finds what it would have told. */
const enough = 5;
/** Failures are logged by the time at which GitHub began to deliver, and known only when it gave up. */
const overlap = 60_000;

const before = (at: Date): Date => new Date(at.getTime() - overlap);

/** The attempt to repeat for each delivery that has failed since the mark, oldest first. */
export function lostDeliveries(failures: readonly FailedDelivery[], mark: Mark | null): readonly FailedDelivery[] {
  const since = mark === null ? new Date(0) : before(mark.at);
  const done = new Set(mark?.done);
  return [...Map.groupBy(failures, ({ guid }) => guid).values()]
    .flatMap((attempts) => {
      const newest = attempts.reduce((one, other) => (other.at > one.at ? other : one));
      return newest.at > since && !done.has(newest.id) && attempts.length < enough ? [newest] : [];
    })
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
}
