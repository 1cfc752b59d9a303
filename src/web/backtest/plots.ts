import type { Figures } from '../../core/backtest/figures.ts';
import type { ReplayedPolicy } from '../../core/backtest/result.ts';
import { plain } from '../../core/text.ts';
import { barChart, histogram, lineChart } from '../charts.ts';
import { type Html, html } from '../html.ts';
import { count, counts, shortTime, times } from '../scales.ts';

export function outcomeChart(id: string, { weeks, merged, needed, approved }: Figures): Html {
  return barChart({
    id: `${id}-outcomes`,
    title: 'Merged pull requests by week, and what the gate would have said',
    description: `${count(needed)} of ${count(merged)} would have needed a sign-off; ${count(approved)} of these had one that counts.`,
    axis: 'Week',
    at: weeks.map(({ week }) => week),
    series: [
      { name: 'Had the sign-off', tone: 's2', values: weeks.map((week) => week.approved) },
      { name: 'Would be held', tone: 's3', values: weeks.map((week) => week.needed - week.approved) },
      { name: 'Nothing asked', tone: 's0', values: weeks.map((week) => week.merged - week.needed) },
    ],
    ...counts,
  });
}

export function signOffChart(id: string, { weeks, signOffs, hours }: Figures): Html {
  return lineChart({
    id: `${id}-sign-offs`,
    title: 'Sign-offs that would have been asked by week, and their hours',
    description: `${count(signOffs)} in all, about ${count(Math.round(hours))} hours by the size of the changes.`,
    axis: 'Week',
    at: weeks.map(({ week }) => week),
    series: [
      { name: 'Sign-offs', tone: 's1', values: weeks.map((week) => week.signOffs) },
      { name: 'Hours, estimated', tone: 's4', values: weeks.map((week) => week.hours) },
    ],
    ...counts,
  });
}

const none = html`<p class="quiet">No pull request had an approval that meets this policy.</p>`;

export function waitsChart(id: string, { weeks, wait }: Figures): Html {
  if (wait.median === null) return none;
  return lineChart({
    id: `${id}-waits`,
    title: 'Time from opened or ready for review to the approval that qualifies, by week of the merge',
    description: `Half came within ${shortTime(wait.median)}, nine in ten within ${shortTime(wait.p90 ?? 0)}.`,
    axis: 'Week',
    at: weeks.map(({ week }) => week),
    series: [
      { name: 'Median', tone: 's2', values: weeks.map(({ median }) => median) },
      { name: 'Nine in ten within', tone: 's3', values: weeks.map(({ p90 }) => p90) },
    ],
    ...times,
  });
}

const classes = ['1 h', '4 h', '8 h', '1 d', '3 d', '7 d', 'more'] as const;

export function waitHistogram(id: string, { waits, wait, approved }: Figures): Html {
  if (wait.median === null) return none;
  const withinDay = waits.slice(0, 4).reduce((sum, each) => sum + each, 0);
  return histogram({
    id: `${id}-lengths`,
    title: 'Approvals that qualify, by how long they took',
    description: `${count(withinDay)} of ${count(approved)} came within a day.`,
    axis: 'Took at most',
    at: classes.map((name, index) => (index === 0 ? `≤ ${name}` : name)),
    series: [{ name: 'Approvals', tone: 's2', values: waits }],
    ...counts,
  });
}

/** How many would have needed a sign-off, under each of the policies. */
export function comparedChart(policies: readonly ReplayedPolicy[]): Html {
  const tones = ['s1', 's3'] as const;
  return lineChart({
    id: 'compared',
    title: 'Pull requests that would have needed a sign-off, by week and policy',
    description: policies.map(({ file, figures }) => `${plain(file)}: ${count(figures.needed)} in all.`).join(' '),
    axis: 'Week',
    at: policies[0]?.figures.weeks.map(({ week }) => week) ?? [],
    series: policies.map(({ file, figures }, index) => ({
      name: plain(file),
      tone: tones[index] ?? 's4',
      values: figures.weeks.map(({ needed }) => needed),
    })),
    ...counts,
  });
}
