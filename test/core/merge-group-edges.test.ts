import { describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import type { Snapshot } from '../../src/core/facts.ts';
import { type Member, planMergeGroup } from '../../src/core/merge-group.ts';
import type { EffectivePolicy, Policy } from '../../src/core/policy.ts';
import { aReview, aSnapshot, people, sha } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';

const usable = (only: Partial<Policy> = {}): EffectivePolicy => ({ usable: true, policy: aPolicy(only) });
const broken: EffectivePolicy = { usable: false, problems: [], sources: [] };

function member(number: number, given: Partial<Snapshot>, policy = usable()): Member {
  const snapshot = aSnapshot(given);
  return { number, decision: { policy, snapshot, evaluation: evaluate(policy, snapshot) } };
}

const signed = member(1, { reviews: [aReview()] });
const waiting = member(2, {});
const blocked = member(3, {
  reviews: [aReview(), aReview({ id: 'x', reviewer: people.jo, state: 'changes-requested' })],
});
const nothingAsked = member(4, {}, usable({ rules: [] }));
const observed = member(5, {}, usable({ mode: 'observe' }));
const unreadable = member(6, { reviews: [aReview()] }, broken);

const unknown = 'GitHub does not say which pull requests are in this group';

describe('the answer for a merge group', () => {
  it.each<{ why: string; members: readonly Member[] | null; conclusion: string; title: string }>([
    { why: 'its members are not told', members: null, conclusion: 'failure', title: unknown },
    { why: 'it has no members', members: [], conclusion: 'failure', title: unknown },
    {
      why: 'its only member is signed off',
      members: [signed],
      conclusion: 'success',
      title: 'Every pull request of the group passes: 1 pull request',
    },
    {
      why: 'every member is signed off, asked nothing or only observed',
      members: [signed, nothingAsked, observed],
      conclusion: 'success',
      title: 'Every pull request of the group passes: 3 pull requests',
    },
    {
      why: 'one of them waits',
      members: [signed, waiting],
      conclusion: 'failure',
      title: 'Not signed off: #2',
    },
    {
      why: 'one is blocked, and the policy of another cannot be read',
      members: [blocked, signed, unreadable],
      conclusion: 'failure',
      title: 'Not signed off: #3 and #6',
    },
  ])('is $conclusion, "$title", when $why', ({ members, conclusion, title }) => {
    const answer = planMergeGroup(sha('g1'), members, 'digest');
    expect(answer).toMatchObject({ headSha: sha('g1'), externalId: 'digest', conclusion, title });
  });

  it('says what became of each member, and at which commit', () => {
    const head = sha('c3').slice(0, 7);
    expect(planMergeGroup(sha('g1'), [signed, waiting], 'digest').summary).toBe(
      [
        'Each pull request of the group was evaluated again:',
        '',
        `- ✔ #1 at \`${head}\`: Signed off by ada`,
        `- ✘ #2 at \`${head}\`: Waiting for 1 × senior`,
        '',
      ].join('\n'),
    );
    expect(planMergeGroup(sha('g1'), null, 'digest').summary).toContain('did not show the group');
  });

  it('lists at most fifty members', () => {
    const many = Array.from({ length: 51 }, (_, index) => ({ ...signed, number: index + 1 }));
    const lines = planMergeGroup(sha('g1'), many, 'digest').summary.split('\n');
    expect(lines.filter((line) => line.startsWith('- ✔'))).toHaveLength(50);
    expect(lines).toContain('- … and 1 more pull requests');
  });
});
