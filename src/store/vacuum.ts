import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema.ts';

/** The tables whose rows change or go; the record only grows. */
const changing = [
  'pgboss.job_common',
  'pgboss.queue',
  'deliveries',
  'pull_requests',
  'report_pull_requests',
  'report_sign_offs',
  'explanations',
  'decision_chains',
  'ledger_pushes',
];

/** Makes room where rows were changed or deleted. PostgreSQL does that by itself; the embedded database has nobody for it. */
export async function vacuum(db: Kysely<Tables>): Promise<void> {
  for (const table of changing) await sql`vacuum (analyze) ${sql.table(table)}`.execute(db);
}
