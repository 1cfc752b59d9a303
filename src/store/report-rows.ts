import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ReportFilter } from '../core/report.ts';
import type { Kind, ReportedClause, ReportedPullRequest, ReportedSignOff } from '../core/reported.ts';
import { byTeam, signedOffIn } from './report-parts.ts';
import type { Tables } from './schema.ts';
import { sharedReads } from './shared-reads.ts';

/** The rows that reports count, each repository's in one text, which is what reading them costs least as. */
export type ReportRows = {
  /** What was opened, signed off or merged in the period, and what waits. */
  readonly pulls: (filter: ReportFilter) => Promise<readonly ReportedPullRequest[]>;
  /** What first counted in the period. */
  readonly signOffs: (filter: ReportFilter) => Promise<readonly ReportedSignOff[]>;
};

export function createReportRows(db: Kysely<Tables>): ReportRows {
  const kindIn = readOnce(kindOf);
  const pulls = readOnce(linesOf((repositoryId, line) => pullIn(repositoryId, line, kindIn)));
  const signOffs = readOnce(linesOf(signOffIn));
  const read = async (query: RawBuilder<Counted>): Promise<readonly string[]> =>
    (await query.execute(db)).rows.map(({ counted }) => counted);
  return {
    pulls: sharedReads(async (filter) => (await read(pullsIn(filter))).flatMap(pulls)),
    signOffs: sharedReads(async (filter) => (await read(signOffsIn(filter))).flatMap(signOffs)),
  };
}

/** The number of a repository and below it the lines of its rows. */
type Counted = { readonly counted: string };

const pullsIn = ({ repositoryIds, team, since, until }: ReportFilter) => {
  const happened = (column: 'opened_at' | 'signed_off_at' | 'merged_at') =>
    sql`(${sql.ref(`r.${column}`)} >= ${since} and ${sql.ref(`r.${column}`)} < ${until})`;
  return sql<Counted>`
    select r.repository_id || E'\n' || string_agg(r.counted, E'\n') as counted
    from report_pull_requests r
    where r.repository_id = any(${[...repositoryIds]}::bigint[]) and (${happened('opened_at')}
      or ${happened('signed_off_at')} or ${happened('merged_at')} or r.waiting_since is not null) and ${byTeam(team)}
    group by r.repository_id`;
};

const signOffsIn = (filter: ReportFilter) => sql<Counted>`
  select s.repository_id || E'\n' || string_agg(s.counted, E'\n') as counted
  from report_sign_offs s where ${signedOffIn(filter)} group by s.repository_id`;

const linesOf =
  <Row>(read: (repositoryId: number, line: string) => Row) =>
  (counted: string): readonly Row[] => {
    const [repositoryId, ...lines] = counted.split('\n');
    return lines.map((line) => read(Number(repositoryId), line));
  };

/** A line as the database writes it, by migration 0014. */
function pullIn(repositoryId: number, line: string, kindIn: (text: string) => Kind): ReportedPullRequest {
  const end = line.indexOf('\t');
  const [opened, asked, waiting, signedOff, merged] = line.slice(0, end).split(' ');
  return {
    repositoryId,
    openedAt: Number(opened),
    askedAt: number(asked),
    waitingSince: number(waiting),
    signedOffAt: number(signedOff),
    mergedAt: number(merged),
    kind: kindIn(line.slice(end + 1)),
  };
}

function kindOf(text: string): Kind {
  const [mode, involvement, autonomy, verdict = '', gate, tools, clauses] = text.split('\t');
  const assisted = involvement === 'likely' || involvement === 'declared';
  return {
    observing: mode === 'observe',
    assisted,
    byAgent: assisted && autonomy === 'agent',
    verdict,
    gate: gate === 'open' || gate === 'not-open' ? gate : null,
    tools: JSON.parse(tools ?? '[]') as readonly string[],
    clauses: JSON.parse(clauses ?? '[]') as readonly ReportedClause[],
  };
}

function signOffIn(repositoryId: number, line: string): ReportedSignOff {
  const [countedAt, userId, login, level, lines] = line.split('\t');
  return {
    repositoryId,
    countedAt: Number(countedAt),
    userId: number(userId),
    login: word(login),
    level: word(level),
    lines: number(lines),
  };
}

const number = (text: string | undefined): number | null => (text === undefined || text === '' ? null : Number(text));
const word = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

/** So many characters of texts are kept with what was read of them; about as many bytes again. */
const mostCharacters = 16_000_000;

/** Most repositories are as they were when they were last reported: a text that is the same says the same. */
function readOnce<Value>(read: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  let characters = 0;
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (characters > mostCharacters) {
      known.clear();
      characters = 0;
    }
    const value = read(text);
    known.set(text, value);
    characters += text.length;
    return value;
  };
}
