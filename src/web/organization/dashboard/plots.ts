import { barChart, histogram, lineChart } from '../../charts.ts';
import { type Html, html } from '../../html.ts';
import { count, counts, percent, shares, shortTime, times } from '../../scales.ts';
import type { Report } from '../report.ts';

const none = (text: string): Html => html`<p class="quiet">${text}</p>`;

export function assistedChart({ weeks, totals }: Report): Html {
  if (totals.pullRequests === 0) return none('No pull request was opened in this period.');
  const share = (of: 'assisted' | 'byAgents') =>
    weeks.map((week) => (week.pullRequests === 0 ? null : week[of] / week.pullRequests));
  return lineChart({
    id: 'assisted',
    title: 'AI-assisted share of pull requests by week',
    description: `${percent(totals.assisted / totals.pullRequests)} of ${count(totals.pullRequests)} pull requests had AI involvement that is likely or declared; ${count(totals.byAgents)} came from agents.`,
    axis: 'Week',
    at: weeks.map(({ week }) => week),
    series: [
      { name: 'AI-assisted', tone: 's1', values: share('assisted') },
      { name: 'By agents', tone: 's4', values: share('byAgents') },
    ],
    ...shares,
  });
}

export function volumeChart({ weeks, totals }: Report): Html {
  if (totals.pullRequests === 0) return none('No pull request was opened in this period.');
  return barChart({
    id: 'volume',
    title: 'Pull requests opened by week, with and without AI involvement',
    description: `${count(totals.pullRequests)} were opened in all, ${count(totals.assisted)} of them with AI involvement.`,
    axis: 'Week',
    at: weeks.map(({ week }) => week),
    series: [
      { name: 'With AI', tone: 's1', values: weeks.map(({ assisted }) => assisted) },
      {
        name: 'None found',
        tone: 's0',
        values: weeks.map(({ assisted, pullRequests }) => pullRequests - assisted),
      },
    ],
    ...counts,
  });
}

export function waitsChart({ weeks, totals }: Report): Html {
  if (totals.medianWait === null) return none('Nothing was signed off in this period after it had been asked for.');
  return lineChart({
    id: 'waits',
    title: 'Time from first being asked to signed off, by week of the sign-off',
    description: `Half of all sign-offs came within ${shortTime(totals.medianWait)}, nine in ten within ${shortTime(totals.p90Wait ?? 0)}.`,
    axis: 'Week',
    at: weeks.map(({ week }) => week),
    series: [
      { name: 'Median', tone: 's2', values: weeks.map(({ medianWait }) => medianWait) },
      { name: 'Nine in ten within', tone: 's3', values: weeks.map(({ p90Wait }) => p90Wait) },
    ],
    ...times,
  });
}

const classes = ['≤ 1 h', '≤ 4 h', '≤ 8 h', '≤ 1 d', '≤ 3 d', '≤ 7 d', '> 7 d'] as const;

export function waitHistogram({ totals }: Report): Html {
  if (totals.medianWait === null) return none('Nothing was signed off in this period after it had been asked for.');
  const all = totals.waits.reduce((sum, each) => sum + each, 0);
  const withinDay = totals.waits.slice(0, 4).reduce((sum, each) => sum + each, 0);
  return histogram({
    id: 'lengths',
    title: 'Sign-offs by how long they took',
    description: `${count(withinDay)} of ${count(all)} sign-offs came within a day.`,
    axis: 'Took',
    at: classes,
    series: [{ name: 'Sign-offs', tone: 's2', values: totals.waits }],
    ...counts,
  });
}
