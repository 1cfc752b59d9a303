import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NewRequest } from '../../src/core/routing/request.ts';
import { aSnapshot, people, sha } from '../support/facts.ts';
import { engines, stopServer, type TestStore } from '../support/store.ts';

afterAll(stopServer);

const { ada, bo } = people;
const nothing = { ended: [], asked: [], reminded: [], escalated: null, waiting: [], notWaiting: [] };
const aRequest = (only: Partial<NewRequest> = {}): NewRequest => ({
  account: ada,
  level: 'senior',
  clauses: ['repository/x'],
  step: 'first',
  suggested: false,
  opinions: 0,
  considered: [],
  ...only,
});

describe.each(engines)('whom we asked, on $name', ({ open }) => {
  let test: TestStore;
  let now = new Date('2026-03-02T10:00:00Z');
  const base = aSnapshot({ totals: { commits: 1, files: 1, additions: 150, deletions: 50 } });
  const { ref } = base;
  const other = { ...base, ref: { ...ref, number: ref.number + 1 } };
  beforeAll(async () => {
    test = await open(() => now);
  });
  beforeEach(async () => {
    now = new Date('2026-03-02T10:00:00Z');
    await test.wipe();
  });
  afterAll(() => test.close());

  const entries = () =>
    test.query(`select content->>'request' as request from decisions where kind = 'request' order by seq`);

  it('is kept with every step, and each step is an entry of a chain that stays whole', async () => {
    const { store } = test;
    await store.noteRequests(base, { ...nothing, asked: [aRequest()] });
    await store.markSent(ref, ada);
    await store.noteRequests(base, { ...nothing, reminded: [ada], escalated: ada });
    await store.noteRequests(base, { ...nothing, ended: [{ account: ada, why: 'declined' }] });
    const [request] = await store.recallRequests(ref);
    expect(request).toMatchObject({ account: ada, escalations: 1, ended: 'declined', waitingSince: null });
    expect([request?.sentAt, request?.remindedAt]).toEqual([now.toISOString(), now.toISOString()]);
    expect(await entries()).toEqual(['asked', 'reminded', 'escalated', 'ended'].map((each) => ({ request: each })));
    expect((await store.verifyChain(ref.installationId)).problems).toEqual([]);
  });

  it('remembers reminders and escalations of somebody who is asked again', async () => {
    const { store } = test;
    await store.noteRequests(base, { ...nothing, asked: [aRequest()] });
    await store.noteRequests(base, { ...nothing, reminded: [ada], escalated: ada });
    await store.noteRequests(base, { ...nothing, ended: [{ account: ada, why: 'answered' }] });
    await store.noteRequests(base, { ...nothing, asked: [aRequest({ opinions: 1 })] });
    expect(await store.recallRequests(ref)).toEqual([
      expect.objectContaining({
        ended: null,
        sentAt: null,
        opinions: 1,
        escalations: 1,
        remindedAt: expect.any(String),
      }),
    ]);
  });

  it('says since when somebody waits, and for which head', async () => {
    const { store } = test;
    await store.noteRequests(base, { ...nothing, asked: [aRequest(), aRequest({ account: bo, suggested: true })] });
    now = new Date('2026-03-02T11:00:00Z');
    await store.noteRequests({ ...base, headSha: sha('d9') }, { ...nothing, waiting: [ada.id] });
    expect(await store.recallRequests(ref)).toEqual([
      expect.objectContaining({ waitingSince: '2026-03-02T11:00:00.000Z', headSha: sha('d9') }),
      expect.objectContaining({ suggested: true, waitingSince: null }),
    ]);
  });

  it('weighs what waits elsewhere by its size, and nothing that was only named or is over', async () => {
    const { store } = test;
    await store.noteRequests(other, { ...nothing, asked: [aRequest(), aRequest({ account: bo, suggested: true })] });
    const loadOf = async (at: typeof ref, id: number) => (await store.loadsOf(at, [id])).get(id) ?? none;
    const none = { open: 0, load: 0 };
    expect(await loadOf(ref, ada.id)).toEqual({ open: 1, load: 1 });
    expect(await loadOf(ref, bo.id)).toEqual(none);
    expect(await loadOf(other.ref, ada.id)).toEqual(none);
    await store.noteRequests(other, { ...nothing, ended: [{ account: ada, why: 'away' }] });
    expect(await loadOf(ref, ada.id)).toEqual(none);
  });

  it('is forgotten with the person, also where somebody else was chosen', async () => {
    const { store } = test;
    const spoke = { level: 'senior', closes: [], owns: 0, commits: 0, reviews: 0, load: 0, unavailable: null };
    const considered = [ada, bo].map((account) => ({ ...spoke, account }));
    await store.noteRequests(base, { ...nothing, asked: [aRequest({ account: bo, considered })] });
    await store.noteRequests(other, { ...nothing, asked: [aRequest()] });
    await store.erasePerson({ userId: ada.id, names: [] });
    expect(await store.recallRequests(other.ref)).toEqual([]);
    expect(await store.whyAsked(ref)).toEqual([expect.objectContaining({ account: bo, considered: [] })]);
  });
});
