import type { Explanation } from '../../core/explanation.ts';
import { shortSha } from '../../core/text.ts';
import { fold, pill } from '../components.ts';
import { type Html, html, joined } from '../html.ts';
import { prose } from '../phrase.ts';

/** Every rule, whether it applied and because of what. */
export function rules({ rules: all, sources }: Explanation): Html {
  const applied = all.filter((rule) => rule.applied).length;
  const list = all.map(
    ({ rule, origin, applied: applies, conditions }) =>
      html`<li>
        <p>${pill(applies ? 'info' : 'quiet', applies ? 'Applied' : 'Did not apply')} <code>${rule}</code> <span class="quiet">(${origin})</span></p>
        <ul class="plain small">
          ${conditions.map(({ held, because }) => html`<li>${held ? '✓' : '✗'} <span class="sr">${held ? 'held' : 'failed'}: </span>${prose(because)}</li>`)}
        </ul>
      </li>`,
  );
  const from = sources.map(
    ({ origin, sha }) => html`${origin}${sha === null ? '' : html` <code>${shortSha(sha)}</code>`}`,
  );
  return html`<section class="card">
    ${fold(
      'rules',
      `Every rule: ${applied} of ${all.length} applied`,
      html`<ul class="rows">${list}</ul>
        <p class="small quiet">Policy: ${joined(from)}</p>`,
    )}
  </section>`;
}
