import { type Kysely, sql } from 'kysely';
import type { ReportFilter } from '../core/report.ts';
import type { Kind, ReportedClause, ReportedPullRequest, ReportedSignOff } from '../core/reported.ts';
import { byTeam, signedOffIn } from './report-parts.ts';
import type { Tables } from './schema.ts';

/** The rows that reports count, each repository's in one text, which is what reading them costs least as. */
export type ReportRows = {
  /** What was opened, signed off or merged in the period, and what waits. */
  readonly pulls: (filter: ReportFilter) => Promise<readonly ReportedPullRequest[]>;
  /** What first counted in the period. */
  readonly signOffs: (filter: ReportFilter) => Promise<readonly ReportedSignOff[]>;
};

export const createReportRows = (db: Kysely<Tables>): ReportRows => ({
  pulls: shared(async (filter) => {
    const { rows } = await pullsIn(filter).execute(db);
    const kinds = kindReader();
    return rows.flatMap(({ repositoryId, counted }) =>
      counted.split('\n').map((line) => pullIn(repositoryId, line, kinds)),
    );
  }),
  signOffs: shared(async (filter) => {
    const { rows } = await signOffsIn(filter).execute(db);
    return rows.flatMap(({ repositoryId, counted }) =>
      counted.split('\n').map((line) => signOffIn(repositoryId, line.split('\t'))),
    );
  }),
});

type Counted = { readonly repositoryId: number; readonly counted: string };

const pullsIn = ({ repositoryIds, team, since, until }: ReportFilter) => {
  const here = sql`r.repository_id = any(${[...repositoryIds]}::bigint[])`;
  const happened = (column: 'opened_at' | 'signed_off_at' | 'merged_at') =>
    sql`(${here} and ${sql.ref(`r.${column}`)} >= ${since} and ${sql.ref(`r.${column}`)} < ${until})`;
  return sql<Counted>`
    select r.repository_id as "repositoryId", string_agg(r.counted, E'\n') as counted
    from report_pull_requests r
    where (${happened('opened_at')} or ${happened('signed_off_at')} or ${happened('merged_at')}
      or (${here} and r.waiting_since is not null)) and ${byTeam(team)}
    group by 1`;
};

const signOffsIn = (filter: ReportFilter) => sql<Counted>`
  select s.repository_id as "repositoryId", string_agg(s.counted, E'\n') as counted
  from report_sign_offs s where ${signedOffIn(filter)} group by 1`;

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

function signOffIn(repositoryId: number, parts: readonly string[]): ReportedSignOff {
  const [countedAt, userId, login, level, lines] = parts;
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

/** A page asks for several reports at once: what is being read for one of them is read once for all. */
function shared<Row>(read: (filter: ReportFilter) => Promise<readonly Row[]>) {
  const underWay = new Map<string, Promise<readonly Row[]>>();
  return (filter: ReportFilter): Promise<readonly Row[]> => {
    const { repositoryIds, team, since, until } = filter;
    const key = JSON.stringify([repositoryIds, team, since, until]);
    const reading = underWay.get(key) ?? read(filter).finally(() => underWay.delete(key));
    underWay.set(key, reading);
    return reading;
  };
}
