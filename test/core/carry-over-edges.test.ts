import { describe, expect, it } from '@jest/globals';
import { type WantedProofs, wantedProofs, wantsNothing } from '../../src/core/carry-over.ts';
import { known, type Snapshot, unknown } from '../../src/core/facts.ts';
import type { Policy } from '../../src/core/policy.ts';
import { assessProvenance } from '../../src/core/provenance.ts';
import { deriveRequirement } from '../../src/core/requirement.ts';
import { assessRisk } from '../../src/core/risk.ts';
import { qualifySignOffs } from '../../src/core/sign-off.ts';
import { aCommit, anIdentity, aReview, aSnapshot, aUser, people, sha } from '../support/facts.ts';
import { aPolicy, aRule } from '../support/policy.ts';

const { ada, bo, mia } = people;
const nothing: WantedProofs = { mergeBase: false, reviews: [], merges: [] };

function wanted(given: Partial<Snapshot>, only: Partial<Policy> = {}): WantedProofs {
  const [policy, snapshot] = [aPolicy(only), aSnapshot(given)];
  const provenance = assessProvenance(snapshot, []);
  const { clauses } = deriveRequirement(policy, snapshot, provenance, assessRisk(policy, snapshot, provenance));
  return wantedProofs(policy, snapshot, qualifySignOffs(policy, snapshot, clauses));
}

const older = aReview({ commitSha: sha('c2') });
const binding = { headSha: sha('c2'), baseRef: 'main', mergeBase: sha('c1') };
const bindings = { [older.id]: binding };
const state = { reviewId: older.id, headSha: sha('c2'), mergeBase: sha('c1') };
const unread = unknown('not read');
const merge = aCommit({ parents: [sha('c2'), sha('m1')], authors: [anIdentity(ada)], committer: null });
const mergeWanted = { sha: sha('c3'), branch: sha('c2'), base: sha('m1') };

describe('what is worth proving', () => {
  it.each<{ why: string; given: Partial<Snapshot>; policy?: Partial<Policy>; expected: Partial<WantedProofs> }>([
    { why: 'nobody approved', given: {}, expected: {} },
    { why: 'the head is approved', given: { reviews: [aReview()] }, expected: {} },
    { why: 'nobody approved and the merge base is not known', given: { mergeBase: unread }, expected: {} },
    {
      why: 'the head is approved and the merge base is not known',
      given: { reviews: [aReview()], mergeBase: unread },
      expected: { mergeBase: true },
    },
    {
      why: 'an older commit is approved and the merge base is not known: nothing can be compared yet',
      given: { reviews: [older], bindings, mergeBase: unread },
      expected: { mergeBase: true },
    },
    {
      why: 'an older commit is approved whose state was seen',
      given: { reviews: [older], bindings },
      expected: { reviews: [state] },
    },
    {
      why: 'it was first seen when the head had moved on, and the base is still the same',
      given: { reviews: [older] },
      expected: { reviews: [{ ...state, mergeBase: null }] },
    },
    {
      why: 'it was first seen when the head had moved on, and the base was changed since',
      given: { reviews: [older], baseChangedAt: '2026-03-02T11:30:00Z' },
      expected: {},
    },
    {
      why: 'what was seen is the state of another commit',
      given: { reviews: [older], bindings: { [older.id]: { ...binding, headSha: sha('c1') } } },
      expected: {},
    },
    {
      why: 'it was compared before',
      given: {
        reviews: [older],
        bindings,
        proofs: { sameDiff: { [older.id]: known(false) }, cleanMerges: [] },
      },
      expected: {},
    },
    {
      why: 'the policy carries nothing over',
      given: { reviews: [older], bindings },
      policy: { carryOver: 'never' },
      expected: {},
    },
    {
      why: 'the request for changes is on an older commit',
      given: { reviews: [{ ...older, state: 'changes-requested' }], bindings },
      expected: {},
    },
    {
      why: 'an approver made a merge',
      given: { reviews: [aReview()], commits: [merge] },
      expected: { merges: [mergeWanted] },
    },
    {
      why: 'an approver committed a merge that another wrote',
      given: {
        reviews: [aReview()],
        commits: [{ ...merge, authors: [anIdentity(mia)], committer: anIdentity(ada) }],
      },
      expected: { merges: [mergeWanted] },
    },
    {
      why: 'an approver pushed a merge that another wrote',
      given: {
        reviews: [aReview()],
        commits: [{ ...merge, authors: [anIdentity(mia)] }],
        pushes: [{ before: sha('c2'), after: sha('c3'), pusher: ada }],
      },
      expected: { merges: [mergeWanted] },
    },
    {
      why: 'an approver pushed a commit that is gone, which may have been a merge',
      given: {
        reviews: [aReview()],
        commits: [{ ...merge, authors: [anIdentity(mia)] }],
        pushes: [{ before: sha('c1'), after: sha('c2'), pusher: ada }],
      },
      expected: { merges: [{ sha: sha('c2'), branch: sha('c1'), base: null }] },
    },
    {
      why: 'an approver pushed a branch that was not there, and it is gone',
      given: {
        reviews: [aReview()],
        commits: [{ ...merge, authors: [anIdentity(mia)] }],
        pushes: [{ before: null, after: sha('c2'), pusher: ada }],
      },
      expected: {},
    },
    ...[
      { asks: 'a level above the author', rule: aRule({ require: { level: null, aboveAuthor: 1 } }) },
      { asks: 'about authors below a level', rule: aRule({ when: [{ kind: 'author-below', level: 'senior' }] }) },
    ].flatMap(({ asks, rule }) => [
      {
        why: `a rule asks ${asks}, and somebody made a merge of whom nothing else is known`,
        given: { commits: [merge, aCommit({ sha: sha('c2') })] },
        policy: { rules: [rule] },
        expected: { merges: [mergeWanted] },
      },
      {
        why: `a rule asks ${asks}, and an author made the merge`,
        given: { commits: [merge, aCommit({ sha: sha('c2'), authors: [anIdentity(ada)] })] },
        policy: { rules: [rule] },
        expected: {},
      },
    ]),
    {
      why: 'the merge is proven to be clean',
      given: {
        reviews: [aReview()],
        commits: [merge, aCommit({ sha: sha('c2'), authors: [anIdentity(ada)] })],
        proofs: { sameDiff: {}, cleanMerges: [sha('c3')] },
      },
      expected: {},
    },
    {
      why: 'the approver wrote a commit with one parent',
      given: { reviews: [aReview()], commits: [{ ...merge, parents: [sha('c2')] }] },
      expected: {},
    },
    {
      why: 'the approver merged three at once',
      given: { reviews: [aReview()], commits: [{ ...merge, parents: [sha('c2'), sha('m1'), sha('m2')] }] },
      expected: {},
    },
    {
      why: 'somebody else made the merge',
      given: { reviews: [aReview({ reviewer: bo })], commits: [merge] },
      expected: {},
    },
    {
      why: 'the author approved, whom no proof helps',
      given: { reviews: [aReview({ reviewer: mia })], commits: [{ ...merge, authors: [anIdentity(mia)] }] },
      expected: {},
    },
  ])('is $expected when $why', ({ given, policy, expected }) => {
    const found = wanted(given, policy);
    expect(found).toEqual({ ...nothing, ...expected });
    expect(wantsNothing(found)).toBe(Object.keys(expected).length === 0);
  });

  it('is at most the last five states and merges', () => {
    const reviewers = Array.from({ length: 6 }, (_, index) => aUser(200 + index, `r${index}`));
    const reviews = reviewers.map((reviewer, index) =>
      aReview({ id: `r${index}`, reviewer, commitSha: sha('c2'), submittedAt: `2026-03-02T11:0${index}:00Z` }),
    );
    const bound = Object.fromEntries(reviews.map(({ id }) => [id, binding]));
    expect(wanted({ reviews, bindings: bound }).reviews.map(({ reviewId }) => reviewId)).toEqual([
      'r1',
      'r2',
      'r3',
      'r4',
      'r5',
    ]);
    const commits = Array.from({ length: 6 }, (_, index) => ({ ...merge, sha: sha(`m${index}`) }));
    expect(wanted({ reviews: [aReview()], commits }).merges.map((each) => each.sha)).toEqual(
      commits.slice(1).map((each) => each.sha),
    );
  });
});
