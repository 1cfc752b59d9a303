import { raw } from 'hono/html';
import { howHoursAreEstimated } from '../../core/backtest/effort.ts';
import type { Figures } from '../../core/backtest/figures.ts';
import type { Replayed } from '../../core/backtest/replay.ts';
import {
  type BacktestResult,
  comparedRows,
  levelsAsOfToday,
  type ReplayedPolicy,
  type SummaryRow,
  saysComparison,
  whatIsNotSeen,
} from '../../core/backtest/result.ts';
import { plain } from '../../core/text.ts';
import { rowBar } from '../charts.ts';
import { card, empty, figures as labelled, pill, table, tinted } from '../components.ts';
import { type Html, html, joined } from '../html.ts';
import { riskPill } from '../risk-pill.ts';
import { count, percent, shortTime } from '../scales.ts';
import { assetText } from '../static.ts';
import { comparedChart, outcomeChart, signOffChart, waitHistogram, waitsChart } from './plots.ts';

/** A look back as one page that needs nothing else: no script, no other file, and nothing is fetched. */
export async function backtestPage(result: BacktestResult): Promise<string> {
  const { repository, since, until, policies } = result;
  const title = `Backtest of ${plain(repository)}`;
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title} · Countersign</title>
        <style>${raw(assetText('style.css'))}</style>
      </head>
      <body>
        <main class="frame">
          <div class="head">
            <div>
              <p class="above">Backtest</p>
              <h1>${plain(repository)}</h1>
              <p class="quiet">Pull requests merged from ${since.slice(0, 10)} to ${until.slice(0, 10)}, replayed under ${joined(
                policies.map(({ file }) => html`<code>${plain(file)}</code>`),
                ' and ',
              )}</p>
            </div>
          </div>
          ${notes(result)} ${comparison(result)}
          ${policies.map((policy, index) => section(policy, index, policies.length > 1))}
        </main>
        <footer class="foot"><div class="frame">
          <p>${result.requests} requests to GitHub, ${result.requestsPerPullRequest.toFixed(2)} for each pull request.</p>
        </div></footer>
      </body>
    </html>`;
  return page.toString();
}

const notes = ({ levelsAsOf }: BacktestResult): Html =>
  html`<section class="card" aria-label="How to read this">
    <p>${pill('info', 'Levels as of today')} ${levelsAsOfToday(levelsAsOf)}</p>
    <p class="quiet">The ${howHoursAreEstimated}. ${whatIsNotSeen} What was not read is judged as the worst case.</p>
  </section>`;

function comparison({ policies, comparison: changes }: BacktestResult): Html | '' {
  if (changes === null) return '';
  return card('Side by side', [
    html`<p>${saysComparison(changes)}</p>`,
    table(
      'The figures of both policies',
      [
        { name: '', cell: ({ name, under }) => (under ? html`<span class="quiet">· ${name}</span>` : name) },
        ...policies.map(({ file, figures }) => ({
          name: plain(file),
          numeric: true as const,
          cell: ({ value }: SummaryRow) => value(figures),
        })),
      ],
      comparedRows(policies),
    ),
    comparedChart(policies),
  ]);
}

function section({ file, figures }: ReplayedPolicy, index: number, named: boolean): Html {
  const id = `p${index}`;
  if (figures.merged === 0)
    return card(plain(file), empty('Nothing was merged', 'No pull request was merged in this period.'));
  return html`${named ? html`<div class="head"><h2><code>${plain(file)}</code></h2></div>` : ''}
    ${headline(figures)}
    <div class="pair">
      ${card('What the gate would have said', outcomeChart(id, figures))}
      ${card('Sign-offs by week', signOffChart(id, figures))}
      ${card('How long such approvals took', waitsChart(id, figures))}
      ${card('Approvals by length', waitHistogram(id, figures))}
    </div>
    ${card('By level', levels(figures))} ${card('By rule', rules(figures))}
    ${card('Would have been held, riskiest first', caught(figures))} ${unseen(figures)}`;
}

function headline({
  merged,
  assisted,
  needed,
  approved,
  caught: held,
  signOffs,
  hours,
  wait,
  undeclared,
}: Figures): Html {
  return html`<section class="card headline" aria-label="Headline figures">
    ${labelled([
      { name: 'Merged', value: count(merged), note: `${percent(share(assisted, merged))} with AI` },
      { name: 'Needed a sign-off', value: count(needed), note: `${percent(share(needed, merged))} of all` },
      {
        name: 'Had one that counts',
        value: tinted('ok', count(approved)),
        note: `${percent(share(approved, needed))} of these`,
      },
      {
        name: 'Would be held',
        value: tinted(held > 0 ? 'stop' : 'ok', count(held)),
        note: `${percent(share(held, merged))} of all`,
      },
      { name: 'Sign-offs', value: count(signOffs), note: `about ${count(Math.round(hours))} hours` },
      {
        name: 'Time to approval',
        value: wait.median === null ? '–' : shortTime(wait.median),
        note: wait.p90 === null ? 'none was approved' : `90 % within ${shortTime(wait.p90)}`,
      },
      ...(undeclared === 0 ? [] : [{ name: 'Undeclared', value: count(undeclared), note: 'a declaration is asked' }]),
    ])}
  </section>`;
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const levels = ({ levels: all }: Figures): Html =>
  table(
    'What each level would have given',
    [
      { name: 'Level', cell: ({ level }) => plain(level, 40) },
      { name: 'Needed', numeric: true, cell: ({ needed }) => count(needed) },
      { name: 'Approved', numeric: true, cell: ({ approved }) => count(approved) },
      { name: 'Sign-offs', numeric: true, cell: ({ signOffs }) => count(signOffs) },
      { name: 'People', numeric: true, cell: ({ people }) => (people === null ? 'not told' : count(people)) },
      {
        name: 'Sign-offs, each a week',
        numeric: true,
        cell: ({ each }) => (each === null ? '–' : count(each.signOffs)),
      },
      { name: 'Hours, each a week', numeric: true, cell: ({ each }) => (each === null ? '–' : count(each.hours)) },
    ],
    all,
  );

function rules({ rules: all }: Figures): Html {
  const most = Math.max(1, ...all.map(({ needed }) => needed));
  return table(
    'Pull requests by rule',
    [
      { name: 'Rule', cell: ({ rule }) => html`<code>${plain(rule, 60)}</code>` },
      { name: 'Needed', numeric: true, cell: ({ needed }) => count(needed) },
      { name: 'Approved', numeric: true, cell: ({ approved }) => count(approved) },
      { name: 'Share', cell: ({ needed }) => html`<span class="s1">${rowBar(needed, most)}</span>` },
    ],
    all,
  );
}

function caught({ caught: total, caughtFirst }: Figures): Html {
  if (total === 0) return empty('Nothing would have been held', 'Every merged pull request had what the policy asks.');
  return html`${total > caughtFirst.length ? html`<p class="quiet">The first ${caughtFirst.length} of ${count(total)}.</p>` : ''}
    ${table(
      'Pull requests that would have been held',
      [
        {
          name: 'Pull request',
          cell: (each: Replayed) =>
            html`<a href="${each.url}" rel="noreferrer">#${each.number}</a> ${plain(each.title, 90)}`,
        },
        { name: 'Risk', cell: ({ risk }) => riskPill(risk) },
        { name: 'AI', cell: ({ involvement, autonomous }) => (autonomous ? 'an agent' : involvement) },
        { name: 'Lines', numeric: true, cell: ({ lines }) => count(lines) },
        { name: 'The check would have said', cell: ({ headline: said }) => said },
        {
          name: 'Merged',
          cell: ({ mergedAt, mergedBy }) =>
            `${mergedAt.slice(0, 10)} by ${plain(mergedBy ?? 'somebody who is gone', 40)}`,
        },
      ],
      caughtFirst,
    )}`;
}

function unseen({ unseen: { pullRequests, why } }: Figures): Html | '' {
  if (pullRequests === 0) return '';
  return card('Judged as the worst case', [
    html`<p>Of ${count(pullRequests)} pull requests not everything was read. What is not known makes the answer stricter.</p>`,
    table(
      'What was not read',
      [
        { name: 'What', cell: ({ what }) => plain(what) },
        { name: 'Pull requests', numeric: true, cell: (each) => count(each.pullRequests) },
      ],
      why,
    ),
  ]);
}
