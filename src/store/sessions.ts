import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** Somebody who signed in. The id itself is only in their browser, and the token only opens with the server's secret. */
export type SessionRow = {
  readonly idHash: string;
  readonly userId: number;
  readonly login: string;
  readonly sealedToken: string;
  readonly startedAt: Date;
  readonly seenAt: Date;
};

export type SessionRows = {
  readonly startSession: (row: SessionRow) => Promise<void>;
  readonly findSession: (idHash: string) => Promise<SessionRow | null>;
  readonly touchSession: (idHash: string, at: Date) => Promise<void>;
  readonly keepToken: (idHash: string, sealedToken: string) => Promise<void>;
  readonly endSession: (idHash: string) => Promise<void>;
};

export function createSessionRows(db: Kysely<Tables>): SessionRows {
  return {
    startSession: async (row) => {
      await db
        .insertInto('sessions')
        .values({
          id_hash: row.idHash,
          user_id: row.userId,
          login: row.login,
          sealed_token: row.sealedToken,
          started_at: row.startedAt,
          seen_at: row.seenAt,
        })
        .execute();
    },
    findSession: async (idHash) => {
      const row = await db.selectFrom('sessions').selectAll().where('id_hash', '=', idHash).executeTakeFirst();
      if (row === undefined) return null;
      return {
        idHash: row.id_hash,
        userId: row.user_id,
        login: row.login,
        sealedToken: row.sealed_token,
        startedAt: row.started_at,
        seenAt: row.seen_at,
      };
    },
    touchSession: async (idHash, at) => {
      await db.updateTable('sessions').set({ seen_at: at }).where('id_hash', '=', idHash).execute();
    },
    keepToken: async (idHash, sealedToken) => {
      await db.updateTable('sessions').set({ sealed_token: sealedToken }).where('id_hash', '=', idHash).execute();
    },
    endSession: async (idHash) => {
      await db.deleteFrom('sessions').where('id_hash', '=', idHash).execute();
    },
  };
}
