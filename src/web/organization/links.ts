import { type Html, html } from '../html.ts';
import type { Organization } from './ports.ts';

/** The way to the checklist of an account. */
export const setUpAddress = ({ owner }: Pick<Organization, 'owner'>): string =>
  `/orgs/${encodeURIComponent(owner)}/set-up`;

/** The way to a pull request's page, called by the name that its repository has now. */
export function pullRequestLink(
  { repositories }: Pick<Organization, 'repositories'>,
  { repositoryId, number }: { readonly repositoryId: number; readonly number: number },
): Html {
  const repository = repositories.find((each) => each.repositoryId === repositoryId);
  if (repository === undefined) return html`#${number}`;
  const { owner, name } = repository;
  const address = `/${encodeURIComponent(owner)}/${encodeURIComponent(name)}/pull/${number}`;
  return html`<a class="place" href="${address}">${name}#${number}</a>`;
}
