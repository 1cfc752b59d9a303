import { z } from 'zod';
import type { Account, RepositoryRef } from '../core/facts.ts';
import { GitHubError } from '../errors.ts';
import type { GitHub } from './client.ts';

export type Installation = {
  readonly id: number;
  readonly account: string;
  readonly accountId: number;
  /** It is blocked from everything. */
  readonly suspended: boolean;
};

export const perPage = 100;

const Installations = z.array(
  z.object({
    id: z.number(),
    account: z.object({ id: z.number(), login: z.string() }).nullable(),
    suspended_at: z.string().nullish(),
  }),
);

const Repositories = z.object({
  repositories: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      owner: z.object({ login: z.string() }),
      archived: z.boolean().optional(),
    }),
  ),
});

/** The App's own name in addresses, by which its bot account is known. */
export async function readSlug(github: GitHub): Promise<string> {
  return z.object({ slug: z.string() }).parse(await github.asApp('GET /app', {})).slug;
}

/** Every installation of the App. */
export async function listInstallations(github: GitHub): Promise<readonly Installation[]> {
  const pages = await everyPage((page) =>
    github.asApp('GET /app/installations', { per_page: perPage, page }).then((answer) => Installations.parse(answer)),
  );
  return pages.flatMap(({ id, account, suspended_at }) => {
    if (account === null) return [];
    const suspended = suspended_at !== null && suspended_at !== undefined;
    return [{ id, account: account.login, accountId: account.id, suspended }];
  });
}

/** Every repository that the installation covers and that can still change, with what it may do there from now on. */
export async function listRepositories(github: GitHub, installationId: number): Promise<readonly RepositoryRef[]> {
  await github.renewToken(installationId);
  const pages = await everyPage((page) =>
    github
      .rest(installationId, 'GET /installation/repositories', { per_page: perPage, page })
      .then((answer) => Repositories.parse(answer).repositories),
  );
  return pages.flatMap(({ id, name, owner, archived }) =>
    archived === true ? [] : [{ installationId, repositoryId: id, owner: owner.login, name }],
  );
}

/** Whether an account may write to the repository, asked live. Somebody GitHub does not know as a collaborator may not. */
export async function canPush(github: GitHub, repository: RepositoryRef, account: Account): Promise<boolean> {
  const { installationId, owner, name } = repository;
  const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  try {
    const answer = await github.rest(installationId, route, { owner, repo: name, username: account.login });
    return ['admin', 'write'].includes(z.object({ permission: z.string() }).parse(answer).permission);
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return false;
    throw error;
  }
}

/** Pages until one is not full. */
export async function everyPage<Item>(read: (page: number) => Promise<readonly Item[]>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let page = 1; ; page += 1) {
    const found = await read(page);
    items.push(...found);
    if (found.length < perPage) return items;
  }
}
