import { type Kysely, sql } from 'kysely';
import { purgeRemoved } from './installations.ts';
import type { Tables } from './schema.ts';

/** Whom to forget: the account, and every name under which free text may speak of the person. */
export type Person = { readonly userId: number; readonly names: readonly string[] };

/**
 * Erases what the record says in the clear about a person; the chain stays whole and its seals say nothing any more.
 * The ledger keeps the bare account number of a pusher, without which the person could approve their own work.
 */
export async function erasePerson(db: Kysely<Tables>, { userId, names }: Person): Promise<number> {
  const spoken = names.filter((name) => name.length > 0).map((name) => name.toLowerCase());
  return await db.transaction().execute(async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom('decision_people')
      .where((either) =>
        either.or([
          either('user_id', '=', userId),
          sql<boolean>`exists (select from unnest(${spoken}::text[]) as name where position(name in lower(value)) > 0)`,
        ]),
      )
      .executeTakeFirstOrThrow();
    await trx.updateTable('ledger_pushes').set({ pusher_login: '' }).where('pusher_id', '=', userId).execute();
    await trx.deleteFrom('commands').where('author_id', '=', userId).execute();
    await trx
      .deleteFrom('explanations')
      .where((either) =>
        either.or([
          sql<boolean>`${userId}::bigint = any(people)`,
          sql<boolean>`exists (select from unnest(${spoken}::text[]) as name where position(name in lower(explanation::text)) > 0)`,
        ]),
      )
      .execute();
    await trx.deleteFrom('absences').where('user_id', '=', userId).execute();
    await trx.deleteFrom('requests').where('user_id', '=', userId).execute();
    await sql`
      update requests set considered = '[]' where considered @> ${JSON.stringify([{ account: { id: userId } }])}::jsonb
    `.execute(trx);
    await trx.deleteFrom('sessions').where('user_id', '=', userId).execute();
    await trx.updateTable('debts').set({ by_login: '', reason: '' }).where('by_id', '=', userId).execute();
    await trx.updateTable('debts').set({ assignee_id: null }).where('assignee_id', '=', userId).execute();
    await trx
      .updateTable('report_sign_offs')
      .set({ user_id: null, login: null })
      .where('user_id', '=', userId)
      .execute();
    await trx.updateTable('pull_requests').set({ author_id: null }).where('author_id', '=', userId).execute();
    return Number(numDeletedRows);
  });
}

export type Retention = {
  readonly deliveryDays: number;
  readonly pushDays: number;
  /** How long the record names people. What was decided stays. */
  readonly personalDays: number;
  /** How long everything is kept of an account that took the App off; putting it on again in time keeps it. */
  readonly removedDays: number;
};

export const usualRetention: Retention = { deliveryDays: 7, pushDays: 180, personalDays: 3 * 365, removedDays: 30 };

/** Deletes what is past its time. */
export async function tidy(db: Kysely<Tables>, now: Date, keep: Retention): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60 * 1000);
  await db.deleteFrom('deliveries').where('received_at', '<', before(keep.deliveryDays)).execute();
  await db.deleteFrom('ledger_pushes').where('seen_at', '<', before(keep.pushDays)).execute();
  await db.deleteFrom('commands').where('seen_at', '<', before(keep.pushDays)).execute();
  await db
    .updateTable('report_sign_offs')
    .set({ user_id: null, login: null })
    .where('counted_at', '<', before(keep.personalDays))
    .where('user_id', 'is not', null)
    .execute();
  await sql`
    delete from explanations e using pull_requests p
    where p.repository_id = e.repository_id and p.number = e.number and p.evaluated_at < ${before(keep.personalDays)}
  `.execute(db);
  await purgeRemoved(db, before(keep.removedDays));
  await db.deleteFrom('sessions').where('started_at', '<', before(1)).execute();
  // The day is over wherever it is the latest; that somebody was away is nobody's business any more.
  await db.deleteFrom('absences').where('until', '<', before(1).toISOString().slice(0, 10)).execute();
  await sql`
    delete from decision_people p using decisions d
    where d.installation_id = p.installation_id and d.seq = p.seq and d.created_at < ${before(keep.personalDays)}
  `.execute(db);
}
