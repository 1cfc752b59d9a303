import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema.ts';

/** Runs the work while nobody else, in this process or another on the same database, runs work under the same key. */
export type Exclusively = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Each lock is held on a connection of its own. There must be some left for the work that is done under them. */
const locksAtOnce = 4;

/** `shared`: other processes use the database too, and are kept out by an advisory lock of a connection held meanwhile. */
export function createExclusive(db: Kysely<Tables>, use: 'own' | 'shared'): Exclusively {
  const inTurn = createTurnstile();
  const admitted = createGate(locksAtOnce);
  return (key, work) => inTurn(key, () => (use === 'own' ? work() : admitted(() => underLock(db, key, work))));
}

function underLock<T>(db: Kysely<Tables>, key: string, work: () => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(hashtextextended(${key}, 0))`.execute(connection);
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(hashtextextended(${key}, 0))`.execute(connection);
    }
  });
}

/** One at a time for each key, in the order of coming. */
export function createTurnstile(): Exclusively {
  const queues = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = queues.get(key) ?? Promise.resolve();
    const run = before.then(work);
    const settled = run.catch(() => undefined);
    queues.set(key, settled);
    try {
      return await run;
    } finally {
      if (queues.get(key) === settled) queues.delete(key);
    }
  };
}

/** So many at a time, in the order of coming. */
function createGate(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((enter) => waiting.push(enter));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
