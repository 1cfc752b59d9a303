import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from '../../src/core/evaluate.ts';
import { type Account, known, type Snapshot } from '../../src/core/facts.ts';
import type { Hint } from '../../src/core/hint.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { Decision } from '../../src/core/record.ts';
import { usualRetention } from '../../src/store/privacy.ts';
import { anyPolicy, anySnapshot } from '../support/arbitraries.ts';
import {
  aCommit,
  anIdentity,
  aPullRequestText,
  aReview,
  aSnapshot,
  aUser,
  memberships,
  people,
  sha,
} from '../support/facts.ts';
import { aLadder, aPolicy, aRule } from '../support/policy.ts';
import { engines, stopServer, type TestStore } from '../support/store.ts';

const quimby = aUser(734_021_187, 'Quimby-9');
const { ada, bo, mia } = people;
const byClaude = 'x\n\nCo-authored-by: Claude <noreply@anthropic.com>';
const inAllTeams = { ...memberships, [quimby.id]: known(['acme/seniors', 'acme/staff']) };
const policy = aPolicy({
  ladder: { ...aLadder, holders: { ...aLadder.holders, principal: { teams: [], users: ['quimby-9'] } } },
  rules: [aRule({ when: [] })],
  override: { teams: ['acme/staff'], minimumReason: 5, maxOpenDebts: 9, debtDueDays: 7 },
});
const now = new Date('2026-03-02T12:00:00Z');

afterAll(stopServer);

/**
 * Every row of every table that has the person in it: the number as a value, the number or the login in a text. What
 * stays on purpose is taken out before. Moments are no text: their milliseconds may be anybody's number.
 */
async function traces({ query }: TestStore, { id, login }: Account): Promise<readonly string[]> {
  const tables = await query(`select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`);
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await query(`select row from (select to_jsonb(t) as row from ${String(name)} t) rows,
      regexp_replace(row::text, '"\\d{4}-\\d\\d-\\d\\dT[^"]*"', '""', 'g') as said
      where jsonb_path_exists(row, '$.** ? (@ == ${id})') or said ~* '\\m${login}\\M' or said ~ '"[^"]*\\m${id}\\M[^"]*"'`);
    found.push(...rows.map(({ row }) => `${String(name)} ${JSON.stringify(row)}`));
  }
  return found;
}

describe.each(engines)('a person who is forgotten, on $name', ({ open }) => {
  let test: TestStore;
  let clock = now;
  let deliveries = 0;
  const decide = async (number: number, only: Partial<Snapshot>, rules: Policy = policy) => {
    const decision = aDecision({ memberships: inAllTeams, ...only, ref: { ...aSnapshot().ref, number } }, rules);
    await test.store.recordDecision(decision);
    return decision.snapshot;
  };
  const accept = (hints: readonly Hint[], more: object = {}) => {
    deliveries += 1;
    return test.store.accept({ guid: `g${deliveries}`, event: 'push', hints, pushes: [], ...more });
  };
  beforeAll(async () => {
    test = await open(() => clock);
  });
  beforeEach(async () => {
    clock = now;
    await test.wipe();
  });
  afterAll(() => test.close());

  /** Everything that one can do here, done by the person, and by others to them. */
  const live = async () => {
    const { ref } = aSnapshot();
    const own = { pullRequest: aPullRequestText({ author: quimby, body: 'Written by Quimby-9 with Claude.' }) };
    await decide(1, { ...own, commits: [aCommit({ authors: [anIdentity(quimby)], message: byClaude })] });
    await decide(2, { reviews: [aReview({ reviewer: quimby })], commits: [aCommit({ message: byClaude })] });
    await decide(3, { reviews: [aReview({ reviewer: quimby, state: 'changes-requested' })] });
    const overridden = await decide(4, { commands: [commandOf(quimby, 'override', 'quimby-9 is on call')] });
    await test.store.recordEnd({ ...overridden, state: 'merged' }, quimby);
    await test.store.rememberIssue(overridden.ref, 12, ada);
    await test.store.closeDebt(overridden.ref, [ada]);
    const asked = await decide(5, { commands: [commandOf(people.sten, 'override', 'quimby-9 asked for it')] });
    await test.store.recordEnd({ ...asked, state: 'merged' }, mia);
    await test.store.rememberIssue(asked.ref, 13, quimby);
    const commits = [aCommit({ message: byClaude, authors: [anIdentity(mia), anIdentity(quimby)] })];
    await decide(6, { commits, commands: [disputeOf(quimby, `co-author:claude:${sha('c3').slice(0, 7)}`)] });
    await decide(7, { commits, commands: [disputeOf(ada, `claim:quimby-9:${sha('c3').slice(0, 7)}`)] });
    const considered = [quimby, ada].map((account) => ({ ...nothingSaid, account }));
    for (const account of [quimby, ada])
      await test.store.noteRequests(aSnapshot(), { ...noChanges, asked: [{ ...aRequest, account, considered }] });
    await test.store.rememberReply({ ...ref, number: 6 }, { commentId: 5, body: 'Thank you, @quimby-9.' });
    const direct = {
      kind: 'direct-push' as const,
      repository: ref,
      branch: 'main',
      toDefault: true,
      before: sha('c1'),
      after: sha('c2'),
      by: quimby,
      commits: [sha('c2')],
      pushed: 1,
    };
    await test.store.recordDirectPush(direct, [sha('c2')], aDecision({}, policy).evaluation.provenance);
    const push = { repositoryId: ref.repositoryId, ref: 'refs/heads/x', before: null, after: sha('c2'), forced: false };
    await accept([{ kind: 'preview', repository: ref, headSha: sha('c3'), by: quimby }], {
      pushes: [{ ...push, pusher: quimby }],
      comments: [{ repositoryId: ref.repositoryId, number: 6, commentId: 8, author: quimby, digest: 'd' }],
    });
    await test.store.startSession({
      idHash: 'h',
      userId: quimby.id,
      login: quimby.login,
      sealedToken: 's',
      startedAt: now,
      seenAt: now,
    });
    await test.store.setAway(quimby.id, '2026-03-20');
  };

  it('is nowhere any more, in no table, but for the number of what they pushed', async () => {
    await live();
    await test.query(`update pgboss.job set state = 'completed'`);
    const before = await traces(test, quimby);
    expect(new Set(before.map((trace) => trace.split(' ')[0])).size).toBeGreaterThan(12);
    await test.store.erasePerson({ userId: quimby.id, names: [quimby.login] });
    const pushed = await test.query(
      `update ledger_pushes set pusher_id = 0 where pusher_id = ${quimby.id} returning pusher_login`,
    );
    expect(pushed).toEqual([{ pusher_login: '' }]);
    expect(await traces(test, quimby)).toEqual([]);
    expect((await test.store.verifyChains([])).flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('is known by the number alone: the logins under which they were met are found with it', async () => {
    await live();
    await test.query(`update pgboss.job set state = 'completed'`);
    await test.store.erasePerson({ userId: quimby.id, names: [] });
    await test.query('update ledger_pushes set pusher_id = 0');
    expect(await traces(test, quimby)).toEqual([]);
  });

  it('is nowhere any more after the time that names are kept, whoever they are', async () => {
    await live();
    await test.query(`delete from pgboss.job`);
    await test.query(`update pull_requests set state = 'closed'`);
    await test.store.closeDebt({ ...aSnapshot().ref, number: 5 }, [ada]);
    clock = new Date(now.getTime() + (usualRetention.personalDays + 1) * 86_400_000);
    await test.store.tidy(usualRetention);
    for (const person of [quimby, ada, mia, people.sten]) expect(await traces(test, person)).toEqual([]);
  });

  it('leaves others as they were, also those whose name is part of a word', async () => {
    await decide(1, { commands: [commandOf(people.sten, 'override', 'both of them are on a plane')] });
    await decide(2, { reviews: [aReview({ reviewer: bo })] });
    await test.store.erasePerson({ userId: bo.id, names: [''] });
    const values = await test.query(`select value from decision_people where value like 'both%' or value = 'sten'`);
    expect(new Set(values.map(({ value }) => value))).toEqual(new Set(['both of them are on a plane', 'sten']));
    expect((await test.store.explained({ repositoryId: 10, number: 1 }))?.explanation).not.toBeNull();
  });

  it('who gave an override may not sign it off, although they are forgotten, until somebody else did', async () => {
    const overridden = await decide(4, { commands: [commandOf(quimby, 'override', 'the shop is down')] });
    await test.store.recordEnd({ ...overridden, state: 'merged' }, mia);
    await test.store.erasePerson({ userId: quimby.id, names: [quimby.login] });
    expect((await test.store.findDebt(overridden.ref))?.by).toEqual({ id: quimby.id, login: '' });
    await test.store.closeDebt(overridden.ref, [ada]);
    expect(await traces(test, quimby)).toEqual([]);
  });

  it('may be anybody in any pull request, under any policy', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySnapshot,
        anyPolicy,
        fc.constantFrom(...Object.values(people)),
        async (given, rules, person) => {
          await test.wipe();
          await test.store.recordDecision(aDecision(given, rules));
          await test.store.erasePerson({ userId: person.id, names: [person.login] });
          expect(await traces(test, person)).toEqual([]);
        },
      ),
      { numRuns: 12 },
    );
  });
});

const nothingSaid = { level: 'senior', closes: [], owns: 0, commits: 0, reviews: 0, load: 0, unavailable: null };
const noChanges = { ended: [], reminded: [], escalated: null, waiting: [], notWaiting: [] };
const aRequest = {
  level: 'senior',
  clauses: ['repository/one senior'],
  step: 'first',
  suggested: false,
  opinions: 0,
} as const;

const commandOf = (author: Account, kind: 'override', reason: string) => ({
  id: 5,
  author,
  createdAt: '2026-03-02T10:00:00Z',
  edited: false,
  viaApp: false,
  canPush: known(true),
  commands: [{ kind, sha: sha('c3'), reason }],
});

const disputeOf = (author: Account, evidence: string) => ({
  ...commandOf(author, 'override', ''),
  commands: [{ kind: 'not-ai' as const, sha: sha('c3'), evidence, reason: 'quimby-9 says so' }],
});

function aDecision(only: Partial<Snapshot>, rules: Policy): Decision {
  const snapshot = aSnapshot(only);
  const effective = { usable: true, policy: rules } as const;
  return { snapshot, policy: effective, evaluation: evaluate(effective, snapshot) };
}
