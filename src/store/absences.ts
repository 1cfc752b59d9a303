import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** The day (`2026-12-31`) on which people are back, as they said themselves; by account, and nobody else sets it. */
export type Absences = {
  /** Those of the accounts that set one, also one that has passed meanwhile. */
  readonly awayUntil: (accountIds: readonly number[]) => Promise<ReadonlyMap<number, string>>;
  /** null: they are there. */
  readonly setAway: (accountId: number, until: string | null) => Promise<void>;
};

export function createAbsences(db: Kysely<Tables>): Absences {
  return {
    awayUntil: async (accountIds) => {
      if (accountIds.length === 0) return new Map();
      const rows = await db
        .selectFrom('absences')
        .selectAll()
        .where('user_id', 'in', [...accountIds])
        .execute();
      return new Map(rows.map((row) => [row.user_id, row.until]));
    },
    setAway: async (accountId, until) => {
      if (until === null) {
        await db.deleteFrom('absences').where('user_id', '=', accountId).execute();
        return;
      }
      await db
        .insertInto('absences')
        .values({ user_id: accountId, until })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ until }))
        .execute();
    },
  };
}
