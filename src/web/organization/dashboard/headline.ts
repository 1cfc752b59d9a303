import { counted } from '../../../core/text.ts';
import { figures, tinted } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { count, percent, shortTime } from '../../scales.ts';
import type { Organization } from '../ports.ts';
import type { Report } from '../report.ts';
import { notLookedUp, notRequired } from './repositories.ts';

/** The figures that a reader looks for first. */
export function headline(report: Report, organization: Organization, now: Date): Html {
  const { totals, weeks, waiting: waits, overrides: debts, ungated: without } = report;
  const recent = weeks.slice(-4);
  const recentShare = shareOf(sum(recent, 'assisted'), sum(recent, 'pullRequests'));
  const oldest = waits.rows[0];
  const { open, overdue } = debts;
  const lacking = notRequired(report, organization).length;
  const unseen = notLookedUp(report, organization).length;
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
        value: tinted(
          lacking > 0 ? 'stop' : unseen > 0 ? 'quiet' : 'ok',
          lacking === 0 && unseen > 0 ? '–' : count(lacking),
        ),
        note: `of ${counted(organization.repositories.length, 'repository', 'repositories')}${unseen === 0 ? '' : `, ${count(unseen)} not looked up yet`}`,
      },
    ])}
  </section>`;
}

const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const sum = (weeks: Report['weeks'], of: 'assisted' | 'pullRequests'): number =>
  weeks.reduce((total, week) => total + week[of], 0);
