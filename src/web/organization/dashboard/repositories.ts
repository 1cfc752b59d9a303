import type { RequiredCheck } from '../../../core/report.ts';
import { type Column, fold, moment, pill, table } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { count, percent } from '../../scales.ts';
import { setUpPath } from '../links.ts';
import type { Organization } from '../ports.ts';
import type { Report } from '../report.ts';
import { shownRows } from './rows.ts';

/** Each repository with its figures, those whose check is not required first. */
export function repositories(report: Report, organization: Organization, now: Date): Html {
  const state = stateOf(report.checks);
  const figuresOf = new Map(report.repositories.map((row) => [row.repositoryId, row]));
  const order: readonly RequiredCheck['state'][] = ['not-required', 'any-app', 'unknown', 'required'];
  const rows = organization.repositories
    .map((ref) => ({ ref, state: state(ref.repositoryId), sums: figuresOf.get(ref.repositoryId) }))
    .toSorted(
      (one, other) =>
        order.indexOf(one.state) - order.indexOf(other.state) ||
        (other.sums?.pullRequests ?? 0) - (one.sums?.pullRequests ?? 0) ||
        (one.ref.name < other.ref.name ? -1 : 1),
    );
  const columns: readonly Column<(typeof rows)[number]>[] = [
    {
      name: 'Repository',
      cell: ({ ref }) => html`<a href="?repository=${encodeURIComponent(ref.name)}">${ref.name}</a>`,
    },
    { name: 'Check', cell: (row) => pill(checkTones[row.state], checkWords[row.state]) },
    { name: 'Pull requests', numeric: true, cell: ({ sums }) => count(sums?.pullRequests ?? 0) },
    {
      name: 'AI-assisted',
      numeric: true,
      cell: ({ sums }) =>
        sums === undefined || sums.pullRequests === 0 ? '–' : percent(sums.assisted / sums.pullRequests),
    },
    { name: 'Waiting', numeric: true, cell: ({ sums }) => count(sums?.waiting ?? 0) },
    { name: 'Without gate', numeric: true, cell: ({ sums }) => count(sums?.ungated ?? 0) },
  ];
  const caption = 'Repositories, those whose check is not required first';
  const newest = report.checks.map(({ checkedAt }) => Date.parse(checkedAt));
  return html`${table(caption, columns, rows.slice(0, shownRows))}
    ${rows.length > shownRows ? fold('more-repositories', `${rows.length - shownRows} more`, table('More repositories', columns, rows.slice(shownRows, 500))) : ''}
    ${notRequired(report, organization).length === 0 ? '' : html`<p class="small below"><a href="${setUpPath(organization)}">Set-up says how to require it.</a></p>`}
    ${newest.length === 0 ? '' : html`<p class="quiet small below">Whether the check is required was looked up ${moment(new Date(Math.min(...newest)), now)}.</p>`}`;
}

const checkTones = { required: 'ok', 'any-app': 'wait', 'not-required': 'stop', unknown: 'quiet' } as const;
const checkWords = {
  required: 'required',
  'any-app': 'required from any app',
  'not-required': 'not required',
  unknown: 'not looked up yet',
};

/** The repositories in which nobody is held, as far as GitHub told. */
export const notRequired = (report: Report, organization: Organization) =>
  inState('not-required', report, organization);

/** Those of which nothing is known yet, neither good nor bad. */
export const notLookedUp = (report: Report, organization: Organization) => inState('unknown', report, organization);

function inState(wanted: RequiredCheck['state'], { checks }: Report, { repositories: seen }: Organization) {
  const state = stateOf(checks);
  return seen.filter(({ repositoryId }) => state(repositoryId) === wanted);
}

const stateOf = (checks: readonly RequiredCheck[]) => {
  const states = new Map(checks.map(({ repositoryId, state }) => [repositoryId, state]));
  return (repositoryId: number): RequiredCheck['state'] => states.get(repositoryId) ?? 'unknown';
};
