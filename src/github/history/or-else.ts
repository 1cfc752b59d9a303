import { GitHubError, HeadMovedError } from '../../errors.ts';
import { RationSpent } from './ration.ts';

/** What could not be read for want of requests, because it was refused, or because it is gone: unknown, and said so. */
export async function orElse<T>(otherwise: T, notRead: string[], what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const refused =
      error instanceof GitHubError && error.retryAt === null && [403, 404, 422].includes(error.status ?? 0);
    if (!refused && !(error instanceof RationSpent) && !(error instanceof HeadMovedError)) throw error;
    if (what !== '') notRead.push(what);
    return otherwise;
  }
}

/** One after the other: the ration is spent in an order that does not depend on which answer comes first. */
export async function inTurn<T, R>(
  items: readonly T[],
  act: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const done: R[] = [];
  for (const [index, item] of items.entries()) done.push(await act(item, index));
  return done;
}
