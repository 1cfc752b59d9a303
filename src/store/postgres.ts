import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { type CustomTypesConfig, Pool, type PoolClient, types } from 'pg';
import type { Logger } from '../log.ts';
import { within } from './within.ts';

/**
 * Longer than the server lets a statement take: whoever has not heard by then hears nothing on this connection any more.
 * A machine that vanishes without a word, as in a failover, would else be waited for until the operating system gives up,
 * which takes a quarter of an hour.
 */
export const deafAfter = 65_000;

/** Connections to a PostgreSQL server. */
export function openPool(databaseUrl: string, log: Logger, patience = deafAfter): PostgresPool {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 10,
    application_name: 'countersign',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 60_000,
    types: numericIds,
  });
  // A server that restarts breaks idle connections and transactions under way. Whoever waits for an answer is told, new
  // connections are opened, and without these listeners the process would die of it.
  pool.on('connect', (client) => client.on('error', (error) => log.warn({ err: error }, 'database connection lost')));
  pool.on('error', () => undefined);
  const known = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect();
      const before = known.get(client) ?? impatient(client, patience);
      known.set(client, before);
      return before;
    },
  };
}

/** A connection that goes out of use once an answer did not come: what was sent on it may still be done. */
function impatient(client: PoolClient, patience: number): PostgresPoolClient {
  let deaf: Error | null = null;
  const query = async (text: string, parameters: readonly unknown[] = []) => {
    if (deaf !== null) throw deaf;
    return await within(patience, client.query(text, [...parameters]), (late) => {
      deaf = late;
    });
  };
  return {
    // Kysely's type has cursors besides, which nobody uses here.
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => client.release(deaf ?? destroy),
  };
}

/** Counts and ids come back as numbers, as they do from the embedded database. */
export const numericIds: CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
};
