import { card, notices } from '../components.ts';
import { type Html, html } from '../html.ts';
import { headline } from './dashboard/headline.ts';
import { observedCard, warnings } from './dashboard/observed.ts';
import { assistedChart, volumeChart, waitHistogram, waitsChart } from './dashboard/plots.ts';
import { overrides, ungated, waiting } from './dashboard/pull-requests.ts';
import { repositories } from './dashboard/repositories.ts';
import { people, toolTable } from './dashboard/shares.ts';
import { type Choice, filterForm, queryOf } from './filters.ts';
import { auditPath, organizationPath, setUpPath } from './links.ts';
import type { Organization } from './ports.ts';
import type { Report } from './report.ts';

export type Dashboard = {
  readonly organization: Organization;
  readonly choice: Choice;
  /** What was asked for besides and cannot be had. */
  readonly notTaken: readonly string[];
  readonly teams: readonly string[];
  readonly report: Report;
  readonly now: Date;
};

/** What AI took part in, what waits for whom, and what went around the gate; all of it limited to what the reader can see. */
export function dashboard({ organization, choice, notTaken, teams, report, now }: Dashboard): Html {
  const chosen = choice.repository === null ? organization : { ...organization, repositories: [choice.repository] };
  return html`<div class="head with-actions">
      <div><p class="above">Organization</p><h1>${organization.owner}</h1></div>
      <p class="actions">
        <a class="button" href="${auditPath(organization)}">Record of decisions</a>
        <a class="button" href="${setUpPath(organization)}">Set-up</a>
        <a class="button" href="${organizationPath(organization)}/report.csv?${queryOf(choice)}">Download as CSV</a>
      </p>
    </div>
    ${filterForm(choice, organization, teams)} ${notices(notTaken)}
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
