import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { known, type OwnedPath, unknown } from '../../src/core/facts.ts';
import type { RoutingPolicy } from '../../src/core/policy.ts';
import type { Clause } from '../../src/core/requirement.ts';
import { type Colleague, chooseReviewers, type RoutingFacts } from '../../src/core/routing.ts';
import type { Gap } from '../../src/core/verdict.ts';
import { aBot, aCommit, anIdentity, aSnapshot, aUser, memberships, people } from '../support/facts.ts';
import { aPolicy, aRouting } from '../support/policy.ts';
import { simulateRouting } from '../support/routing-simulation.ts';

const { ada, bo, jo, mia, pia, sten } = people;

const aClause = (only: Partial<Clause> = {}): Clause => ({
  id: 'repository/x',
  rule: 'x',
  origin: 'repository',
  level: 'senior',
  count: 1,
  from: [],
  owners: null,
  paths: [],
  reason: 'because',
  ...only,
});

const nothingKnown = {
  open: 0,
  load: 0,
  busy: false,
  awayUntil: null,
  commits: 0,
  reviews: 0,
  declined: false,
  before: false,
};

type Of = Partial<Omit<Colleague, 'account'>>;

function aColleague(account: Colleague['account'], only: Of = {}): Colleague {
  const membership = memberships[account.id] ?? unknown('not read');
  return { account, membership, canPush: true, ...nothingKnown, ...only };
}

type Given = {
  clauses?: readonly Clause[];
  gaps?: readonly Gap[];
  /** What is particular about whom; everybody else has nothing to do. */
  of?: Readonly<Record<string, Of>>;
  colleagues?: readonly Colleague[];
  routing?: Partial<RoutingPolicy>;
} & Partial<Pick<RoutingFacts, 'policy' | 'snapshot' | 'engaged' | 'beside' | 'now'>>;

const everybody = [mia, jo, ada, bo, sten, pia];

function factsOf({ clauses = [aClause()], of = {}, routing, ...given }: Given): RoutingFacts {
  return {
    policy: aPolicy(),
    snapshot: aSnapshot({ memberships: {} }),
    gaps: clauses.map(({ id, count }) => ({ clause: id, missing: count, owners: [] })),
    colleagues: everybody.map((account) => aColleague(account, of[account.login])),
    engaged: [],
    beside: null,
    now: '2026-03-02T12:00:00Z',
    ...given,
    clauses,
    routing: aRouting(routing),
  };
}

const asked = (given: Given): readonly string[] =>
  chooseReviewers(factsOf(given)).ask.map(({ account }) => account.login);

/** Without it one of the two seniors would be asked, always the same. */
const [usual = '', other = ''] = asked({ clauses: [aClause({ count: 2 })] });
const ownedBy = (...owners: readonly string[]): OwnedPath => ({ path: 'a', pattern: '*', owners, unresolved: [] });

describe('who is asked', () => {
  it.each<{ why: string; given: Given; names: readonly string[] }>([
    { why: 'one of two who are alike', given: {}, names: [usual] },
    { why: 'the other where the first has more to do', given: { of: { [usual]: { load: 1 } } }, names: [other] },
    { why: 'the other where they know the paths', given: { of: { [other]: { commits: 4 } } }, names: [other] },
    {
      why: 'the other where they were asked here before',
      given: { of: { [other]: { before: true, load: 9 } } },
      names: [other],
    },
    {
      why: 'the first all the same where somebody of a higher level has read an earlier head',
      given: { of: { [usual]: { before: true }, sten: { before: true } } },
      names: [usual],
    },
    { why: 'the other where they have reviewed there', given: { of: { [other]: { reviews: 4 } } }, names: [other] },
    {
      why: 'the other where they own the paths',
      given: { snapshot: aSnapshot({ owners: known([ownedBy(other)]) }) },
      names: [other],
    },
    {
      why: 'the first all the same where the owner of the paths has more to do than owning them is worth',
      given: { snapshot: aSnapshot({ owners: known([ownedBy(other)]) }), of: { [other]: { load: 1.5 } } },
      names: [usual],
    },
    {
      why: 'the first all the same where the one who knows the paths has far more to do',
      given: { of: { [other]: { commits: 400, load: 3 } } },
      names: [usual],
    },
    { why: 'the other where the first is busy', given: { of: { [usual]: { busy: true } } }, names: [other] },
    {
      why: 'the other where the first is away by the policy',
      given: { routing: { away: [{ user: usual, until: '2026-03-03' }] } },
      names: [other],
    },
    {
      why: 'the first again on the day they are back',
      given: { routing: { away: [{ user: usual, until: '2026-03-02' }] } },
      names: [usual],
    },
    {
      why: 'the other where the first is away by their own page',
      given: { of: { [usual]: { awayUntil: '2026-03-05' } } },
      names: [other],
    },
    {
      why: 'the other where the first has as many requests as anybody may have',
      given: { routing: { maxOpen: 2 }, of: { [usual]: { open: 2 } } },
      names: [other],
    },
    {
      why: 'the first with one request fewer',
      given: { routing: { maxOpen: 2 }, of: { [usual]: { open: 1 } } },
      names: [usual],
    },
    { why: 'the other where the first declined', given: { of: { [usual]: { declined: true } } }, names: [other] },
    { why: 'the other where the first may not write', given: { of: { [usual]: { canPush: false } } }, names: [other] },
    {
      why: 'the other where the first wrote a commit',
      given: {
        snapshot: aSnapshot({
          commits: [aCommit({ authors: [anIdentity(usual === 'ada' ? ada : bo)] })],
        }),
      },
      names: [other],
    },
    {
      why: 'a principal only where nobody below may be asked',
      given: { of: { ada: { busy: true }, bo: { busy: true }, sten: { busy: true } } },
      names: ['pia'],
    },
    {
      why: 'a senior with much to do before a staff engineer with nothing',
      given: { of: { ada: { load: 5 }, bo: { load: 5 } } },
      names: [usual],
    },
    {
      why: 'nobody where all are unavailable',
      given: { colleagues: [aColleague(ada, { busy: true }), aColleague(bo, { open: 99 })] },
      names: [],
    },
    {
      why: 'one person for two clauses, of the level of the higher',
      given: { clauses: [aClause(), aClause({ id: 'repository/y', level: 'staff' })] },
      names: ['sten'],
    },
    {
      why: 'whoever closes more of it, whatever the load',
      given: {
        clauses: [aClause(), aClause({ id: 'repository/y', from: ['acme/payments'] })],
        of: { ada: { load: 9 } },
      },
      names: ['ada'],
    },
    { why: 'two people where two are missing', given: { clauses: [aClause({ count: 2 })] }, names: [usual, other] },
    {
      why: 'one where one of two has signed off',
      given: {
        clauses: [aClause({ count: 2 })],
        gaps: [{ clause: 'repository/x', missing: 1, owners: [] }],
      },
      names: [usual],
    },
    { why: 'only somebody of the team', given: { clauses: [aClause({ from: ['acme/payments'] })] }, names: ['ada'] },
    {
      why: 'an owner for a path without an approving one',
      given: {
        clauses: [aClause({ level: 'junior', owners: [ownedBy('bo'), { ...ownedBy('sten'), path: 'b' }] })],
        gaps: [{ clause: 'repository/x', missing: 0, owners: [{ ...ownedBy('sten'), path: 'b' }] }],
      },
      names: ['sten'],
    },
    { why: 'nobody where somebody who can close it is asked already', given: { engaged: [bo.id] }, names: [] },
    { why: 'nobody where a principal reviews it already', given: { engaged: [pia.id] }, names: [] },
    { why: 'somebody where those asked cannot close it', given: { engaged: [jo.id, mia.id] }, names: [usual] },
    {
      why: 'somebody where the one asked wrote it',
      given: { engaged: [sten.id], snapshot: aSnapshot({ commits: [aCommit({ authors: [anIdentity(sten)] })] }) },
      names: [usual],
    },
    {
      why: 'one more where two are missing and one is asked',
      given: { clauses: [aClause({ count: 2 })], engaged: [sten.id] },
      names: [usual],
    },
    {
      why: 'no one below the level from which on somebody is to be asked',
      given: { beside: { account: ada.id, fromLevel: 'staff' } },
      names: ['sten'],
    },
    {
      why: 'no bot and nobody of unknown level',
      given: {
        colleagues: [
          aColleague(aBot(9, 'robot'), { membership: known(['acme/seniors']) }),
          aColleague(aUser(10, 'eve'), { membership: unknown('refused') }),
        ],
      },
      names: [],
    },
  ])('is $why', ({ given, names }) => {
    expect(asked(given)).toEqual(names);
  });

  it.each<{ why: string; before?: Colleague['membership']; own?: Colleague['membership']; name: string }>([
    { why: 'shares their only team', own: known(['acme/a']), name: 'sten' },
    { why: 'shares one of their teams', own: known(['acme/c', 'acme/a']), name: 'sten' },
    { why: 'shares none of their teams', own: known(['acme/c']), name: 'bo' },
    { why: 'shares a team that only the pull request tells', before: known(['acme/a']), name: 'sten' },
    { why: 'shared a team by what was read before', before: known(['acme/a']), own: known(['acme/c']), name: 'bo' },
    { why: 'may share a team that nobody was told', own: unknown('refused'), name: 'bo' },
    { why: 'may share a team that nobody read', name: 'bo' },
  ])('is $name beside one who does not answer, where sten has more to do and $why', ({ before, own, name }) => {
    const two = { teams: ['acme/a', 'acme/b'], users: [] };
    const given: Given = {
      beside: { account: ada.id, fromLevel: 'senior' },
      policy: aPolicy({ ladder: { levels: ['senior'], holders: { senior: two } } }),
      snapshot: aSnapshot({ memberships: before === undefined ? {} : { [ada.id]: before } }),
      colleagues: [
        ...(own === undefined ? [] : [aColleague(ada, { membership: own, declined: true })]),
        aColleague(bo, { membership: known(['acme/b']) }),
        aColleague(sten, { membership: known(['acme/b', 'acme/a']), load: 9 }),
      ],
    };
    expect(asked(given)).toEqual([name]);
  });

  it('is told with the clauses that they can close, and with what spoke against the others', () => {
    const clauses = [aClause(), aClause({ id: 'repository/y', level: 'staff' })];
    const route = chooseReviewers(factsOf({ clauses, of: { pia: { busy: true, load: 2 } }, engaged: [ada.id] }));
    expect(route).toMatchObject({
      ask: [{ account: sten, level: 'staff', clauses: ['repository/y'] }],
      covered: [{ account: ada, clauses: ['repository/x'] }],
      unfilled: [],
      considered: [
        { account: ada, level: 'senior', closes: ['repository/x'] },
        { account: bo, unavailable: null },
        { account: sten, closes: ['repository/x', 'repository/y'] },
        { account: pia, load: 2, unavailable: { why: 'busy' } },
      ],
    });
  });

  it('says which places nobody can fill', () => {
    expect(chooseReviewers(factsOf({ colleagues: [aColleague(jo)] }))).toMatchObject({
      ask: [],
      unfilled: ['repository/x'],
      considered: [],
    });
  });
});

const arbitraryOf = fc.record({
  open: fc.nat(4),
  load: fc.nat(6),
  busy: fc.boolean(),
  awayUntil: fc.constantFrom(null, '2026-03-02', '2026-03-09'),
  commits: fc.nat(9),
  reviews: fc.nat(9),
  declined: fc.boolean(),
  canPush: fc.boolean(),
});

const arbitraryFacts = fc
  .record({
    of: fc.array(arbitraryOf, { minLength: everybody.length, maxLength: everybody.length }),
    levels: fc.array(fc.constantFrom('junior', 'senior', 'staff', 'principal'), { minLength: 1, maxLength: 3 }),
    count: fc.integer({ min: 1, max: 2 }),
    author: fc.constantFrom(...everybody),
    engaged: fc.subarray(everybody),
  })
  .map(({ of, levels, count, author, engaged }) =>
    factsOf({
      clauses: levels.map((level, n) => aClause({ id: `repository/${n}`, level, count })),
      of: Object.fromEntries(everybody.map(({ login }, n) => [login, of[n] ?? {}])),
      routing: { maxOpen: 3 },
      snapshot: aSnapshot({ memberships: {}, commits: [aCommit({ authors: [anIdentity(author)] })] }),
      engaged: engaged.map(({ id }) => id),
    }),
  );

describe('whoever is asked', () => {
  it('may sign off, has time, is not asked already and closes something that is open', () => {
    fc.assert(
      fc.property(arbitraryFacts, (facts) => {
        const contributor = facts.snapshot.commits[0]?.authors[0]?.account?.id;
        for (const { account, clauses } of chooseReviewers(facts).ask) {
          const colleague = facts.colleagues.find((each) => each.account.id === account.id);
          expect(colleague).toMatchObject({ busy: false, declined: false, canPush: true });
          expect(colleague?.awayUntil).not.toBe('2026-03-09');
          expect(colleague?.open).toBeLessThan(3);
          expect([contributor, mia.id, ...facts.engaged]).not.toContain(account.id);
          expect(clauses.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('is the same for the same facts, in whatever order people come', () => {
    fc.assert(
      fc.property(arbitraryFacts, (facts) => {
        const turned = chooseReviewers({ ...facts, colleagues: facts.colleagues.toReversed() });
        const { ask, unfilled } = chooseReviewers(facts);
        expect(turned.ask.toSorted((a, b) => a.account.id - b.account.id)).toEqual(
          ask.toSorted((a, b) => a.account.id - b.account.id),
        );
        expect(turned.unfilled).toEqual(unfilled);
      }),
    );
  });

  it('leaves a place open only where nobody who has time could fill it', () => {
    fc.assert(
      fc.property(arbitraryFacts, (facts) => {
        const { ask, unfilled, considered } = chooseReviewers(facts);
        const askedIds = ask.map(({ account }) => account.id);
        const idle = considered.filter(
          ({ account, unavailable }) =>
            unavailable === null && !askedIds.includes(account.id) && !facts.engaged.includes(account.id),
        );
        for (const clause of unfilled) expect(idle.filter(({ closes }) => closes.includes(clause))).toEqual([]);
      }),
    );
  });
});

describe('a thousand pull requests over twenty seniors', () => {
  it('load the busiest less and wait less than by chance, and bother nobody who is away', () => {
    const { random, ours } = simulateRouting(7);
    expect(ours.most).toBeLessThan(random.most);
    expect(ours.p50).toBeLessThan(random.p50);
    expect(ours.p90).toBeLessThan(random.p90);
    expect(ours.askedWhileAway).toBe(0);
  });
});
