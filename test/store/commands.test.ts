import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Command } from '../../src/core/command.ts';
import { evaluate } from '../../src/core/evaluate.ts';
import { type CommandComment, known, type Snapshot } from '../../src/core/facts.ts';
import type { CommentSeen } from '../../src/core/hint.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { Decision } from '../../src/core/record.ts';
import { aCommit, aSnapshot, people, sha } from '../support/facts.ts';
import { aPolicy, aRule } from '../support/policy.ts';
import { engines, stopServer, type TestStore } from '../support/store.ts';

const { ada, bo, sten } = people;
const { ref } = aSnapshot();

const aComment = (author: CommandComment['author'], command: Command): CommandComment => ({
  id: 1,
  author,
  createdAt: '2026-03-02T11:00:00Z',
  edited: false,
  viaApp: false,
  canPush: known(true),
  commands: [command],
});

afterAll(stopServer);

describe.each(engines)('commands on $name', ({ open }) => {
  let test: TestStore;
  let day = 0;
  let deliveries = 0;
  beforeAll(async () => {
    test = await open(() => new Date(Date.UTC(2026, 2, 2 + day)));
  });
  beforeEach(async () => {
    day = 0;
    await test.wipe();
  });
  afterAll(() => test.close());

  const entries = (kind: string) =>
    test.query(`select content::text as content from decisions where kind = '${kind}' order by seq`);

  describe('comments', () => {
    const seen = (only: Partial<CommentSeen> = {}): CommentSeen => ({
      repositoryId: ref.repositoryId,
      number: ref.number,
      commentId: 100,
      author: ada,
      digest: 'd',
      ...only,
    });
    const accept = (...comments: CommentSeen[]) => {
      deliveries += 1;
      const hints = [{ kind: 'pull-request', ref }] as const;
      return test.store.accept({ guid: `comment-${deliveries}`, event: 'issue_comment', hints, pushes: [], comments });
    };
    const recalled = async () => (await test.store.recallComments(ref)).map(({ id }) => id);

    it('are remembered with the delivery, once, and in the order in which they were written', async () => {
      await accept(seen({ commentId: 102 }), seen({ commentId: 101, author: bo }));
      await accept(seen({ commentId: 102 }));
      expect(await test.store.recallComments(ref)).toEqual([
        { id: 101, author: bo, digest: 'd', answered: false },
        { id: 102, author: ada, digest: 'd', answered: false },
      ]);
    });

    it('are those of this pull request alone', async () => {
      await accept(seen({ number: 8 }), seen({ repositoryId: 11 }));
      expect(await recalled()).toEqual([]);
    });

    it('are answered and settled by their numbers', async () => {
      await accept(seen({ commentId: 101 }), seen({ commentId: 102 }));
      await test.store.markAnswered(ref, [101]);
      expect((await test.store.recallComments(ref)).map(({ answered }) => answered)).toEqual([true, false]);
      await test.store.settleComments(ref, [101]);
      await test.store.settleComments(ref, []);
      expect(await recalled()).toEqual([102]);
    });

    it('are no news when a sweep finds them, nor alive again once they were settled', async () => {
      await accept(seen({ commentId: 101 }));
      await test.store.settleComments(ref, [101]);
      expect(await test.store.rememberComments([seen({ commentId: 101 })])).toBe(false);
      expect(await recalled()).toEqual([]);
      expect(await test.store.rememberComments([seen({ commentId: 101 }), seen({ commentId: 103 })])).toBe(true);
      expect(await recalled()).toEqual([103]);
    });

    it('are the newest of each person, so that nobody drowns the others', async () => {
      await accept(seen({ commentId: 1, author: bo }));
      await accept(...Array.from({ length: 60 }, (_, index) => seen({ commentId: 10 + index })));
      const ids = await recalled();
      expect(ids).toHaveLength(21);
      expect(ids.slice(0, 2)).toEqual([1, 50]);
    });

    it('are forgotten with the person who wrote them', async () => {
      await accept(seen());
      await test.store.erasePerson({ userId: ada.id, names: ['ada'] });
      expect(await recalled()).toEqual([]);
    });

    it('have one reply, as it was last written', async () => {
      expect(await test.store.recallReply(ref)).toBeNull();
      await test.store.rememberReply(ref, { commentId: 5, body: 'one' });
      await test.store.rememberReply(ref, { commentId: 6, body: 'two' });
      expect(await test.store.recallReply(ref)).toEqual({ commentId: 6, body: 'two' });
    });
  });

  describe('a dispute', () => {
    const policy = aPolicy({ rules: [aRule({ when: [{ kind: 'involvement', atLeast: 'likely' }] })] });
    const commits = [aCommit({ message: 'x\n\nCo-authored-by: Claude <noreply@anthropic.com>' })];
    const evidence = `co-author:claude:${sha('c3').slice(0, 7)}`;
    const command: Command = { kind: 'not-ai', sha: sha('c3'), evidence, reason: 'stamped by mistake' };
    const disputed = { commits, commands: [aComment(ada, command)] };

    it.each([
      { why: 'when the evidence was recorded before', before: true },
      { why: 'when it was seen for the first time', before: false },
    ])('sets the evidence aside for good $why', async ({ before }) => {
      if (before) await test.store.recordDecision(aDecision(policy, { commits }));
      await test.store.recordDecision(aDecision(policy, disputed));
      const { ledger } = await test.store.recall(aSnapshot({ commits }));
      expect(ledger).toMatchObject([{ setAside: { by: 'ada', reason: 'stamped by mistake' } }]);
    });

    it.each([
      { why: 'another pull request with the same commit', other: { ref: { ...ref, number: 8 } } },
      { why: 'another base, whose rules may ask for more', other: { baseRef: 'release' } },
    ])('says nothing about $why', async ({ other }) => {
      await test.store.recordDecision(aDecision(policy, disputed));
      const { ledger } = await test.store.recall(aSnapshot({ commits, ...other }));
      expect(ledger).toMatchObject([{ setAside: null }]);
      await test.store.recordDecision(aDecision(policy, { ...disputed, ...other }));
      const again = await test.store.recall(aSnapshot({ commits, ...other }));
      expect(again.ledger.filter(({ setAside }) => setAside !== null)).toHaveLength(1);
    });

    it('is an entry of the record, once, that names nobody in the chain', async () => {
      await test.store.recordDecision(aDecision(policy, disputed));
      await test.store.recordDecision(aDecision(policy, disputed));
      const [entry, ...others] = await entries('dispute');
      expect(others).toEqual([]);
      expect(entry?.['content']).toContain(evidence);
      // As words: a digest may hold the letters of a name.
      expect(entry?.['content']).not.toMatch(/\b(ada|stamped)\b/);
      expect((await test.store.verifyChains([])).flatMap(({ problems }) => problems)).toEqual([]);
    });
  });

  describe('an override', () => {
    const rules = { teams: ['acme/staff'], minimumReason: 5, maxOpenDebts: 9, debtDueDays: 5 };
    const policy = aPolicy({ override: rules });
    const command: Command = { kind: 'override', sha: sha('c3'), reason: 'production is down' };
    const overridden = { commands: [aComment(sten, command)] };
    const debts = () => test.store.listDebts(ref);

    it('is an entry of the record, once, and no debt before it is merged', async () => {
      await test.store.recordDecision(aDecision(policy, overridden));
      await test.store.recordDecision(aDecision(policy, overridden));
      expect(await entries('override')).toHaveLength(1);
      expect(await debts()).toEqual([]);
      expect(await test.store.findDebt(ref)).toBeNull();
    });

    it('is a debt once its head is merged, until it is signed off', async () => {
      const { snapshot } = aDecision(policy, overridden);
      await test.store.recordDecision(aDecision(policy, overridden));
      await test.store.recordEnd({ ...snapshot, state: 'merged' }, bo);
      await test.store.recordEnd({ ...snapshot, state: 'merged' }, bo);
      expect(await debts()).toMatchObject([
        {
          ref,
          headSha: sha('c3'),
          by: { id: sten.id, login: 'sten' },
          reason: 'production is down',
          clauses: [{ level: 'senior' }],
          openedAt: '2026-03-02T00:00:00.000Z',
          dueAt: '2026-03-07T00:00:00.000Z',
          issue: null,
        },
      ]);
      await test.store.rememberIssue(ref, 12, ada);
      expect((await test.store.findDebt(ref))?.issue).toBe(12);
      await test.store.closeDebt(ref, [ada]);
      await test.store.closeDebt(ref, [bo]);
      expect(await debts()).toEqual([]);
      const contents = (await entries('debt')).map(({ content }) => JSON.parse(String(content)));
      expect(contents).toMatchObject([{ debt: 'open' }, { debt: 'closed', by: [expect.anything()] }]);
      expect((await test.store.verifyChains([])).flatMap(({ problems }) => problems)).toEqual([]);
    });

    it.each<{ why: string; next: (snapshot: Snapshot) => Promise<unknown> }>([
      {
        why: 'something else was decided on the same head',
        next: (snapshot) =>
          test.store
            .recordDecision(aDecision(policy, {}))
            .then(() => test.store.recordEnd({ ...snapshot, state: 'merged' }, bo)),
      },
      {
        why: 'another head was merged',
        next: (snapshot) => test.store.recordEnd({ ...snapshot, headSha: sha('c9'), state: 'merged' }, bo),
      },
      {
        why: 'it was closed unmerged',
        next: (snapshot) => test.store.recordEnd({ ...snapshot, state: 'closed' }, null),
      },
    ])('is no debt when $why', async ({ next }) => {
      await test.store.recordDecision(aDecision(policy, overridden));
      await next(aSnapshot(overridden));
      expect(await debts()).toEqual([]);
    });

    it('is no debt where the policy only observes', async () => {
      const observing = aPolicy({ override: rules, mode: 'observe' });
      await test.store.recordDecision(aDecision(observing, overridden));
      await test.store.recordEnd({ ...aSnapshot(overridden), state: 'merged' }, bo);
      expect(await debts()).toEqual([]);
      expect(await entries('override')).toEqual([]);
    });

    it('counts for the other pull requests of the repository from the moment it is given', async () => {
      const openDebts = async (only: Partial<Snapshot['ref']>) =>
        (await test.store.recall(aSnapshot({ ref: { ...ref, ...only } }))).openDebts;
      await test.store.recordDecision(aDecision(policy, overridden));
      expect(await openDebts({ number: 8 })).toBe(1);
      expect(await openDebts({})).toBe(0);
      expect(await openDebts({ number: 8, repositoryId: 11 })).toBe(0);
      await test.store.recordEnd({ ...aSnapshot(), state: 'merged' }, bo);
      expect(await openDebts({ number: 8 })).toBe(1);
      await test.store.closeDebt(ref, [ada]);
      expect(await openDebts({ number: 8 })).toBe(0);
    });

    it('forgets the name of its giver, and what they said, when they are erased', async () => {
      await test.store.recordDecision(aDecision(policy, overridden));
      await test.store.recordEnd({ ...aSnapshot(), state: 'merged' }, bo);
      await test.store.erasePerson({ userId: sten.id, names: ['sten'] });
      expect(await debts()).toMatchObject([{ by: { login: '' }, reason: '' }]);
    });
  });

  it('says who merged past a gate that did not stand open', async () => {
    await test.store.recordDecision(aDecision(aPolicy(), {}));
    await test.store.recordEnd({ ...aSnapshot(), state: 'merged' }, bo);
    const [entry] = await entries('merge');
    expect(JSON.parse(String(entry?.['content']))).toMatchObject({
      gate: 'not-open',
      by: { sealed: expect.anything() },
    });
    expect(await test.query(`select value from decision_people where user_id = ${bo.id}`)).toEqual([{ value: 'bo' }]);
  });
});

function aDecision(policy: Policy, only: Partial<Snapshot>): Decision {
  const snapshot = aSnapshot(only);
  const effective = { usable: true, policy } as const;
  return { snapshot, policy: effective, evaluation: evaluate(effective, snapshot) };
}
