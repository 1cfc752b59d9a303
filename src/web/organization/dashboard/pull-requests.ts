import { plain } from '../../../core/text.ts';
import { type Column, lasting, moment, pill, table } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { riskPill } from '../../risk-pill.ts';
import { toolNames } from '../../tool-name.ts';
import { outcomePill } from '../entry-text.ts';
import { pullRequestLink } from '../links.ts';
import type { Organization } from '../ports.ts';
import type { Report } from '../report.ts';
import { left, none, shownRows } from './rows.ts';

/** What waits for a sign-off, and for whom. */
export function waiting({ waiting: { rows, total } }: Report, organization: Organization, now: Date): Html {
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
  return pill('info', tools.length === 0 ? involvement : toolNames(tools, 2).join(', '));
}

/** What was merged over open clauses and is to be signed off afterwards. */
export function overrides({ overrides: { rows, total } }: Report, organization: Organization, now: Date): Html {
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

const debtTones = { open: 'wait', overdue: 'stop', closed: 'ok', 'not-merged': 'quiet' } as const;
const debtWords = { open: 'to be signed off', overdue: 'overdue', closed: 'signed off', 'not-merged': 'not merged' };

const causes: Readonly<Record<string, string>> = { merge: 'Merged without the gate', push: 'Pushed around the gate' };

const causeText = (cause: string, reason: string): Html =>
  html`<span class="clamp">${causes[cause] ?? plain(reason, 140)}</span>`;

/** What was merged although the gate had not said yes. */
export function ungated({ totals, ungated: { rows, total } }: Report, organization: Organization, now: Date): Html {
  if (totals.merged === 0 && rows.length === 0) return none('Nothing was merged in this period.');
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

type Placed = { readonly repositoryId: number; readonly number: number };

const where = (organization: Organization): Column<Placed> => ({
  name: 'Pull request',
  cell: (row) => pullRequestLink(organization, row),
});
