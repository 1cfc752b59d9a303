/** Lets so many run at once for each installation; the rest wait their turn in order. */
export type Gate = { readonly pass: <T>(installationId: number, run: () => Promise<T>) => Promise<T> };

// GitHub allows 100 at once over everything; one busy installation must not take them all.
const atOnce = 10;

export function createGate(): Gate {
  const lanes = new Map<number, { running: number; readonly waiting: (() => void)[] }>();

  return {
    async pass(installationId, run) {
      const lane = lanes.get(installationId) ?? { running: 0, waiting: [] };
      lanes.set(installationId, lane);
      // Whoever leaves hands over the place, so that a newcomer cannot overtake those who wait.
      if (lane.running >= atOnce) await new Promise<void>((resolve) => lane.waiting.push(resolve));
      else lane.running += 1;
      try {
        return await run();
      } finally {
        const next = lane.waiting.shift();
        if (next === undefined) lane.running -= 1;
        else next();
        if (lane.running === 0) lanes.delete(installationId);
      }
    },
  };
}
