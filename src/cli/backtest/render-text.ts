import { howHoursAreEstimated } from '../../core/backtest/effort.ts';
import type { Figures } from '../../core/backtest/figures.ts';
import type { Replayed } from '../../core/backtest/replay.ts';
import {
  type BacktestResult,
  comparedRows,
  levelsAsOfToday,
  type ReplayedPolicy,
  saysComparison,
  summaryRows,
  whatIsNotSeen,
} from '../../core/backtest/result.ts';
import { plain } from '../../core/text.ts';

/** The figures as tables for a terminal. */
export function renderText(result: BacktestResult): string {
  const { repository, since, until, levelsAsOf, policies, comparison, requests, requestsPerPullRequest } = result;
  return `${[
    `Backtest of ${plain(repository)}: pull requests merged from ${since.slice(0, 10)} to ${until.slice(0, 10)}`,
    levelsAsOfToday(levelsAsOf),
    '',
    ...table(
      ['Policy', ...policies.map(({ file }) => plain(file))],
      (comparison === null ? summaryRows : comparedRows(policies)).map(({ name, under, value }) => [
        `${under ? '  ' : ''}${name}`,
        ...policies.map(({ figures }) => value(figures)),
      ]),
    ),
    '',
    ...(comparison === null ? [] : [saysComparison(comparison), '']),
    ...policies.flatMap((policy) => details(policy, policies.length > 1)),
    `The ${howHoursAreEstimated}.`,
    whatIsNotSeen,
    `${requests} requests, ${requestsPerPullRequest.toFixed(2)} for each pull request.`,
  ].join('\n')}\n`;
}

function details({ file, figures }: ReplayedPolicy, named: boolean): readonly string[] {
  return [
    ...(named ? [`== ${plain(file)} ==`, ''] : []),
    ...table(
      ['Level', 'Needed', 'Approved', 'Sign-offs', 'People', 'Each a week', 'Hours each a week'],
      byLevel(figures),
    ),
    '',
    ...(figures.rules.length === 0
      ? []
      : [
          ...table(
            ['Rule', 'Needed', 'Approved'],
            figures.rules.map(({ rule, needed, approved }) => [plain(rule, 50), String(needed), String(approved)]),
          ),
          '',
        ]),
    ...table(
      ['Week of', 'Merged', 'Needed', 'Approved', 'Sign-offs', 'Hours'],
      figures.weeks.map(({ week, merged, needed, approved, signOffs, hours }) => [
        week,
        ...[merged, needed, approved, signOffs].map(String),
        hours.toFixed(1),
      ]),
    ),
    '',
    ...unseenLines(figures),
    ...caughtLines(figures),
  ];
}

const byLevel = ({ levels }: Figures): readonly (readonly string[])[] =>
  levels.map(({ level, needed, approved, signOffs, people, each }) => [
    plain(level, 40),
    ...[needed, approved, signOffs].map(String),
    people === null ? 'not told' : String(people),
    each === null ? '–' : each.signOffs.toFixed(1),
    each === null ? '–' : each.hours.toFixed(1),
  ]);

const unseenLines = ({ unseen }: Figures): readonly string[] =>
  unseen.pullRequests === 0
    ? []
    : [
        `${unseen.pullRequests} were judged as the worst case, because not everything was read:`,
        ...unseen.why.map(({ what, pullRequests }) => `  ${plain(what)}: ${pullRequests}`),
        '',
      ];

function caughtLines({ caught, caughtFirst }: Figures): readonly string[] {
  if (caught === 0) return ['Nothing would have been held.', ''];
  const heading = caught > caughtFirst.length ? `The riskiest ${caughtFirst.length} of ${caught}` : `All ${caught}`;
  return [`${heading} that would have been held:`, ...caughtFirst.flatMap(caughtOne), ''];
}

const caughtOne = (each: Replayed): readonly string[] => [
  `  #${each.number} ${plain(each.title, 70)}`,
  `      ${each.headline}; risk ${each.risk}, AI ${each.involvement}, ${each.lines} lines, by ${nameOf(each.author)}, merged by ${nameOf(each.mergedBy)} on ${each.mergedAt.slice(0, 10)}`,
];

const nameOf = (login: string | null): string => (login === null ? 'somebody who is gone' : plain(login, 40));

/** The first column on the left, numbers on the right. */
function table(heading: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
