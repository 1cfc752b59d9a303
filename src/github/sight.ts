import { z } from 'zod';
import type { RepositoryRef } from '../core/facts.ts';
import { GitHubError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { createPersonalGitHub, type GitHub } from './client.ts';
import { keepAnswers } from './kept-answers.ts';

/** What one person sees on GitHub, asked with their own token and kept for a minute at most. */
export type Sight = {
  readonly repository: (owner: string, name: string) => Promise<RepositoryRef | null>;
  readonly repositories: () => Promise<readonly RepositoryRef[]>;
  readonly memberOf: (organization: string) => Promise<boolean>;
};

export type Sights = {
  readonly of: (session: { readonly idHash: string; readonly token: { readonly token: string } }) => Sight;
  readonly forget: (session: { readonly idHash: string }) => void;
};

export type SightOptions = {
  readonly app: GitHub;
  readonly apiUrl: string;
  /** Repositories of other accounts are as if the App were not installed. */
  readonly serves: (account: string) => boolean;
  readonly log: Logger;
  readonly now: () => Date;
};

export function createSights({ app, apiUrl, serves, log, now }: SightOptions): Sights {
  const answers = keepAnswers<unknown>({ most: 20_000, milliseconds: 60_000, now: () => now().getTime() });
  const once = <T>(question: string, ask: () => Promise<T>) => answers.answerTo(question, ask) as Promise<T>;

  return {
    of: ({ idHash, token: { token } }) => {
      const personal = () => createPersonalGitHub({ baseUrl: apiUrl, log, token });
      const key = (...question: readonly string[]) =>
        JSON.stringify([idHash, ...question.map((word) => word.toLowerCase())]);
      return {
        repository: (owner, name) =>
          once(key('repository', owner, name), async () => {
            const found = await readVisibleRepository(personal(), app, owner, name);
            return found !== null && serves(found.owner) ? found : null;
          }),
        repositories: () =>
          once(key('repositories'), async () =>
            (await readVisibleRepositories(personal())).filter(({ owner }) => serves(owner)),
          ),
        memberOf: (organization) => once(key('member', organization), () => isActiveMember(personal(), organization)),
      };
    },
    forget: ({ idHash }) => answers.forgetWhere((key) => key.startsWith(JSON.stringify([idHash]).slice(0, -1))),
  };
}

const Person = z.object({ id: z.number(), login: z.string() });
const Repository = z.object({ id: z.number(), name: z.string(), owner: z.object({ login: z.string() }) });
const Installations = z.object({ installations: z.array(z.object({ id: z.number() })) });
const Repositories = z.object({ repositories: z.array(Repository) });
const Membership = z.object({ state: z.string() });

/** Whose token this is. */
export async function readPerson(personal: GitHub): Promise<z.infer<typeof Person>> {
  return Person.parse(await personal.rest(0, 'GET /user', {}));
}

/** One repository as a person sees it, with its installation; null: they do not see it, or the App is not on it. */
async function readVisibleRepository(
  personal: GitHub,
  app: GitHub,
  owner: string,
  name: string,
): Promise<RepositoryRef | null> {
  const found = await orNull(personal.rest(0, 'GET /repos/{owner}/{repo}', { owner, repo: name }));
  if (found === null) return null;
  const { id, ...repository } = Repository.parse(found);
  const place = { owner: repository.owner.login, repo: repository.name };
  const installation = await orNull(app.asApp('GET /repos/{owner}/{repo}/installation', place));
  if (installation === null) return null;
  const installationId = z.object({ id: z.number() }).parse(installation).id;
  return { installationId, repositoryId: id, owner: repository.owner.login, name: repository.name };
}

/** Every repository with the App on which the person has a permission of their own. */
async function readVisibleRepositories(personal: GitHub): Promise<readonly RepositoryRef[]> {
  const installations = await pages(async (page) => {
    const answer = await personal.rest(0, 'GET /user/installations', { per_page: perPage, page });
    return Installations.parse(answer).installations;
  });
  const lists = await Promise.all(
    installations.map(({ id }) =>
      pages(async (page) => {
        const route = 'GET /user/installations/{installation_id}/repositories';
        const answer = await personal.rest(0, route, { installation_id: id, per_page: perPage, page });
        const { repositories } = Repositories.parse(answer);
        return repositories.map(
          ({ id: repositoryId, name, owner }): RepositoryRef => ({
            installationId: id,
            repositoryId,
            owner: owner.login,
            name,
          }),
        );
      }),
    ),
  );
  return lists.flat();
}

/** Whether the person is an active member of the organization. */
async function isActiveMember(personal: GitHub, organization: string): Promise<boolean> {
  const found = await orNull(personal.rest(0, 'GET /user/memberships/orgs/{org}', { org: organization }));
  return found !== null && Membership.parse(found).state === 'active';
}

const perPage = 100;
/** 10,000 entries; whoever sees more than that sees the first of them. */
const mostPages = 100;

async function pages<T>(read: (page: number) => Promise<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let number = 1; number <= mostPages; number += 1) {
    const items = await read(number);
    all.push(...items);
    if (items.length < perPage) break;
  }
  return all;
}

/** Not visible and not there are one answer. */
async function orNull(request: Promise<unknown>): Promise<unknown> {
  try {
    return await request;
  } catch (error) {
    const refused = error instanceof GitHubError && error.retryAt === null;
    const hidden = refused && [403, 404, 451].includes(error.status ?? 0);
    if (hidden) return null;
    throw error;
  }
}
