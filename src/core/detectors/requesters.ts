import type { Tool } from '../evidence.ts';
import type { Account, Commit, Snapshot } from '../facts.ts';
import { toolOfAccount } from './account.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { creditedBy } from './co-author.ts';
import { recognize } from './identity.ts';
import { linesOf } from './lines.ts';
import { tools as builtInTools } from './tools.ts';

/** Somebody who may have asked an agent for the change. Only `timeline` says so; an assignee is a guess, the rest is text. */
export type Requester = {
  readonly account: Account | null;
  readonly login: string | null;
  readonly trust: 'timeline' | 'assignee' | 'co-author' | 'text';
  readonly detail: string;
};

/** Every candidate for having asked an agent: each is disqualified, since nobody can tell which of them it was. */
export const findRequesters = (
  snapshot: Pick<Snapshot, 'commits' | 'pullRequest'>,
  tools: readonly Tool[] = builtInTools,
): readonly Requester[] => {
  const catalogue = catalogueOf(tools);
  return [
    ...fromTimeline(snapshot),
    ...fromAssignments(snapshot, catalogue),
    ...fromCoAuthors(snapshot.commits, catalogue),
    ...fromText(snapshot),
  ];
};

const fromTimeline = ({ pullRequest }: Pick<Snapshot, 'pullRequest'>): readonly Requester[] =>
  pullRequest.agentEvents.flatMap(({ actor, appSlug }) =>
    actor === null
      ? []
      : [
          {
            account: actor,
            login: actor.login,
            trust: 'timeline' as const,
            detail: `asked ${appSlug}, says the timeline`,
          },
        ],
  );

/** Whoever an agent assigned, whether or not it stands; and whoever else is assigned to what an agent made. */
const fromAssignments = (
  { commits, pullRequest }: Pick<Snapshot, 'commits' | 'pullRequest'>,
  catalogue: Catalogue,
): readonly Requester[] => {
  const isAgent = (account: Account | null | undefined): boolean =>
    account !== null && account !== undefined && toolOfAccount(account, catalogue) !== null;
  const byAgent = isAgent(pullRequest.author) || commits.some(({ authors }) => isAgent(authors[0]?.account));
  const found = pullRequest.assignments.flatMap(({ assignee, by, stands }): Requester[] => {
    const byWhom = isAgent(by) && by !== null ? `assigned by ${by.login}` : null;
    if (isAgent(assignee) || (byWhom === null && !(stands && byAgent))) return [];
    const detail = byWhom ?? 'assigned to what an agent made';
    return [{ account: assignee, login: assignee.login, trust: 'assignee', detail }];
  });
  return found.filter((one, at) => found.findIndex(({ account }) => account?.id === one.account?.id) === at);
};

// An agent that commits by itself credits the person who sent it.
const fromCoAuthors = (commits: readonly Commit[], catalogue: Catalogue): readonly Requester[] =>
  commits
    .filter((commit) => commit.authors[0] !== undefined && recognize(commit.authors[0], catalogue) !== null)
    .flatMap((commit) => {
      const detail = `co-author of ${commit.sha.slice(0, 7)}, which an agent wrote`;
      const mapped = commit.authors.slice(1).filter((identity) => recognize(identity, catalogue) === null);
      const known = new Set(mapped.map((identity) => identity.email.toLowerCase()));
      const written = linesOf(commit.message)
        .filter((line) => line.kind === 'text')
        .flatMap((line) => creditedBy(line.text))
        .filter((identity) => recognize(identity, catalogue) === null && !known.has(identity.email.toLowerCase()));
      return [...mapped, ...written].map((identity) => ({
        account: identity.account,
        login: identity.account?.login ?? loginIn(identity.email),
        trust: 'co-author' as const,
        detail,
      }));
    });

const loginIn = (email: string): string | null =>
  /^(?:\d{1,12}\+)?([\w-]{1,39})@users\.noreply\.github\.com$/i.exec(email)?.[1] ?? null;

const asking =
  /(?:started|requested|triggered|initiated|assigned|asked|created)[ *_]{1,4}(?:by|for)[ *_]{0,3}:?[ *_]{0,4}@([a-z\d][a-z\d-]{0,38})|on behalf of[ *_]{1,4}@([a-z\d][a-z\d-]{0,38})/gi;

const fromText = ({ commits, pullRequest }: Pick<Snapshot, 'commits' | 'pullRequest'>): readonly Requester[] => {
  const logins = [pullRequest.body, ...commits.map((commit) => commit.message)]
    .filter((text) => text.search(asking) >= 0)
    .flatMap(linesOf)
    .filter((line) => line.kind === 'text')
    .flatMap((line) =>
      Array.from(line.text.slice(0, 2000).matchAll(asking)).flatMap((match) => match[1] ?? match[2] ?? []),
    );
  return [...new Set(logins)].slice(0, 10).map((login) => ({
    account: null,
    login,
    trust: 'text' as const,
    detail: 'asked for it, says the text',
  }));
};
