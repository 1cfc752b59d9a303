import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema.ts';

/** What the replicas must agree on besides the work itself. */
export type Turns = {
  /** True for one process in a period, whichever of the replicas asks first. */
  readonly takeTurn: (name: string, periodSeconds: number) => Promise<boolean>;
  /** How far something has come; null: nobody has said. */
  readonly readMark: (name: string) => Promise<Date | null>;
  readonly setMark: (name: string, at: Date) => Promise<void>;
};

export const createTurns = (db: Kysely<Tables>): Turns => ({
  takeTurn: (name, periodSeconds) => takeTurn(db, name, periodSeconds),
  readMark: async (name) => {
    const row = await db.selectFrom('settings').select('value').where('key', '=', `mark/${name}`).executeTakeFirst();
    return row !== undefined && 'at' in row.value ? new Date(String(row.value.at)) : null;
  },
  setMark: async (name, at) => {
    const value = JSON.stringify({ at: at.toISOString() });
    await db
      .insertInto('settings')
      .values({ key: `mark/${name}`, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, updated_at: sql`now()` }))
      .execute();
  },
});

/** The database's clock decides. A replica that dies in its turn costs one period. */
async function takeTurn(db: Kysely<Tables>, name: string, periodSeconds: number): Promise<boolean> {
  const { rows } = await sql`
    insert into settings (key, value, updated_at) values (${`turn/${name}`}, '{}', now())
    on conflict (key) do update set updated_at = now()
      where settings.updated_at <= now() - make_interval(secs => ${periodSeconds})
    returning key`.execute(db);
  return rows.length === 1;
}
