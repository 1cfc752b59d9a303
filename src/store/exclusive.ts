import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema.ts';

/** Runs the work while nobody else, in this process or another on the same database, runs work under the same key. */
export type Exclusively = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** `shared`: other processes use the database too, and are kept out by an advisory lock of a connection held meanwhile. */
export function createExclusive(db: Kysely<Tables>, use: 'own' | 'shared'): Exclusively {
  const queues = new Map<string, Promise<unknown>>();

  return async (key, work) => {
    const before = queues.get(key) ?? Promise.resolve();
    const run = before.then(() => (use === 'own' ? work() : underLock(key, work)));
    const settled = run.catch(() => undefined);
    queues.set(key, settled);
    try {
      return await run;
    } finally {
      if (queues.get(key) === settled) queues.delete(key);
    }
  };

  function underLock<T>(key: string, work: () => Promise<T>): Promise<T> {
    return db.connection().execute(async (connection) => {
      await sql`select pg_advisory_lock(hashtextextended(${key}, 0))`.execute(connection);
      try {
        return await work();
      } finally {
        await sql`select pg_advisory_unlock(hashtextextended(${key}, 0))`.execute(connection);
      }
    });
  }
}
