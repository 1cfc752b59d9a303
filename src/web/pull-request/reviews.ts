import type { Opinion } from '../../core/explanation/opinions.ts';
import { pill, type Tone } from '../components.ts';
import { type Html, html } from '../html.ts';
import { phrase } from '../phrase.ts';
import type { Explaining } from './told.ts';

/** Whose review counts, and why those of others do not. */
export const reviews = ({ explanation }: Explaining): Html =>
  html`<ul class="rows">
    ${explanation.reviews.map(
      ({ who, worth, said }) =>
        html`<li class="opinion">
          ${pill(worths[worth].tone, worths[worth].name)}
          <p><strong>${who}</strong> ${phrase(said)}</p>
        </li>`,
    )}
  </ul>`;

const worths: Readonly<Record<Opinion['worth'], { readonly name: string; readonly tone: Tone }>> = {
  counts: { name: 'Counts', tone: 'ok' },
  carried: { name: 'Carried over', tone: 'ok' },
  not: { name: 'Does not count', tone: 'quiet' },
  'nothing-asked': { name: 'Not needed', tone: 'quiet' },
  blocks: { name: 'Blocks', tone: 'stop' },
  'does-not-block': { name: 'Does not block', tone: 'quiet' },
};
