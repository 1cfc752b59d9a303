import { type Html, html } from '../../html.ts';
import { prose } from '../../phrase.ts';
import { count } from '../../scales.ts';

/** How many rows of a list are shown; the download has more. */
export const shownRows = 25;

/** How many rows of a list a download holds. */
export const listedRows = 1_000;

/** What stands where a list is empty. */
export const none = (text: string): Html => html`<p class="quiet">${prose(text)}</p>`;

/** What stands below a list that was cut. */
export const left = (total: number): Html | '' =>
  total <= shownRows
    ? ''
    : html`<p class="quiet small below">${shownRows} of ${count(total)} are shown; the download has ${total > listedRows ? `the first ${listedRows}` : 'all'}.</p>`;
