import type { RepositoryRef } from '../../core/facts.ts';
import { type Html, html } from '../html.ts';
import { pullRequestPath } from '../links.ts';
import type { Organization } from './ports.ts';

type Owned = Pick<Organization, 'owner'>;

/** The page of an organization. */
export const organizationPath = ({ owner }: Owned): string => `/orgs/${encodeURIComponent(owner)}`;

/** The record of its decisions. */
export const auditPath = (owned: Owned): string => `${organizationPath(owned)}/audit`;

/** The checklist of its set-up. */
export const setUpPath = (owned: Owned): string => `${organizationPath(owned)}/set-up`;

/** The way to a pull request's page, called by the name that its repository has now. */
export function pullRequestLink(
  { repositories }: Pick<Organization, 'repositories'>,
  { repositoryId, number }: Pick<RepositoryRef, 'repositoryId'> & { readonly number: number },
): Html {
  const repository = repositories.find((each) => each.repositoryId === repositoryId);
  if (repository === undefined) return html`#${number}`;
  return html`<a class="place" href="${pullRequestPath({ ...repository, number })}">${repository.name}#${number}</a>`;
}
