import { howHoursAreEstimated } from '../../../core/backtest/effort.ts';
import type { Observed, ObservedLevel } from '../../../core/observed.ts';
import { type Shortage, sayShortage } from '../../../core/shortage.ts';
import { counted, plain } from '../../../core/text.ts';
import { card, figures, table } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { prose } from '../../phrase.ts';
import { count, shortTime } from '../../scales.ts';
import type { Report } from '../report.ts';

/** Where more is asked than was given in a usual week; nothing where there is no such level. */
export const warnings = ({ shortages }: Report): Html | '' =>
  shortages.length === 0
    ? ''
    : html`<section class="answer wait" aria-label="Not enough time of seniors">
        <p class="answer-head"><strong>More sign-offs are missing than were given in a usual week.</strong></p>
        ${shortages.map((shortage: Shortage) => html`<p>${prose(sayShortage(shortage))}</p>`)}
      </section>`;

/** What the rules asked of the pull requests that were merged, for deciding when to enforce. */
export function observedCard({ observed }: Report): Html {
  const { merged, needed, since } = observed;
  const heading = 'Observed: what the rules asked of merged pull requests';
  if (merged === 0)
    return card(heading, html`<p class="quiet">Nothing that was decided on was merged in this period.</p>`);
  return card(
    heading,
    html`<p class="quiet">${summary(observed)} Observed since <time datetime="${since}">${since.slice(0, 10)}</time>, not replayed: <code>countersign backtest</code> says what another policy would have asked.</p>
      <div class="headline">${figures(headline(observed))}</div>
      ${needed === 0 ? '' : html`<div class="pair">${levels(observed)} ${rules(observed)}</div>`}
      <p class="quiet small below">${hoursNote(observed)}</p>`,
  );
}

function summary({ merged, observing }: Observed): string {
  if (observing === 0) return 'All of them were merged in enforce mode.';
  if (observing === merged) return 'In observe mode nothing is held: these are figures of what would have been.';
  return `${count(observing)} of ${count(merged)} were merged in observe mode, in which nothing is held.`;
}

const headline = (observed: Observed) => {
  const { merged, needed, approved, caught, wait, unjudged } = observed;
  const apart = unjudged === 0 ? '' : `; ${count(unjudged)} more never judged`;
  return [
    {
      name: 'Needed a sign-off',
      value: count(needed),
      note: `of ${counted(merged, 'merged pull request')}`,
    },
    { name: 'Approved', value: count(approved), note: 'by somebody who qualifies' },
    {
      name: 'Not cleared',
      value: count(caught),
      note: `${caughtNote(observed)}${apart}`,
    },
    {
      name: 'Waited',
      value: wait.median === null ? '–' : shortTime(wait.median),
      note: wait.p90 === null ? 'nothing signed off' : `90 % within ${shortTime(wait.p90)}`,
    },
  ];
};

function caughtNote({ merged, observing }: Observed): string {
  if (observing === 0) return 'they went around the gate';
  return observing === merged ? 'an enforced check would have held these' : 'held, had every check been enforced';
}

const levels = ({ levels: rows }: Observed): Html =>
  table(
    'By the highest level that was asked for',
    [
      { name: 'Level', cell: ({ level }: ObservedLevel) => plain(level, 60) },
      { name: 'Needed', numeric: true, cell: ({ needed }) => count(needed) },
      { name: 'Approved', numeric: true, cell: ({ approved }) => count(approved) },
      { name: 'Sign-offs', numeric: true, cell: ({ given }) => (given === null ? '–' : count(given.signOffs)) },
      { name: 'Each a week', numeric: true, cell: ({ given }) => eachWeek(given) },
    ],
    rows,
  );

function eachWeek(given: ObservedLevel['given']): string {
  const each = given?.each ?? null;
  return each === null ? '–' : `${count(each.signOffs)} (${count(each.hours)} h)`;
}

const rules = ({ rules: rows }: Observed): Html =>
  table(
    'By rule',
    [
      { name: 'Rule', cell: ({ rule }: Observed['rules'][number]) => plain(rule, 80) },
      { name: 'Needed', numeric: true, cell: ({ needed }) => count(needed) },
      { name: 'Approved', numeric: true, cell: ({ approved }) => count(approved) },
    ],
    rows.slice(0, 15),
  );

function hoursNote({ levels: rows }: Observed): string {
  const hidden = rows.some(({ given }) => given === null);
  const note = `“Each” are the people who signed off at that level; ${howHoursAreEstimated}.`;
  return hidden ? `${note} What fewer than three people gave is shown to those whom load_visible_to names.` : note;
}
