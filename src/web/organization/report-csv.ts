import { csvLine } from '../../core/csv.ts';
import { waitBuckets } from '../../core/report.ts';
import type { Organization } from './ports.ts';
import type { Report } from './report.ts';

type Cell = string | number | null;
type Sheet<Row> = {
  readonly columns: readonly (readonly [name: string, cell: (row: Row) => Cell])[];
  readonly rows: readonly Row[];
};

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

/** The report as tables one below the other, or one of them. The first column says which table a line belongs to. */
export function reportCsv(report: Report, organization: Organization, only: SheetName | null): string {
  const sheets = sheetsOf(report, organization);
  const wanted = sheetNames.filter((name) => (only ?? name) === name);
  return wanted.map((name) => sheets[name].map((cells) => `${csvLine(cells)}\n`).join('')).join('\n');
}

function sheetsOf(report: Report, { repositories }: Organization): Record<SheetName, readonly (readonly Cell[])[]> {
  const names = new Map(repositories.map(({ repositoryId, owner, name }) => [repositoryId, `${owner}/${name}`]));
  const checks = new Map(report.checks.map(({ repositoryId, state }) => [repositoryId, state]));
  const figures = new Map(report.repositories.map((row) => [row.repositoryId, row]));
  const looked = new Set([...figures.keys(), ...checks.keys()]);
  const nameOf = ({ repositoryId }: { readonly repositoryId: number }) => names.get(repositoryId) ?? '';
  const { totals, observed } = report;
  return {
    totals: sheet('totals', {
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
        ['waiting_now', report.waiting.total],
        ['review_debt', report.overrides.open],
        ['review_debt_overdue', report.overrides.overdue],
        ['merged', totals.merged],
        ['merged_without_gate', report.ungated.total],
        ['merged_and_judged', observed.merged],
        ['merged_in_observe_mode', observed.observing],
        ['merged_and_never_judged', observed.unjudged],
        ['needed_a_sign_off', observed.needed],
        ['approved', observed.approved],
        ['not_cleared', observed.caught],
      ] satisfies [string, Cell][],
    }),
    weeks: sheet('weeks', {
      columns: [
        ['week', (row) => row.week],
        ['pull_requests', (row) => row.pullRequests],
        ['with_ai', (row) => row.assisted],
        ['by_agents', (row) => row.byAgents],
        ['signed_off', (row) => row.signedOff],
        ['median_seconds', (row) => whole(row.medianWait)],
        ['p90_seconds', (row) => whole(row.p90Wait)],
      ],
      rows: report.weeks,
    }),
    lengths: sheet('lengths', {
      columns: [
        ['up_to_seconds', ([end]) => end],
        ['sign_offs', ([, count]) => count],
      ],
      rows: totals.waits.map((count, at) => [waitBuckets[at] ?? null, count] as const),
    }),
    tools: sheet('tools', {
      columns: [
        ['tool', (row) => row.tool],
        ['pull_requests', (row) => row.pullRequests],
      ],
      rows: report.tools,
    }),
    repositories: sheet('repositories', {
      columns: [
        ['repository', nameOf],
        ['pull_requests', (row) => figures.get(row.repositoryId)?.pullRequests ?? 0],
        ['with_ai', (row) => figures.get(row.repositoryId)?.assisted ?? 0],
        ['waiting_now', (row) => figures.get(row.repositoryId)?.waiting ?? 0],
        ['merged_without_gate', (row) => figures.get(row.repositoryId)?.ungated ?? 0],
        ['check', (row) => checks.get(row.repositoryId) ?? 'unknown'],
      ],
      rows: repositories.filter(({ repositoryId }) => looked.has(repositoryId)),
    }),
    waiting: sheet('waiting', {
      columns: [
        ['repository', nameOf],
        ['pull_request', (row) => row.number],
        ['since', (row) => row.since],
        ['asked', (row) => row.asked],
        ['involvement', (row) => row.involvement],
        ['risk', (row) => row.risk],
        ['tools', (row) => row.tools.join(' ')],
        ['mode', (row) => row.mode],
      ],
      rows: report.waiting.rows,
    }),
    overrides: sheet('overrides', {
      columns: [
        ['repository', nameOf],
        ['pull_request', (row) => row.number],
        ['at', (row) => row.at],
        ['cause', (row) => row.cause],
        ['by', (row) => row.by],
        ['reason', (row) => row.reason],
        ['state', (row) => row.state],
        ['due', (row) => row.due],
      ],
      rows: report.overrides.rows,
    }),
    ungated: sheet('ungated', {
      columns: [
        ['repository', nameOf],
        ['pull_request', (row) => row.number],
        ['merged_at', (row) => row.at],
        ['verdict', (row) => row.verdict],
        ['mode', (row) => row.mode],
      ],
      rows: report.ungated.rows,
    }),
    people: sheet('people', {
      columns: [
        ['person', (row) => row.login],
        ['sign_offs', (row) => row.signOffs],
        ['repositories', (row) => row.repositories],
        ['to_read_again', (row) => row.toReadAgain],
        ['debts', (row) => row.debts],
        ['last_sign_off', (row) => row.lastAt],
      ],
      rows: report.load ?? [],
    }),
    levels: sheet('levels', {
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
    rules: sheet('rules', {
      columns: [
        ['rule', (row) => row.rule],
        ['needed', (row) => row.needed],
        ['approved', (row) => row.approved],
      ],
      rows: observed.rules,
    }),
    shortages: sheet('shortages', {
      columns: [
        ['level', (row) => row.level],
        ['missing', (row) => row.open],
        ['usual_in_a_week', (row) => row.usual?.weekly ?? null],
      ],
      rows: report.shortages,
    }),
  };
}

const sheet = <Row>(name: SheetName, { columns, rows }: Sheet<Row>): readonly (readonly Cell[])[] => [
  ['table', ...columns.map(([column]) => column)],
  ...rows.map((row) => [name, ...columns.map(([, cell]) => cell(row))]),
];

const whole = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds));
