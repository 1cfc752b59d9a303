import { describe, expect, it } from '@jest/globals';
import type { Command } from '../../src/core/command.ts';
import { settledBy } from '../../src/core/debt.ts';
import { evaluate } from '../../src/core/evaluate.ts';
import { type Account, type CommandComment, known, type Snapshot, unknown } from '../../src/core/facts.ts';
import { withOpinions } from '../../src/core/opinion.ts';
import type { Policy } from '../../src/core/policy.ts';
import { passes } from '../../src/core/verdict.ts';
import {
  aBot,
  aCommit,
  anIdentity,
  aPullRequestText,
  aReview,
  aSnapshot,
  memberships,
  people,
  sha,
} from '../support/facts.ts';
import { aPolicy, aRule } from '../support/policy.ts';

const { mia, ada, bo, sten, jo, noa, pia } = people;
const head = sha('c3');

const aComment = (command: Command, only: Partial<CommandComment> = {}): CommandComment => ({
  id: 1,
  author: ada,
  createdAt: '2026-03-02T11:00:00Z',
  edited: false,
  viaApp: false,
  canPush: known(true),
  commands: [command],
  ...only,
});

const judge = (policy: Policy, snapshot: Partial<Snapshot>) =>
  evaluate({ usable: true, policy }, withOpinions(aSnapshot(snapshot)));

const why = (evaluation: ReturnType<typeof judge>): readonly string[] =>
  evaluation.rulings.map(({ outcome }) => (outcome.accepted ? 'accepted' : outcome.why));

/** What keeps any command from counting that names a head, whoever gives it. */
const nobodys: readonly {
  why: string;
  comment: Partial<CommandComment>;
  refusal: string;
  snapshot?: Partial<Snapshot>;
}[] = [
  { why: 'the comment was edited', comment: { edited: true }, refusal: 'edited' },
  { why: 'an app wrote it', comment: { viaApp: true }, refusal: 'via-app' },
  { why: 'a bot wrote it', comment: { author: aBot(900, 'helper') }, refusal: 'bot' },
  { why: 'its giver opened the pull request', comment: { author: mia }, refusal: 'author' },
  { why: 'its giver cannot push', comment: { canPush: known(false) }, refusal: 'no-write-access' },
  {
    why: 'its giver wrote a commit',
    comment: {},
    refusal: 'contributor',
    snapshot: { commits: [aCommit({ authors: [anIdentity(mia), anIdentity(ada), anIdentity(sten)] })] },
  },
  {
    why: 'its giver asked the agent',
    comment: {},
    refusal: 'requester',
    snapshot: {
      pullRequest: aPullRequestText({
        agentEvents: [ada, sten].map((actor) => ({ actor, appSlug: 'copilot-swe-agent', at: '2026-03-02T09:00:00Z' })),
      }),
    },
  },
  {
    why: 'its giver pushed to it',
    comment: {},
    refusal: 'pusher',
    snapshot: { pushes: [ada, sten].map((pusher) => ({ before: null, after: head, pusher })) },
  },
];

describe('a sign-off by command', () => {
  const signOff = (named = head): Command => ({ kind: 'sign-off', sha: named });

  it.each(nobodys)('$refusal: does not count when $why', ({ comment, refusal, snapshot }) => {
    const evaluation = judge(aPolicy(), { ...snapshot, commands: [aComment(signOff(), comment)] });
    expect(passes(evaluation.verdict)).toBe(false);
    expect(why(evaluation)).toEqual([refusal]);
  });

  it.each<{ why: string; outcome: string; state: string; snapshot: Partial<Snapshot> }>([
    {
      why: 'a senior names the head',
      outcome: 'accepted',
      state: 'satisfied',
      snapshot: { commands: [aComment(signOff())] },
    },
    {
      why: 'seven digits name the head and nothing else',
      outcome: 'accepted',
      state: 'satisfied',
      snapshot: { commands: [aComment(signOff(head.slice(0, 7)))] },
    },
    {
      why: 'seven digits name the head and a commit that was there before it',
      outcome: 'ambiguous-commit',
      state: 'pending',
      snapshot: {
        commands: [aComment(signOff(head.slice(0, 7)))],
        pushes: [{ before: `${head.slice(0, 7)}${'f'.repeat(33)}`, after: head, pusher: mia }],
      },
    },
    {
      why: 'it names a commit that is not known',
      outcome: 'not-the-head',
      state: 'pending',
      snapshot: { commands: [aComment(signOff(sha('zz')))] },
    },
    {
      why: 'it names an older commit of the branch',
      outcome: 'not-the-head',
      state: 'pending',
      snapshot: {
        commands: [aComment(signOff(sha('b2')))],
        commits: [aCommit(), aCommit({ sha: sha('b2') })],
      },
    },
    {
      why: 'it is below the level',
      outcome: 'does-not-count',
      state: 'pending',
      snapshot: { commands: [aComment(signOff(), { author: jo })] },
    },
    {
      why: 'GitHub does not tell whether its giver may push',
      outcome: 'no-write-access',
      state: 'pending',
      snapshot: { commands: [aComment(signOff(), { canPush: unknown('refused') })] },
    },
    {
      why: 'its giver asks for changes later',
      outcome: 'replaced',
      state: 'blocked',
      snapshot: {
        commands: [aComment(signOff())],
        reviews: [aReview({ state: 'changes-requested', submittedAt: '2026-03-02T11:30:00Z' })],
      },
    },
    {
      why: 'its giver asks for changes in the same second',
      outcome: 'replaced',
      state: 'blocked',
      snapshot: { commands: [aComment(signOff())], reviews: [aReview({ state: 'changes-requested' })] },
    },
    {
      why: 'it lifts what its giver asked before',
      outcome: 'accepted',
      state: 'satisfied',
      snapshot: {
        commands: [aComment(signOff())],
        reviews: [aReview({ state: 'changes-requested', submittedAt: '2026-03-02T10:30:00Z' })],
      },
    },
    ...[
      { at: '2026-03-02T12:00:00Z', how: 'later', outcome: 'replaced', state: 'pending' },
      { at: '2026-03-02T10:45:00Z', how: 'before', outcome: 'accepted', state: 'satisfied' },
      { at: null, how: 'nobody knows when', outcome: 'replaced', state: 'pending' },
    ].map(({ at, how, outcome, state }) => ({
      why: `a review of its giver was dismissed, ${how}`,
      outcome,
      state,
      snapshot: {
        commands: [aComment(signOff())],
        reviews: [
          aReview({
            state: 'dismissed',
            submittedAt: '2026-03-02T10:30:00Z',
            dismissal: { by: bo, was: 'approved', at } as const,
          }),
        ],
      },
    })),
    {
      why: 'what its giver had asked for before was dismissed later',
      outcome: 'accepted',
      state: 'satisfied',
      snapshot: {
        commands: [aComment(signOff())],
        reviews: [
          aReview({
            state: 'dismissed',
            submittedAt: '2026-03-02T10:30:00Z',
            dismissal: { by: bo, was: 'changes-requested', at: '2026-03-02T12:00:00Z' },
          }),
        ],
      },
    },
  ])('$outcome when $why', ({ outcome, state, snapshot }) => {
    const evaluation = judge(aPolicy(), snapshot);
    expect(why(evaluation)).toEqual([outcome]);
    expect(evaluation.verdict.state).toBe(state);
  });

  it('is one sign-off with an approval of the same person', () => {
    const policy = aPolicy({ rules: [aRule({ require: { count: 2 } })] });
    const reviews = [aReview({ submittedAt: '2026-03-02T10:30:00Z' })];
    const { verdict } = judge(policy, { commands: [aComment(signOff()), aComment(signOff(), { id: 2 })], reviews });
    expect(verdict).toMatchObject({ state: 'pending', gaps: [{ missing: 1 }] });
  });

  it('of one’s own work is refused even where nothing asks for one', () => {
    const evaluation = judge(aPolicy({ rules: [] }), { commands: [aComment(signOff(), { author: mia })] });
    expect(why(evaluation)).toEqual(['author']);
  });

  it('adds nothing when it was added before', () => {
    const once = withOpinions(aSnapshot({ commands: [aComment(signOff())] }));
    expect(withOpinions(once)).toEqual(once);
  });
});

describe('an override', () => {
  const policy = aPolicy({
    override: { teams: ['acme/staff'], minimumReason: 10, maxOpenDebts: 2, debtDueDays: 7 },
  });
  const override = (reason = 'production is down', named = head): Command => ({ kind: 'override', sha: named, reason });
  const bySten = (command: Command, only: Partial<CommandComment> = {}) => aComment(command, { author: sten, ...only });

  it.each(nobodys)('$refusal: does nothing when $why', ({ comment, refusal, snapshot }) => {
    const evaluation = judge(policy, { ...snapshot, commands: [bySten(override(), comment)] });
    expect(passes(evaluation.verdict)).toBe(false);
    expect(why(evaluation)).toEqual([refusal]);
  });

  it.each<{
    why: string;
    outcome: string;
    command?: Command;
    only?: Partial<CommandComment>;
    snapshot?: Partial<Snapshot>;
    rules?: Policy;
  }>([
    { why: 'a member of the team gives it with a reason', outcome: 'accepted' },
    { why: 'somebody outside the teams gives it, whatever their level', outcome: 'not-in-team', only: { author: pia } },
    {
      why: 'GitHub does not tell the teams of its giver',
      outcome: 'team-unknown',
      snapshot: { memberships: { ...memberships, [sten.id]: unknown('refused') } },
    },
    { why: 'GitHub does not tell their access', outcome: 'access-unknown', only: { canPush: unknown('refused') } },
    { why: 'the reason is one character short', outcome: 'reason-too-short', command: override('fire fire') },
    { why: 'the reason is just long enough', outcome: 'accepted', command: override('fire, fire') },
    { why: 'it names another commit', outcome: 'not-the-head', command: override('production is down', sha('b2')) },
    { why: 'as many debts as allowed are open', outcome: 'too-many-debts', snapshot: { openDebts: 2 } },
    { why: 'one debt less is open', outcome: 'accepted', snapshot: { openDebts: 1 } },
    { why: 'the policy allows none', outcome: 'overrides-off', rules: aPolicy() },
    {
      why: 'its giver is listed as a machine user',
      outcome: 'machine-user',
      rules: { ...policy, machineUsers: ['sten'] },
    },
  ])('$outcome when $why', ({ outcome, command = override(), only, snapshot, rules = policy }) => {
    const evaluation = judge(rules, { ...snapshot, commands: [bySten(command, only)] });
    expect(why(evaluation)).toEqual([outcome]);
    expect(evaluation.verdict.state).toBe(outcome === 'accepted' ? 'overridden' : 'pending');
    expect(evaluation.override?.by ?? null).toEqual(outcome === 'accepted' ? sten : null);
  });

  it('lifts a standing request for changes', () => {
    const reviews = [aReview({ reviewer: bo, state: 'changes-requested' })];
    expect(judge(policy, { reviews, commands: [bySten(override())] }).verdict.state).toBe('overridden');
  });

  it('leaves a verdict alone that passes without it, so that nobody owes a review', () => {
    const evaluation = judge(policy, { reviews: [aReview()], commands: [bySten(override())] });
    expect(evaluation.verdict.state).toBe('satisfied');
    expect(evaluation.override).toBeNull();
  });

  it('repairs no policy that cannot be used', () => {
    const snapshot = aSnapshot({ commands: [bySten(override())] });
    expect(evaluate({ usable: false, problems: [], sources: [] }, snapshot).verdict.state).toBe('undecided');
  });

  it('is owed until the clauses that were open are met', () => {
    const { clauses } = judge(policy, {}).requirement;
    const settlers = (snapshot: Partial<Snapshot>) => settledBy(policy, withOpinions(aSnapshot(snapshot)), clauses);
    const signOff: Command = { kind: 'sign-off', sha: head };
    expect(settlers({})).toBeNull();
    expect(settlers({ commands: [aComment(signOff, { author: jo })] })).toBeNull();
    expect(settlers({ commands: [aComment(signOff, { author: mia })] })).toBeNull();
    expect(settlers({ commands: [aComment(signOff)] })).toEqual([ada]);
    const reviews = [aReview({ reviewer: bo, state: 'changes-requested' })];
    expect(settlers({ commands: [aComment(signOff)], reviews })).toBeNull();
  });
});

describe('a dispute', () => {
  const message = 'speed it up\n\nCo-authored-by: Claude <noreply@anthropic.com>';
  const key = `co-author:claude:${head.slice(0, 7)}`;
  const notAi = (evidence = key, named = head): Command => ({
    kind: 'not-ai',
    sha: named,
    evidence,
    reason: 'stamped',
  });
  const ifAi = { when: [{ kind: 'involvement', atLeast: 'likely' }] as const };
  const policy = aPolicy({ rules: [aRule({ name: 'ai', ...ifAi })] });
  const stamped = { commits: [aCommit({ message })] };

  it.each(nobodys)('$refusal: does nothing when $why', ({ comment, refusal, snapshot }) => {
    const commits = (snapshot?.commits ?? [aCommit()]).map((commit) => ({ ...commit, message }));
    const evaluation = judge(policy, { ...snapshot, commits, commands: [aComment(notAi(), comment)] });
    expect(why(evaluation)).toEqual([refusal]);
    expect(evaluation.disputes).toEqual([]);
    expect(evaluation.provenance.setAside).toEqual([]);
  });

  it('sets the evidence aside and leaves one sign-off at the lowest level that was asked', () => {
    const rules = [
      aRule({ name: 'ai', ...ifAi }),
      aRule({ name: 'ai staff', ...ifAi, require: { level: 'staff', count: 2 } }),
    ];
    const evaluation = judge(aPolicy({ rules }), { ...stamped, commands: [aComment(notAi(), { author: pia })] });
    expect(why(evaluation)).toEqual(['accepted']);
    expect(evaluation.provenance).toMatchObject({ involvement: 'none-found', setAside: [{ key, by: 'pia' }] });
    expect(evaluation.requirement.clauses).toMatchObject([
      { id: 'safeguard/disputed-evidence', level: 'senior', count: 1 },
    ]);
    expect(evaluation.verdict.state).toBe('pending');
    expect(evaluation.disputes).toMatchObject([{ by: pia, key, reason: 'stamped' }]);
  });

  it.each<{
    why: string;
    outcome: string;
    policy?: Policy;
    snapshot?: Partial<Snapshot>;
    command?: Command;
    only?: Partial<CommandComment>;
  }>([
    { why: 'its giver is below what the evidence asks', outcome: 'not-qualified', only: { author: jo } },
    { why: 'its giver holds no level', outcome: 'not-qualified', only: { author: noa } },
    {
      why: 'its giver meets one of the clauses and not the other',
      outcome: 'not-qualified',
      policy: aPolicy({
        rules: [aRule({ name: 'a', ...ifAi }), aRule({ name: 'b', ...ifAi, require: { level: 'staff' } })],
      }),
    },
    {
      why: 'its giver is not in the team that a clause asks',
      outcome: 'not-qualified',
      policy: aPolicy({ rules: [aRule({ ...ifAi, require: { from: ['acme/payments'] } })] }),
      only: { author: bo },
    },
    {
      why: 'GitHub does not tell the teams of its giver',
      outcome: 'not-qualified',
      snapshot: { memberships: { ...memberships, [ada.id]: unknown('refused') } },
    },
    { why: 'it names evidence that is not there', outcome: 'no-such-evidence', command: notAi('co-author:codex:c3') },
    { why: 'it names another head', outcome: 'not-the-head', command: notAi(key, sha('b2')) },
  ])('$outcome when $why', ({ outcome, policy: rules = policy, snapshot, command = notAi(), only }) => {
    const evaluation = judge(rules, { ...stamped, ...snapshot, commands: [aComment(command, only)] });
    expect(why(evaluation)).toEqual([outcome]);
    expect(evaluation.disputes).toEqual([]);
    expect(evaluation.verdict.state).toBe('pending');
  });

  it('cannot touch what GitHub itself tells', () => {
    const copilot = aBot(198982749, 'Copilot');
    const pullRequest = aPullRequestText({ author: copilot });
    const before = judge(policy, { pullRequest });
    const account = before.provenance.evidence.find(({ detector }) => detector === 'account');
    expect(account).toBeDefined();
    const after = judge(policy, { pullRequest, commands: [aComment(notAi(account?.key ?? ''), { author: pia })] });
    expect(why(after)).toEqual(['authenticated-evidence']);
    expect(after.provenance.involvement).toBe(before.provenance.involvement);
  });

  it('of one of twins asks what both cause, and of each of them the same', () => {
    const commits = [aCommit({ message }), aCommit({ sha: sha('d4'), message })];
    const keys = commits.map((commit) => `co-author:claude:${commit.sha.slice(0, 7)}`);
    const by = (author: typeof jo) =>
      judge(policy, { commits, commands: keys.map((each, id) => aComment(notAi(each), { id, author })) });
    expect(why(by(jo))).toEqual(['not-qualified', 'not-qualified']);
    const evaluation = by(ada);
    expect(why(evaluation)).toEqual(['accepted', 'accepted']);
    expect(evaluation.provenance.involvement).toBe('none-found');
  });

  it('of evidence that asks for nothing leaves nothing to sign off', () => {
    const evaluation = judge(aPolicy({ rules: [] }), { ...stamped, commands: [aComment(notAi(), { author: jo })] });
    expect(why(evaluation)).toEqual(['accepted']);
    expect(evaluation.verdict.state).toBe('not-required');
  });

  it('of evidence that asks for nothing still needs some level', () => {
    const evaluation = judge(aPolicy({ rules: [] }), { ...stamped, commands: [aComment(notAi(), { author: noa })] });
    expect(why(evaluation)).toEqual(['not-qualified']);
  });

  it('that is remembered stands on any head, and ends with new evidence of the same kind', () => {
    const [dispute] = judge(policy, { ...stamped, commands: [aComment(notAi())] }).disputes;
    if (dispute === undefined) throw new Error('the dispute counts');
    const setAside = { by: 'ada', reason: 'stamped', at: dispute.at };
    const ledger = dispute.evidence.map((evidence) => ({
      evidence,
      firstSeenAt: dispute.at,
      pullRequest: 7,
      setAside,
    }));
    const later = judge(policy, {
      commits: [aCommit({ message }), aCommit({ sha: sha('d4') })],
      headSha: sha('d4'),
      ledger,
    });
    expect(later.provenance.involvement).toBe('none-found');
    expect(later.requirement.clauses.map(({ rule }) => rule)).toEqual(['disputed-evidence']);
    const again = judge(policy, {
      commits: [aCommit({ message }), aCommit({ sha: sha('d4'), message })],
      headSha: sha('d4'),
      ledger,
    });
    expect(again.provenance).toMatchObject({ involvement: 'declared', setAside: [] });
    expect(again.requirement.clauses.map(({ rule }) => rule)).toEqual(['ai']);
  });
});

describe('a claim that somebody co-wrote a commit', () => {
  const claim = `claim:bo:${head.slice(0, 7)}`;
  const claimed = { commits: [aCommit({ authors: [anIdentity(mia), anIdentity(bo)] })] };
  const approved = { ...claimed, reviews: [aReview({ reviewer: bo })] };
  const dispute = (evidence = claim): Command => ({ kind: 'not-ai', sha: head, evidence, reason: 'never touched it' });

  it('keeps that person from signing off while it stands, and says how to dispute it', () => {
    const { signOffs, verdict } = judge(aPolicy(), approved);
    expect(signOffs).toMatchObject([
      { disqualified: { why: 'contributor', detail: `claimed as co-author (${claim})` } },
    ]);
    expect(verdict.state).toBe('pending');
  });

  it.each<{
    why: string;
    outcome: string;
    snapshot?: Partial<Snapshot>;
    command?: Command;
    by?: Account;
    policy?: Policy;
    state?: string;
  }>([
    { why: 'somebody who could sign off says so', outcome: 'accepted', state: 'satisfied' },
    { why: 'the one who is named says so', outcome: 'contributor', by: bo },
    { why: 'the author says so', outcome: 'author', by: mia },
    { why: 'somebody below what is asked says so', outcome: 'not-qualified', by: jo },
    {
      why: 'somebody meets one of the clauses and not the other',
      outcome: 'not-qualified',
      policy: aPolicy({ rules: [aRule({ name: 'a' }), aRule({ name: 'b', require: { level: 'staff' } })] }),
    },
    { why: 'it names a commit without that claim', outcome: 'no-such-evidence', command: dispute('claim:bo:0000000') },
    {
      why: 'the person also pushed, which GitHub saw',
      outcome: 'accepted',
      snapshot: { ...approved, pushes: [{ before: sha('c2'), after: head, pusher: bo }] },
      state: 'pending',
    },
    {
      why: 'the person is the author of another commit',
      outcome: 'accepted',
      snapshot: { ...approved, commits: [...claimed.commits, aCommit({ sha: sha('c2'), authors: [anIdentity(bo)] })] },
      state: 'pending',
    },
    {
      why: 'another commit claims the same',
      outcome: 'accepted',
      snapshot: {
        ...approved,
        commits: [...claimed.commits, aCommit({ sha: sha('c2'), authors: [anIdentity(mia), anIdentity(bo)] })],
      },
      state: 'pending',
    },
  ])('$outcome, when $why', ({ outcome, snapshot = approved, command = dispute(), by = ada, policy, state }) => {
    const evaluation = judge(policy ?? aPolicy(), { ...snapshot, commands: [aComment(command, { author: by })] });
    expect(why(evaluation)).toEqual([outcome]);
    expect(evaluation.verdict.state).toBe(state ?? 'pending');
    expect(evaluation.disputes.length).toBe(outcome === 'accepted' ? 1 : 0);
  });

  it('is no trace of AI, whether or not it was set aside', () => {
    const commands = [aComment(dispute(), { author: ada })];
    for (const snapshot of [approved, { ...approved, commands }]) {
      const { provenance, requirement } = judge(aPolicy(), snapshot);
      expect(provenance.involvement).toBe('none-found');
      expect(provenance.evidence).toEqual([]);
      expect(requirement.clauses).toHaveLength(1);
    }
  });

  it('stays set aside once that is remembered, for this commit alone', () => {
    const [{ evidence } = { evidence: [] }] = judge(aPolicy(), {
      ...approved,
      commands: [aComment(dispute(), { author: ada })],
    }).disputes;
    const setAside = { by: 'ada', reason: 'never touched it', at: '2026-03-02T11:00:00Z' };
    const ledger = evidence.map((item) => ({ evidence: item, firstSeenAt: setAside.at, pullRequest: 7, setAside }));
    expect(judge(aPolicy(), { ...approved, ledger }).verdict.state).toBe('satisfied');
    // A dispute judged for another base says nothing here.
    const elsewhere = ledger.map((entry) => ({ ...entry, setAside: null }));
    const { verdict, provenance } = judge(aPolicy(), { ...approved, ledger: elsewhere });
    expect(verdict.state).toBe('pending');
    expect(provenance.remembered).toEqual([]);
  });
});
