import { AsyncLocalStorage } from 'node:async_hooks';

/** Counts the requests that one piece of work causes, however deep in it they are sent. */
export type Meter = {
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
  readonly requests: () => number;
};

type Count = { requests: number };

const current = new AsyncLocalStorage<Count>();

export function createMeter(): Meter {
  const count: Count = { requests: 0 };
  return { run: (work) => current.run(count, work), requests: () => count.requests };
}

/** Puts a request on the account of the work that sends it; a request outside of any is nobody's. */
export function meterRequest(): void {
  const count = current.getStore();
  if (count !== undefined) count.requests += 1;
}
