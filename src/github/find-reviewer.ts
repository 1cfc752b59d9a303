import type { Account, PullRequestRef } from '../core/facts.ts';
import type { Decision } from '../core/record.ts';
import type { Clause } from '../core/requirement.ts';
import { rankReviewers } from '../core/reviewers.ts';
import { readAccess, readCandidates } from './candidates.ts';
import type { GitHub } from './client.ts';
import type { Directory } from './directory.ts';

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
  return async ({ decision, clauses, except, loads }) => {
    const { policy: effective, snapshot } = decision;
    if (!effective.usable || clauses.length === 0) return null;
    const accessOf = (ref: PullRequestRef, login: string) => readAccess(github, ref, login);
    const { people, named } = await readCandidates(directory, accessOf, decision, clauses);
    const candidates = people.map((person) => ({ ...person, load: loads.get(person.account.id) ?? 0 }));
    const ranked = rankReviewers({ policy: effective.policy, snapshot, clauses, candidates, except });
    for (const account of ranked.slice(0, patience)) {
      const access =
        named.find((each) => each.account.id === account.id) ?? (await accessOf(snapshot.ref, account.login));
      // A login that another account took over says nothing about the one in the team.
      if (access?.account.id === account.id && access.canPush) return account;
    }
    return null;
  };
}
