import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import type { InstallationChange } from '../../src/core/hint.ts';
import { ofRepositories } from '../../src/store/installations.ts';
import { usualRetention } from '../../src/store/privacy.ts';
import { aCommit, aReview, aSnapshot } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';
import { engines, stopServer, type TestStore } from '../support/store.ts';

const policy = aPolicy();
const account = 500;
const days = 24 * 60 * 60 * 1000;

afterAll(stopServer);

describe.each(engines)('an installation that is removed, on $name', ({ open }) => {
  let test: TestStore;
  let ahead = 0;
  let guid = 0;
  beforeAll(async () => {
    test = await open(() => new Date(Date.now() + ahead));
  });
  beforeEach(async () => {
    ahead = 0;
    await test.wipe();
  });
  afterAll(() => test.close());

  const { ref } = aSnapshot();
  const decide = (number: number, about = ref) => {
    const snapshot = aSnapshot({
      ref: { ...about, number },
      reviews: [aReview()],
      commits: [aCommit({ message: 'speed\n\nCo-authored-by: Claude <noreply@anthropic.com>' })],
    });
    return test.store.recordDecision({
      snapshot,
      policy: { usable: true, policy },
      evaluation: evaluate({ usable: true, policy }, snapshot),
    });
  };
  const tell = (kind: InstallationChange['kind'], installationId: number) => {
    guid += 1;
    const installations = [{ kind, installationId, accountId: account }];
    return test.store.accept({ guid: `g${guid}`, event: 'installation', hints: [], pushes: [], installations });
  };
  const pass = async (passed: number) => {
    ahead += passed * days;
    await test.store.tidy(usualRetention);
  };
  const kept = async () => {
    const [row] = await test.query(
      `select (select count(*)::int from pull_requests) as pulls, (select count(*)::int from ledger_evidence) as evidence,
        (select count(*)::int from decision_people) as people, (select count(*)::int from decisions) as decisions`,
    );
    return row;
  };

  it('leaves everything for thirty days, and then nothing but a record that names nobody', async () => {
    await decide(7);
    await test.store.trustFirst(ref.installationId, [{ name: 'acme/seniors', id: 900 }]);
    const before = await kept();
    await tell('removed', ref.installationId);
    await pass(29);
    expect(await kept()).toEqual(before);
    await pass(2);
    expect(await kept()).toEqual({ pulls: 0, evidence: 0, people: 0, decisions: 1 });
    expect(await test.store.recallTrusted(ref.installationId, ['acme/seniors'])).toEqual({});
    const [report] = await test.store.verifyChains([]);
    expect(report?.problems).toEqual([]);
  });

  describe('without a word', () => {
    const list = (...ids: readonly number[]) =>
      test.store.noteListed(ids.map((installationId) => ({ installationId, accountId: account })));
    const aWhile = () => test.query(`update settings set updated_at = updated_at - interval '10 minutes'`);

    it('is missed in the list of GitHub, whose it was being known, and forgotten after thirty days', async () => {
      await list(ref.installationId);
      await decide(7);
      await test.store.send([{ kind: 'pull-request', ref }]);
      await aWhile();
      await list();
      expect(await test.store.depth()).toMatchObject({ due: 0 });
      await pass(20);
      await list();
      await pass(11);
      expect(await kept()).toEqual({ pulls: 0, evidence: 0, people: 0, decisions: 1 });
    });

    it('is not missed when it is there again, under this id or another', async () => {
      for (const id of [ref.installationId, ref.installationId + 1]) {
        await list(ref.installationId);
        await decide(7);
        await aWhile();
        await list();
        await list(id);
        const before = await kept();
        await pass(31);
        expect(await kept()).toEqual(before);
      }
    });

    it('is not missed when it was put on while the list was made', async () => {
      await tell('added', ref.installationId);
      await decide(7);
      await list();
      const before = await kept();
      await pass(31);
      expect(await kept()).toEqual(before);
    });
  });

  it.each([
    { why: 'in time', order: ['removed', 'added'] as const },
    { why: 'in time, and GitHub tells the removal last', order: ['added', 'removed'] as const },
  ])('keeps everything when the App is installed again $why', async ({ order }) => {
    const again = ref.installationId + 1;
    await decide(7);
    await test.store.trustFirst(ref.installationId, [{ name: 'acme/seniors', id: 900 }]);
    const before = await kept();
    for (const kind of order) await tell(kind, kind === 'removed' ? ref.installationId : again);
    await pass(31);
    expect(await kept()).toEqual(before);
    expect(await test.store.recallTrusted(again, ['acme/seniors'])).toEqual({ 'acme/seniors': { id: 900 } });
    const known = await test.store.knownPullRequests({ kind: 'installation', installationId: again });
    expect(known.map(({ number }) => number)).toEqual([7]);
  });

  it('leaves others alone, and its jobs do not run', async () => {
    const other = { ...ref, installationId: 77, repositoryId: 770 };
    await decide(7);
    await decide(8, other);
    await test.store.send([
      { kind: 'pull-request', ref },
      { kind: 'pull-request', ref: other },
    ]);
    await tell('removed', ref.installationId);
    await pass(31);
    const ran: number[] = [];
    await test.store.runDue({
      evaluate: ({ installationId }) => {
        ran.push(installationId);
        return Promise.resolve({ kind: 'done' });
      },
      expand: () => Promise.resolve({ kind: 'done' }),
    });
    expect(ran).toEqual([77]);
    expect(await test.query('select number from pull_requests')).toEqual([{ number: 8 }]);
  });

  it('is forgotten in every table that is kept by repository', async () => {
    const tables = await test.query(
      `select table_name from information_schema.columns
       where table_schema = 'public' and column_name = 'repository_id' and table_name <> 'decisions'`,
    );
    expect(tables.map((row) => String(row['table_name'])).toSorted()).toEqual([...ofRepositories].toSorted());
  });
});
