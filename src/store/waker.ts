/** Wakes workers at a time to come. */
export type Waker = { readonly know: (worker: string) => void; readonly wakeLater: (seconds: number) => void };

/** Whoever is to be woken about then is woken together. */
const grain = 250;

export function createWaker(wake: (worker: string) => void): Waker {
  const workers: string[] = [];
  const planned = new Set<number>();
  return {
    know: (worker) => workers.push(worker),
    wakeLater: (seconds) => {
      if (workers.length === 0 || seconds === 0) return;
      const now = Date.now();
      const at = Math.ceil((now + seconds * 1000) / grain) * grain;
      if (planned.has(at)) return;
      planned.add(at);
      setTimeout(() => {
        planned.delete(at);
        for (const worker of workers) wake(worker);
      }, at - now).unref();
    },
  };
}
