import { plain } from '../../../core/text.ts';
import { isUntold, type Point } from '../../../doctor/checklist.ts';
import { type Group, grouped } from '../../../doctor/finding.ts';
import { pill } from '../../components.ts';
import { type Html, html, joined } from '../../html.ts';
import { prose } from '../../phrase.ts';
import type { Organization } from '../ports.ts';

type Reader = { readonly organization: Organization; readonly githubUrl: string };

/** What is wrong at one point and how to repair it, alike findings as one. */
export function findings({ findings: found }: Point, reader: Reader): Html | string {
  if (found.length === 0) return '';
  return html`<ul class="rows">${grouped(found).map((group) => {
    const [tone, word] = isUntold(group) ? (['quiet', 'not told'] as const) : weights[group.severity];
    return html`<li><div class="opinion">${pill(tone, word)}<p>${subjects(group, reader)}${prose(plain(group.says, 2_000))}</p></div>
      <p class="quiet">${instruction(plain(group.repair, 600), reader.githubUrl)}</p></li>`;
  })}</ul>`;
}

const weights = { error: ['stop', 'error'], warning: ['wait', 'warning'], note: ['info', 'note'] } as const;

/** About which repositories; the account itself need not be named on its own page. */
function subjects({ subjects: all }: Group, { organization }: Reader): Html | string {
  const names = all.filter((name) => name.toLowerCase() !== organization.owner.toLowerCase());
  if (names.length === 0) return '';
  const shown = names.slice(0, subjectsShown).map((name) => html`<strong>${plain(name, 140)}</strong>`);
  return html`${joined(shown)}${names.length > subjectsShown ? ` and ${names.length - subjectsShown} more` : ''}: `;
}

const subjectsShown = 5;

/** A repair: what stands between backticks is to be typed, and addresses of this GitHub are links. */
const instruction = (repair: string, githubUrl: string): Html =>
  html`${repair.split(/`([^`]+)`/).map((part, index) => (index % 2 === 0 ? linked(part, githubUrl) : html`<code>${part}</code>`))}`;

const linked = (text: string, githubUrl: string): Html =>
  html`${text.split(/(\s+)/).map((word) => {
    const address = word.replace(/[:,;.)]+$/, '');
    const isOurs = address.startsWith(`${githubUrl}/`);
    return isOurs ? html`<a href="${address}">${address}</a>${word.slice(address.length)}` : word;
  })}`;
