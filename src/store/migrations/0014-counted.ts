import { type Kysely, sql } from 'kysely';

/**
 * What reports count of a row, in one line that the database keeps in step: to read one text for each repository and to
 * count in this program takes a fraction of what the same groups cost in SQL. How many lines a sign-off was given for
 * stands beside it, since they are counted together.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const tab = `E'\\t'`;
const line = (parts: readonly string[]): string => parts.join(` || ${tab} || `);
const moments = (columns: readonly string[]): string => columns.map(moment).join(` || ' ' || `);

/** In microseconds since the epoch; empty: never. The database takes nothing here that a setting could change. */
const moment = (column: string): string =>
  `coalesce((extract(epoch from ${column} - timestamptz '1970-01-01T00:00:00Z') * 1000000)::bigint::text, '')`;

/** What was recorded before: the size that is known of the pull request. */
export const backfill = [
  `update report_sign_offs s set lines = r.lines from report_pull_requests r
    where r.repository_id = s.repository_id and r.number = s.number and s.lines is null`,
];

const statements = [
  // Built in it may depend on settings, as far as the database knows; of texts it does not.
  `create function report_words(text[]) returns text language sql immutable strict
    as 'select array_to_json($1)::text'`,
  'alter table report_sign_offs add column lines integer',
  ...backfill,
  `alter table report_sign_offs add column counted text generated always as (${line([
    moment('counted_at'),
    `coalesce(user_id::text, '')`,
    `coalesce(login, '')`,
    `coalesce(levels[1], '')`,
    `coalesce(lines::text, '')`,
  ])}) stored`,
  `alter table report_pull_requests add column counted text generated always as (${line([
    moments(['opened_at', 'asked_at', 'waiting_since', 'signed_off_at', 'merged_at']),
    // From here on few texts are said of many pull requests.
    'mode',
    'involvement',
    'autonomy',
    'verdict',
    `coalesce(gate, '')`,
    'report_words(tools)',
    'clauses::text',
  ])}) stored`,
];
