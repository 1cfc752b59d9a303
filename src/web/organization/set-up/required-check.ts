import { plain } from '../../../core/text.ts';
import type { AccountSetUp, RepositoryFacts } from '../../../doctor/facts.ts';
import { pill, table } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { nameOf, pathOf } from './repository.ts';

/** Where the check is required, and from whom. */
export function requirements({ app, repositories }: AccountSetUp, githubUrl: string): Html | string {
  const appId = app.known ? app.value.id : null;
  if (repositories.length === 0)
    return html`<p class="quiet">There is no repository on which it could be required.</p>`;
  return table(
    'Whether the check is required',
    [
      { name: 'Repository', cell: nameOf },
      {
        name: 'Default branch',
        cell: ({ branch }) =>
          branch.known && branch.value !== null ? html`<code>${plain(branch.value.branch, 100)}</code>` : '–',
      },
      { name: 'Check', cell: ({ branch }: RepositoryFacts) => requirement(branch, appId) },
      {
        name: 'Where',
        cell: ({ repository }) => html`<a href="${githubUrl}/${pathOf(repository)}/settings/rules">Rules on GitHub</a>`,
      },
    ],
    repositories,
  );
}

function requirement(branch: RepositoryFacts['branch'], appId: number | null): Html {
  if (!branch.known) return pill('quiet', 'not told');
  if (branch.value === null) return pill('quiet', 'empty repository');
  const { required } = branch.value;
  if (required.length === 0) return pill('stop', 'not required');
  if (required.some((here) => here.appId === appId)) return pill('ok', 'required from this App');
  return required.some((here) => here.appId === null)
    ? pill('stop', 'required from anybody')
    : pill('stop', 'required from another App');
}
