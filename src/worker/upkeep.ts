export type UpkeepPorts = {
  /** True for one replica in a period. */
  readonly takeTurn: (name: string, periodSeconds: number) => Promise<boolean>;
  /** Asks GitHub for the deliveries that did not reach us. */
  readonly recoverDeliveries: () => Promise<number>;
  /** Gives jobs that had been given up another round of attempts. */
  readonly retryDead: () => Promise<number>;
  /** Deletes what is past its time. */
  readonly tidy: () => Promise<void>;
  readonly sweep: () => Promise<unknown>;
};

/**
 * What must happen once in a period, whichever replica does it: the others find the turn taken. Asked for more often than
 * the period, so that restarts do not stretch it. Says whether the turn was ours. What fails does not keep the rest from
 * being done: one failure at GitHub must not end the sweeps.
 */
export async function upkeep(ports: UpkeepPorts, periodSeconds: number): Promise<boolean> {
  if (!(await ports.takeTurn('upkeep', periodSeconds))) return false;
  const failures: unknown[] = [];
  for (const part of [ports.recoverDeliveries, ports.retryDead, ports.tidy, ports.sweep]) {
    await part().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'parts of the upkeep failed');
  return true;
}
