import { counted } from '../core/text.ts';
import { type Html, html } from './html.ts';

/** What a colour says: fine, waiting, stopped, good to know, or nothing in particular. */
export type Tone = 'ok' | 'wait' | 'stop' | 'info' | 'quiet';

/** A word or two with a tone. The words say it all; the colour only helps. */
export const pill = (tone: Tone, text: string): Html => html`<span class="pill ${tone}">${text}</span>`;

/** A word in the colour of a tone. */
export const tinted = (tone: Tone, text: string): Html => html`<span class="tinted ${tone}">${text}</span>`;

/** What every form that changes something carries. */
export const csrfField = (csrf: string): Html => html`<input type="hidden" name="csrf" value="${csrf}" />`;

/** A sheet of its own with a heading. */
export const card = (heading: string, content: Html | readonly Html[]): Html =>
  html`<section class="card"><h2>${heading}</h2>${content}</section>`;

/** What is shown where a list would be empty: what that means and what one can do. */
export const empty = (heading: string, text: string | Html): Html =>
  html`<div class="empty"><p class="empty-head">${heading}</p><p>${text}</p></div>`;

/** The same where it is all that a page has to say, and so its heading. */
export const emptyPage = (heading: string, text: string | Html): Html =>
  html`<div class="empty"><h1 class="empty-head">${heading}</h1><p>${text}</p></div>`;

/** Sentences about something that is not as whoever asked may think. */
export const notices = (sentences: readonly string[]): Html | '' =>
  sentences.length === 0
    ? ''
    : html`<ul class="notices">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;

/** What most readers can do without, one key press away. The id keeps it open over an update of the page. */
export const fold = (id: string, summary: string | Html, content: Html | readonly Html[]): Html =>
  html`<details id="${id}"><summary>${summary}</summary><div class="folded">${content}</div></details>`;

export type Column<Row> = {
  readonly name: string;
  /** Numbers stand on the right, so that they compare. */
  readonly numeric?: true;
  readonly cell: (row: Row) => Html | string | number;
};

/** A table with a caption for those who cannot see what stands around it. On a phone it scrolls by itself. */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  const side = ({ numeric }: Column<Row>) => (numeric ? html` class="number"` : '');
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption class="sr">${caption}</caption>
      <thead><tr>${columns.map((column) => html`<th scope="col"${side(column)}>${column.name}</th>`)}</tr></thead>
      <tbody>
        ${rows.map((row) => html`<tr>${columns.map((column) => html`<td${side(column)}>${column.cell(row)}</td>`)}</tr>`)}
      </tbody>
    </table>
  </div>`;
}

export type Item = { readonly done: boolean; readonly content: Html };

/** What is asked, each point ticked or open; said in words too. */
export const checklist = (items: readonly Item[]): Html =>
  html`<ul class="checklist">
    ${items.map(
      ({ done, content }) =>
        html`<li class="${done ? 'done' : 'open'}">
          <span class="mark" aria-hidden="true"></span><span class="sr">${done ? 'Met: ' : 'Open: '}</span>
          <div>${content}</div>
        </li>`,
    )}
  </ul>`;

/** Labelled figures in a row. */
export const figures = (
  items: readonly { readonly name: string; readonly value: Html | string | number; readonly note?: string }[],
): Html =>
  html`<dl class="figures">
    ${items.map(
      ({ name, value, note }) =>
        html`<div><dt>${name}</dt><dd>${value}${note === undefined ? '' : html` <span class="note">${note}</span>`}</dd></div>`,
    )}
  </dl>`;

/** A moment by the calendar, exact to the minute, with how long ago it was in front where that says more. */
export function moment(at: Date, now: Date): Html {
  return html`<time datetime="${at.toISOString()}" title="${minuteOf(at)}">${ago(at, now)}</time>`;
}

const minuteOf = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `3 minutes ago`, `2 days ago`: the largest unit that fits. */
export function ago(at: Date, now: Date): string {
  const length = duration(now.getTime() - at.getTime());
  return length === null ? 'just now' : `${length} ago`;
}

/** How long something has lasted, with the moment it began. */
export function lasting(from: Date, now: Date): Html {
  const length = duration(now.getTime() - from.getTime()) ?? 'less than a minute';
  return html`<time datetime="${from.toISOString()}" title="since ${minuteOf(from)}">${length}</time>`;
}

/** How long something took or takes, in its largest unit; null: under a minute. */
export function duration(milliseconds: number): string | null {
  const minutes = Math.floor(milliseconds / 60_000);
  const [count, unit] =
    minutes >= 2 * 1440
      ? [Math.floor(minutes / 1440), 'day']
      : minutes >= 120
        ? [Math.floor(minutes / 60), 'hour']
        : [minutes, 'minute'];
  if (minutes < 1) return null;
  return counted(count, unit);
}

/** The way to the pages before and after this one; nothing where there is only one. */
export function pagination(number: number, hasMore: boolean, addressOf: (number: number) => string): Html | '' {
  if (number === 1 && !hasMore) return '';
  return html`<nav class="pages" aria-label="More of this list">
    ${number > 1 ? html`<a rel="prev" href="${addressOf(number - 1)}">Newer</a>` : html`<span></span>`}
    <span class="quiet">Page ${number}</span>
    ${hasMore ? html`<a rel="next" href="${addressOf(number + 1)}">Older</a>` : html`<span></span>`}
  </nav>`;
}

/** Lines that came and went. */
export const size = (additions: number, deletions: number): Html =>
  html`<span class="plus">+${additions}</span> <span class="minus">−${deletions}</span>`;
