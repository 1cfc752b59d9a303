import { describe, expect, it } from '@jest/globals';
import { debtIfMerged } from '../../src/core/debt.ts';
import { evaluate } from '../../src/core/evaluate.ts';
import { known, type Snapshot } from '../../src/core/facts.ts';
import type { EffectivePolicy, Policy } from '../../src/core/policy.ts';
import { aReview, aSnapshot, people, sha } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';

const { sten } = people;
const override = { teams: ['acme/staff'], minimumReason: 5, maxOpenDebts: 9, debtDueDays: 3 };
const comment: Snapshot['commands'][number] = {
  id: 1,
  author: sten,
  createdAt: '2026-03-02T11:00:00Z',
  edited: false,
  viaApp: false,
  canPush: known(true),
  commands: [{ kind: 'override', sha: sha('c3'), reason: 'production is down' }],
};

function owed(only: Partial<Policy>, facts: Partial<Snapshot> = {}): unknown {
  const policy: EffectivePolicy = { usable: true, policy: aPolicy({ mode: 'enforce', ...only }) };
  const snapshot = aSnapshot(facts);
  const terms = debtIfMerged({ policy, snapshot, evaluation: evaluate(policy, snapshot) });
  return terms && { open: terms.clauses.map(({ level }) => level), dueDays: terms.dueDays };
}

describe('what a merge now would leave to be signed off', () => {
  it.each<{ why: string; policy: Partial<Policy>; facts?: Partial<Snapshot>; owes: unknown }>([
    { why: 'the policy only records such merges', policy: { mergedWithoutGate: 'record' }, owes: null },
    { why: 'the policy observes', policy: { mode: 'observe', mergedWithoutGate: 'debt' }, owes: null },
    {
      why: 'the policy asks for it afterwards',
      policy: { mergedWithoutGate: 'debt' },
      owes: { open: ['senior'], dueDays: 7 },
    },
    {
      why: 'it has the time that overrides have',
      policy: { mergedWithoutGate: 'debt', override },
      owes: { open: ['senior'], dueDays: 3 },
    },
    {
      why: 'everything was signed off',
      policy: { mergedWithoutGate: 'debt' },
      facts: { reviews: [aReview()] },
      owes: null,
    },
    {
      why: 'somebody overrode the check',
      policy: { mergedWithoutGate: 'record', override },
      facts: { commands: [comment] },
      owes: { open: ['senior'], dueDays: 3 },
    },
  ])('is $owes where $why', ({ policy, facts, owes }) => {
    expect(owed(policy, facts)).toEqual(owes);
  });

  it('is nothing where the policy cannot be used', () => {
    const policy: EffectivePolicy = { usable: false, problems: [], sources: [], mode: 'enforce' };
    const snapshot = aSnapshot();
    expect(debtIfMerged({ policy, snapshot, evaluation: evaluate(policy, snapshot) })).toBeNull();
  });
});
