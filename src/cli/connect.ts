import { z } from 'zod';
import { parseApi, parseConfig } from '../config.ts';
import { createGitHub, createPersonalGitHub, type GitHub } from '../github/client.ts';
import { createLog } from '../log.ts';

/** GitHub as a command asks it: with a person's token where one is set, else as the App. */
export type Connection = {
  readonly github: GitHub;
  readonly as: 'person' | 'app';
  readonly appId: number;
};

/** The connection that the environment has credentials for; null: it has none. */
export function connect(variables: Readonly<Record<string, string | undefined>>): Connection | null {
  const log = createLog('silent');
  const token = variables['GITHUB_TOKEN'] ?? '';
  if (token !== '') {
    const { apiUrl: baseUrl, appId } = parseApi(variables);
    return { github: createPersonalGitHub({ token, baseUrl, log }), as: 'person', appId: appId ?? 0 };
  }
  const { credentials, apiUrl: baseUrl } = parseConfig(variables);
  if (credentials === null) return null;
  return { github: createGitHub({ ...credentials, baseUrl, log }), as: 'app', appId: credentials.appId };
}

const Installation = z.object({ id: z.number() });

/** The installation that covers a repository; a person needs none. */
export async function installationOnRepository(
  { github, as }: Connection,
  owner: string,
  repo: string,
): Promise<number> {
  if (as === 'person') return 0;
  return Installation.parse(await github.asApp('GET /repos/{owner}/{repo}/installation', { owner, repo })).id;
}

/** The installation on an organization; a person needs none. */
export async function installationOnOrganization({ github, as }: Connection, org: string): Promise<number> {
  if (as === 'person') return 0;
  return Installation.parse(await github.asApp('GET /orgs/{org}/installation', { org })).id;
}
