import { type Kysely, sql } from 'kysely';
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

export const createReportRows = (db: Kysely<Tables>): ReportRows => ({
  pulls: sharedReads(async (filter) => {
    const kinds = kindReader();
    return linesIn(await pullsIn(filter).execute(db), (repositoryId, line) => pullIn(repositoryId, line, kinds));
  }),
  signOffs: sharedReads(async (filter) => linesIn(await signOffsIn(filter).execute(db), signOffIn)),
});

type Counted = { readonly repositoryId: number; readonly counted: string };

const pullsIn = ({ repositoryIds, team, since, until }: ReportFilter) => {
  const happened = (column: 'opened_at' | 'signed_off_at' | 'merged_at') =>
    sql`(${sql.ref(`r.${column}`)} >= ${since} and ${sql.ref(`r.${column}`)} < ${until})`;
  return sql<Counted>`
    select r.repository_id as "repositoryId", string_agg(r.counted, E'\n') as counted
    from report_pull_requests r
    where r.repository_id = any(${[...repositoryIds]}::bigint[]) and (${happened('opened_at')}
      or ${happened('signed_off_at')} or ${happened('merged_at')} or r.waiting_since is not null) and ${byTeam(team)}
    group by 1`;
};

const signOffsIn = (filter: ReportFilter) => sql<Counted>`
  select s.repository_id as "repositoryId", string_agg(s.counted, E'\n') as counted
  from report_sign_offs s where ${signedOffIn(filter)} group by 1`;

function linesIn<Row>(
  { rows }: { readonly rows: readonly Counted[] },
  read: (repositoryId: number, line: string) => Row,
): readonly Row[] {
  const all: Row[] = [];
  for (const { repositoryId, counted } of rows)
    for (const line of counted.split('\n')) all.push(read(repositoryId, line));
  return all;
}

/** A line as the database writes it, by migration 0014. */
function pullIn(repositoryId: number, line: string, kinds: (text: string) => Kind): ReportedPullRequest {
  const end = line.indexOf('\t');
  const [opened, asked, waiting, signedOff, merged] = line.slice(0, end).split(' ');
  return {
    repositoryId,
    openedAt: Number(opened),
    askedAt: number(asked),
    waitingSince: number(waiting),
    signedOffAt: number(signedOff),
    mergedAt: number(merged),
    kind: kinds(line.slice(end + 1)),
  };
}

/** Each text is read once, and the same is the same. */
function kindReader(): (text: string) => Kind {
  const kinds = new Map<string, Kind>();
  return (text) => {
    const before = kinds.get(text);
    if (before !== undefined) return before;
    const kind = kindIn(text.split('\t'));
    kinds.set(text, kind);
    return kind;
  };
}

function kindIn([mode, involvement, autonomy, verdict = '', gate, tools, clauses]: readonly string[]): Kind {
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
