import { z } from 'zod';
import { parseAccess } from '../config/access.ts';
import type { RepositoryRef } from '../core/facts.ts';
import type { GitHubError } from '../errors.ts';
import { createGitHub, createPersonalGitHub, type GitHub } from '../github/client.ts';
import type { FloorSetting } from '../github/target.ts';
import { createLog } from '../log.ts';

/** GitHub as a command asks it. */
export type Asking = {
  readonly github: GitHub;
  readonly as: 'person' | 'app';
  readonly appId: number;
  readonly floor: FloorSetting;
  /** The installation that covers a repository; a person needs none. */
  readonly installationOn: (owner: string, name: string) => Promise<number>;
  /** The installation on an organization; a person needs none. */
  readonly installationOf: (organization: string) => Promise<number>;
  /** The numeric ids by which everything else goes, asked of GitHub. */
  readonly findRepository: (owner: string, name: string) => Promise<RepositoryRef>;
};

export const noCredentials = 'set GITHUB_TOKEN, or the credentials of the App: APP_ID and PRIVATE_KEY';

/** As the person whose token is there, else as the App; null: there is neither. */
export function askGitHub(variables: Readonly<Record<string, string | undefined>>): Asking | null {
  const token = variables['GITHUB_TOKEN'] ?? '';
  const { apiUrl: baseUrl, appId, privateKey, floor } = parseAccess(variables, token === '' ? 'app' : 'person');
  const log = createLog('error');
  const part = { appId: appId ?? 0, floor };
  if (token !== '') {
    const github = createPersonalGitHub({ token, baseUrl, log });
    const none = () => Promise.resolve(0);
    return {
      ...part,
      github,
      as: 'person',
      installationOn: none,
      installationOf: none,
      findRepository: finder(github, none),
    };
  }
  if (appId === null || privateKey === null) return null;
  const github = createGitHub({ appId, privateKey, baseUrl, log });
  const installationOn = async (owner: string, repo: string) =>
    Id.parse(await github.asApp('GET /repos/{owner}/{repo}/installation', { owner, repo })).id;
  const installationOf = async (org: string) =>
    Id.parse(await github.asApp('GET /orgs/{org}/installation', { org })).id;
  return { ...part, github, as: 'app', installationOn, installationOf, findRepository: finder(github, installationOn) };
}

/** What GitHub refused a command, and what to do about it. `target` is whom or what it was asked about. */
export function whyRefused({ status, message }: GitHubError, { as }: Pick<Asking, 'as'>, target: string): string {
  if (status === 401) {
    return as === 'person'
      ? 'GitHub does not take this token: look at GITHUB_TOKEN'
      : 'GitHub does not take these credentials: look at APP_ID and PRIVATE_KEY';
  }
  if (status !== 404) return message;
  return as === 'person'
    ? `there is no ${target}, or this token may not see it`
    : `there is no ${target}, or the App is not installed on it`;
}

const Id = z.object({ id: z.number() });

function finder(github: GitHub, installationOn: Asking['installationOn']): Asking['findRepository'] {
  return async (owner, name) => {
    const installationId = await installationOn(owner, name);
    const repository = await github.rest(installationId, 'GET /repos/{owner}/{repo}', { owner, repo: name });
    return { installationId, repositoryId: Id.parse(repository).id, owner, name };
  };
}
