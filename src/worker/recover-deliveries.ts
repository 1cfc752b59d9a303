import type { Logger } from '../log.ts';

/** An attempt to deliver that GitHub's log calls failed. A redelivery is another attempt under the same guid. */
export type FailedDelivery = { readonly id: number; readonly guid: string; readonly at: Date };

export type RecoverPorts = {
  /** The newest failed attempts, newest first. */
  readonly listFailedDeliveries: () => Promise<readonly FailedDelivery[]>;
  readonly redeliver: (id: number) => Promise<void>;
  /** Up to which failure earlier recoveries have come; null: there was none. */
  readonly readMark: () => Promise<Date | null>;
  readonly setMark: (at: Date) => Promise<void>;
  readonly log: Logger;
};

/**
 * Asks GitHub for the deliveries that did not reach us: it never sends them again by itself. A redelivery that fails too
 * is a newer failure, so the mark needs no memory of what was tried. Says how many were asked for.
 */
export async function recoverDeliveries(ports: RecoverPorts): Promise<number> {
  const [failures, mark] = await Promise.all([ports.listFailedDeliveries(), ports.readMark()]);
  const lost = lostDeliveries(failures, mark);
  for (const id of lost) await ports.redeliver(id);
  const newest = failures[0]?.at;
  if (newest !== undefined) await ports.setMark(newest);
  if (lost.length > 0) ports.log.info({ redelivered: lost.length }, 'deliveries recovered');
  return lost.length;
}

/** A delivery that failed so often makes us fail; the sweep finds what it would have told. */
const enough = 5;
/** Failures are logged by the time at which GitHub began to deliver, and known only when it gave up. */
const overlap = 60_000;

/** The attempt to repeat for each delivery that has failed since the mark. */
export function lostDeliveries(failures: readonly FailedDelivery[], mark: Date | null): readonly number[] {
  const since = mark === null ? 0 : mark.getTime() - overlap;
  return [...Map.groupBy(failures, ({ guid }) => guid).values()].flatMap((attempts) => {
    const newest = attempts.reduce((one, other) => (other.at > one.at ? other : one));
    return newest.at.getTime() > since && attempts.length < enough ? [newest.id] : [];
  });
}
