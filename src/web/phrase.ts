import type { Phrase } from '../core/phrase.ts';
import { type Html, html } from './html.ts';

/** A phrase for a page: what somebody else wrote stands apart, and is text and nothing else. */
export const phrase = (parts: Phrase): Html =>
  html`${parts.map((part) => {
    if (typeof part === 'string') return part;
    return 'quote' in part ? html`<code>${part.quote}</code>` : html`<strong>${part.strong}</strong>`;
  })}`;

/** A sentence of ours in which quotations stand between backticks. */
export const prose = (sentence: string): Html =>
  html`${sentence.split(/`([^`]+)`/).map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))}`;
