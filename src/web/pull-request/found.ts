import type { Trace } from '../../core/explanation/found.ts';
import { shortSha } from '../../core/text.ts';
import { fold, pill } from '../components.ts';
import { type Html, html } from '../html.ts';
import { commitLink, onGitHub } from '../links.ts';
import { phrase } from '../phrase.ts';
import { toolNames } from '../tool-name.ts';
import type { Explaining } from './told.ts';

/** What says that AI took part, each piece with its quotation. */
export function found(told: Explaining): Html {
  const { involvement, autonomy, tools, evidence, contradicted, requesters } = told.explanation.found;
  const none = html`<p class="quiet">No declared evidence of AI. That does not say that there was none.</p>`;
  return html`<p class="pills">
      ${pill(involvementTones[involvement], involvements[involvement])}
      ${autonomy === 'agent' ? pill('info', 'By an agent') : ''} ${toolNames(tools, 12).map((name) => pill('quiet', name))}
    </p>
    ${evidence.length === 0 ? none : evidenceList(evidence, told)}
    ${contradicted ? html`<p>The author declared that no AI took part; the evidence above says otherwise and stands.</p>` : ''}
    ${requesters.length === 0 ? '' : html`<p>${phrase(requesters)}</p>`}`;
}

const involvements = {
  'none-found': 'No AI found',
  possible: 'AI possible',
  likely: 'AI likely',
  declared: 'AI declared',
} as const;

const involvementTones = { 'none-found': 'quiet', possible: 'quiet', likely: 'info', declared: 'info' } as const;

const shownAtOnce = 8;

function evidenceList(evidence: readonly Trace[], told: Explaining): Html {
  const items = evidence.map((item) => trace(item, told));
  const rest = items.slice(shownAtOnce);
  const stands = evidence.some(({ status }) => status !== 'set-aside');
  const more =
    rest.length === 0 ? '' : fold('more-evidence', `${rest.length} more`, html`<ul class="quotes">${rest}</ul>`);
  return html`<ul class="quotes">${items.slice(0, shownAtOnce)}</ul>${more}${told.state === 'open' && stands ? howToDispute(told) : ''}`;
}

const howToDispute = ({ explanation }: Explaining): Html =>
  html`<p class="small quiet">
    One of them is wrong? Who may clear everything that it asks for sets it aside with a comment:
    <code>/countersign not-ai ${shortSha(explanation.change.headSha)} NAME REASON</code>, where NAME is what stands at its end.
  </p>`;

function trace({ key, confidence, commitSha, excerpt, status, note }: Trace, { ref, githubUrl }: Explaining): Html {
  const where =
    commitSha === null
      ? html`<a href="${onGitHub(githubUrl, ref)}">the pull request</a>`
      : html`commit ${commitLink(githubUrl, ref, commitSha)}`;
  const said = note.length === 0 ? '' : html`, ${phrase(note)}`;
  return html`<li class="${status}">
    <blockquote><code>${excerpt}</code></blockquote>
    <p class="small quiet">${confidence}, in ${where}${said} · <span class="mono">${key}</span></p>
  </li>`;
}
