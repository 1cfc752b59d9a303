import type { Team } from '../state/model.ts';
import type { State } from '../state.ts';

/** A page's address without the host: GitHub's `resourcePath`. */
export function path({ url }: State, page: string): string {
  return page.startsWith(url) ? page.slice(url.length) : page;
}

export function teamPage({ url }: State, team: Team): string {
  return `${url}/orgs/${team.organization.login}/teams/${team.slug}`;
}
