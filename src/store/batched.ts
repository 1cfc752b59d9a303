/**
 * One call at a time, each for all the items that came during the one before it. When a call fails because of an item,
 * they are tried one by one, so that a bad one does not fail its neighbours; any other failure is everybody's.
 */
export function batched<T, R>(options: {
  readonly limit: number;
  readonly run: (items: readonly T[]) => Promise<readonly R[]>;
  readonly blamesItem: (error: unknown) => boolean;
}): (item: T) => Promise<R> {
  type Entry = { readonly item: T; readonly resolve: (result: R) => void; readonly reject: (error: unknown) => void };
  const { limit, run, blamesItem } = options;
  const waiting: Entry[] = [];
  let running = false;

  const attempt = async (entries: readonly Entry[]): Promise<void> => {
    try {
      const results = await run(entries.map(({ item }) => item));
      for (const [index, result] of results.entries()) entries[index]?.resolve(result);
    } catch (error) {
      if (entries.length > 1 && blamesItem(error)) for (const entry of entries) await attempt([entry]);
      else for (const entry of entries) entry.reject(error);
    }
  };
  const drain = async (): Promise<void> => {
    if (running) return;
    running = true;
    while (waiting.length > 0) await attempt(waiting.splice(0, limit));
    running = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      void drain();
    });
}
