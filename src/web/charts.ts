import { dayLength } from '../core/day.ts';
import { fold, table } from './components.ts';
import { type Html, html } from './html.ts';

/** One set of values over the weeks of a chart; null where there is nothing to show. */
export type Series = {
  readonly name: string;
  readonly tone: 's0' | 's1' | 's2' | 's3' | 's4';
  readonly values: readonly (number | null)[];
};

export type Chart = {
  readonly id: string;
  readonly title: string;
  /** What one would see in it, for whoever does not. */
  readonly description: string;
  /** What `at` is called in the table. */
  readonly axis: string;
  /** What the values stand at: the Mondays of weeks, or the names of classes. */
  readonly at: readonly string[];
  readonly series: readonly Series[];
  readonly say: (value: number) => string;
  /** The least that the scale reaches to, so that little does not look like much. */
  readonly atLeast: number;
  /** Where a scale may end. */
  readonly ends: readonly number[];
};

/** Values over weeks as lines, the first with the area below it. */
export const lineChart = (chart: Chart): Html =>
  frame(
    chart,
    weekLabels(chart.at),
    (values) => Math.max(...values),
    (top) =>
      chart.series.toReversed().map(({ values, tone }, index, all) => {
        const runs = runsOf(values.map((value) => (value === null ? null : height(value, top))));
        const points = (run: readonly Point[]) => run.map(([at, y]) => `${middle(at, values.length)} ${y}`).join('L');
        return html`<g class="${tone}">
        ${index < all.length - 1 ? '' : runs.map((run) => html`<path class="area" d="${areaOf(run, values.length)}" />`)}
        ${runs.map((run) => html`<path class="trend" d="M${points(run)}" />`)}
        ${runs.flat().map(([at, y]) => html`<path class="dot" d="M${middle(at, values.length)} ${y}h0" />`)}
      </g>`;
      }),
  );

/** Values over weeks as bars; several series stand on top of each other. */
export const barChart = (chart: Chart): Html =>
  frame(chart, weekLabels(chart.at), added, (top) => stacks(chart, top, 0.68));

/** How many fell into each class; the classes are named below the bars. */
export const histogram = (chart: Chart): Html => frame(chart, chart.at, added, (top) => stacks(chart, top, 0.86));

const added = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The axis below: five days from the first Monday to the end of the last week, evenly apart. */
function weekLabels(mondays: readonly string[]): readonly string[] {
  const first = Date.parse(mondays[0] ?? '');
  const count = Math.min(5, mondays.length + 1);
  if (Number.isNaN(first)) return [];
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(first + Math.round((index / (count - 1)) * mondays.length * 7) * dayLength);
    return `${at.getUTCDate()} ${months[at.getUTCMonth()]}`;
  });
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A bar for one row of a table; the number stands beside it. */
export const rowBar = (value: number, most: number): Html =>
  html`<svg class="chart row-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="10" /><rect class="bar" width="${round(share(value, most) * 100)}" height="10" />
  </svg>`;

function frame(
  chart: Chart,
  labels: readonly string[],
  peakOf: (values: readonly number[]) => number,
  draw: (top: number) => readonly Html[],
): Html {
  const { id, title, description, at, series, say } = chart;
  const peaks = at.map((_, index) => peakOf(series.map(({ values }) => values[index] ?? 0)));
  const top = endOf(chart, Math.max(chart.atLeast, ...peaks));
  // Words stand outside of the drawing, which is stretched to whatever width there is.
  return html`<figure class="plot">
    <figcaption class="keys">${series.map(({ name, tone }) => html`<span class="key ${tone}">${name}</span>`)}</figcaption>
    <div class="plot-area">
      <div class="plot-y" aria-hidden="true"><span>${say(top)}</span><span>${say(top / 2)}</span><span>${say(0)}</span></div>
      <svg class="chart" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-labelledby="${id}-title ${id}-desc">
        <title id="${id}-title">${title}</title>
        <desc id="${id}-desc">${description}</desc>
        <path class="grid" d="M0 0h100M0 50h100M0 100h100" />
        ${draw(top)} ${at.map((_, index) => hover(chart, index))}
      </svg>
      <div class="plot-x${labels === at ? ' classes' : ''}" aria-hidden="true">${labels.map((label) => html`<span>${label}</span>`)}</div>
    </div>
    ${fold(`${id}-table`, 'As a table', tableOf(chart))}
  </figure>`;
}

/** What a pointer that rests on a week is told. */
function hover({ at, series, say }: Chart, index: number): Html {
  const values = series.map(({ name, values: all }) => `${name}: ${said(all[index], say)}`).join('\n');
  const width = 100 / at.length;
  return html`<rect class="hover" x="${round(index * width)}" width="${round(width)}" height="100"><title>${at[index]}\n${values}</title></rect>`;
}

const tableOf = ({ title, axis, at, series, say }: Chart): Html =>
  table(
    title,
    [
      { name: axis, cell: (index: number) => at[index] ?? '' },
      ...series.map(({ name, values }) => ({
        name,
        numeric: true as const,
        cell: (index: number) => said(values[index], say),
      })),
    ],
    at.map((_, index) => index),
  );

const said = (value: number | null | undefined, say: Chart['say']): string =>
  value === null || value === undefined ? '–' : say(value);

function stacks({ series, at }: Chart, top: number, wide: number): readonly Html[] {
  const slot = 100 / at.length;
  return series.map(({ values, tone }, layer) => {
    const below = (index: number) => series.slice(0, layer).reduce((sum, each) => sum + (each.values[index] ?? 0), 0);
    const bars = values.map((value, index) => {
      const x = round((index + (1 - wide) / 2) * slot);
      const y = height(below(index) + (value ?? 0), top);
      return html`<rect class="bar" x="${x}" y="${y}" width="${round(slot * wide)}" height="${round(height(below(index), top) - y)}" />`;
    });
    return html`<g class="${tone}">${bars}</g>`;
  });
}

type Point = readonly [at: number, y: number];

/** A line is broken where there is no value. */
function runsOf(values: readonly (number | null)[]): readonly (readonly Point[])[] {
  const runs: Point[][] = [[]];
  for (const [at, y] of values.entries()) {
    if (y === null) runs.push([]);
    else runs.at(-1)?.push([at, y]);
  }
  return runs.filter((run) => run.length > 0);
}

function areaOf(run: readonly Point[], count: number): string {
  const x = (point: Point | undefined) => middle(point?.[0] ?? 0, count);
  return `M${x(run[0])} 100L${run.map((point) => `${x(point)} ${point[1]}`).join('L')}L${x(run.at(-1))} 100Z`;
}

/** The end of the scale: the least of the given ones that nothing exceeds. */
const endOf = ({ ends }: Chart, most: number): number => ends.find((end) => end >= most) ?? most;

const share = (value: number, of: number): number => (of <= 0 ? 0 : Math.min(1, Math.max(0, value / of)));
const round = (value: number): number => Math.round(value * 100) / 100;
const height = (value: number, top: number): number => round(100 - share(value, top) * 100);
const middle = (index: number, count: number): number => round(((index + 0.5) / count) * 100);
