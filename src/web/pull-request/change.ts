import type { Explanation } from '../../core/explanation.ts';
import { counted } from '../../core/text.ts';
import { card, moment, size } from '../components.ts';
import { type Html, html, joined } from '../html.ts';
import { commitLink } from '../links.ts';
import { prose } from '../phrase.ts';
import { riskPill } from '../risk-pill.ts';
import type { Explaining } from './told.ts';

/** What the decision is about: whose change, from which commit, into what, how large. */
export function change({ explanation, ref, githubUrl, evaluatedAt, now }: Explaining): Html {
  const { author, headSha, baseRef, files, additions, deletions } = explanation.change;
  return card(
    'The change',
    html`<dl class="facts">
      <div><dt>Author</dt><dd>${author ?? 'an account that is gone'}</dd></div>
      <div><dt>Head</dt><dd>${commitLink(githubUrl, ref, headSha)}</dd></div>
      <div><dt>Into</dt><dd><code>${baseRef}</code></dd></div>
      <div><dt>Size</dt><dd>${counted(files, 'file')}, ${size(additions, deletions)}</dd></div>
      <div><dt>Risk</dt><dd>${riskPill(explanation.risk.level)}</dd></div>
      <div><dt>Decided</dt><dd>${moment(evaluatedAt, now)}</dd></div>
    </dl>`,
  );
}

/** What makes the change as risky as it is judged. */
export const risk = ({ risk: { level, factors } }: Explanation): Html =>
  html`<p class="pills">${riskPill(level)}</p>
    <ul class="rows">
      ${factors.map(
        ({ level: each, detail, paths }) =>
          html`<li>
            <p>${prose(detail)} <span class="quiet">(${each})</span></p>
            ${paths.length === 0 ? '' : html`<p class="small quiet">${joined(paths.map((path) => html`<code>${path}</code>`))}</p>`}
          </li>`,
      )}
    </ul>`;
