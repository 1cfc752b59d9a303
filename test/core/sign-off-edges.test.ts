import { describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import { type CommandComment, known, type Snapshot, unknown } from '../../src/core/facts.ts';
import { standingOf } from '../../src/core/ladder.ts';
import { withOpinions } from '../../src/core/opinion.ts';
import type { Policy } from '../../src/core/policy.ts';
import { aCommit, aFile, anIdentity, aReview, aSnapshot, memberships, people, sha } from '../support/facts.ts';
import { aLadder, aPolicy, aRule } from '../support/policy.ts';

const { ada, bo, jo, mia } = people;
const judge = (given: Partial<Snapshot>, only: Partial<Policy> = {}) =>
  evaluate({ usable: true, policy: aPolicy(only) }, withOpinions(aSnapshot(given)));

describe('whoever pressed "Update branch"', () => {
  const merge = aCommit({ parents: [sha('c2'), sha('m1')], authors: [anIdentity(ada)], committer: null });
  const change = aCommit({ sha: sha('c2'), parents: [sha('c1')] });
  const push = { before: sha('c2'), after: sha('c3'), pusher: ada };
  const proofs = { sameDiff: {}, cleanMerges: [sha('c3')] };

  it.each<{ why: string; role: string | null; given: Partial<Snapshot> }>([
    { why: 'the merge is clean and all that they pushed', role: null, given: { proofs } },
    { why: 'nobody proved the merge', role: 'contributor', given: {} },
    {
      why: 'they pushed more than the merge',
      role: 'pusher',
      given: { proofs, pushes: [{ ...push, before: sha('c1') }] },
    },
    {
      why: 'they pushed a commit that is gone',
      role: 'pusher',
      given: { proofs, pushes: [{ ...push, after: sha('x') }] },
    },
    {
      why: 'it was rewritten since, and what they pushed was proven clean',
      role: null,
      given: { proofs, commits: [aCommit({ sha: sha('c4') })] },
    },
    {
      why: 'it was rewritten since, and they pushed it onto two different states',
      role: 'pusher',
      given: { proofs, commits: [aCommit({ sha: sha('c4') })], pushes: [push, { ...push, before: sha('c1') }] },
    },
    {
      why: 'they pushed a branch that was not there',
      role: 'pusher',
      given: { proofs, pushes: [{ ...push, before: null }] },
    },
  ])('is disqualified as $role when $why', ({ role, given }) => {
    const { signOffs } = judge({ commits: [merge, change], pushes: [push], reviews: [aReview()], ...given });
    expect(signOffs.map(({ disqualified }) => disqualified?.why ?? null)).toEqual([role]);
  });
});

describe('what became of a sign-off by command', () => {
  const signOff = (author = ada): CommandComment => ({
    id: 1,
    author,
    createdAt: '2026-03-02T11:00:00Z',
    edited: false,
    viaApp: false,
    canPush: known(true),
    commands: [{ kind: 'sign-off', sha: sha('c3') }],
  });
  const owners = { owners: known([{ path: 'a', pattern: 'a', owners: ['sten'], unresolved: [] }]) };
  const notQualified = 'it does not qualify for what is asked';

  it.each<{ why: string; told: string; given?: Partial<Snapshot>; policy?: Partial<Policy> }>([
    { why: 'it counts', told: 'your sign-off counts' },
    { why: 'nothing is asked', told: 'taken; nothing asks for a sign-off', policy: { rules: [] } },
    { why: 'its giver is below the level', told: notQualified, given: { commands: [signOff(jo)] } },
    {
      why: 'its giver is in another team',
      told: notQualified,
      given: { commands: [signOff(bo)] },
      policy: { rules: [aRule({ require: { from: ['acme/payments'] } })] },
    },
    {
      why: 'its giver owns nothing of it',
      told: notQualified,
      given: owners,
      policy: { rules: [aRule({ require: { owners: true } })] },
    },
    {
      why: 'the teams of its giver are not known',
      told: 'GitHub did not tell which teams you are in',
      given: { memberships: { ...memberships, [ada.id]: unknown('refused') } },
    },
    {
      why: 'the base was changed after it',
      told: 'it was given on another state of the change',
      given: { baseChangedAt: '2026-03-02T11:30:00Z' },
    },
    { why: 'its giver wrote the change', told: 'opened this pull request', given: { commands: [signOff(mia)] } },
  ])('is told as "$told" when $why', ({ told, given, policy }) => {
    const { rulings } = judge({ commands: [signOff()], ...given }, policy);
    expect(rulings.map(({ outcome }) => outcome.detail)).toEqual([told]);
  });
});

describe('the guard of the rules', () => {
  it.each<{ why: string; reason: string; given: Partial<Snapshot> }>([
    {
      why: 'the change touches them',
      reason: 'the change touches the files that say who must review',
      given: { files: [aFile({ path: 'CODEOWNERS' })] },
    },
    {
      why: 'it may, since not every file is known',
      reason: 'the change may touch the files that say who must review: not every file is known',
      given: { truncated: ['files'] },
    },
    {
      why: 'it touches them and not every file is known',
      reason: 'the change touches the files that say who must review',
      given: { files: [aFile({ path: '.github/countersign.yml' })], truncated: ['files'] },
    },
  ])('says "$reason" when $why', ({ reason, given }) => {
    const { clauses } = judge(given, { rules: [] }).requirement;
    expect(clauses.filter(({ rule }) => rule === 'policy-change').map((clause) => clause.reason)).toEqual([reason]);
  });
});

describe('a level that no team holds', () => {
  it('does not ask for the teams of anybody', () => {
    const named = { teams: [], users: ['bo'] };
    const ladder = { levels: ['senior', 'staff'], holders: { senior: named, staff: { teams: [], users: [] } } };
    expect(standingOf(ladder, ada, undefined)).toEqual({ kind: 'no-level' });
    expect(standingOf(ladder, bo, undefined)).toMatchObject({ kind: 'level', level: 'senior' });
    expect(standingOf(aLadder, ada, undefined)).toMatchObject({ kind: 'unknown' });
  });
});

describe('somebody whose level the policy gives by name', () => {
  const holders = { ...aLadder.holders, senior: { teams: [], users: ['ada'] } };
  const ladder = { levels: ['senior'], holders };
  const from = ['acme/payments'];

  it.each([
    { why: 'GitHub did not tell their teams', membership: unknown('refused'), outcome: 'level-unknown' },
    { why: 'nobody asked for their teams', membership: undefined, outcome: 'level-unknown' },
    { why: 'they are in another team', membership: known(['acme/seniors']), outcome: 'wrong-team' },
    { why: 'they are in the team', membership: known(from), outcome: 'counts' },
  ])('is worth $outcome to a clause of one team where $why', ({ membership, outcome }) => {
    const { signOffs } = judge(
      { reviews: [aReview()], memberships: membership === undefined ? {} : { [ada.id]: membership } },
      { ladder, rules: [aRule({ require: { from } })] },
    );
    expect(signOffs.map(({ outcomes }) => outcomes['repository/one senior'])).toEqual([outcome]);
  });
});

describe('sign-offs by command', () => {
  const say = (id: number, author: CommandComment['author']): CommandComment => ({
    id,
    author,
    createdAt: '2026-03-02T11:00:00Z',
    edited: false,
    viaApp: false,
    canPush: known(true),
    commands: [{ kind: 'sign-off', sha: sha('c3') }],
  });

  it('have an id each, by which they are remembered', () => {
    const { signOffs } = judge({ commands: [say(5, ada), say(6, bo)] });
    expect(signOffs.map(({ reviewId }) => reviewId)).toEqual(['comment-5', 'comment-6']);
  });
});

describe('a clause one level above the author', () => {
  const rules = [aRule({ require: { level: null, aboveAuthor: 1 } })];

  it.each([
    { reviewer: people.sten, outcome: 'below-level' },
    { reviewer: people.pia, outcome: 'counts' },
  ])('is worth $outcome to $reviewer.login where the author is staff', ({ reviewer, outcome }) => {
    const { sten } = people;
    const author = { ...sten, id: 999, login: 'ravi' };
    const { signOffs } = judge(
      {
        pullRequest: { ...aSnapshot().pullRequest, author },
        commits: [aCommit({ authors: [anIdentity(author)], committer: null })],
        memberships: { ...memberships, [author.id]: known(['acme/staff']) },
        reviews: [aReview({ reviewer })],
      },
      { rules },
    );
    expect(signOffs.map(({ outcomes }) => outcomes['repository/one senior'])).toEqual([outcome]);
  });
});
