import type { RepositoryRef } from '../../core/facts.ts';
import { counted } from '../../core/text.ts';
import { empty } from '../components.ts';
import { type Html, html } from '../html.ts';
import { auditPath, organizationPath, setUpPath } from './links.ts';

/** Where the App is installed, as far as the reader sees any of it. */
export function organizationList(repositories: readonly RepositoryRef[]): Html {
  const byOwner = [...Map.groupBy(repositories, ({ owner }) => owner)].toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const head = html`<div class="head"><h1>Organizations</h1></div>`;
  if (byOwner.length === 0) {
    const text = 'Countersign is not installed on any repository that GitHub shows you.';
    return html`${head}${empty('Nothing to see yet.', text)}`;
  }
  return html`${head}<ul class="cards">
    ${byOwner.map(
      ([owner, seen]) => html`<li class="card">
        <h2><a href="${organizationPath({ owner })}">${owner}</a></h2>
        <p class="quiet">${counted(seen.length, 'repository', 'repositories')} that you can see · <a href="${auditPath({ owner })}"
          >Record of decisions</a> · <a href="${setUpPath({ owner })}">Set-up</a></p>
      </li>`,
    )}
  </ul>`;
}
