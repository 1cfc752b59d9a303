import type { Context } from 'hono';
import type { PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { SignedIn } from './access.ts';

/** The repository that the address names, if the viewer sees it on GitHub and the App is there; null: no more is said. */
export function findRepository(context: Context<SignedIn>): Promise<RepositoryRef | null> {
  const { owner = '', name = '' } = context.req.param() as Readonly<Record<string, string>>;
  // What GitHub never calls anything is not asked for: such a name would be a path of its API.
  if (!/^[\w-]{1,100}$/.test(owner) || !/^(?!\.{1,2}$)[\w.-]{1,100}$/.test(name)) return Promise.resolve(null);
  return context.get('viewer').sight.repository(owner, name);
}

/** The same for a pull request; whether there is one is for the store to say. */
export async function findPullRequest(context: Context<SignedIn>): Promise<PullRequestRef | null> {
  const { number = '' } = context.req.param() as Readonly<Record<string, string>>;
  const repository = await findRepository(context);
  return repository === null || !/^[1-9]\d{0,8}$/.test(number) ? null : { ...repository, number: Number(number) };
}
