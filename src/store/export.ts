import { type Kysely, type Selectable, sql } from 'kysely';
import { csvLine } from '../core/csv.ts';
import { withoutTeams } from '../core/redact.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Tables } from './schema.ts';

export type ExportFilter = {
  readonly format: 'jsonl' | 'csv';
  readonly since: Date | null;
  /** Before this moment; left out: to the end. */
  readonly until?: Date | null;
  /** `owner/name`; null: all. */
  readonly repository: string | null;
  /** For whom: null exports everything; else what the reader may see, by repository ids, and whether with teams. */
  readonly reader: ExportReader | null;
};

export type ExportReader = {
  readonly installationId: number;
  readonly repositoryIds: readonly number[];
  readonly seesTeams: boolean;
};

/** The record as lines, oldest first within an installation, with the names of people who were not erased. */
export async function* exportDecisions(db: Kysely<Tables>, filter: ExportFilter): AsyncGenerator<string> {
  if (filter.format === 'csv') yield csvLine(columns.map(({ name }) => name));
  for await (const page of pages(db, filter)) {
    const names = await namesIn(db, page);
    for (const row of page) {
      const content = filter.reader?.seesTeams === false ? withoutTeams(row.content) : row.content;
      yield lineOf({ ...row, content, people: names.get(placeOf(row)) ?? {} }, filter.format);
    }
  }
}

type Row = Selectable<Tables['decisions']> & { readonly repository: string | null };
type Line = Omit<Row, 'content'> & { readonly content: unknown; readonly people: Readonly<Record<string, string>> };

async function* pages(
  db: Kysely<Tables>,
  { since, until = null, repository, reader }: ExportFilter,
): AsyncGenerator<readonly Row[]> {
  for (let after: Pick<Row, 'installation_id' | 'seq'> = { installation_id: -1, seq: -1 }; ; ) {
    let query = db
      .selectFrom('decisions as d')
      .selectAll('d')
      .select(repositoryName.as('repository'))
      .where(sql<boolean>`(d.installation_id, d.seq) > (${after.installation_id}, ${after.seq})`)
      .orderBy('d.installation_id')
      .orderBy('d.seq')
      .limit(200);
    if (since !== null) query = query.where('d.created_at', '>=', since);
    if (until !== null) query = query.where('d.created_at', '<', until);
    if (repository !== null) query = query.where(sql`lower(${repositoryName})`, '=', repository.toLowerCase());
    if (reader !== null)
      query = query
        .where('d.installation_id', '=', reader.installationId)
        .where('d.repository_id', '=', sql<number>`any(${reader.repositoryIds}::bigint[])`);
    const page = await query.execute();
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last;
  }
}

/** As the entry itself names it, which one without a pull request does, or as its pull request does. */
const repositoryName = sql<string | null>`coalesce(d.content -> 'facts' ->> 'repository', (
  select p.owner || '/' || p.name from pull_requests p
  where p.repository_id = d.repository_id order by p.number = d.number desc, p.evaluated_at desc limit 1
))`;

const placeOf = (row: Pick<Row, 'installation_id' | 'seq'>): string => `${row.installation_id}/${row.seq}`;

async function namesIn(db: Kysely<Tables>, page: readonly Row[]): Promise<ReadonlyMap<string, Record<string, string>>> {
  const installations = [...new Set(page.map((row) => row.installation_id))];
  const seqs = [...new Set(page.map(({ seq }) => seq))];
  const people = await db
    .selectFrom('decision_people')
    .select(['installation_id', 'seq', 'seal', 'value'])
    .where(sql<boolean>`installation_id = any(${installations}) and seq = any(${seqs})`)
    .execute();
  const byEntry = Map.groupBy(people, placeOf);
  return new Map(
    [...byEntry].map(([place, facts]) => [place, Object.fromEntries(facts.map(({ seal, value }) => [seal, value]))]),
  );
}

function lineOf(line: Line, format: ExportFilter['format']): string {
  switch (format) {
    case 'jsonl':
      return JSON.stringify({
        installation: line.installation_id,
        seq: line.seq,
        at: line.created_at.toISOString(),
        kind: line.kind,
        repository: line.repository,
        repositoryId: line.repository_id,
        pullRequest: line.number,
        content: line.content,
        people: line.people,
        previous: line.previous,
        digest: line.digest,
      });
    case 'csv':
      return csvLine(columns.map(({ read }) => read(line)));
    default:
      return unreachable(format);
  }
}

const columns: readonly { readonly name: string; readonly read: (line: Line) => string }[] = [
  { name: 'at', read: (line) => line.created_at.toISOString() },
  { name: 'installation', read: (line) => String(line.installation_id) },
  { name: 'seq', read: (line) => String(line.seq) },
  { name: 'kind', read: (line) => line.kind },
  { name: 'repository', read: (line) => line.repository ?? String(line.repository_id) },
  { name: 'pull_request', read: (line) => String(line.number) },
  { name: 'head', read: (line) => textAt(line.content, 'headSha') },
  { name: 'base', read: (line) => textAt(line.content, 'baseRef') },
  { name: 'involvement', read: (line) => textAt(line.content, 'provenance', 'involvement') },
  { name: 'tools', read: (line) => textAt(line.content, 'provenance', 'tools') },
  { name: 'risk', read: (line) => textAt(line.content, 'risk', 'level') },
  { name: 'verdict', read: (line) => textAt(line.content, 'verdict', 'state') || textAt(line.content, 'verdict') },
  { name: 'by', read: (line) => namesAt(line, 'verdict', 'by') },
  { name: 'author', read: (line) => namesAt(line, 'facts', 'author') },
  { name: 'digest', read: (line) => line.digest },
];

function valueAt(content: unknown, path: readonly string[]): unknown {
  let value = content;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = new Map(Object.entries(value)).get(step);
  }
  return value;
}

function textAt(content: unknown, ...path: readonly string[]): string {
  const value = valueAt(content, path);
  return [value]
    .flat()
    .filter((item) => typeof item === 'string')
    .join(' ');
}

const namesAt = (line: Line, ...path: readonly string[]): string =>
  [valueAt(line.content, path)]
    .flat()
    .flatMap((item) => nameOf(item, line.people))
    .join(' ');

function nameOf(item: unknown, people: Line['people']): readonly string[] {
  if (typeof item !== 'object' || item === null || !('sealed' in item)) return [];
  return [people[String(item.sealed)] ?? '(erased)'];
}
