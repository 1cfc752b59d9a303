import { z } from 'zod';
import type { Account, PullRequestRef } from '../core/facts.ts';
import type { Decision } from '../core/record.ts';
import type { Clause } from '../core/requirement.ts';
import { type Candidate, holdersFor, rankReviewers } from '../core/reviewers.ts';
import { GitHubError } from '../errors.ts';
import { accountOf } from './accounts.ts';
import type { GitHub } from './client.ts';
import type { Directory, TeamMembers } from './directory.ts';
import { readMemberships } from './memberships.ts';
import { teamsWanted } from './wanted-facts.ts';

export type ReviewerWanted = {
  readonly decision: Decision;
  readonly clauses: readonly Clause[];
  /** Nobody of these. */
  readonly except: readonly number[];
  /** How much each person has been asked for already, by id. */
  readonly loads: ReadonlyMap<number, number>;
};

/** So many people are asked about before nobody is: each costs a request. */
const patience = 5;

/** The person to ask for a sign-off on these clauses, with write access as GitHub tells it now; null: nobody is known. */
export function createReviewerFinder(
  github: GitHub,
  directory: Directory,
): (wanted: ReviewerWanted) => Promise<Account | null> {
  return async ({ decision: { policy: effective, snapshot }, clauses, except, loads }) => {
    if (!effective.usable || clauses.length === 0) return null;
    const { policy } = effective;
    const { ref } = snapshot;
    const wanted = teamsWanted(ref.installationId, effective, snapshot.owners);
    const holders = holdersFor(policy, clauses);
    const teams = await directory.read(wanted.scope, holders.teams);
    const named = await readNamed(github, ref, holders.users);
    const people = unique([
      ...[...teams.values()].flatMap((team) => (team.known ? membersOf(team.value) : [])),
      ...named.map(({ account }) => account),
    ]);
    const { memberships } = await readMemberships(directory, wanted, people);
    const candidates = people.flatMap((account): Candidate[] => {
      const membership = memberships[account.id];
      return membership === undefined ? [] : [{ account, membership, load: loads.get(account.id) ?? 0 }];
    });
    const ranked = rankReviewers({ policy, snapshot, clauses, candidates, except });
    for (const account of ranked.slice(0, patience)) {
      const access =
        named.find((each) => each.account.id === account.id) ?? (await readAccess(github, ref, account.login));
      // A login that another account took over says nothing about the one in the team.
      if (access?.account.id === account.id && access.canPush) return account;
    }
    return null;
  };
}

const membersOf = ({ logins }: TeamMembers): readonly Account[] =>
  [...logins].map(([id, login]) => ({ id, login, kind: 'user' }));

const unique = (accounts: readonly Account[]): readonly Account[] => [
  ...new Map(accounts.map((account) => [account.id, account])).values(),
];

async function readNamed(github: GitHub, ref: PullRequestRef, logins: readonly string[]): Promise<readonly Access[]> {
  const found: Access[] = [];
  for (const login of logins.slice(0, patience)) {
    const access = await readAccess(github, ref, login);
    if (access !== null) found.push(access);
  }
  return found;
}

type Access = { readonly account: Account; readonly canPush: boolean };

const Permission = z.object({
  permission: z.string(),
  user: z.object({ id: z.number(), login: z.string(), type: z.string() }).nullish(),
});

/** Who bears this login, and whether they may write to the repository; null: nobody who takes part in it. */
async function readAccess({ rest }: GitHub, ref: PullRequestRef, login: string): Promise<Access | null> {
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
