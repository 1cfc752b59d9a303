import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema.ts';

/** What the replicas must agree on besides the work itself. */
export type Turns = {
  /** True for one process in a period, whichever of the replicas asks first; for nobody while another one is at it. */
  readonly takeTurn: (name: string, periodSeconds: number) => Promise<boolean>;
  /** Whoever is at it says so every now and then: it may take longer than the period. */
  readonly keepTurn: (name: string) => Promise<void>;
  readonly endTurn: (name: string) => Promise<void>;
  /** How far something has come; null: nobody has said. */
  readonly readMark: (name: string) => Promise<Mark | null>;
  readonly setMark: (name: string, mark: Mark) => Promise<void>;
};

/** A time, and what around it is done already. */
export type Mark = { readonly at: Date; readonly done: readonly number[] };

/** How long somebody is believed to be at it who has not said so again, in seconds. */
const patience = 150;

export const createTurns = (db: Kysely<Tables>): Turns => ({
  takeTurn: (name, periodSeconds) => takeTurn(db, name, periodSeconds),
  keepTurn: async (name) => {
    await sql`update settings set value = ${held} where key = ${`turn/${name}`}`.execute(db);
  },
  endTurn: async (name) => {
    await sql`update settings set value = '{}' where key = ${`turn/${name}`}`.execute(db);
  },
  readMark: async (name) => {
    const row = await db.selectFrom('settings').select('value').where('key', '=', `mark/${name}`).executeTakeFirst();
    if (row === undefined || !('at' in row.value)) return null;
    const done = 'done' in row.value && Array.isArray(row.value.done) ? row.value.done.map(Number) : [];
    return { at: new Date(String(row.value.at)), done };
  },
  setMark: async (name, { at, done }) => {
    const value = JSON.stringify({ at: at.toISOString(), done });
    await db
      .insertInto('settings')
      .values({ key: `mark/${name}`, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, updated_at: sql`now()` }))
      .execute();
  },
});

const held = sql`jsonb_build_object('until', extract(epoch from now() + make_interval(secs => ${patience})))`;

/** The database's clock decides. A replica that dies in its turn costs one period. */
async function takeTurn(db: Kysely<Tables>, name: string, periodSeconds: number): Promise<boolean> {
  const { rows } = await sql`
    insert into settings (key, value, updated_at) values (${`turn/${name}`}, ${held}, now())
    on conflict (key) do update set updated_at = now(), value = excluded.value
      where settings.updated_at <= now() - make_interval(secs => ${periodSeconds})
        and coalesce((settings.value->>'until')::float8, 0) <= extract(epoch from now())
    returning key`.execute(db);
  return rows.length === 1;
}
