import { waitBuckets } from '../../core/report.ts';
import type { Organization } from './ports.ts';
import type { Report } from './report.ts';

/** The names of the tables in a download. */
export const sheetNames = [
  'totals',
  'weeks',
  'lengths',
  'tools',
  'repositories',
  'waiting',
  'overrides',
  'ungated',
  'people',
  'levels',
  'rules',
  'shortages',
] as const;
export type SheetName = (typeof sheetNames)[number];

type Cell = string | number | null;
/** The first line names the columns. */
type Lines = readonly (readonly Cell[])[];

/** Each table of a download. What a column is called stays: scripts read it. */
export const sheets: Readonly<Record<SheetName, (report: Report, organization: Organization) => Lines>> = {
  totals: ({ totals, waiting, overrides, ungated, observed }) =>
    sheet({
      columns: [
        ['figure', ([figure]) => figure],
        ['value', ([, value]) => value],
      ],
      rows: [
        ['pull_requests', totals.pullRequests],
        ['with_ai', totals.assisted],
        ['by_agents', totals.byAgents],
        ['signed_off', totals.signedOff],
        ['median_seconds', whole(totals.medianWait)],
        ['p90_seconds', whole(totals.p90Wait)],
        ['waiting_now', waiting.total],
        ['review_debt', overrides.open],
        ['review_debt_overdue', overrides.overdue],
        ['merged', totals.merged],
        ['merged_without_gate', ungated.total],
        ['merged_and_judged', observed.merged],
        ['merged_in_observe_mode', observed.observing],
        ['merged_and_never_judged', observed.unjudged],
        ['needed_a_sign_off', observed.needed],
        ['approved', observed.approved],
        ['not_cleared', observed.caught],
      ] satisfies [string, Cell][],
    }),
  weeks: ({ weeks }) =>
    sheet({
      columns: [
        ['week', (row) => row.week],
        ['pull_requests', (row) => row.pullRequests],
        ['with_ai', (row) => row.assisted],
        ['by_agents', (row) => row.byAgents],
        ['signed_off', (row) => row.signedOff],
        ['median_seconds', (row) => whole(row.medianWait)],
        ['p90_seconds', (row) => whole(row.p90Wait)],
      ],
      rows: weeks,
    }),
  lengths: ({ totals }) =>
    sheet({
      columns: [
        ['up_to_seconds', ([end]) => end],
        ['sign_offs', ([, count]) => count],
      ],
      rows: totals.waits.map((count, at) => [waitBuckets[at] ?? null, count] as const),
    }),
  tools: ({ tools }) =>
    sheet({
      columns: [
        ['tool', (row) => row.tool],
        ['pull_requests', (row) => row.pullRequests],
      ],
      rows: tools,
    }),
  repositories: (report, organization) => {
    const figures = new Map(report.repositories.map((row) => [row.repositoryId, row]));
    const checks = new Map(report.checks.map(({ repositoryId, state }) => [repositoryId, state]));
    return sheet({
      columns: [
        ['repository', namesIn(organization)],
        ['pull_requests', (row) => figures.get(row.repositoryId)?.pullRequests ?? 0],
        ['with_ai', (row) => figures.get(row.repositoryId)?.assisted ?? 0],
        ['waiting_now', (row) => figures.get(row.repositoryId)?.waiting ?? 0],
        ['merged_without_gate', (row) => figures.get(row.repositoryId)?.ungated ?? 0],
        ['check', (row) => checks.get(row.repositoryId) ?? 'unknown'],
      ],
      rows: organization.repositories.filter(({ repositoryId: id }) => figures.has(id) || checks.has(id)),
    });
  },
  waiting: ({ waiting }, organization) =>
    sheet({
      columns: [
        ['repository', namesIn(organization)],
        ['pull_request', (row) => row.number],
        ['since', (row) => row.since],
        ['asked', (row) => row.asked],
        ['involvement', (row) => row.involvement],
        ['risk', (row) => row.risk],
        ['tools', (row) => row.tools.join(' ')],
        ['mode', (row) => row.mode],
      ],
      rows: waiting.rows,
    }),
  overrides: ({ overrides }, organization) =>
    sheet({
      columns: [
        ['repository', namesIn(organization)],
        ['pull_request', (row) => row.number],
        ['at', (row) => row.at],
        ['cause', (row) => row.cause],
        ['by', (row) => row.by],
        ['reason', (row) => row.reason],
        ['state', (row) => row.state],
        ['due', (row) => row.due],
      ],
      rows: overrides.rows,
    }),
  ungated: ({ ungated }, organization) =>
    sheet({
      columns: [
        ['repository', namesIn(organization)],
        ['pull_request', (row) => row.number],
        ['merged_at', (row) => row.at],
        ['verdict', (row) => row.verdict],
        ['mode', (row) => row.mode],
      ],
      rows: ungated.rows,
    }),
  people: ({ load }) =>
    sheet({
      columns: [
        ['person', (row) => row.login],
        ['sign_offs', (row) => row.signOffs],
        ['repositories', (row) => row.repositories],
        ['to_read_again', (row) => row.toReadAgain],
        ['debts', (row) => row.debts],
        ['last_sign_off', (row) => row.lastAt],
      ],
      rows: load ?? [],
    }),
  levels: ({ observed }) =>
    sheet({
      columns: [
        ['level', (row) => row.level],
        ['needed', (row) => row.needed],
        ['approved', (row) => row.approved],
        ['sign_offs', (row) => row.given?.signOffs ?? null],
        ['given_by', (row) => row.given?.people ?? null],
        ['hours_estimated', (row) => whole(row.given?.hours ?? null)],
      ],
      rows: observed.levels,
    }),
  rules: ({ observed }) =>
    sheet({
      columns: [
        ['rule', (row) => row.rule],
        ['needed', (row) => row.needed],
        ['approved', (row) => row.approved],
      ],
      rows: observed.rules,
    }),
  shortages: ({ shortages }) =>
    sheet({
      columns: [
        ['level', (row) => row.level],
        ['missing', (row) => row.open],
        ['usual_in_a_week', (row) => row.usual?.weekly ?? null],
      ],
      rows: shortages,
    }),
};

type Sheet<Row> = {
  readonly columns: readonly (readonly [name: string, cell: (row: Row) => Cell])[];
  readonly rows: readonly Row[];
};

const sheet = <Row>({ columns, rows }: Sheet<Row>): Lines => [
  columns.map(([name]) => name),
  ...rows.map((row) => columns.map(([, cell]) => cell(row))),
];

function namesIn({ repositories }: Organization) {
  const names = new Map(repositories.map(({ repositoryId, owner, name }) => [repositoryId, `${owner}/${name}`]));
  return ({ repositoryId }: { readonly repositoryId: number }) => names.get(repositoryId) ?? '';
}

const whole = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds));
