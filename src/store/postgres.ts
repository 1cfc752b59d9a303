import { Pool, types } from 'pg';

/** Connections to a PostgreSQL server. Counts and ids come back as numbers, as they do from the embedded database. */
export function openPool(databaseUrl: string): Pool {
  return new Pool({
    connectionString: databaseUrl,
    max: 10,
    application_name: 'countersign',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 60_000,
    types: {
      getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
    },
  });
}
