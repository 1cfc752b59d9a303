import { z } from 'zod';
import type { Account, Membership, PullRequestRef } from '../core/facts.ts';
import type { Decision } from '../core/record.ts';
import type { Clause } from '../core/requirement.ts';
import { holdersFor } from '../core/reviewers.ts';
import { GitHubError } from '../errors.ts';
import { accountOf } from './accounts.ts';
import type { GitHub } from './client.ts';
import type { Directory, TeamMembers } from './directory.ts';
import { keepAnswers } from './kept-answers.ts';
import { readMemberships } from './memberships.ts';
import { owningTeams } from './owners.ts';
import { teamsWanted } from './wanted-facts.ts';

/** Somebody who may be asked for a sign-off. */
export type Person = { readonly account: Account; readonly membership: Membership };

/** Who bears a login, and whether they may write to the repository. */
export type Access = { readonly account: Account; readonly canPush: boolean };

export type Candidates = {
  readonly people: readonly Person[];
  /** What was found out about write access already, of people whom the policy names. */
  readonly named: readonly Access[];
};

/** So many people whom the policy names are looked up: each costs a request. */
const patience = 5;

/** The same reader, which keeps for some minutes who bears a name that a policy gives. */
export function createCandidateReader(
  github: GitHub,
  directory: Directory,
  now: () => number = Date.now,
): (decision: Decision, clauses: readonly Clause[], besides: readonly Account[]) => Promise<Candidates> {
  const kept = keepAnswers<Access | null>({ most: 5_000, milliseconds: 10 * 60_000, now });
  const read: ReadAccess = (ref, login) =>
    kept.answerTo(`${ref.repositoryId}:${login}`, () => readAccess(github, ref, login));
  return (decision, clauses, besides) => readCandidates(directory, read, decision, clauses, besides);
}

type ReadAccess = (ref: PullRequestRef, login: string) => Promise<Access | null>;

/** Everybody who holds a level that could clear one of these clauses, and these people besides. */
export async function readCandidates(
  directory: Directory,
  read: ReadAccess,
  { policy: effective, snapshot }: Pick<Decision, 'policy' | 'snapshot'>,
  clauses: readonly Clause[],
  besides: readonly Account[] = [],
): Promise<Candidates> {
  if (!effective.usable || clauses.length === 0) return { people: [], named: [] };
  const { ref, owners } = snapshot;
  const { scope, teams } = teamsWanted(ref.installationId, effective, owners);
  const holders = holdersFor(effective.policy, clauses);
  const members = await directory.read(scope, holders.teams);
  const named = await readNamed(read, ref, holders.users);
  const accounts = unique([
    ...[...members.values()].flatMap((team) => (team.known ? membersOf(team.value) : [])),
    ...named.map(({ account }) => account),
    ...besides,
  ]);
  const wanted = { scope, teams: [...new Set([...teams, ...owningTeams(owners)])] };
  const { memberships } = await readMemberships(directory, wanted, accounts);
  const people = accounts.flatMap((account): readonly Person[] => {
    const membership = memberships[account.id];
    return membership === undefined ? [] : [{ account, membership }];
  });
  return { people, named };
}

const membersOf = ({ logins }: TeamMembers): readonly Account[] =>
  [...logins].map(([id, login]) => ({ id, login, kind: 'user' }));

const unique = (accounts: readonly Account[]): readonly Account[] => [
  ...new Map(accounts.map((account) => [account.id, account])).values(),
];

async function readNamed(read: ReadAccess, ref: PullRequestRef, logins: readonly string[]): Promise<readonly Access[]> {
  const found: Access[] = [];
  for (const login of logins.slice(0, patience)) {
    const access = await read(ref, login);
    if (access !== null) found.push(access);
  }
  return found;
}

const Permission = z.object({
  permission: z.string(),
  user: z.object({ id: z.number(), login: z.string(), type: z.string() }).nullish(),
});

/** null: nobody of this name takes part in the repository. */
export async function readAccess({ rest }: GitHub, ref: PullRequestRef, login: string): Promise<Access | null> {
  const { installationId, owner, name: repo } = ref;
  const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  try {
    const { permission, user } = Permission.parse(await rest(installationId, route, { owner, repo, username: login }));
    const account =
      user === null || user === undefined
        ? null
        : accountOf({ __typename: user.type, login: user.login, databaseId: user.id });
    return account === null ? null : { account, canPush: permission === 'admin' || permission === 'write' };
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return null;
    throw error;
  }
}
