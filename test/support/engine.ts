import type { PGlite } from '@electric-sql/pglite';
import { openEmbedded } from '../../src/store/embedded.ts';
import { template } from './template.ts';

type Used = { readonly pglite: PGlite; readonly end: () => Promise<void> };

/** Engines of this test file that nobody uses any more. */
const idle: Used[] = [];

// Benchmarks come here too, and there is no jest there.
const { afterAll } = globalThis as { readonly afterAll?: (end: () => Promise<unknown>) => void };
let over = false;
afterAll?.(async () => {
  over = true;
  for (const { end } of idle) await end();
});

/**
 * An embedded database with every table and no row in it. Starting one takes half a second, emptying a used one a
 * hundredth of that: closing it gives it back to the next test of the same file.
 */
export async function borrowEngine(): Promise<PGlite> {
  const used = idle.pop();
  if (used !== undefined) {
    await wipe(async (text) => (await used.pglite.exec(text)).flatMap(({ rows }) => rows));
    return used.pglite;
  }
  const pglite = await openEmbedded(':memory:', await template());
  const end = pglite.close.bind(pglite);
  return Object.assign(pglite, {
    close: async () => {
      if (over) await end();
      else idle.push({ pglite, end });
    },
  });
}

/** As if nothing had ever happened in this database. */
export async function wipe(query: (text: string) => Promise<readonly Record<string, unknown>[]>): Promise<void> {
  const tables = await query(
    `select table_name from information_schema.tables where table_schema = 'public' and table_name not like 'kysely%'`,
  );
  const names = ['pgboss.job', ...tables.map((row) => String(row['table_name']))];
  // Deleting a few rows is much quicker than truncating so many tables.
  const statements = names.map((name) => `delete from ${name}`);
  await query(`set session_replication_role = replica; ${statements.join('; ')}; reset session_replication_role`);
}
