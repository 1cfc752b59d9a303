import { plain } from '../text.ts';
import type { ReplayComparison } from './compare-replays.ts';
import type { Figures } from './figures.ts';

/** What a look back found, as every form of output shows it. */
export type BacktestResult = {
  readonly repository: string;
  readonly since: string;
  readonly until: string;
  /** The day of which levels, write access and CODEOWNERS are. */
  readonly levelsAsOf: string;
  readonly requests: number;
  readonly requestsPerPullRequest: number;
  /** One policy, or the two that are compared. */
  readonly policies: readonly ReplayedPolicy[];
  readonly comparison: ReplayComparison | null;
};

export type ReplayedPolicy = { readonly file: string; readonly figures: Figures };

/** What every output says about levels. */
export const levelsAsOfToday = (day: string): string =>
  `Levels, write access and CODEOWNERS are as of today, ${day.slice(0, 10)}, not as of each merge.`;

/** What a look back cannot know, in a sentence for every output. */
export const whatIsNotSeen = 'Sign-offs by command and evidence that was removed before the merge are not seen.';

/** One line of the summary, for each policy in turn. */
export type SummaryRow = {
  readonly name: string;
  readonly under: boolean;
  readonly value: (figures: Figures) => string;
};

const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });
const share = (part: number, whole: number): string => (whole === 0 ? '' : ` (${Math.round((100 * part) / whole)} %)`);

/** The figures that answer the question, in the order in which one asks. */
export const summaryRows: readonly SummaryRow[] = [
  { name: 'Merged', under: false, value: ({ merged }) => count(merged) },
  {
    name: 'with AI involvement',
    under: true,
    value: ({ assisted, merged }) => count(assisted) + share(assisted, merged),
  },
  {
    name: 'Would have needed a sign-off',
    under: false,
    value: ({ needed, merged }) => count(needed) + share(needed, merged),
  },
  {
    name: 'approved by somebody who qualifies',
    under: true,
    value: ({ approved, needed }) => count(approved) + share(approved, needed),
  },
  { name: 'Would have been held', under: false, value: ({ caught, merged }) => count(caught) + share(caught, merged) },
  { name: 'Without the declaration that is asked', under: false, value: ({ undeclared }) => count(undeclared) },
  { name: 'Sign-offs asked', under: false, value: ({ signOffs }) => count(signOffs) },
  { name: 'hours, estimated', under: true, value: ({ hours }) => count(hours) },
  { name: 'Such an approval took (median)', under: false, value: ({ wait }) => lengthOf(wait.median) },
  { name: 'nine in ten came within', under: true, value: ({ wait }) => lengthOf(wait.p90) },
  { name: 'Judged as the worst case', under: false, value: ({ unseen }) => count(unseen.pullRequests) },
];

/** The same, and what each level and each rule would ask under either of two policies. */
export function comparedRows(policies: readonly ReplayedPolicy[]): readonly SummaryRow[] {
  const all = policies.map(({ figures }) => figures);
  const levels = new Set(
    all.flatMap((figures) => figures.levels.flatMap(({ level, signOffs }) => (signOffs === 0 ? [] : [level]))),
  );
  const rules = new Set(all.flatMap((figures) => figures.rules.map(({ rule }) => rule)));
  const each = ({ levels: rows }: Figures, level: string) => rows.find((row) => row.level === level)?.each;
  return [
    ...summaryRows,
    ...[...levels].map((level) => ({
      name: `Each ${plain(level, 40)} a week, sign-offs`,
      under: false,
      value: (figures: Figures) => each(figures, level)?.signOffs.toFixed(1) ?? '–',
    })),
    ...[...rules].map((rule) => ({
      name: `By rule ${plain(rule, 60)}`,
      under: false,
      value: (figures: Figures) => {
        const row = figures.rules.find((asked) => asked.rule === rule);
        return row === undefined ? '–' : count(row.needed);
      },
    })),
  ];
}

/** `40 min`, `3.5 h`, `2.1 d`. */
export function lengthOf(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${count(seconds / 3600)} h` : `${count(seconds / 86_400)} d`;
}

/** What the second policy changes, in sentences. */
export function saysComparison({ changed, asksMore, asksLess, newlyCaught, noLongerCaught }: ReplayComparison): string {
  if (changed === 0) return 'The two policies ask the same of every pull request.';
  return `The second policy asks something else of ${count(changed)}: more of ${count(asksMore)}, less of ${count(asksLess)}. It would have held ${count(newlyCaught.length)} that the first lets pass, and let pass ${count(noLongerCaught.length)} that the first holds.`;
}
