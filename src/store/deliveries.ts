import type { Kysely, Transaction } from 'kysely';
import { fromKysely, type PgBoss } from 'pg-boss';
import type { Hint, ReadDelivery } from '../core/hint.ts';
import { hintKey } from '../core/job.ts';
import { batched } from './batched.ts';
import { insertComments } from './commands.ts';
import { beginEpochs } from './epochs.ts';
import { noteInstallations } from './installations.ts';
import { rememberPushed } from './ledger.ts';
import { insertPushes } from './pushes.ts';
import { type PacedHint, type Pauses, senderOf } from './queues.ts';
import type { Tables } from './schema.ts';

export type Accepted = 'accepted' | 'duplicate';

/**
 * Takes deliveries over: when the promise is fulfilled, their jobs and pushes are stored, all or none. Deliveries that
 * arrive while a transaction is under way share the next one.
 */
export function acceptor(
  db: Kysely<Tables>,
  boss: PgBoss,
  pauses: Pauses,
): (delivery: ReadDelivery) => Promise<Accepted> {
  const accept = batched({
    limit: 100,
    run: (deliveries: readonly ReadDelivery[]) =>
      db.transaction().execute((trx) => acceptAll(trx, boss, pauses, deliveries)),
    blamesItem: isDataError,
  });
  return async (delivery) => {
    const { hints, pushes, installations = [] } = delivery;
    const concernsUs = hints.length + pushes.length + installations.length > 0;
    return concernsUs ? await accept(delivery) : 'accepted';
  };
}

async function acceptAll(trx: Transaction<Tables>, boss: PgBoss, pauses: Pauses, deliveries: readonly ReadDelivery[]) {
  const fresh = await insertDeliveries(trx, deliveries);
  const answers: Accepted[] = [];
  const hints: PacedHint[] = [];
  for (const delivery of deliveries) {
    const isFresh = fresh.delete(delivery.guid);
    answers.push(isFresh ? 'accepted' : 'duplicate');
    // A redelivery is often deliberate, because the first one came to nothing: it is swallowed only when it did not.
    const open = isFresh ? delivery.hints : await unsettled(trx, boss, delivery);
    hints.push(...open.map((hint) => ({ hint, pace: delivery.pace ?? 'prompt' })));
  }
  await insertPushes(
    trx,
    deliveries.flatMap(({ pushes }) => pushes),
  );
  await insertComments(
    trx,
    deliveries.flatMap(({ comments = [] }) => comments),
  );
  await rememberPushed(
    trx,
    deliveries.flatMap(({ evidence = [] }) => evidence),
  );
  await noteInstallations(
    trx,
    deliveries.flatMap(({ installations = [] }) => installations),
    new Date(),
  );
  const accepted = hints.map(({ hint }) => hint);
  await beginEpochs(trx, accepted);
  await senderOf(boss, trx, pauses).send(hints);
  return answers;
}

/** The ids that were not known. In one order, so that no two transactions wait for each other crosswise. */
async function insertDeliveries(trx: Transaction<Tables>, deliveries: readonly ReadDelivery[]): Promise<Set<string>> {
  const rows = deliveries.map(({ guid, event }) => ({ guid, event })).toSorted((a, b) => (a.guid < b.guid ? -1 : 1));
  const inserted = await trx
    .insertInto('deliveries')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('guid')
    .execute();
  return new Set(inserted.map(({ guid }) => guid));
}

/** The hints of a delivery for which no run that began after its first arrival has ended well. */
async function unsettled(trx: Transaction<Tables>, boss: PgBoss, delivery: ReadDelivery): Promise<readonly Hint[]> {
  const first = await trx
    .selectFrom('deliveries')
    .select('received_at')
    .where('guid', '=', delivery.guid)
    .executeTakeFirstOrThrow();
  const open: Hint[] = [];
  for (const hint of delivery.hints) {
    const jobs = await boss.findJobs('hints', { key: hintKey(hint), db: fromKysely(trx) });
    // A job that left its work to another one has an output that says so.
    const done = jobs.some(
      (job) => job.state === 'completed' && job.output === null && job.startedOn >= first.received_at,
    );
    if (!done) open.push(hint);
  }
  return open;
}

/** PostgreSQL's classes for a value that it cannot store and for a constraint that it breaks. */
const isDataError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && /^2[23]/.test(String(error.code));
