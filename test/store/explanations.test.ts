import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import { known, type Snapshot } from '../../src/core/facts.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { Decision } from '../../src/core/record.ts';
import { usualRetention } from '../../src/store/privacy.ts';
import { aCommit, aPullRequestText, aReview, aSnapshot, people } from '../support/facts.ts';
import { aLadder, aPolicy, aRule } from '../support/policy.ts';
import { engines, stopServer, type TestStore } from '../support/store.ts';

const ai = { commits: [aCommit({ message: 'x\n\nCo-authored-by: Claude <noreply@anthropic.com>' })] };
const shop = 10;
const api = 11;

afterAll(stopServer);

describe.each(engines)('what the pages tell, on $name', ({ open }) => {
  let test: TestStore;
  let clock = new Date('2026-03-02T10:00:00Z');
  const decide = async (repositoryId: number, number: number, only: Partial<Snapshot> = {}, policy = aPolicy()) => {
    clock = new Date(clock.getTime() + 60_000);
    return test.store.recordDecision(aDecision(repositoryId, number, only, policy));
  };
  const wantedOf = async (only: { repositoryIds?: number[]; teams?: string[]; login?: string } = {}) => {
    const asked = { repositoryIds: [shop, api], teams: ['acme/seniors'], login: 'nobody', most: 10, ...only };
    const rows = await test.store.wantedPullRequests(asked);
    return rows.map(({ ref }) => `${ref.repositoryId}#${ref.number}`);
  };

  beforeAll(async () => {
    test = await open(() => clock);
  });
  beforeEach(() => test.wipe());
  afterAll(() => test.close());

  it('is the newest decision, with what is still wanted', async () => {
    await decide(shop, 1, ai);
    await decide(shop, 1, { ...ai, pullRequest: aPullRequestText({ title: 'Another title' }) });
    const told = await test.store.explained({ repositoryId: shop, number: 1 });
    expect(told?.explanation?.change.title).toBe('Another title');
    expect(told?.explanation?.headline).toBe('Waiting for 1 × senior');
    expect(told?.wanted?.openings).toHaveLength(1);
    expect(await test.store.explained({ repositoryId: api, number: 1 })).toBeNull();
  });

  it('puts the riskiest first and of these the longest waiting, and shows only what was asked for', async () => {
    const infra = { ...ai, files: [{ ...aSnapshot().files[0], path: 'infra/a.tf' }] as Snapshot['files'] };
    const { holders } = aLadder;
    const critical = aPolicy({
      ladder: { ...aLadder, holders: { ...holders, principal: { teams: [], users: ['pia'] } } },
      risk: { ...aPolicy().risk, paths: { critical: [{ text: 'infra/**', alternatives: ['infra/**'] }] } },
    });
    await decide(shop, 1, ai);
    await decide(api, 2, ai);
    await decide(shop, 3, infra, critical);
    expect(await wantedOf()).toEqual(['10#3', '10#1', '11#2']);
    expect(await wantedOf({ repositoryIds: [api] })).toEqual(['11#2']);
    expect(await wantedOf({ teams: ['acme/juniors'] })).toEqual([]);
    expect(await wantedOf({ teams: [], login: 'PIA' })).toEqual(['10#3']);
    const [asked] = await test.store.askedTeams([shop]);
    expect(asked?.teams).toContain('acme/seniors');
    expect(await test.store.askedTeams([])).toEqual([]);
  });

  it.each([
    { why: 'it was signed off', end: () => decide(shop, 1, { ...ai, reviews: [aReview({ reviewer: people.bo })] }) },
    { why: 'it became a draft', end: () => decide(shop, 1, { ...ai, draft: true }) },
    { why: 'the policy only observes', end: () => decide(shop, 1, ai, aPolicy({ mode: 'observe' })) },
    {
      why: 'it was closed',
      end: () => test.store.recordEnd({ ...aDecision(shop, 1, ai, aPolicy()).snapshot, state: 'closed' }, null),
    },
  ])('wants nothing any more once $why', async ({ end }) => {
    await decide(shop, 1, ai);
    expect(await wantedOf()).toEqual(['10#1']);
    await end();
    expect(await wantedOf()).toEqual([]);
  });

  it('tells the record of a pull request, the newest first, and what it waited for', async () => {
    await decide(shop, 1, ai);
    await decide(shop, 1, { ...ai, reviews: [aReview({ reviewer: people.mia })] });
    const { digest } = await decide(shop, 1, { ...ai, reviews: [aReview({ reviewer: people.bo })] });
    await test.store.recordEnd({ ...aDecision(shop, 1, ai, aPolicy()).snapshot, state: 'merged' }, people.mia);
    const entries = await test.store.timeline({ repositoryId: shop, number: 1 }, 10);
    expect(entries.map(({ event }) => event)).toMatchObject([
      { kind: 'merge', by: 'mia', gate: 'open' },
      { kind: 'decision', verdict: 'satisfied', by: ['bo'], waitsFor: [], inVain: [] },
      { kind: 'decision', verdict: 'pending', by: [], waitsFor: ['1 × senior'], inVain: ['mia'] },
      { kind: 'decision', verdict: 'pending', by: [], waitsFor: ['1 × senior'], inVain: [] },
    ]);
    expect(entries[1]?.digest).toBe(digest);
    expect(await test.store.newestDigest({ repositoryId: shop, number: 1 })).toBe(entries[0]?.digest);
    expect(await test.store.newestDigest({ repositoryId: api, number: 9 })).toBeNull();
    expect(await test.store.timeline({ repositoryId: shop, number: 1 }, 1)).toHaveLength(1);
  });

  it.each([
    {
      why: 'of rules that ask for one level the most is asked for',
      policy: { rules: [aRule({ name: 'a' }), aRule({ name: 'b', require: { count: 2 } })] },
      facts: {},
      words: '2 × senior',
    },
    {
      why: 'only owners are missing',
      policy: { rules: [aRule({ require: { owners: true } })] },
      facts: {
        owners: known([
          { path: 'a', pattern: 'a', owners: ['bo'], unresolved: [] },
          { path: 'b', pattern: 'b', owners: ['sten'], unresolved: [] },
        ]),
        reviews: [aReview({ reviewer: people.bo })],
      },
      words: 'the owners of 1 path',
      recorded: 'owners of its paths',
    },
    {
      why: 'the declaration is missing too',
      policy: { declaration: 'required', rules: [aRule()] } as const,
      facts: {},
      words: "the author's declaration and 1 × senior",
    },
  ])('says everywhere alike what is waited for: $words, as $why', async ({ policy, facts, words, recorded }) => {
    await decide(shop, 1, facts, aPolicy(policy));
    const told = await test.store.explained({ repositoryId: shop, number: 1 });
    expect(told?.explanation?.headline).toBe(`Waiting for ${words}`);
    const [entry] = await test.store.timeline({ repositoryId: shop, number: 1 }, 1);
    expect(entry?.event).toMatchObject({ waitsFor: (recorded ?? words).split(' and ') });
    const since = new Date('2026-01-01T00:00:00Z');
    const period = { repositoryIds: [shop], team: null, since, until: new Date('2027-01-01T00:00:00Z') };
    const { rows } = await test.store.reportWaiting(period, 9);
    expect(rows.map(({ asked }) => asked)).toEqual([words.split(' and ').join(', ')]);
  });

  it.each([
    { why: 'had a part in it', person: { userId: people.mia.id, names: [] } },
    { why: 'is named in it', person: { userId: 999, names: ['Claude <noreply'] } },
  ])('forgets somebody who $why, and what it said with them', async ({ person }) => {
    await decide(shop, 1, ai);
    const session = {
      idHash: 'h',
      userId: people.mia.id,
      login: 'mia',
      sealedToken: 's',
      startedAt: clock,
      seenAt: clock,
    };
    await test.store.startSession(session);
    await test.store.erasePerson(person);
    expect(await test.store.explained({ repositoryId: shop, number: 1 })).toMatchObject({ explanation: null });
    expect(await test.store.findSession('h')).toEqual(person.userId === people.mia.id ? null : session);
  });

  it('is kept for as long as names are, and sessions for a day', async () => {
    await decide(shop, 1, ai);
    const session = { userId: 1, login: 'a', sealedToken: 's' };
    await test.store.startSession({ ...session, idHash: 'old', startedAt: clock, seenAt: clock });
    clock = new Date(clock.getTime() + 25 * 3_600_000);
    await test.store.startSession({ ...session, idHash: 'new', startedAt: clock, seenAt: clock });
    await test.store.tidy(usualRetention);
    expect(await test.store.findSession('old')).toBeNull();
    expect(await test.store.findSession('new')).not.toBeNull();
    expect(await test.store.explained({ repositoryId: shop, number: 1 })).toMatchObject({ explanation: {} });
    clock = new Date('2030-01-01T00:00:00Z');
    await test.store.tidy(usualRetention);
    expect(await test.store.explained({ repositoryId: shop, number: 1 })).toMatchObject({ explanation: null });
  });
});

function aDecision(repositoryId: number, number: number, only: Partial<Snapshot>, policy: Policy): Decision {
  const ref = { ...aSnapshot().ref, repositoryId, number };
  const snapshot = aSnapshot({ ...only, ref });
  const effective = { usable: true, policy } as const;
  return { snapshot, policy: effective, evaluation: evaluate(effective, snapshot) };
}
