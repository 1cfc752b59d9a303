import type { PullRequestRef, RepositoryRef } from '../core/facts.ts';
import { plain, shortSha } from '../core/text.ts';
import { type Html, html } from './html.ts';

type Repository = Pick<RepositoryRef, 'owner' | 'name'>;

const pathTo = ({ owner, name }: Repository): string => `/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;

/** The page of a pull request, on this server. */
export const pullRequestPath = (ref: Repository & Pick<PullRequestRef, 'number'>): string =>
  `${pathTo(ref)}/pull/${ref.number}`;

/** The playground with this pull request chosen. */
export const playgroundPath = ({ owner, name, number }: Repository & Pick<PullRequestRef, 'number'>): string =>
  `/playground?${new URLSearchParams({ repository: `${owner}/${name}`, pull: String(number) }).toString()}`;

/** A commit on GitHub by its first characters; text where it is none that GitHub could have. */
export function commitLink(githubUrl: string, repository: Repository, sha: string): Html {
  const short = html`<code>${plain(shortSha(sha))}</code>`;
  if (!/^[\da-f]{40,64}$/.test(sha)) return short;
  return html`<a href="${githubUrl}${pathTo(repository)}/commit/${sha}">${short}</a>`;
}

/** A team on GitHub, where its members see who is in it; text where it is none that GitHub could have. */
export function teamLink(githubUrl: string, team: string): Html {
  const [, organization, slug] = /^([\w-]+)\/([\w.-]+)$/.exec(team) ?? [];
  const name = html`<code>${plain(team)}</code>`;
  if (organization === undefined || slug === undefined) return name;
  return html`<a href="${githubUrl}/orgs/${organization}/teams/${slug}">${name}</a>`;
}

/** The pull request on GitHub. */
export const onGitHub = (githubUrl: string, ref: Repository & Pick<PullRequestRef, 'number'>): string =>
  `${githubUrl}${pullRequestPath(ref)}`;
