import type { Explanation } from '../../core/explanation.ts';
import { fold, pill } from '../components.ts';
import { type Html, html } from '../html.ts';
import { prose } from '../phrase.ts';

/** Every rule, whether it applied and because of what. */
export function rules({ rules: all, sources }: Explanation): Html {
  const applied = all.filter((rule) => rule.applied).length;
  const list = all.map(
    ({ rule, origin, applied: applies, conditions }) =>
      html`<li>
        <p>${pill(applies ? 'info' : 'quiet', applies ? 'Applied' : 'Did not apply')} <code>${rule}</code> <span class="quiet">${origin}</span></p>
        <ul class="plain small">
          ${conditions.map(({ held, because }) => html`<li>${held ? '✓' : '✗'} <span class="sr">${held ? 'held' : 'failed'}: </span>${prose(because)}</li>`)}
        </ul>
      </li>`,
  );
  const from = sources.map(
    ({ origin, sha }, index) =>
      html`${index === 0 ? '' : ', '}${origin}${sha === null ? '' : html` <code>${sha.slice(0, 7)}</code>`}`,
  );
  return html`<section class="card">
    ${fold(
      'rules',
      `Every rule: ${applied} of ${all.length} applied`,
      html`<ul class="rows">${list}</ul>
        <p class="small quiet">Policy: ${from}</p>`,
    )}
  </section>`;
}
