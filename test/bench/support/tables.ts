import { Client } from 'pg';
import { openEmbedded } from '../../../src/store/embedded.ts';

/** How large each table is with its indexes, in bytes: those over half a megabyte, and all of them together. */
export async function tableSizes(
  where: { readonly databaseUrl: string } | { readonly dataFolder: string },
): Promise<Readonly<Record<string, number>>> {
  const rows = 'databaseUrl' in where ? await askServer(where.databaseUrl) : await askFolder(where.dataFolder);
  const sizes = rows.map(({ name, size }) => ({ name, size: Number(size) }));
  const all = sizes.reduce((sum, { size }) => sum + size, 0);
  const large = sizes.filter(({ size }) => size > 500_000);
  return { ...Object.fromEntries(large.map(({ name, size }) => [name, size])), 'all together': all };
}

type Row = { readonly name: string; readonly size: string };

const query = `select relname as name, pg_total_relation_size(relid)::text as size from pg_stat_user_tables
  order by pg_total_relation_size(relid) desc`;

async function askServer(connectionString: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<Row>(query);
  await client.end();
  return rows;
}

/** Only while no server has it open. */
async function askFolder(dataFolder: string): Promise<readonly Row[]> {
  const pglite = await openEmbedded(dataFolder, null);
  const { rows } = await pglite.query<Row>(query);
  await pglite.close();
  return rows;
}
