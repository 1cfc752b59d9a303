export type UpkeepPorts = {
  /** True for one replica in a period. */
  readonly takeTurn: (name: string, periodSeconds: number) => Promise<boolean>;
  readonly endTurn: (name: string) => Promise<void>;
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
  if (!(await ports.takeTurn(turn, periodSeconds))) return false;
  const failures: unknown[] = [];
  const tryEach = async (parts: readonly (() => Promise<unknown>)[]): Promise<void> => {
    for (const part of parts) await part().catch((error: unknown) => failures.push(error));
  };
  // Thousands of deliveries take GitHub many minutes; the sweep finds what they would have told, and does not wait.
  await Promise.all([tryEach([ports.recoverDeliveries]), tryEach([ports.retryDead, ports.tidy, ports.sweep])]);
  await tryEach([() => ports.endTurn(turn)]);
  if (failures.length > 0) throw new AggregateError(failures, 'parts of the upkeep failed');
  return true;
}

/**
 * The same for a process that begins: what could not be delivered while nobody was there does not wait for the end of the
 * period. Of several that begin together one asks.
 */
export async function beginUpkeep(ports: UpkeepPorts, periodSeconds: number): Promise<void> {
  if (await upkeep(ports, periodSeconds)) return;
  if (!(await ports.takeTurn(atStart, 30))) return;
  try {
    await ports.recoverDeliveries();
  } finally {
    await ports.endTurn(atStart);
  }
}

/** The names under which the replicas take turns. */
export const turn = 'upkeep';
const atStart = 'upkeep at start';
