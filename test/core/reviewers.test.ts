import { describe, expect, it } from '@jest/globals';
import { known, type Snapshot, unknown } from '../../src/core/facts.ts';
import type { Clause } from '../../src/core/requirement.ts';
import { type Candidate, holdersFor, rankReviewers } from '../../src/core/reviewers.ts';
import { aBot, aCommit, anIdentity, aSnapshot, aUser, memberships, people } from '../support/facts.ts';
import { aLadder, aPolicy } from '../support/policy.ts';

const { mia, ada, bo, jo, sten, pia, noa } = people;

const aClause = (only: Partial<Clause> = {}): Clause => ({
  id: 'repository/x',
  rule: 'x',
  origin: 'repository',
  level: 'senior',
  count: 1,
  from: [],
  owners: null,
  paths: [],
  reason: 'because',
  ...only,
});

const all: readonly Candidate[] = [pia, sten, noa, jo, bo, ada, mia].map((account) => ({
  account,
  membership: memberships[account.id] ?? unknown('not read'),
  load: 0,
}));

function ranked(
  given: {
    clauses?: readonly Clause[];
    candidates?: readonly Candidate[];
    except?: readonly number[];
    snapshot?: Partial<Snapshot>;
    machineUsers?: readonly string[];
  } = {},
): readonly string[] {
  return rankReviewers({
    policy: aPolicy({ machineUsers: given.machineUsers ?? [] }),
    snapshot: aSnapshot({ memberships: {}, ...given.snapshot }),
    clauses: given.clauses ?? [aClause()],
    candidates: given.candidates ?? all,
    except: given.except ?? [],
  }).map(({ login }) => login);
}

const loaded = (loads: Readonly<Record<string, number>>): readonly Candidate[] =>
  all.map((candidate) => ({ ...candidate, load: loads[candidate.account.login] ?? 0 }));

describe('who is asked for a sign-off', () => {
  it.each<{ why: string; given: Parameters<typeof ranked>[0]; asked: readonly string[] }>([
    { why: 'everybody of the level or above, the older account first', given: {}, asked: ['ada', 'bo', 'sten', 'pia'] },
    {
      why: 'the least loaded before the older account',
      given: { candidates: loaded({ ada: 2, bo: 1, pia: 1 }) },
      asked: ['sten', 'bo', 'pia', 'ada'],
    },
    {
      why: 'whoever clears more of the clauses, whatever the load',
      given: {
        clauses: [aClause(), aClause({ id: 'repository/y', level: 'staff' })],
        candidates: loaded({ sten: 9, pia: 8 }),
      },
      asked: ['pia', 'sten', 'ada', 'bo'],
    },
    {
      why: 'only members of the team asked for',
      given: { clauses: [aClause({ from: ['acme/payments'] })] },
      asked: ['ada'],
    },
    {
      why: 'only owners where owners are asked for',
      given: {
        clauses: [aClause({ owners: [{ path: 'a', pattern: '*', owners: ['bo'], unresolved: [] }] })],
      },
      asked: ['bo'],
    },
    {
      why: 'nobody who wrote, pushed or opened it',
      given: {
        snapshot: {
          commits: [aCommit({ authors: [anIdentity(ada)], committer: anIdentity(mia) })],
          pushes: [{ before: null, after: aCommit().sha, pusher: sten }],
        },
      },
      asked: ['bo', 'pia'],
    },
    { why: 'nobody with a part of their own', given: { except: [ada.id, pia.id] }, asked: ['bo', 'sten'] },
    { why: 'no machine user', given: { machineUsers: ['ada', 'bo'] }, asked: ['sten', 'pia'] },
    {
      why: 'no bot, whatever team it is in',
      given: { candidates: [{ account: aBot(9, 'robot[bot]'), membership: known(['acme/seniors']), load: 0 }] },
      asked: [],
    },
    {
      why: 'nobody whose level GitHub did not tell',
      given: { candidates: [{ account: aUser(9, 'eve'), membership: unknown('refused'), load: 0 }] },
      asked: [],
    },
    { why: 'nobody where nothing is open', given: { clauses: [] }, asked: [] },
    {
      why: 'the same in whatever order they come',
      given: { candidates: all.toReversed() },
      asked: ['ada', 'bo', 'sten', 'pia'],
    },
  ])('is $why', ({ given, asked }) => {
    expect(ranked(given)).toEqual(asked);
  });
});

describe('where people are looked for', () => {
  it.each([
    {
      why: 'from the lowest level asked for upwards',
      levels: ['staff', 'senior'],
      teams: ['seniors', 'staff', 'principals'],
    },
    { why: 'at the top alone where the top is asked for', levels: ['principal'], teams: ['principals'] },
  ])('is $why', ({ levels, teams }) => {
    const clauses = levels.map((level) => aClause({ level }));
    expect(holdersFor(aPolicy(), clauses)).toEqual({ teams: teams.map((team) => `acme/${team}`), users: [] });
  });

  it('are people whom the policy names, too', () => {
    const holders = { ...aLadder.holders, staff: { teams: ['acme/seniors'], users: ['ada'] } };
    const policy = aPolicy({ ladder: { ...aLadder, holders } });
    expect(holdersFor(policy, [aClause()])).toEqual({ teams: ['acme/seniors', 'acme/principals'], users: ['ada'] });
  });
});
