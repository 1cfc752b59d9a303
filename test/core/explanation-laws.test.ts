import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { evaluate } from '../../src/core/evaluate.ts';
import { explain } from '../../src/core/explanation.ts';
import { openTo, wantedFor } from '../../src/core/opening.ts';
import type { Policy } from '../../src/core/policy.ts';
import { gapsIn, isDeclared, type Verdict } from '../../src/core/verdict.ts';
import { anyPolicy, anySnapshot } from '../support/arbitraries.ts';
import { aReview, people } from '../support/facts.ts';
import { hostile, hostileFacts, textsIn, unwelcome } from '../support/hostile.ts';

const effective = (policy: Policy) => ({ usable: true, policy }) as const;

describe('an explanation', () => {
  it('holds nothing that controls, hides or reorders text, whatever people wrote', () => {
    fc.assert(
      fc.property(anyPolicy, anySnapshot, hostile, (policy, snapshot, text) => {
        const facts = hostileFacts(snapshot, text);
        const explanation = explain(effective(policy), facts, evaluate(effective(policy), facts));
        expect(textsIn(explanation).filter((each) => unwelcome.test(each))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('of a policy that cannot be used holds nothing of that kind either', () => {
    fc.assert(
      fc.property(anySnapshot, hostile, (snapshot, text) => {
        const problem = { file: text, line: 1, column: 1, message: text, hint: text };
        const broken = { usable: false, problems: [problem], sources: [] } as const;
        const facts = hostileFacts(snapshot, text);
        const explanation = explain(broken, facts, evaluate(broken, facts));
        expect(textsIn(explanation).filter((each) => unwelcome.test(each))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a point of the list of what is required', () => {
  it('is ticked when it lacks nothing, whatever the answer: nobody who blocks or breaks the glass has signed off', () => {
    fc.assert(
      fc.property(anyPolicy, anySnapshot, (policy, snapshot) => {
        const evaluation = evaluate(effective(policy), snapshot);
        const ticked = (verdict: Verdict) =>
          explain(effective(policy), snapshot, { ...evaluation, verdict }).asked.map(({ met }) => met);
        const { requirement, signOffs } = evaluation;
        const gaps = gapsIn(requirement, signOffs, snapshot).map(({ clause }) => clause);
        const declaration = requirement.declarationRequired ? [isDeclared(evaluation.provenance)] : [];
        const met = [...declaration, ...requirement.clauses.map(({ id }) => !gaps.includes(id))];
        expect(ticked(evaluation.verdict)).toEqual(met);
        expect(ticked({ state: 'blocked', by: ['bo'] })).toEqual(met);
        expect(ticked({ state: 'overridden', by: 'bo', reason: 'production is down' })).toEqual(met);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what is open to somebody', () => {
  it('is exactly what their approval of the head would close, or bring closer', () => {
    fc.assert(
      fc.property(anyPolicy, anySnapshot, fc.constantFrom(...Object.values(people)), (policy, given, person) => {
        const snapshot = { ...given, draft: false };
        const before = evaluate(effective(policy), snapshot);
        const wanted = wantedFor(policy, snapshot, before);
        const membership = snapshot.memberships[person.id];
        fc.pre(membership?.known === true && policy.mode === 'enforce' && before.verdict.state === 'pending');
        fc.pre(!snapshot.reviews.some(({ reviewer }) => reviewer?.id === person.id));
        const teams = new Set(membership?.known ? membership.value : []);
        const isOpen = openTo(wanted, { ...person, teams }).length > 0;
        const review = aReview({ id: '999', reviewer: person, commitSha: snapshot.headSha, canPush: true });
        const approved = { ...snapshot, reviews: [...snapshot.reviews, review] };
        const after = evaluate(effective(policy), approved);
        expect(isOpen).toBe(missing(before) > missing(after));
      }),
      { numRuns: 400 },
    );
  });
});

/** How many sign-offs and owners are missing over all clauses that anybody can close. */
function missing({ verdict, requirement }: ReturnType<typeof evaluate>): number {
  if (verdict.state !== 'pending') return 0;
  return verdict.gaps
    .filter(({ clause }) => !requirement.unmeetable.includes(clause))
    .reduce((sum, gap) => sum + gap.missing + gap.owners.length, 0);
}
