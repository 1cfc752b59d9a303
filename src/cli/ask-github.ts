import { z } from 'zod';
import { parseConfig } from '../config.ts';
import type { RepositoryRef } from '../core/facts.ts';
import { createGitHub, createPersonalGitHub, type GitHub } from '../github/client.ts';
import type { FloorSetting } from '../github/target.ts';
import { createLog } from '../log.ts';

/** GitHub as a command asks it. */
export type Asking = {
  readonly github: GitHub;
  readonly appId: number;
  readonly floor: FloorSetting;
  /** The numeric ids by which everything else goes, asked of GitHub. */
  readonly findRepository: (owner: string, name: string) => Promise<RepositoryRef>;
};

export const noCredentials = 'set GITHUB_TOKEN, or the credentials of the App';

/** As the person whose token is there, else as the App; null: there is neither. */
export function askGitHub(variables: Readonly<Record<string, string | undefined>>): Asking | null {
  const token = variables['GITHUB_TOKEN'];
  const { apiUrl: baseUrl, credentials, floor } = parseConfig(variables);
  const log = createLog('error');
  const appId = credentials?.appId ?? 0;
  if (token !== undefined) {
    const github = createPersonalGitHub({ token, baseUrl, log });
    return { github, appId, floor, findRepository: (owner, name) => find(github, 0, owner, name) };
  }
  if (credentials === null) return null;
  const github = createGitHub({ ...credentials, baseUrl, log });
  const findRepository = async (owner: string, name: string) => {
    const installation = await github.asApp('GET /repos/{owner}/{repo}/installation', { owner, repo: name });
    return find(github, Id.parse(installation).id, owner, name);
  };
  return { github, appId, floor, findRepository };
}

const Id = z.object({ id: z.number() });

async function find(github: GitHub, installationId: number, owner: string, name: string): Promise<RepositoryRef> {
  const repository = await github.rest(installationId, 'GET /repos/{owner}/{repo}', { owner, repo: name });
  return { installationId, repositoryId: Id.parse(repository).id, owner, name };
}
