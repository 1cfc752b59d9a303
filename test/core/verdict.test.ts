import { describe, expect, it } from '@jest/globals';
import type { Account, OwnedPath, Review, Snapshot } from '../../src/core/facts.ts';
import type { Provenance } from '../../src/core/provenance.ts';
import type { Clause, Requirement } from '../../src/core/requirement.ts';
import { findChangeRequests, qualifySignOffs } from '../../src/core/sign-off.ts';
import { decide, type Verdict } from '../../src/core/verdict.ts';
import { aReview, aSnapshot, people, sha } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';

const { ada, bo, sten, jo } = people;

const nothingFound: Provenance = {
  involvement: 'none-found',
  autonomy: 'none',
  tools: [],
  evidence: [],
  remembered: [],
  setAside: [],
  declaration: null,
  contradicted: false,
};

const clause = (only: Partial<Clause> = {}): Clause => ({
  id: only.level ?? 'senior',
  rule: 'a rule',
  origin: 'repository',
  level: 'senior',
  count: 1,
  from: [],
  owners: null,
  paths: [],
  reason: 'always',
  ...only,
});

const approvals = (...reviewers: Account[]): Review[] =>
  reviewers.map((reviewer) => aReview({ id: reviewer.login, reviewer }));
const owned = (path: string, ...owners: string[]): OwnedPath => ({ path, pattern: path, owners, unresolved: [] });

function verdictOf(
  clauses: readonly Clause[],
  snapshot: Partial<Snapshot>,
  only: Partial<Requirement & Provenance> = {},
): Verdict {
  const policy = aPolicy();
  const facts = aSnapshot(snapshot);
  const requirement: Requirement = { clauses, declarationRequired: false, unmeetable: [], trace: [], ...only };
  const signOffs = qualifySignOffs(policy, facts, clauses);
  return decide(requirement, signOffs, findChangeRequests(policy, facts), { ...nothingFound, ...only }, facts);
}

describe('the verdict', () => {
  it.each<{ state: Verdict['state']; why: string; clauses: Clause[]; reviews: Review[] }>([
    { state: 'not-required', why: 'nothing is asked', clauses: [], reviews: [] },
    { state: 'pending', why: 'a senior is asked and nobody has approved', clauses: [clause()], reviews: [] },
    { state: 'satisfied', why: 'a senior is asked and one approved', clauses: [clause()], reviews: approvals(ada) },
    {
      state: 'pending',
      why: 'two seniors are asked and one approved',
      clauses: [clause({ count: 2 })],
      reviews: approvals(ada),
    },
    {
      state: 'satisfied',
      why: 'two seniors are asked and two approved',
      clauses: [clause({ count: 2 })],
      reviews: approvals(ada, bo),
    },
    {
      state: 'satisfied',
      why: 'two seniors and one staff are asked, and one of each approved: clauses are independent',
      clauses: [clause({ count: 2 }), clause({ level: 'staff' })],
      reviews: approvals(ada, sten),
    },
    {
      state: 'pending',
      why: 'two seniors and one staff are asked and two seniors approved',
      clauses: [clause({ count: 2 }), clause({ level: 'staff' })],
      reviews: approvals(ada, bo),
    },
    {
      state: 'pending',
      why: 'one staff approved where two seniors and one staff are asked: nobody counts twice for one clause',
      clauses: [clause({ count: 2 }), clause({ level: 'staff' })],
      reviews: approvals(sten),
    },
    {
      state: 'blocked',
      why: 'everything is met and somebody asks for changes',
      clauses: [clause()],
      reviews: [...approvals(ada), aReview({ id: 'x', reviewer: jo, state: 'changes-requested' })],
    },
    {
      state: 'blocked',
      why: 'nothing is asked and somebody asks for changes',
      clauses: [],
      reviews: [aReview({ id: 'x', reviewer: jo, state: 'changes-requested' })],
    },
    {
      state: 'pending',
      why: 'an approval of an older commit is all there is',
      clauses: [clause()],
      reviews: [aReview({ commitSha: sha('c2') })],
    },
  ])('is $state when $why', ({ state, clauses, reviews }) => {
    expect(verdictOf(clauses, { reviews }).state).toBe(state);
  });

  it('names what is missing of each clause', () => {
    const verdict = verdictOf([clause({ count: 3 }), clause({ level: 'staff' })], { reviews: approvals(ada) });
    expect(verdict).toEqual({
      state: 'pending',
      declarationMissing: false,
      gaps: [
        { clause: 'senior', missing: 2, owners: [] },
        { clause: 'staff', missing: 1, owners: [] },
      ],
    });
  });

  it('names who satisfied it', () => {
    expect(verdictOf([clause()], { reviews: approvals(ada, jo) })).toEqual({ state: 'satisfied', by: ['ada'] });
  });
});

describe('owners', () => {
  const owners = [owned('pay/a.ts', 'ada'), owned('web/b.ts', 'acme/staff')];

  it.each([
    { why: 'each path was approved by one of its owners', reviewers: [ada, sten], missing: null },
    { why: 'one path has no owner who approved', reviewers: [ada], missing: ['web/b.ts'] },
    { why: 'only somebody who owns nothing approved', reviewers: [bo], missing: ['pay/a.ts', 'web/b.ts'] },
  ])('missing: $missing when $why', ({ reviewers, missing }) => {
    const verdict = verdictOf([clause({ owners })], { reviews: approvals(...reviewers) });
    const gaps = verdict.state === 'pending' ? verdict.gaps.flatMap((gap) => gap.owners.map(({ path }) => path)) : null;
    expect(gaps).toEqual(missing);
  });
});

describe('a required declaration', () => {
  it.each([
    { why: 'nothing was declared', only: {}, state: 'pending' },
    { why: 'the author declared that AI took part', only: { declaration: 'ai' as const }, state: 'not-required' },
    { why: 'the author declared that it did not', only: { declaration: 'no-ai' as const }, state: 'not-required' },
    { why: "a tool's own trace declares it", only: { involvement: 'declared' as const }, state: 'not-required' },
    { why: 'the traces are only likely', only: { involvement: 'likely' as const }, state: 'pending' },
  ])('leaves it $state when $why', ({ only, state }) => {
    expect(verdictOf([], {}, { declarationRequired: true, ...only }).state).toBe(state);
  });

  it('waits for the author even when every clause is met', () => {
    const verdict = verdictOf([clause()], { reviews: approvals(ada) }, { declarationRequired: true });
    expect(verdict).toEqual({ state: 'pending', declarationMissing: true, gaps: [] });
  });
});
