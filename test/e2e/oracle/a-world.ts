import type { Commit, Diff, Identity, Opinion, OracleWorld, Person, Policy, Pull, Side } from './world.ts';

/** The setting of every row: mia (junior) asks, ada and bo are senior, sten is staff, the clause is 1 × senior. */
export const ids = { mia: 1, ada: 2, bo: 3, sten: 4, max: 5, pia: 6, rex: 7, robo: 8, bot: 9, olga: 10, pat: 11 };

type PullFacts = Omit<Partial<Pull>, 'opinions'> & { readonly opinions?: readonly Opinion[] };

export type WorldFacts = {
  readonly policy?: Partial<Policy>;
  readonly policies?: Partial<OracleWorld['policies']>;
  readonly people?: Readonly<Record<string, Partial<Person>>>;
  readonly pull?: PullFacts;
  readonly others?: readonly PullFacts[];
};

export function aWorld({ policy, policies, people = {}, pull, others = [] }: WorldFacts = {}): OracleWorld {
  const valid = { kind: 'valid', ...aPolicy(policy) } as const;
  return {
    people: cast.map((person) => ({ ...person, ...people[person.login] })),
    teams: [
      { slug: 'seniors', parent: null },
      { slug: 'senior-leads', parent: 'seniors' },
      { slug: 'payments', parent: null },
    ],
    policies: { floor: { kind: 'absent' }, onDefault: valid, onBase: {}, ...policies },
    pulls: [aPull(pull), ...others.map((other, at) => aPull({ number: at + 2, ...other }))],
  };
}

export function aPolicy(facts: Partial<Policy> = {}): Policy {
  return {
    ladder: ['junior', 'mid', 'senior', 'staff', 'principal'],
    levels: {
      junior: { teams: ['juniors'] },
      mid: { teams: ['mids'] },
      senior: { teams: ['seniors'] },
      staff: { teams: ['staff'] },
      principal: { teams: ['principals'] },
    },
    includeChildTeams: true,
    machineUsers: ['robo'],
    carryOver: 'identical_diff',
    unknownContributor: 'one_more',
    unattributedAgent: 'one_more',
    override: null,
    rules: [{ name: 'always', when: [], require: { level: 'senior' } }],
    ...facts,
  };
}

export function approves(by: number | null, facts: Partial<Opinion> = {}): Opinion {
  const bound = { mergeBase: 'm0', diff: aDiff };
  return { by, says: 'approve', commit: 'c3', dismissed: null, via: 'review', bound, ...facts };
}

export function asksForChanges(by: number, facts: Partial<Opinion> = {}): Opinion {
  return approves(by, { says: 'request-changes', ...facts });
}

export function aCommit(facts: Partial<Commit> = {}): Commit {
  return { sha: 'c3', authors: [mappedTo(ids.mia)], committer: mappedTo(ids.mia), update: null, ...facts };
}

export function mappedTo(account: number): Identity {
  return { account };
}

export const aDiff: Diff = { 'src/a.ts': { before: side('1'), after: side('2') } };
/** What c1 and c2 changed. */
export const anOlderDiff: Diff = { 'src/a.ts': { before: side('1'), after: side('0') } };

export function side(blob: string, mode = '100644'): Side {
  return { mode, blob };
}

function aPull(facts: PullFacts = {}): Pull {
  return {
    number: 1,
    author: ids.mia,
    base: 'main',
    head: 'c3',
    mergeBase: 'm0',
    commits: [aCommit()],
    pushes: [{ by: ids.mia, commits: ['c3'], update: null }],
    byAgent: false,
    requesters: [],
    evidence: [],
    opinions: [],
    overrides: [],
    disputes: [],
    diff: aDiff,
    truncated: false,
    ...facts,
  };
}

function aPerson(login: keyof typeof ids, teams: readonly string[], facts: Partial<Person> = {}): Person {
  return { id: ids[login], login, kind: 'user', teams, canPush: true, ...facts };
}

const cast: readonly Person[] = [
  aPerson('mia', ['juniors']),
  aPerson('ada', ['seniors']),
  aPerson('bo', ['seniors', 'payments']),
  aPerson('sten', ['staff']),
  aPerson('max', ['mids']),
  aPerson('pia', ['principals']),
  aPerson('rex', ['seniors'], { canPush: false }),
  aPerson('robo', ['seniors']),
  aPerson('bot', ['seniors'], { kind: 'bot', canPush: false }),
  aPerson('olga', []),
  aPerson('pat', ['senior-leads']),
];
