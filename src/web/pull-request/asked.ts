import type { Asked } from '../../core/explanation/asked.ts';
import type { Phrase } from '../../core/phrase.ts';
import { checklist } from '../components.ts';
import { type Html, html, joined } from '../html.ts';
import { teamLink } from '../links.ts';
import { phrase, prose } from '../phrase.ts';

/** What the rules ask for, point by point, and what is still missing of each. */
export const asked = (items: readonly Asked[], githubUrl: string): Html => {
  const clauses = items.filter(({ kind }) => kind !== 'declaration').length;
  const note = html`<p class="small quiet">Each point stands for itself; one approval can count for several.</p>`;
  return html`${askedList(items, githubUrl)}${clauses > 1 ? note : ''}`;
};

const askedList = (items: readonly Asked[], githubUrl: string): Html =>
  checklist(
    items.map((item) => {
      if (item.kind === 'declaration')
        return { done: item.met, content: html`<p><strong>The author declares whether AI took part</strong></p>` };
      const lacks = item.lacks.length === 0 ? '' : html`<p class="lacks">Still missing: ${phrase(item.lacks)}.</p>`;
      const clear = item.clear.length === 0 ? '' : html`<p>${whoCanClear(item.clear, githubUrl)}</p>`;
      const paths =
        item.paths.length === 0
          ? ''
          : html`<p class="small quiet">${joined(item.paths.map((path) => html`<code>${path}</code>`))}</p>`;
      return {
        done: item.met,
        content: html`<p><strong>${phrase(item.what)}</strong></p>
          ${lacks} ${clear}
          <p class="small quiet">Rule <code>${item.rule}</code>: ${prose(item.reason)}</p>
          ${paths}`,
      };
    }),
  );

/** Only teams are quoted in it; behind each stands who is in it. */
const whoCanClear = (parts: Phrase, githubUrl: string): Html =>
  html`${parts.map((part) =>
    typeof part !== 'string' && 'quote' in part ? teamLink(githubUrl, part.quote) : phrase([part]),
  )}`;
