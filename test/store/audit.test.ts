import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import type { Snapshot } from '../../src/core/facts.ts';
import type { Decision } from '../../src/core/record.ts';
import { aCommit, aReview, aSnapshot, people, sha } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';
import { engines, stopServer, type TestStore } from '../support/store.ts';

const policy = aPolicy({ sources: [{ origin: 'repository', sha: sha('p1') }] });
const ai = 'speed it up\n\nCo-authored-by: Claude <noreply@anthropic.com>';

afterAll(stopServer);

describe.each(engines)('the record on $name', ({ open }) => {
  let test: TestStore;
  let clock = 0;
  beforeAll(async () => {
    test = await open(() => new Date(Date.UTC(2026, 2, 2, 12, 0, clock)));
  });
  beforeEach(async () => {
    clock = 0;
    await test.wipe();
  });
  afterAll(() => test.close());

  const lines = async (format: 'jsonl' | 'csv', filter: { since?: Date; repository?: string } = {}) => {
    const found: string[] = [];
    for await (const line of test.store.exportDecisions({
      format,
      since: null,
      repository: null,
      reader: null,
      ...filter,
    }))
      found.push(line);
    return found;
  };

  describe('recording', () => {
    it('appends a decision, and gives the same digest without appending when nothing changed', async () => {
      const first = await test.store.recordDecision(aDecision());
      clock = 60;
      const second = await test.store.recordDecision(aDecision({ takenAt: '2026-03-02T13:00:00Z' }));
      expect(second).toEqual(first);
      expect(await test.query('select seq, digest from decisions')).toEqual([{ seq: 1, digest: first.digest }]);
    });

    it.each([
      { why: 'the head moved', change: { headSha: sha('c4') } },
      { why: 'somebody approved', change: { reviews: [aReview()] } },
      { why: 'the base is another', change: { baseRef: 'release' } },
      { why: 'AI was declared', change: { commits: [aCommit({ message: ai })] } },
    ])('appends another decision when $why', async ({ change }) => {
      const first = await test.store.recordDecision(aDecision());
      const second = await test.store.recordDecision(aDecision(change));
      expect(second.digest).not.toBe(first.digest);
    });

    it('appends a decision that was made before, when another came between', async () => {
      const first = await test.store.recordDecision(aDecision());
      await test.store.recordDecision(aDecision({ reviews: [aReview()] }));
      const third = await test.store.recordDecision(aDecision());
      expect(third.digest).not.toBe(first.digest);
      expect(await test.query('select seq from decisions order by seq')).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 3 }]);
    });

    it('names nobody in the chain', async () => {
      const reviews = [aReview(), aReview({ id: 'r2', reviewer: people.bo, state: 'changes-requested' })];
      await test.store.recordDecision(aDecision({ reviews, commits: [aCommit({ message: ai })] }));
      const [row] = await test.query('select content::text as content from decisions');
      for (const { login } of Object.values(people)) expect(row?.['content']).not.toMatch(new RegExp(`\\b${login}\\b`));
      expect(row?.['content']).not.toContain('noreply@anthropic.com');
    });

    it('stores what a hostile commit message holds', async () => {
      const commits = [aCommit({ message: `${ai}\0\ud800 "'; drop table decisions; --` })];
      await test.store.recordDecision(aDecision({ commits }));
      expect(await problems(test)).toEqual([]);
    });

    it('keeps one unbroken chain for each installation when many pull requests are decided at once', async () => {
      const decisions = Array.from({ length: 24 }, (_, n) => aDecision({ ref: refOf(n, 1 + (n % 2)) }));
      await Promise.all(decisions.map(test.store.recordDecision));
      const reports = await test.store.verifyChains([]);
      expect(reports).toMatchObject([
        { installationId: 1, entries: 12, problems: [] },
        { installationId: 2, entries: 12, problems: [] },
      ]);
    });

    it.each([
      { why: 'signed off', change: { reviews: [aReview()] }, gate: 'open', tools: ['claude'] },
      { why: 'not signed off', change: {}, gate: 'not-open', tools: [] },
    ])('notes a merge that was $why', async ({ change, gate, tools }) => {
      const decision = aDecision({ ...change, commits: [aCommit({ message: ai })] });
      await test.store.recordDecision(decision);
      await test.store.recordEnd({ ...decision.snapshot, state: 'merged' }, people.bo);
      const [merge] = await test.query(`select content->>'gate' as gate from decisions where kind = 'merge'`);
      expect(merge).toEqual({ gate });
      const { toolsUsedBefore } = await test.store.recall(decision.snapshot);
      expect(toolsUsedBefore).toEqual({ known: true, value: tools });
      expect(await test.store.lastDecided(decision.snapshot.ref)).toEqual([]);
    });

    it('notes a merge on a head that was never decided as one without a gate', async () => {
      const decision = aDecision({ reviews: [aReview()] });
      await test.store.recordDecision(decision);
      await test.store.recordEnd({ ...decision.snapshot, headSha: sha('c9'), state: 'merged' }, null);
      const [merge] = await test.query(`select content->>'gate' as gate from decisions where kind = 'merge'`);
      expect(merge).toEqual({ gate: 'not-open' });
    });
  });

  describe('being append-only', () => {
    it.each([
      { what: 'an update', statement: `update decisions set kind = 'override'` },
      { what: 'a deletion', statement: 'delete from decisions' },
      { what: 'a truncation', statement: 'truncate decisions' },
    ])('refuses $what', async ({ statement }) => {
      await test.store.recordDecision(aDecision());
      await expect(test.query(statement)).rejects.toThrow('append-only');
      expect(await problems(test)).toEqual([]);
    });
  });

  describe('being tampered with past the trigger', () => {
    let digests: readonly string[] = [];
    beforeEach(async () => {
      const recorded: string[] = [];
      for (let n = 1; n <= 5; n += 1) {
        clock = n;
        recorded.push((await test.store.recordDecision(aDecision({ ref: refOf(n), reviews: [aReview()] }))).digest);
      }
      digests = recorded;
    });

    it('says that all is well when nobody did', async () => {
      expect(await test.store.verifyChains(digests.map(witnessed))).toEqual([
        { installationId: 1, entries: 5, head: digests[4], problems: [] },
      ]);
    });

    it.each([
      {
        how: 'an edited verdict',
        statements: `update decisions set content = jsonb_set(content, '{verdict,state}', '"blocked"') where seq = 3`,
        found: ['edited'],
      },
      {
        how: 'an edited date',
        statements: `update decisions set created_at = created_at - interval '1 day' where seq = 3`,
        found: ['edited'],
      },
      {
        how: 'an entry moved to another pull request',
        statements: 'update decisions set number = 99 where seq = 2',
        found: ['edited'],
      },
      { how: 'a deleted entry', statements: 'delete from decisions where seq = 3', found: ['missing'] },
      { how: 'a deleted first entry', statements: 'delete from decisions where seq = 1', found: ['missing'] },
      {
        how: 'a deleted entry with the rest moved up',
        statements:
          'delete from decisions where seq = 3; update decisions set seq = seq - 1 where seq > 3; update decision_chains set seq = 4',
        found: ['out-of-place', 'edited', 'edited'],
      },
      {
        how: 'two entries in each other’s place',
        statements:
          'update decisions set seq = 30 where seq = 3; update decisions set seq = 3 where seq = 4; update decisions set seq = 4 where seq = 30',
        found: ['out-of-place', 'edited', 'out-of-place', 'edited', 'out-of-place'],
      },
      {
        how: 'an entry written anew, with its digest, by somebody without the key',
        statements: `update decisions set content = '{}', digest = encode(sha256(content::text::bytea), 'hex') where seq = 5;
          update decision_chains set digest = (select digest from decisions where seq = 5)`,
        found: ['edited'],
      },
      { how: 'a cut tail', statements: 'delete from decisions where seq > 3', found: ['tail-cut'] },
      {
        how: 'another name for the approver',
        statements: `update decision_people set value = 'mallory' where seq = 2 and user_id = ${people.ada.id}`,
        found: ['person-changed'],
      },
    ])('finds $how', async ({ statements, found }) => {
      await tamper(test, statements);
      expect((await problems(test)).map(({ kind }) => kind)).toEqual(found);
    });

    it('finds a tail that was cut with our own note of it, by what the checks on GitHub show', async () => {
      await tamper(
        test,
        `delete from decisions where seq > 3; update decision_chains set seq = 3, digest = '${digests[2]}'`,
      );
      expect(await problems(test)).toEqual([]);
      const [report] = await test.store.verifyChains(digests.map(witnessed));
      expect(report?.problems.map(({ kind }) => kind)).toEqual(['not-recorded', 'not-recorded']);
    });

    it('finds a record that is gone altogether', async () => {
      await tamper(test, 'truncate decisions; truncate decision_chains');
      const [report] = await test.store.verifyChains(digests.slice(0, 1).map(witnessed));
      expect(report?.problems.map(({ kind }) => kind)).toEqual(['not-recorded']);
    });
  });

  describe('being exported', () => {
    it('gives every entry as a line of JSON, with names', async () => {
      await test.store.recordDecision(aDecision({ reviews: [aReview()] }));
      await test.store.recordDecision(aDecision({ ref: refOf(8, 2) }));
      const entries = (await lines('jsonl')).map((line) => JSON.parse(line));
      expect(entries).toMatchObject([
        { installation: 1, seq: 1, kind: 'decision', repository: 'acme/shop', pullRequest: 7 },
        { installation: 2, seq: 1, pullRequest: 8 },
      ]);
      expect(Object.values(entries[0].people)).toEqual(expect.arrayContaining(['mia', 'ada']));
    });

    it('gives a table, in which a cell that looks like a formula is text', async () => {
      const mia = { ...people.mia, login: '=cmd|calc' };
      await test.store.recordDecision(
        aDecision({ pullRequest: { ...aSnapshot().pullRequest, author: mia }, baseRef: '@x, "y"' }),
      );
      const [header, line] = await lines('csv');
      expect(header).toContain('verdict,by,author');
      expect(line).toContain(`"'@x, ""y"""`);
      expect(line).toContain(`'=cmd|calc`);
    });

    it.each([
      { why: 'a day', filter: { since: new Date('2026-03-02T12:00:30Z') }, numbers: [8] },
      { why: 'a repository, whatever the case', filter: { repository: 'ACME/Shop' }, numbers: [7, 8] },
      { why: 'a repository without entries', filter: { repository: 'acme/other' }, numbers: [] },
    ])('gives the entries of $why', async ({ filter, numbers }) => {
      await test.store.recordDecision(aDecision());
      clock = 40;
      await test.store.recordDecision(aDecision({ ref: refOf(8) }));
      expect((await lines('jsonl', filter)).map((line) => JSON.parse(line).pullRequest)).toEqual(numbers);
    });
  });

  describe('forgetting', () => {
    it('erases a person and keeps the chain whole', async () => {
      await test.store.recordDecision(aDecision({ reviews: [aReview()] }));
      expect(await test.store.erasePerson({ userId: people.ada.id, names: ['ada'] })).toBeGreaterThan(0);
      expect(await problems(test)).toEqual([]);
      const left = await test.query('select value from decision_people');
      expect(left.map(({ value }) => value)).not.toContain('ada');
      expect(left.map(({ value }) => value)).toContain('mia');
      expect((await lines('csv'))[1]).toContain('(erased)');
    });

    it('erases a person from everything else that is kept about them', async () => {
      const { ada } = people;
      await test.query(`
        insert into commands (repository_id, number, comment_id, author_id, author_login, digest)
          values (10, 7, 1, ${ada.id}, 'ada', 'd');
        insert into debts (repository_id, number, installation_id, owner, name, head_sha, by_id, by_login, reason, clauses,
          due_days, overridden_at) values (10, 7, 1, 'acme', 'shop', 'c3', ${ada.id}, 'ada', 'ada said so', '[]', 7, now());
        insert into ledger_pushes (repository_id, ref, before, after, forced, pusher_id, pusher_login, pusher_kind)
          values (10, 'refs/heads/x', 'c2', 'c3', false, ${ada.id}, 'ada', 'user')`);
      await test.store.erasePerson({ userId: ada.id, names: ['ada'] });
      const left = await test.query(`
        select by_login, reason, pusher_login from debts, ledger_pushes`);
      expect(left).toEqual([{ by_login: '', reason: '', pusher_login: '' }]);
      expect(await test.query('select 1 from commands')).toEqual([]);
    });

    it('forgets who decided after the time that names are kept, and not before', async () => {
      await test.store.recordDecision(aDecision());
      const keep = { deliveryDays: 7, pushDays: 180, personalDays: 400, removedDays: 30 };
      await test.store.tidy(keep);
      expect(await test.query('select 1 from decision_people')).not.toEqual([]);
      clock = 401 * 24 * 60 * 60;
      await test.store.tidy(keep);
      expect(await test.query('select 1 from decision_people')).toEqual([]);
      expect(await problems(test)).toEqual([]);
    });
  });
});

const refOf = (number: number, installationId = 1) => ({ ...aSnapshot().ref, number, installationId });

const witnessed = (digest: string) => ({ installationId: 1, digest, where: 'a check' });

function aDecision(only: Partial<Snapshot> = {}): Decision {
  const snapshot = aSnapshot(only);
  const effective = { usable: true, policy } as const;
  return { snapshot, policy: effective, evaluation: evaluate(effective, snapshot) };
}

const tamper = ({ query }: TestStore, statements: string) =>
  query(`set session_replication_role = replica; ${statements}; reset session_replication_role`);

async function problems({ store }: TestStore) {
  return (await store.verifyChains([])).flatMap((report) => report.problems);
}
