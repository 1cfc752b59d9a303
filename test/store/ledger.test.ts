import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import type { Evidence } from '../../src/core/evidence.ts';
import type { Account, Commit, Snapshot } from '../../src/core/facts.ts';
import type { PushSeen } from '../../src/core/hint.ts';
import type { Decision } from '../../src/core/record.ts';
import { aCommit, aPullRequestText, aSnapshot, people, sha } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';
import { engines, stopServer, type TestStore } from '../support/store.ts';

const claude = 'speed it up\n\nCo-authored-by: Claude <noreply@anthropic.com>';

afterAll(stopServer);

describe.each(engines)('the ledger on $name', ({ open }) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(() => test.wipe());
  afterAll(() => test.close());

  const remembered = async (only: Partial<Snapshot>) => {
    const { ledger } = await test.store.recall(aSnapshot(only));
    return ledger.map(({ evidence, pullRequest }) => `${evidence.detector} ${evidence.tool} on #${pullRequest}`);
  };
  const seen = (commits: readonly Commit[], only: Partial<Snapshot> = {}) =>
    test.store.recordDecision(aDecision({ commits, ...only }));

  describe('evidence', () => {
    it.each([
      {
        why: 'the trailer was rewritten away on the same pull request',
        only: { commits: [aCommit({ sha: sha('c9'), tree: sha('t9') })] },
      },
      { why: 'another pull request holds the same commit', only: { ref: numbered(8) } },
      {
        why: 'another pull request holds a commit with the same content',
        only: { ref: numbered(8), commits: [aCommit({ sha: sha('c9') })] },
      },
    ])('stays when $why', async ({ only }) => {
      await seen([aCommit({ message: claude })]);
      expect(await remembered(only)).toEqual(['co-author claude on #7']);
    });

    it.each([
      {
        why: 'neither commit nor content is the same',
        only: { ref: numbered(8), commits: [aCommit({ sha: sha('c9'), tree: sha('t9') })] },
      },
      { why: 'the repository is another', only: { ref: { ...numbered(7), repositoryId: 11 } } },
    ])('does not spread when $why', async ({ only }) => {
      await seen([aCommit({ message: claude })]);
      expect(await remembered(only)).toEqual([]);
    });

    const branch = [aCommit({ sha: sha('c4'), tree: sha('t4'), message: claude }), aCommit()];
    const squash = { ref: numbered(8), commits: [aCommit({ sha: sha('c9') })] };

    it('is found again on a squash, though none of its commits is there', async () => {
      await seen(branch);
      expect(await remembered(squash)).toEqual(['co-author claude on #7']);
    });

    it('is found again on a squash after its pull request was closed', async () => {
      await seen(branch);
      await test.store.recordEnd(aSnapshot({ commits: branch, state: 'closed' }), null);
      expect(await remembered(squash)).toEqual(['co-author claude on #7']);
    });

    it('does not come back with a revert that restores what was merged', async () => {
      await seen(branch);
      await test.store.recordEnd(aSnapshot({ commits: branch, state: 'merged' }), null);
      expect(await remembered(squash)).toEqual([]);
    });

    it('is kept once, however often it is seen, with the day of the first sight', async () => {
      await seen([aCommit({ message: claude })]);
      const first = await test.store.recall(aSnapshot());
      await seen([aCommit({ message: claude })], { headSha: sha('c4') });
      expect(await test.store.recall(aSnapshot())).toEqual(first);
    });

    it('keeps each claim of a text that is edited', async () => {
      for (const excerpt of ['made with Claude', 'made with Claude and love', 'made with Claude']) {
        const decision = aDecision({});
        const provenance = { ...decision.evaluation.provenance, evidence: [aClaim(excerpt)] };
        await test.store.recordDecision({ ...decision, evaluation: { ...decision.evaluation, provenance } });
      }
      const { ledger } = await test.store.recall(aSnapshot());
      const excerpts = ledger.map(({ evidence }) => evidence.excerpt);
      expect(new Set(excerpts)).toEqual(new Set(['made with Claude', 'made with Claude and love']));
    });

    it('fills up: nobody can fill the disk with it, and what was refused is counted', async () => {
      const many = Array.from({ length: 70 }, (_, n) =>
        aCommit({ sha: sha(`n${n}`), tree: sha(`m${n}`), message: claude }),
      );
      await seen(many);
      await seen(many, { headSha: sha('n2') });
      expect((await remembered({})).filter((line) => line.startsWith('co-author'))).toHaveLength(50);
      expect(await test.query('select detector, refused from ledger_overflow')).toEqual([
        { detector: 'co-author', refused: 20 },
      ]);
    });
  });

  describe('pushers', () => {
    const { mia, jo, noa } = people;
    it.each<{ why: string; pushes: readonly PushSeen[]; only?: Partial<Snapshot>; pushers: readonly Account[] }>([
      { why: 'pushed the head', pushes: [aPush({ by: mia })], pushers: [mia] },
      {
        why: 'pushed what was forced away since, the force included',
        pushes: [aPush({ by: jo, after: 'c9', before: null }), aPush({ by: mia, before: 'c9', forced: true })],
        pushers: [jo, mia],
      },
      {
        why: 'is not one who pushed in an earlier life of the branch',
        pushes: [
          aPush({ by: jo, after: 'c9' }),
          aPush({ by: mia, before: null, after: 'c8' }),
          aPush({ by: mia, before: 'c8', forced: true }),
        ],
        pushers: [mia, mia],
      },
      {
        why: 'pushed what was forced away, also where the pull request’s own event of it came first',
        pushes: [
          aPush({ by: jo, after: 'c9', before: null }),
          aPush({ by: mia, before: 'c9', forced: false }),
          aPush({ by: mia, before: 'c9', forced: true }),
        ],
        pushers: [jo, mia],
      },
      {
        why: 'first brought the commit, on another branch, and not who copied it there later',
        pushes: [aPush({ by: jo, ref: 'refs/heads/earlier' }), aPush({ by: noa, ref: 'refs/heads/copy' })],
        pushers: [jo],
      },
      {
        why: 'is not one who pushed what is not in the pull request and was not rewritten',
        pushes: [aPush({ by: jo, after: 'old' }), aPush({ by: mia, before: 'old' })],
        pushers: [mia],
      },
      {
        why: 'pushed to a fork, the replaced commits included',
        pushes: [
          aPush({ by: jo, before: null, after: 'c8' }),
          aPush({ by: jo, before: 'c8', after: 'c9' }),
          aPush({ by: mia, before: 'c9' }),
        ],
        only: { pullRequest: aPullRequestText({ sameRepository: false }) },
        pushers: [jo, jo, mia],
      },
      {
        why: 'is not one who pushed to a branch here that is called like the fork’s, nor who copied the fork’s commit here',
        pushes: [aPush({ by: jo, after: 'c9' }), aPush({ by: noa, ref: 'refs/heads/try-it' })],
        only: { pullRequest: aPullRequestText({ sameRepository: false }) },
        pushers: [],
      },
    ])('are those: one $why', async ({ pushes, only, pushers }) => {
      for (const [n, push] of pushes.entries())
        await test.store.accept({ guid: `push-${n}`, event: 'push', hints: [], pushes: [push] });
      const recalled = await test.store.recall(aSnapshot(only));
      expect(recalled.pushes.map(({ pusher }) => pusher)).toEqual(pushers);
    });

    it('tells a push once, however often it is delivered', async () => {
      for (const guid of ['a', 'b'])
        await test.store.accept({ guid, event: 'push', hints: [], pushes: [aPush({ by: mia })] });
      expect((await test.store.recall(aSnapshot())).pushes).toEqual([
        { before: sha('c2'), after: sha('c3'), pusher: mia },
      ]);
    });
  });

  describe('the index of pull requests', () => {
    const known = [
      aSnapshot({ ref: numbered(7) }),
      aSnapshot({ ref: numbered(8), headSha: sha('c8') }),
      aSnapshot({ ref: { ...numbered(9), repositoryId: 11, name: 'till' } }),
      aSnapshot({ ref: { installationId: 2, repositoryId: 20, owner: 'other', name: 'shop', number: 7 } }),
    ];
    beforeEach(async () => {
      for (const snapshot of known) await test.store.recordDecision(aDecision(snapshot));
      const closed = aSnapshot({ ref: numbered(6) });
      await test.store.recordDecision(aDecision(closed));
      await test.store.recordEnd({ ...closed, state: 'closed' }, null);
    });

    it.each([
      { hint: { kind: 'commit', repository: numbered(0), sha: sha('c8') } as const, numbers: [8] },
      { hint: { kind: 'repository', repository: numbered(0) } as const, numbers: [7, 8] },
      { hint: { kind: 'organization', installationId: 1, owner: 'ACME' } as const, numbers: [7, 8, 9] },
      { hint: { kind: 'installation', installationId: 2 } as const, numbers: [7] },
      { hint: { kind: 'pull-request', ref: numbered(99) } as const, numbers: [99] },
    ])('knows whom a hint about a $hint.kind concerns', async ({ hint, numbers }) => {
      const refs = await test.store.knownPullRequests(hint);
      expect(refs.map(({ number }) => number)).toEqual(numbers);
    });

    it('says what was decided last about each open pull request of a repository', async () => {
      expect(await test.store.lastDecided(numbered(0))).toMatchObject([
        { ref: numbered(7), headSha: sha('c3'), baseRef: 'main', verdict: 'pending', versions: null },
        { ref: numbered(8), headSha: sha('c8') },
      ]);
    });

    it('keeps what a decision rests on, also where it says the same as the one before', async () => {
      const decision = { ...aDecision(aSnapshot({ ref: numbered(7) })), versions: { floor: 'f2' } };
      await test.store.recordDecision(decision);
      expect(await test.store.lastDecided(numbered(0))).toMatchObject([{ versions: { floor: 'f2' } }, {}]);
    });
  });

  it('gives each turn to one who asks', async () => {
    const replicas = await Promise.all(Array.from({ length: 3 }, () => test.store.takeTurn('sweep', 600)));
    expect(replicas.filter(Boolean)).toHaveLength(1);
    expect(await test.store.takeTurn('other', 600)).toBe(true);
    await test.store.endTurn('sweep');
    expect(await test.store.takeTurn('sweep', 600)).toBe(false);
    await pass(601);
    expect(await test.store.takeTurn('sweep', 600)).toBe(true);
  });

  it('gives a turn to nobody else while one is at it, however long, and takes it from one who is gone', async () => {
    await test.store.takeTurn('sweep', 60);
    for (const _ of [1, 2, 3]) {
      await pass(100);
      expect(await test.store.takeTurn('sweep', 60)).toBe(false);
      await test.store.keepTurn('sweep');
    }
    await pass(151);
    expect(await test.store.takeTurn('sweep', 60)).toBe(true);
  });

  it('keeps how far something has come', async () => {
    expect(await test.store.readMark('deliveries')).toBeNull();
    const mark = { at: new Date('2026-03-02T12:00:00Z'), done: [7, 8] };
    await test.store.setMark('deliveries', mark);
    expect(await test.store.readMark('deliveries')).toEqual(mark);
    // An earlier version kept the time alone.
    await test.query(`update settings set value = value - 'done' where key = 'mark/deliveries'`);
    expect(await test.store.readMark('deliveries')).toEqual({ ...mark, done: [] });
  });

  /** As if so many seconds had passed for whatever is kept of turns. */
  const pass = (seconds: number) =>
    test.query(`update settings set updated_at = updated_at - make_interval(secs => ${seconds}),
      value = case when value ? 'until' then jsonb_build_object('until', (value->>'until')::float8 - ${seconds}) else value end`);
});

function numbered(number: number) {
  return { ...aSnapshot().ref, number };
}

function aClaim(excerpt: string): Evidence {
  const strength = { confidence: 'declared', autonomy: 'assisted' } as const;
  return { key: 'statement:claude', detector: 'statement', tool: 'claude', commitSha: null, excerpt, ...strength };
}

function aPush(only: {
  by: Account;
  ref?: string;
  before?: string | null;
  after?: string;
  forced?: boolean;
}): PushSeen {
  const before = only.before === undefined ? 'c2' : only.before;
  return {
    repositoryId: aSnapshot().ref.repositoryId,
    ref: only.ref ?? 'refs/heads/greet-everybody',
    before: before === null ? null : sha(before),
    after: sha(only.after ?? 'c3'),
    forced: only.forced ?? false,
    pusher: only.by,
  };
}

function aDecision(only: Partial<Snapshot>): Decision {
  const snapshot = aSnapshot(only);
  const sources = [{ origin: 'repository', sha: sha('p1') } as const, { origin: 'built-in', sha: null } as const];
  const policy = { usable: true, policy: aPolicy({ sources }) } as const;
  return { snapshot, policy, evaluation: evaluate(policy, snapshot) };
}
