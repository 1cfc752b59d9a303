import { type Kysely, sql } from 'kysely';
import type { Entry, EntrySearch } from '../core/entry.ts';
import { outcomeOf } from './outcome.ts';
import type { Tables } from './schema.ts';

/** The record for people who look something up in it. */
export type RecordSearch = {
  /** The newest first; one more than asked for says that there are further ones. */
  readonly searchRecord: (search: EntrySearch, most: number) => Promise<readonly Entry[]>;
  /** null: there is none, or it is about a repository that the reader may not see. */
  readonly readEntry: (digest: string, repositoryIds: readonly number[]) => Promise<Entry | null>;
  /** The digests of entries by their place in the chain, as far as the reader may see them. */
  readonly digestsAt: (
    installationId: number,
    seqs: readonly number[],
    repositoryIds: readonly number[],
  ) => Promise<ReadonlyMap<number, string>>;
};

export function createRecordSearch(db: Kysely<Tables>): RecordSearch {
  return {
    searchRecord: async (search, most) => {
      const before = search.before === null ? null : await seqOf(db, search, search.before);
      return withPeople(db, (await found(search, before, most).execute(db)).rows);
    },
    readEntry: async (digest, repositoryIds) => {
      const { rows } = await sql<Row>`
        select ${columns} from decisions d
        where d.digest = ${digest} and d.repository_id = any(${repositoryIds}::bigint[])`.execute(db);
      return (await withPeople(db, rows))[0] ?? null;
    },
    digestsAt: async (installationId, seqs, repositoryIds) => {
      const { rows } = await sql<{ seq: number; digest: string }>`
        select seq, digest from decisions where installation_id = ${installationId}
        and seq = any(${seqs}::bigint[]) and repository_id = any(${repositoryIds}::bigint[])`.execute(db);
      return new Map(rows.map(({ seq, digest }) => [seq, digest]));
    },
  };
}

type Row = Omit<Entry, 'people' | 'at'> & { installation_id: number; seq: number; created_at: Date };

const outcome = sql.raw(outcomeOf('d.'));

const columns = sql`d.installation_id, d.seq, d.digest, d.previous, d.created_at, d.kind, ${outcome} as outcome,
  d.repository_id as "repositoryId", d.number, d.content`;

/** Only an entry that the reader may see is a place to go on from. */
async function seqOf(db: Kysely<Tables>, search: EntrySearch, digest: string): Promise<number | null> {
  const { rows } = await sql<{ seq: number }>`
    select seq from decisions where digest = ${digest} and installation_id = ${search.installationId}
    and repository_id = any(${search.repositoryIds}::bigint[])`.execute(db);
  return rows[0]?.seq ?? null;
}

const slack = 60 * 60 * 1000;

/**
 * By place in the chain, which every index ends with. Times follow the chain but for the clocks of several replicas, so
 * a period becomes a stretch of the chain with an hour to spare, and then the times themselves are compared.
 */
function found(search: EntrySearch, before: number | null, most: number) {
  const { installationId, repositoryIds, number, person, since, until } = search;
  const conditions = [
    sql`d.installation_id = ${installationId}`,
    sql`d.repository_id = any(${repositoryIds}::bigint[])`,
    ...(before === null ? [] : [sql`d.seq < ${before}`]),
    ...(number === null ? [] : [sql`d.number = ${number}`]),
    ...(search.outcome === null ? [] : [sql`${outcome} = ${search.outcome}`]),
    ...(since === null
      ? []
      : [
          sql`d.created_at >= ${since} and d.seq >= coalesce((
          select seq from decisions where installation_id = ${installationId}
          and created_at >= ${new Date(since.getTime() - slack)} order by created_at limit 1), 9223372036854775807)`,
        ]),
    ...(until === null
      ? []
      : [
          sql`d.created_at < ${until} and d.seq <= coalesce((
          select seq from decisions where installation_id = ${installationId}
          and created_at < ${new Date(until.getTime() + slack)} order by created_at desc limit 1), 0)`,
        ]),
    ...(person === null
      ? []
      : [
          sql`d.seq in (
          select p.seq from decision_people p where p.installation_id = ${installationId} and p.user_id is not null
          and lower(p.value) = ${person.toLowerCase()})`,
        ]),
  ];
  return sql<Row>`
    select ${columns} from decisions d where ${sql.join(conditions, sql` and `)}
    order by d.seq desc limit ${most}`;
}

async function withPeople(db: Kysely<Tables>, rows: readonly Row[]): Promise<readonly Entry[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const people = await db
    .selectFrom('decision_people')
    .select(['seq', 'seal', 'value'])
    .where('installation_id', '=', first.installation_id)
    .where('seq', '=', sql<number>`any(${rows.map(({ seq }) => seq)}::bigint[])`)
    .execute();
  const bySeq = Map.groupBy(people, ({ seq }) => seq);
  return rows.map(({ seq, created_at: at, digest, previous, kind, outcome: came, repositoryId, number, content }) => ({
    digest,
    previous,
    kind,
    outcome: came,
    repositoryId,
    number,
    content,
    at: at.toISOString(),
    people: Object.fromEntries((bySeq.get(seq) ?? []).map(({ seal, value }) => [seal, value])),
  }));
}
