import type { Kysely, Selectable } from 'kysely';
import { beginning, digestOf } from './chain.ts';
import type { Tables } from './schema.ts';
import { sealOf } from './seals.ts';

export type ChainProblem = {
  /** Where in the chain; null when it is the chain as a whole. */
  readonly seq: number | null;
  readonly kind: 'edited' | 'missing' | 'out-of-place' | 'tail-cut' | 'not-recorded' | 'person-changed';
  readonly detail: string;
};

export type ChainReport = {
  readonly installationId: number;
  readonly entries: number;
  /** The digest of the newest entry: kept elsewhere, it proves later that nothing was cut off. */
  readonly head: string;
  readonly problems: readonly ChainProblem[];
};

/** A digest that somebody else kept for us, such as the one a check on GitHub carries. */
export type Witness = { readonly installationId: number; readonly digest: string; readonly where: string };

/**
 * Reads every entry and finds what was edited, deleted, moved, or written without the key. Whether the tail was cut off
 * together with our own note of it only the witnesses can say.
 */
export async function verifyChains(
  db: Kysely<Tables>,
  key: string,
  witnesses: readonly Witness[],
): Promise<readonly ChainReport[]> {
  const chains = await db.selectFrom('decision_chains').select('installation_id').execute();
  const entries = await db.selectFrom('decisions').select('installation_id').distinct().execute();
  const ids = [...chains, ...entries].map((row) => row.installation_id);
  const all = new Set([...ids, ...witnesses.map(({ installationId }) => installationId)]);
  const reports: ChainReport[] = [];
  for (const installationId of [...all].toSorted((a, b) => a - b)) {
    const own = witnesses.filter((witness) => witness.installationId === installationId);
    reports.push(await verifyChain(db, key, installationId, own));
  }
  return reports;
}

/** The report on one installation's chain. */
export async function verifyChain(
  db: Kysely<Tables>,
  key: string,
  installationId: number,
  witnesses: readonly Witness[],
): Promise<ChainReport> {
  const problems: ChainProblem[] = [];
  const digests = new Set<string>();
  let last = { seq: 0, digest: beginning };
  let entries = 0;
  for await (const page of pages(db, installationId)) {
    for (const row of page) {
      problems.push(...problemsOf(row, last, key));
      digests.add(row.digest);
      last = { seq: row.seq, digest: row.digest };
    }
    entries += page.length;
    problems.push(...(await changedPeople(db, page)));
  }
  problems.push(...(await problemsOfTail(db, installationId, last)));
  for (const witness of witnesses.filter(({ digest }) => !digests.has(digest)))
    problems.push({ seq: null, kind: 'not-recorded', detail: `${witness.where} shows \`${witness.digest}\`` });
  return { installationId, entries, head: last.digest, problems };
}

type Row = Selectable<Tables['decisions']>;

async function* pages(db: Kysely<Tables>, installationId: number): AsyncGenerator<readonly Row[]> {
  for (let after = -1; ; ) {
    const page = await db
      .selectFrom('decisions')
      .selectAll()
      .where('installation_id', '=', installationId)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(500)
      .execute();
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.seq;
  }
}

function problemsOf(row: Row, last: { readonly seq: number; readonly digest: string }, key: string): ChainProblem[] {
  const problems: ChainProblem[] = [];
  const { seq } = row;
  if (seq !== last.seq + 1)
    problems.push({ seq, kind: 'missing', detail: `entries ${last.seq + 1} to ${seq - 1} are gone` });
  else if (row.previous !== last.digest)
    problems.push({ seq, kind: 'out-of-place', detail: 'names another entry as the one before it' });
  if (row.digest !== digestOf(key, row))
    problems.push({ seq, kind: 'edited', detail: 'is not what the digest was made of' });
  return problems;
}

/** Erased facts are gone and nothing is wrong with that; those that are there must be what was sealed. */
async function changedPeople(db: Kysely<Tables>, page: readonly Row[]): Promise<readonly ChainProblem[]> {
  const first = page[0];
  const last = page.at(-1);
  if (first === undefined || last === undefined) return [];
  const people = await db
    .selectFrom('decision_people')
    .selectAll()
    .where('installation_id', '=', first.installation_id)
    .where('seq', '>=', first.seq)
    .where('seq', '<=', last.seq)
    .execute();
  return people
    .filter(({ seal, salt, user_id, value }) => seal !== sealOf({ salt, userId: user_id, value }))
    .map(({ seq }) => ({ seq, kind: 'person-changed', detail: 'a personal fact is not the one that was sealed' }));
}

async function problemsOfTail(
  db: Kysely<Tables>,
  installationId: number,
  last: { readonly seq: number; readonly digest: string },
): Promise<readonly ChainProblem[]> {
  const noted = await db
    .selectFrom('decision_chains')
    .select(['seq', 'digest'])
    .where('installation_id', '=', installationId)
    .executeTakeFirst();
  if (noted === undefined && last.seq === 0) return [];
  if (noted?.seq === last.seq && noted.digest === last.digest) return [];
  return [{ seq: null, kind: 'tail-cut', detail: `ends at ${last.seq}, where ${noted?.seq ?? 'nothing'} was noted` }];
}
