import { type CustomTypesConfig, Pool, types } from 'pg';
import type { Logger } from '../log.ts';

/** Connections to a PostgreSQL server. */
export function openPool(databaseUrl: string, log: Logger): Pool {
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
  return pool;
}

/** Counts and ids come back as numbers, as they do from the embedded database. */
export const numericIds: CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
};
