import { describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import type { Snapshot } from '../../src/core/facts.ts';
import type { EffectivePolicy, Policy } from '../../src/core/policy.ts';
import { joinTwins, planPublication, type Twin } from '../../src/core/publication.ts';
import { aCommit, aReview, aSnapshot, people, sha } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';

const { sten, jo } = people;
const usable = (only: Partial<Policy> = {}): EffectivePolicy => ({ usable: true, policy: aPolicy(only) });
const overridable = { override: { teams: ['acme/staff'], minimumReason: 3, maxOpenDebts: 2, debtDueDays: 7 } };

function twin(number: number, policy: EffectivePolicy, given: Partial<Snapshot> = {}, trusted = true): Twin {
  const snapshot = aSnapshot(given);
  const evaluation = evaluate(policy, snapshot);
  const publication = planPublication(policy, snapshot, evaluation, `digest ${number}`);
  return { number, publication, verdict: evaluation.verdict, trusted };
}

const broken: EffectivePolicy = { usable: false, problems: [], sources: [] };
const override: Snapshot['commands'] = [
  {
    id: 1,
    author: sten,
    createdAt: '2026-03-02T11:00:00Z',
    edited: false,
    viaApp: false,
    canPush: { known: true, value: true },
    commands: [{ kind: 'override', sha: sha('c3'), reason: 'on fire' }],
  },
];
const request = aReview({ id: 'x', reviewer: jo, state: 'changes-requested' });

/** From the worst to the most lenient. */
const order = [
  { state: 'undecided', conclusion: 'failure', make: (number: number) => twin(number, broken) },
  {
    state: 'blocked',
    conclusion: 'action_required',
    make: (number: number) => twin(number, usable(), { reviews: [request] }),
  },
  { state: 'pending', conclusion: 'action_required', make: (number: number) => twin(number, usable()) },
  {
    state: 'satisfied',
    conclusion: 'success',
    make: (number: number) => twin(number, usable(), { reviews: [aReview()] }),
  },
  { state: 'not-required', conclusion: 'success', make: (number: number) => twin(number, usable({ rules: [] })) },
  { state: 'pending', conclusion: 'neutral', make: (number: number) => twin(number, usable({ mode: 'observe' })) },
];
const pairs = order.flatMap((worse, at) => order.slice(at + 1).map((better) => ({ worse, better })));

describe('one check for pull requests with the same head', () => {
  it.each(pairs)(
    'is $worse.conclusion for $worse.state beside $better.conclusion for $better.state, whichever is evaluated',
    ({ worse, better }) => {
      const [bad, good] = [worse.make(1), better.make(2)];
      expect(bad.verdict.state).toBe(worse.state);
      expect(good.publication.conclusion).toBe(better.conclusion);
      for (const joined of [joinTwins(bad, [good]), joinTwins(good, [bad])]) {
        expect(joined).toMatchObject({ conclusion: worse.conclusion, externalId: 'digest 1' });
        expect(joined.summary).toContain('The head commit is the same in #1 and #2,');
        expect(joined.summary).toContain('this is the answer for #1.\n\n');
        expect(joined.summary).toContain(bad.publication.summary);
      }
    },
  );

  it('weighs an override like a sign-off', () => {
    const overridden = twin(1, usable(overridable), { commands: override });
    expect(overridden).toMatchObject({ verdict: { state: 'overridden' }, publication: { conclusion: 'success' } });
    expect(joinTwins(overridden, [twin(2, usable({ rules: [] }))]).externalId).toBe('digest 1');
    expect(joinTwins(overridden, [twin(2, usable())]).externalId).toBe('digest 2');
  });

  it('is the answer of the lowest number where all are alike', () => {
    expect(joinTwins(twin(9, usable()), [twin(8, usable()), twin(10, usable())])).toMatchObject({
      externalId: 'digest 8',
      summary: expect.stringContaining('#8, #9 and #10'),
    });
  });

  it('names the twin that a stranger opened', () => {
    const { summary } = joinTwins(twin(1, usable()), [twin(2, usable(), {}, false)]);
    expect(summary).toContain('#1 and #2 (by somebody without write access: close it), so');
  });

  it('keeps the labels of the one that is evaluated', () => {
    const message = 'add\n\nCo-authored-by: Claude <noreply@anthropic.com>';
    const labelled = twin(2, usable({ rules: [] }), { commits: [aCommit({ message })] });
    expect(labelled.publication.labels).toHaveLength(1);
    expect(joinTwins(labelled, [twin(1, usable())]).labels).toEqual(labelled.publication.labels);
  });
});

describe('the labels', () => {
  const labels = { assisted: { name: 'ai-assisted', color: 'aaaaaa' }, agent: { name: 'ai-agent', color: 'bbbbbb' } };
  const names = (given: Partial<Snapshot>, only: Partial<Policy> = { labels }): readonly (readonly unknown[])[] =>
    twin(1, usable(only), given).publication.labels.map(({ name, present }) => [name, present]);
  const message = 'add\n\nCo-authored-by: Claude <noreply@anthropic.com>';
  const evidence = {
    key: 'co-author:claude:c3',
    detector: 'co-author',
    confidence: 'declared',
    tool: 'claude',
    autonomy: 'assisted',
    commitSha: sha('c3'),
    excerpt: 'Claude',
  } as const;
  const setAside = { by: 'ada', reason: 'stamped', at: '2026-03-02T11:00:00Z' };
  const entry = { evidence, firstSeenAt: '2026-03-02T10:00:00Z', pullRequest: 7, setAside: null };

  it.each<{ why: string; given: Partial<Snapshot>; expected: readonly (readonly unknown[])[] }>([
    {
      why: 'an agent made the change',
      given: { ledger: [{ ...entry, evidence: { ...evidence, autonomy: 'agent' } }] },
      expected: [
        ['ai-agent', true],
        ['ai-assisted', false],
      ],
    },
    {
      why: 'a tool helped',
      given: { commits: [aCommit({ message })] },
      expected: [
        ['ai-assisted', true],
        ['ai-agent', false],
      ],
    },
    {
      why: 'the part of AI is likely only',
      given: { ledger: [{ ...entry, evidence: { ...evidence, confidence: 'likely' } }] },
      expected: [
        ['ai-assisted', true],
        ['ai-agent', false],
      ],
    },
    {
      why: 'it is possible only',
      given: { ledger: [{ ...entry, evidence: { ...evidence, confidence: 'possible' } }] },
      expected: [],
    },
    {
      why: 'all evidence was set aside',
      given: { ledger: [{ ...entry, setAside }] },
      expected: [
        ['ai-assisted', false],
        ['ai-agent', false],
      ],
    },
  ])('are $expected when $why', ({ given, expected }) => {
    expect(names(given)).toEqual(expected);
  });

  it('put one name for both once', () => {
    expect(names({ commits: [aCommit({ message })] }, {})).toEqual([['ai-assisted', true]]);
    expect(names({ ledger: [{ ...entry, setAside }] }, {})).toEqual([['ai-assisted', false]]);
  });

  it('are left alone where the policy cannot be used', () => {
    expect(twin(1, broken, { commits: [aCommit({ message })] }).publication.labels).toEqual([]);
  });
});
