import { createHmac } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { PullRequestRef } from '../core/facts.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Tables } from './schema.ts';
import { type Seals, sealing, unsealed } from './seals.ts';

/** What an entry of the record is about. */
export type EntryKind = 'decision' | 'merge' | 'override' | 'dispute' | 'debt' | 'request' | 'merge-group' | 'push';

export type Entry = {
  readonly kind: EntryKind;
  readonly ref: PullRequestRef;
  readonly at: Date;
  /** What tells this entry from the one before it: the same again is not appended. */
  readonly decided: (seals: Seals) => object;
  /** What is kept besides, and makes no difference. */
  readonly facts: (seals: Seals) => object;
};

/** The digest that the first entry of a chain names as the one before it. */
export const beginning = '0'.repeat(64);

/**
 * Appends to the installation's chain, unless the newest entry of its kind and pull request says the same.
 * Each entry's digest covers the one before it and needs a key that the database does not hold.
 */
export async function append(
  trx: Transaction<Tables>,
  key: string,
  entry: Entry,
): Promise<{ readonly digest: string }> {
  const fingerprint = fingerprintOf(key, entry);
  const same = await newestIfSame(trx, entry, fingerprint);
  if (same !== null) return same;
  const head = await lockChain(trx, entry.ref.installationId);
  // Whoever held the chain may have appended the very same.
  const meanwhile = await newestIfSame(trx, entry, fingerprint);
  if (meanwhile !== null) return meanwhile;
  return insertEntry(trx, key, entry, { fingerprint, seq: head.seq + 1, previous: head.digest });
}

async function newestIfSame(trx: Transaction<Tables>, { ref, kind }: Entry, fingerprint: string) {
  const newest = await trx
    .selectFrom('decisions')
    .select(['digest', 'fingerprint'])
    .where('repository_id', '=', ref.repositoryId)
    .where('number', '=', ref.number)
    .where('kind', '=', kind)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest?.fingerprint === fingerprint ? { digest: newest.digest } : null;
}

async function lockChain(trx: Transaction<Tables>, installationId: number) {
  await trx
    .insertInto('decision_chains')
    .values({ installation_id: installationId, seq: 0, digest: beginning })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return trx
    .selectFrom('decision_chains')
    .select(['seq', 'digest'])
    .where('installation_id', '=', installationId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** How many entries one statement carries. */
const perStatement = 100;

/**
 * Appends entries of one installation at once, oldest first; each is made when the one before it has its digest. Whoever
 * calls knows that each says something else than the one before it of its kind and pull request.
 */
export async function appendAll(
  trx: Transaction<Tables>,
  key: string,
  installationId: number,
  entries: Generator<Entry, void, string>,
): Promise<void> {
  let { seq, digest } = await lockChain(trx, installationId);
  const sealed: ReturnType<typeof sealEntry>[] = [];
  for (let next = entries.next(''); next.done !== true; next = entries.next(digest)) {
    seq += 1;
    const fingerprint = fingerprintOf(key, next.value);
    const made = sealEntry(key, next.value, { fingerprint, seq, previous: digest });
    digest = made.row.digest;
    sealed.push(made);
  }
  for (let from = 0; from < sealed.length; from += perStatement) {
    const some = sealed.slice(from, from + perStatement);
    const people = some.flatMap((each) => each.people);
    await trx
      .insertInto('decisions')
      .values(some.map(({ row }) => row))
      .execute();
    if (people.length > 0) await trx.insertInto('decision_people').values(people).execute();
  }
  await noteHead(trx, installationId, { seq, digest });
}

type Place = { readonly fingerprint: string; readonly seq: number; readonly previous: string };

async function insertEntry(
  trx: Transaction<Tables>,
  key: string,
  entry: Entry,
  place: Place,
): Promise<{ readonly digest: string }> {
  const { row, people } = sealEntry(key, entry, place);
  const { seq, digest } = row;
  await trx.insertInto('decisions').values(row).execute();
  if (people.length > 0) await trx.insertInto('decision_people').values(people).execute();
  await noteHead(trx, row.installation_id, { seq, digest });
  return { digest };
}

/** An entry as its rows: the one of the chain, and those of the personal facts that it only holds sealed. */
function sealEntry(key: string, entry: Entry, place: Place) {
  const { seals, facts } = sealing();
  const content = canonicalJson({ ...entry.decided(seals), facts: entry.facts(seals) });
  const row = {
    ...place,
    installation_id: entry.ref.installationId,
    repository_id: entry.ref.repositoryId,
    number: entry.ref.number,
    kind: entry.kind,
    created_at: entry.at,
  };
  const digest = digestOf(key, { ...row, content: JSON.parse(content) });
  const { installation_id, seq } = row;
  const people = facts().map(({ seal, salt, userId, value }) => ({
    installation_id,
    seq,
    seal,
    salt,
    user_id: userId,
    value,
  }));
  return { row: { ...row, content, digest }, people };
}

async function noteHead(
  trx: Transaction<Tables>,
  installationId: number,
  head: { readonly seq: number; readonly digest: string },
): Promise<void> {
  await trx.updateTable('decision_chains').set(head).where('installation_id', '=', installationId).execute();
}

function fingerprintOf(key: string, { kind, decided }: Entry): string {
  return createHmac('sha256', key)
    .update(`fingerprint\n${kind}\n${canonicalJson(decided(unsealed))}`)
    .digest('hex');
}

/** The keyed digest of everything an entry says, its place and the entry before it included. */
export function digestOf(
  key: string,
  entry: {
    readonly installation_id: number;
    readonly seq: number;
    readonly kind: string;
    readonly repository_id: number;
    readonly number: number;
    readonly fingerprint: string;
    readonly content: unknown;
    readonly previous: string;
    readonly created_at: Date;
  },
): string {
  const { installation_id, seq, kind, repository_id, number, fingerprint, content, previous, created_at } = entry;
  const covered = [installation_id, seq, kind, repository_id, number, fingerprint, content, previous];
  return createHmac('sha256', key)
    .update(`entry\n${canonicalJson([...covered, created_at.toISOString()])}`)
    .digest('hex');
}
