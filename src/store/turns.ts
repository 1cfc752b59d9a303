import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema.ts';

/**
 * True for one process in a period: of several replicas only one sweeps. The database's clock decides, and a replica
 * that dies in its turn costs one period.
 */
export async function takeTurn(db: Kysely<Tables>, name: string, periodSeconds: number): Promise<boolean> {
  const { rows } = await sql`
    insert into settings (key, value, updated_at) values (${`turn/${name}`}, '{}', now())
    on conflict (key) do update set updated_at = now()
      where settings.updated_at <= now() - make_interval(secs => ${periodSeconds})
    returning key`.execute(db);
  return rows.length === 1;
}
