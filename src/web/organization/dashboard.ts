import type { RequiredCheck } from '../../core/report.ts';
import { counted, plain } from '../../core/text.ts';
import { rowBar } from '../charts.ts';
import { type Column, card, figures, fold, lasting, moment, pill, type Tone, table } from '../components.ts';
import { type Html, html } from '../html.ts';
import { prose } from '../phrase.ts';
import { count, percent, shortTime } from '../scales.ts';
import { toolName } from '../tool-name.ts';
import { outcomePill } from './entry-text.ts';
import { type Choice, filterForm, queryOf } from './filters.ts';
import { pullRequestLink, setUpAddress } from './links.ts';
import { observedCard, warnings } from './observed.ts';
import { riskPill } from './pills.ts';
import { assistedChart, volumeChart, waitHistogram, waitsChart } from './plots.ts';
import type { Organization } from './ports.ts';
import type { Report } from './report.ts';

export type Dashboard = {
  readonly organization: Organization;
  readonly choice: Choice;
  readonly teams: readonly string[];
  readonly report: Report;
  readonly now: Date;
};

/** How many rows of a list are shown; the download has more. */
export const shownRows = 25;

/** What AI took part in, what waits for whom, and what went around the gate; all of it limited to what the reader can see. */
export function dashboard({ organization, choice, teams, report, now }: Dashboard): Html {
  const { owner } = organization;
  const chosen = choice.repository === null ? organization : { ...organization, repositories: [choice.repository] };
  const address = `/orgs/${encodeURIComponent(owner)}`;
  return html`<div class="head with-actions">
      <div><p class="above">Organization</p><h1>${owner}</h1></div>
      <p class="actions">
        <a class="button" href="${address}/audit">Record of decisions</a>
        <a class="button" href="${setUpAddress(organization)}">Set-up</a>
        <a class="button" href="${address}/report.csv?${queryOf(choice)}">Download as CSV</a>
      </p>
    </div>
    ${filterForm(choice, organization, teams)}
    ${headline(report, chosen, now)}
    ${warnings(report)}
    <div class="pair">
      ${card('AI-assisted share of pull requests', assistedChart(report))}
      ${card('Pull requests opened', volumeChart(report))}
      ${card('From being asked to signed off', waitsChart(report))}
      ${card('How long sign-offs took', waitHistogram(report))}
    </div>
    <div class="pair">${card('Tools that were declared', toolTable(report))} ${card('People who sign off', people(report))}</div>
    ${observedCard(report)}
    ${card('Waiting now', waiting(report, organization, now))}
    ${card('Overrides and review debt', overrides(report, organization, now))}
    ${card('Merged without the gate', ungated(report, organization, now))}
    ${card('Repositories', repositories(report, chosen, now))}`;
}

function headline(report: Report, organization: Organization, now: Date): Html {
  const { totals, weeks, waiting: waits, overrides: debts, ungated: without } = report;
  const recent = weeks.slice(-4);
  const recentShare = shareOf(sum(recent, 'assisted'), sum(recent, 'pullRequests'));
  const oldest = waits.rows[0];
  const { open, overdue } = debts;
  const lacking = notRequired(report, organization).length;
  return html`<section class="card headline" aria-label="Headline figures">
    ${figures([
      { name: 'Pull requests', value: count(totals.pullRequests), note: `${count(totals.byAgents)} by agents` },
      {
        name: 'AI-assisted',
        value: totals.pullRequests === 0 ? '–' : percent(totals.assisted / totals.pullRequests),
        note: `last 4 weeks: ${percent(recentShare)}`,
      },
      {
        name: 'Waiting now',
        value: tinted(waits.total > 0 ? 'wait' : 'ok', count(waits.total)),
        ...(oldest === undefined
          ? {}
          : { note: `longest ${shortTime((now.getTime() - Date.parse(oldest.since)) / 1000)}` }),
      },
      {
        name: 'Time to sign-off',
        value: totals.medianWait === null ? '–' : shortTime(totals.medianWait),
        note: totals.p90Wait === null ? 'nothing signed off' : `90 % within ${shortTime(totals.p90Wait)}`,
      },
      {
        name: 'Review debt',
        value: tinted(overdue > 0 ? 'stop' : open > 0 ? 'wait' : 'ok', count(open)),
        note: overdue > 0 ? `${overdue} overdue` : 'none overdue',
      },
      {
        name: 'Without the gate',
        value: tinted(without.total > 0 ? 'stop' : 'ok', count(without.total)),
        note: `of ${count(totals.merged)} merges`,
      },
      {
        name: 'Check not required',
        value: tinted(lacking > 0 ? 'stop' : 'ok', count(lacking)),
        note: `of ${counted(organization.repositories.length, 'repository', 'repositories')}`,
      },
    ])}
  </section>`;
}

const tinted = (tone: Tone, text: string): Html => html`<span class="tinted ${tone}">${text}</span>`;

const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const sum = (weeks: Report['weeks'], of: 'assisted' | 'pullRequests'): number =>
  weeks.reduce((total, week) => total + week[of], 0);

function toolTable({ tools }: Report): Html {
  if (tools.length === 0) return none('No pull request of this period declares a tool.');
  const most = Math.max(...tools.map(({ pullRequests }) => pullRequests));
  return table(
    'Pull requests by tool',
    [
      { name: 'Tool', cell: ({ tool }) => toolName(tool) },
      { name: 'Pull requests', numeric: true, cell: ({ pullRequests }) => count(pullRequests) },
      { name: 'Share', cell: ({ pullRequests }) => html`<span class="s1">${rowBar(pullRequests, most)}</span>` },
    ],
    tools.slice(0, 8),
  );
}

function people({ load }: Report): Html {
  if (load === null) return none('Shown to those whom the policy of the organization names under `load_visible_to`.');
  if (load.length === 0) return none('Nobody signed off in this period.');
  const most = Math.max(...load.map(({ signOffs }) => signOffs));
  return table(
    'Sign-offs by person',
    [
      { name: 'Person', cell: ({ login }) => (login === null ? '(erased)' : plain(login, 60)) },
      { name: 'Signed off', numeric: true, cell: ({ signOffs }) => count(signOffs) },
      { name: 'To read again', numeric: true, cell: ({ toReadAgain }) => count(toReadAgain) },
      { name: 'Debt', numeric: true, cell: ({ debts }) => count(debts) },
      { name: 'Share', cell: ({ signOffs }) => html`<span class="s2">${rowBar(signOffs, most)}</span>` },
    ],
    load.slice(0, 12),
  );
}

type Placed = { readonly repositoryId: number; readonly number: number };

const where = (organization: Organization): Column<Placed> => ({
  name: 'Pull request',
  cell: (row) => pullRequestLink(organization, row),
});

function waiting({ waiting: { rows, total } }: Report, organization: Organization, now: Date): Html {
  if (rows.length === 0) return none('Nothing waits for a sign-off.');
  const shown = table(
    'Pull requests that wait for a sign-off, the longest first',
    [
      where(organization),
      {
        name: 'Asked',
        cell: ({ asked }: (typeof rows)[number]) =>
          html`<span class="whole">${asked === '' ? 'Changes requested' : plain(asked)}</span>`,
      },
      { name: 'Waiting for', cell: ({ since }) => lasting(new Date(since), now) },
      { name: 'AI', cell: ({ involvement, tools }) => aiPill(involvement, tools) },
      { name: 'Risk', cell: ({ risk }) => riskPill(risk) },
    ],
    rows.slice(0, shownRows),
  );
  return html`${shown}${left(total)}`;
}

function aiPill(involvement: string, tools: readonly string[]): Html | string {
  if (involvement === 'none-found') return html`<span class="quiet">none found</span>`;
  return pill('info', tools.length === 0 ? involvement : tools.map(toolName).join(', '));
}

const debtTones = { open: 'wait', overdue: 'stop', closed: 'ok', 'not-merged': 'quiet' } as const;
const debtWords = { open: 'to be signed off', overdue: 'overdue', closed: 'signed off', 'not-merged': 'not merged' };

const causes: Readonly<Record<string, string>> = { merge: 'Merged without the gate', push: 'Pushed around the gate' };

const causeText = (cause: string, reason: string): Html =>
  html`<span class="clamp">${causes[cause] ?? plain(reason, 140)}</span>`;

function overrides({ overrides: { rows, total } }: Report, organization: Organization, now: Date): Html {
  if (rows.length === 0) return none('Nobody broke the glass.');
  const shown = table(
    'Overrides of this period and open review debt, the most urgent first',
    [
      where(organization),
      { name: 'State', cell: ({ state }: (typeof rows)[number]) => pill(debtTones[state], debtWords[state]) },
      {
        name: 'Due',
        cell: ({ due, state }) =>
          due === null || state === 'closed' ? '–' : html`<time datetime="${due}">${due.slice(0, 10)}</time>`,
      },
      { name: 'By', cell: ({ by }) => (by === '' ? '(erased)' : plain(by, 60)) },
      { name: 'Reason', cell: ({ cause, reason }) => causeText(cause, reason) },
      { name: 'When', cell: ({ at }) => moment(new Date(at), now) },
    ],
    rows.slice(0, shownRows),
  );
  return html`${shown}${left(total)}`;
}

function ungated({ ungated: { rows, total } }: Report, organization: Organization, now: Date): Html {
  if (rows.length === 0) return none('Every merge of this period came through the gate.');
  const shown = table(
    'Merges of this period that the gate did not let through',
    [
      where(organization),
      {
        name: 'Last answer',
        cell: ({ verdict }: (typeof rows)[number]) => (verdict === '' ? 'never asked' : outcomePill(verdict)),
      },
      { name: 'Mode', cell: ({ mode }) => mode },
      { name: 'Merged', cell: ({ at }) => moment(new Date(at), now) },
    ],
    rows.slice(0, shownRows),
  );
  return html`${shown}${left(total)}`;
}

const checkTones = { required: 'ok', 'any-app': 'wait', 'not-required': 'stop', unknown: 'quiet' } as const;
const checkWords = {
  required: 'required',
  'any-app': 'required from any app',
  'not-required': 'not required',
  unknown: 'not looked up yet',
};

const stateOf = (checks: readonly RequiredCheck[]) => {
  const states = new Map(checks.map(({ repositoryId, state }) => [repositoryId, state]));
  return (repositoryId: number): RequiredCheck['state'] => states.get(repositoryId) ?? 'unknown';
};

function notRequired({ checks }: Report, { repositories: seen }: Organization) {
  const state = stateOf(checks);
  return seen.filter(({ repositoryId }) => state(repositoryId) === 'not-required');
}

function repositories(report: Report, organization: Organization, now: Date): Html {
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
    ${notRequired(report, organization).length === 0 ? '' : html`<p class="small below"><a href="${setUpAddress(organization)}">Set-up says how to require it.</a></p>`}
    ${newest.length === 0 ? '' : html`<p class="quiet small below">Whether the check is required was looked up ${moment(new Date(Math.min(...newest)), now)}.</p>`}`;
}

const none = (text: string): Html => html`<p class="quiet">${prose(text)}</p>`;

const left = (total: number): Html | '' =>
  total <= shownRows
    ? ''
    : html`<p class="quiet small below">${shownRows} of ${count(total)} are shown; the download has ${total > listedRows ? `the first ${listedRows}` : 'all'}.</p>`;

/** How many rows of a list a download holds. */
export const listedRows = 1_000;
