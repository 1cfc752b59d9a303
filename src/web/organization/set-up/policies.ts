import { unreachable } from '../../../core/unreachable.ts';
import type { AccountFacts, RepositoryFacts } from '../../../doctor/facts.ts';
import { pill, table } from '../../components.ts';
import { type Html, html } from '../../html.ts';
import { nameOf, pathOf } from './repository.ts';

/** What became of the policy of the organization. */
export function floorText({ floor, account }: AccountFacts): Html {
  const place = html`<code>${account}/.github</code>`;
  switch (floor.kind) {
    case 'read':
      return html`The organization has a policy in ${place}. It ${floor.mode === 'enforce' ? 'is enforced' : 'only observes'}, and its repositories can only add to it.`;
    case 'broken':
      return html`The organization has a policy in ${place}, which cannot be used.`;
    case 'absent':
    case 'not-asked':
      return html`There is no policy of the organization. Each repository is judged by its own, or by the built-in rules, which only observe.`;
    case 'hidden':
    case 'unreadable':
      return html`Whether there is a policy of the organization in ${place} is not known.`;
    default:
      return unreachable(floor);
  }
}

/** Which repositories have a policy of their own. */
export function files(repositories: readonly RepositoryFacts[], githubUrl: string): Html {
  if (repositories.length === 0)
    return html`<p class="quiet">There is no repository that you can see and that can still change.</p>`;
  return table(
    'Policies of repositories',
    [
      { name: 'Repository', cell: nameOf },
      { name: 'Its own policy', cell: policyPill },
      {
        name: 'Where',
        cell: ({ repository, policy }: RepositoryFacts) =>
          policy.known && policy.value.kind === 'absent'
            ? tryOut(repository, 'Try one in the playground')
            : html`<a href="${githubUrl}/${pathOf(repository)}/blob/HEAD/.github/countersign.yml">File on GitHub</a> · ${tryOut(repository, 'Playground')}`,
      },
    ],
    repositories,
  );
}

const policyPill = ({ policy }: RepositoryFacts): Html => {
  if (!policy.known) return pill('quiet', 'not told');
  const { kind } = policy.value;
  if (kind === 'absent') return pill('quiet', 'none of its own');
  return kind === 'broken' ? pill('stop', 'cannot be used') : pill('ok', 'found');
};

const tryOut = (repository: string, text: string): Html =>
  html`<a href="/playground?${new URLSearchParams({ repository }).toString()}">${text}</a>`;
