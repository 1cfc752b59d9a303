import { describe, expect, it } from '@jest/globals';
import {
  aCommit,
  aDiff,
  anOlderDiff,
  aPolicy,
  approves,
  asksForChanges,
  aWorld,
  ids,
  mappedTo,
  side,
  type WorldFacts,
} from './a-world.ts';
import { judge, judgeGroup } from './oracle.ts';
import type { Evidence, Opinion, Policy, Rule } from './world.ts';

const { mia, ada, bo, sten, max, pia, rex, robo, bot, olga, pat } = ids;

type Row = { readonly row: string; readonly why: string; readonly facts: WorldFacts; readonly colour: 'green' | 'red' };

const signedBy = (opinions: readonly Opinion[], facts: WorldFacts = {}): WorldFacts => ({
  ...facts,
  pull: { ...facts.pull, opinions },
});
const rules = (...list: Rule[]): { readonly policy: Partial<Policy> } => ({ policy: { rules: list } });
const always = (require: Rule['require'], name = 'always'): Rule => ({ name, when: [], require });
const ifLikely: Rule = { name: 'ai', when: [{ kind: 'involvement', atLeast: 'likely' }], require: { level: 'senior' } };
const seen = (facts: Partial<Evidence> = {}): Evidence => ({
  id: 'e1',
  kind: 'commit',
  confidence: 'declared',
  standing: true,
  ...facts,
});
const stale = { commit: 'c2', bound: { mergeBase: 'm0', diff: anOlderDiff } };
const unmapped = [aCommit({ authors: ['unmapped'] })];
const anotherDiff = { 'src/a.ts': { before: side('5'), after: side('2') } };

describe('whose sign-off counts', () => {
  it.each<Row>([
    { row: '1', why: 'a senior approves the head', facts: signedBy([approves(ada)]), colour: 'green' },
    { row: '1', why: 'nobody approves', facts: {}, colour: 'red' },
    { row: '2', why: 'a higher level serves', facts: signedBy([approves(sten)]), colour: 'green' },
    { row: '3', why: 'a lower level does not', facts: signedBy([approves(max)]), colour: 'red' },
    { row: '3', why: 'somebody without any level does not', facts: signedBy([approves(olga)]), colour: 'red' },
    {
      row: '4',
      why: 'the author approves',
      facts: signedBy([approves(ada)], { pull: { author: ada } }),
      colour: 'red',
    },
    {
      row: '5',
      why: 'the approver wrote an older commit',
      facts: signedBy([approves(ada)], {
        pull: { commits: [aCommit({ sha: 'c1', authors: [mappedTo(ada)] }), aCommit()] },
      }),
      colour: 'red',
    },
    {
      row: '5',
      why: 'the approver is a co-author',
      facts: signedBy([approves(ada)], { pull: { commits: [aCommit({ authors: [mappedTo(mia), mappedTo(ada)] })] } }),
      colour: 'red',
    },
    {
      row: '5',
      why: 'the approver committed it',
      facts: signedBy([approves(ada)], { pull: { commits: [aCommit({ committer: mappedTo(ada) })] } }),
      colour: 'red',
    },
    {
      row: '7',
      why: 'the pusher of a commit by nobody known approves',
      facts: signedBy([approves(ada)], {
        pull: { commits: unmapped, pushes: [{ by: ada, commits: ['c3'], update: null }] },
      }),
      colour: 'red',
    },
    {
      row: '7',
      why: 'a known pusher excuses an address that is nobody’s',
      facts: signedBy([approves(ada)], { pull: { commits: unmapped } }),
      colour: 'green',
    },
    {
      row: '7',
      why: 'nobody knows author or pusher, so one more is asked',
      facts: signedBy([approves(ada)], { pull: { commits: unmapped, pushes: [] } }),
      colour: 'red',
    },
    {
      row: '7',
      why: 'the one more has come',
      facts: signedBy([approves(ada), approves(bo)], { pull: { commits: unmapped, pushes: [] } }),
      colour: 'green',
    },
    {
      row: '7',
      why: 'the policy blocks unknown contributors',
      facts: signedBy([approves(ada), approves(bo)], {
        policy: { unknownContributor: 'block' },
        pull: { commits: unmapped, pushes: [] },
      }),
      colour: 'red',
    },
    {
      row: '8',
      why: 'the approver asked the agent',
      facts: signedBy([approves(ada)], { pull: { byAgent: true, requesters: [{ id: ada, from: 'timeline' }] } }),
      colour: 'red',
    },
    {
      row: '8',
      why: 'somebody else asked the agent',
      facts: signedBy([approves(ada)], { pull: { byAgent: true, requesters: [{ id: mia, from: 'timeline' }] } }),
      colour: 'green',
    },
    {
      row: '8',
      why: 'only an assignee is known, so one more is asked',
      facts: signedBy([approves(ada)], { pull: { byAgent: true, requesters: [{ id: mia, from: 'assignee' }] } }),
      colour: 'red',
    },
    {
      row: '9',
      why: 'the approver pressed "Update branch", cleanly',
      facts: signedBy([approves(ada)], updatedBy(aDiff)),
      colour: 'green',
    },
    {
      row: '9',
      why: 'the update changed what the pull request changes',
      facts: signedBy([approves(ada)], updatedBy(anOlderDiff)),
      colour: 'red',
    },
    { row: '10', why: 'a bot approves', facts: signedBy([approves(bot)]), colour: 'red' },
    {
      row: '10',
      why: 'a bot with write access approves',
      facts: signedBy([approves(bot)], { people: { bot: { canPush: true } } }),
      colour: 'red',
    },
    { row: '11', why: 'a machine user approves', facts: signedBy([approves(robo)]), colour: 'red' },
    {
      row: '12',
      why: 'the policy writes a login in capitals',
      facts: signedBy([approves(ada)], {
        people: { ada: { teams: [] } },
        policy: { levels: { senior: { users: ['ADA'] } } },
      }),
      colour: 'green',
    },
    {
      row: '12',
      why: 'a machine user is written in capitals',
      facts: signedBy([approves(robo)], { policy: { machineUsers: ['ROBO'] } }),
      colour: 'red',
    },
    { row: '13', why: 'the approver cannot write', facts: signedBy([approves(rex)]), colour: 'red' },
    { row: '14', why: 'the account is gone', facts: signedBy([approves(null)]), colour: 'red' },
    {
      row: '15',
      why: 'teams were not told',
      facts: signedBy([approves(ada)], { people: { ada: { teams: null } } }),
      colour: 'red',
    },
    {
      row: '16',
      why: 'the approver left the team',
      facts: signedBy([approves(ada)], { people: { ada: { teams: [] } } }),
      colour: 'red',
    },
    { row: '18', why: 'the approver is in a child team', facts: signedBy([approves(pat)]), colour: 'green' },
    {
      row: '18',
      why: 'the policy leaves child teams out',
      facts: signedBy([approves(pat)], { policy: { includeChildTeams: false } }),
      colour: 'red',
    },
    {
      row: '19',
      why: 'one person twice is one sign-off',
      facts: signedBy([approves(ada), approves(ada, { via: 'command' })], rules(always({ level: 'senior', count: 2 }))),
      colour: 'red',
    },
    {
      row: '20',
      why: 'two clauses are met by two people, one of them for both',
      facts: signedBy(
        [approves(ada), approves(sten)],
        rules(always({ level: 'senior', count: 2 }), always({ level: 'staff' }, 'staff')),
      ),
      colour: 'green',
    },
    {
      row: '20',
      why: 'neither clause is folded into the other',
      facts: signedBy(
        [approves(ada), approves(bo)],
        rules(always({ level: 'senior', count: 2 }), always({ level: 'staff' }, 'staff')),
      ),
      colour: 'red',
    },
    {
      row: '21',
      why: 'the approver is not in the team asked',
      facts: signedBy([approves(ada)], rules(always({ level: 'senior', from: ['payments'] }))),
      colour: 'red',
    },
    {
      row: '21',
      why: 'the approver is in the team asked',
      facts: signedBy([approves(bo)], rules(always({ level: 'senior', from: ['payments'] }))),
      colour: 'green',
    },
    {
      row: '22',
      why: 'the same level is not above the author',
      facts: signedBy([approves(sten)], {
        ...rules(always({ aboveAuthor: 1 })),
        people: { mia: { teams: ['staff'] } },
      }),
      colour: 'red',
    },
    {
      row: '22',
      why: 'the next level is above the author',
      facts: signedBy([approves(pia)], { ...rules(always({ aboveAuthor: 1 })), people: { mia: { teams: ['staff'] } } }),
      colour: 'green',
    },
    {
      row: '22',
      why: 'above the top is another person of the top',
      facts: signedBy([approves(pia)], {
        ...rules(always({ aboveAuthor: 1 })),
        people: { mia: { teams: ['principals'] } },
      }),
      colour: 'green',
    },
    {
      row: '23',
      why: 'nobody can meet the clause',
      facts: signedBy([approves(ada)], rules(always({ level: 'principal', from: ['payments'] }))),
      colour: 'red',
    },
  ])('row $row: $colour when $why', ({ facts, colour }) => {
    expect(judge(aWorld(facts))).toMatchObject([{ head: 'c3', colour }]);
  });
});

describe('which commit it counts for', () => {
  it.each<Row>([
    { row: '24', why: 'an older commit was approved', facts: signedBy([approves(ada, stale)]), colour: 'red' },
    { row: '28', why: 'the head is the approved commit again', facts: signedBy([approves(ada)]), colour: 'green' },
    {
      row: '29',
      why: 'the change is the same over another merge base',
      facts: signedBy([approves(ada, { commit: 'c2', bound: { mergeBase: 'm-before', diff: aDiff } })]),
      colour: 'green',
    },
    {
      row: '29',
      why: 'the base touched the file',
      facts: signedBy([approves(ada, { commit: 'c2', bound: { mergeBase: 'm-before', diff: anotherDiff } })]),
      colour: 'red',
    },
    {
      row: '29',
      why: 'a mode changed',
      facts: signedBy([
        approves(ada, {
          ...stale,
          bound: { mergeBase: 'm0', diff: { 'src/a.ts': { before: side('1'), after: side('2', '100755') } } },
        }),
      ]),
      colour: 'red',
    },
    {
      row: '29',
      why: 'the policy carries nothing over',
      facts: signedBy([approves(ada, { commit: 'c2', bound: { mergeBase: 'm-before', diff: aDiff } })], {
        policy: { carryOver: 'never' },
      }),
      colour: 'red',
    },
    {
      row: '29',
      why: 'the list of files was cut off',
      facts: signedBy([approves(sten, { commit: 'c2', bound: { mergeBase: 'm-before', diff: aDiff } })], {
        pull: { truncated: true },
      }),
      colour: 'red',
    },
    { row: '31', why: 'the commit was collected', facts: signedBy([approves(ada, { commit: null })]), colour: 'red' },
    {
      row: '32',
      why: 'the approval bound another merge base',
      facts: signedBy([approves(ada, { bound: { mergeBase: 'm-dev', diff: anotherDiff } })]),
      colour: 'red',
    },
    {
      row: '32',
      why: 'the other base makes the same change',
      facts: signedBy([approves(ada, { bound: { mergeBase: 'm-dev', diff: aDiff } })]),
      colour: 'green',
    },
    {
      row: '33',
      why: 'the approved pull request has a twin that nobody approved',
      facts: { ...signedBy([approves(ada)]), others: [{ base: 'dev' }] },
      colour: 'red',
    },
    {
      row: '33',
      why: 'both are approved',
      facts: { ...signedBy([approves(ada)]), others: [{ base: 'dev', opinions: [approves(bo)] }] },
      colour: 'green',
    },
    {
      row: '33',
      why: 'the approver opened the twin',
      facts: { ...signedBy([approves(ada)]), others: [{ base: 'dev', author: ada, opinions: [approves(bo)] }] },
      colour: 'red',
    },
    {
      row: '33',
      why: 'the twin aims at a branch with a stricter file',
      facts: {
        ...signedBy([approves(ada)]),
        policies: { onBase: { dev: { kind: 'valid', ...aPolicy({ rules: [always({ level: 'staff' })] }) } } },
        others: [{ base: 'dev', opinions: [approves(bo)] }],
      },
      colour: 'red',
    },
  ])('row $row: $colour when $why', ({ facts, colour }) => {
    expect(judge(aWorld(facts))).toMatchObject([{ head: 'c3', colour }]);
  });

  it.each([
    { why: 'every member passes', members: [1, 2], colour: 'green' },
    { why: 'one member no longer does', members: [1, 2, 3], colour: 'red' },
    { why: 'a member is unknown', members: [1, 9], colour: 'red' },
  ])('row 34: a merge group is $colour when $why', ({ members, colour }) => {
    const world = aWorld({
      ...signedBy([approves(ada)]),
      others: [{ head: 'd1', opinions: [approves(ada, { commit: 'd1' })] }, { head: 'e1' }],
    });
    expect(judgeGroup(world, members)).toBe(colour);
  });
});

describe('opinions over time', () => {
  it.each<Row>([
    {
      row: '35',
      why: 'a comment follows',
      facts: signedBy([approves(ada), approves(ada, { says: 'comment' })]),
      colour: 'green',
    },
    {
      row: '36',
      why: 'changes are requested later',
      facts: signedBy([approves(ada), asksForChanges(ada)]),
      colour: 'red',
    },
    {
      row: '37',
      why: 'the request is followed by approval',
      facts: signedBy([asksForChanges(ada), approves(ada)]),
      colour: 'green',
    },
    {
      row: '38',
      why: 'the newest approval is dismissed',
      facts: signedBy([approves(ada), approves(ada, { dismissed: { by: bo } })]),
      colour: 'red',
    },
    {
      row: '40',
      why: 'somebody else with a level requests changes',
      facts: signedBy([approves(ada), asksForChanges(max)]),
      colour: 'red',
    },
    {
      row: '40',
      why: 'the request was made on an older commit',
      facts: signedBy([approves(ada), asksForChanges(max, stale)]),
      colour: 'red',
    },
    {
      row: '40',
      why: 'a reader requests changes',
      facts: signedBy([approves(ada), asksForChanges(rex)]),
      colour: 'green',
    },
    {
      row: '40',
      why: 'somebody without a level requests changes',
      facts: signedBy([approves(ada), asksForChanges(olga)]),
      colour: 'green',
    },
    {
      row: '40',
      why: 'the level of who requests changes is not known',
      facts: signedBy([approves(ada), asksForChanges(max)], { people: { max: { teams: null } } }),
      colour: 'red',
    },
    {
      row: '40b',
      why: 'the author dismisses the request',
      facts: signedBy([approves(ada), asksForChanges(max, { dismissed: { by: mia } })]),
      colour: 'red',
    },
    {
      row: '40b',
      why: 'its holder takes it back',
      facts: signedBy([approves(ada), asksForChanges(max, { dismissed: { by: max } })]),
      colour: 'green',
    },
    {
      row: '40b',
      why: 'a qualifying person dismisses it',
      facts: signedBy([approves(ada), asksForChanges(max, { dismissed: { by: sten } })]),
      colour: 'green',
    },
    {
      row: '40b',
      why: 'somebody without a level dismisses it',
      facts: signedBy([approves(ada), asksForChanges(max, { dismissed: { by: olga } })]),
      colour: 'red',
    },
    {
      row: '43',
      why: 'a command was edited in later',
      facts: signedBy([approves(ada, { via: 'edited-command' })]),
      colour: 'red',
    },
    { row: '43', why: 'the command is plain', facts: signedBy([approves(ada, { via: 'command' })]), colour: 'green' },
  ])('row $row: $colour when $why', ({ facts, colour }) => {
    expect(judge(aWorld(facts))).toMatchObject([{ head: 'c3', colour }]);
  });
});

describe('provenance and policy over time', () => {
  const removed = { ...rules(ifLikely), pull: { evidence: [seen({ standing: false })] } };
  const disputedBy = (who: number, evidence = seen()): WorldFacts => ({
    ...rules(ifLikely),
    pull: { evidence: [evidence], disputes: [{ by: who, commit: 'c3', evidence: 'e1', via: 'command' }] },
  });

  it.each<Row>([
    { row: '44', why: 'the trailer is gone but was seen', facts: removed, colour: 'red' },
    { row: '44', why: 'what was seen is signed off', facts: signedBy([approves(ada)], removed), colour: 'green' },
    {
      row: '45',
      why: 'only a label is left and that was taken away',
      facts: {
        ...rules(ifLikely),
        pull: {
          evidence: [seen({ kind: 'label', standing: false }), seen({ kind: 'branch', confidence: 'possible' })],
        },
      },
      colour: 'green',
    },
    {
      row: '45',
      why: 'a label and a branch agree',
      facts: {
        ...rules(ifLikely),
        pull: {
          evidence: [seen({ kind: 'label', confidence: 'possible' }), seen({ kind: 'branch', confidence: 'possible' })],
        },
      },
      colour: 'red',
    },
    {
      row: '48',
      why: 'somebody who may disputes it and signs',
      facts: signedBy([approves(ada)], disputedBy(ada)),
      colour: 'green',
    },
    {
      row: '48',
      why: 'it is disputed and a mid-level person signs',
      facts: signedBy([approves(max)], disputedBy(ada)),
      colour: 'green',
    },
    { row: '48', why: 'one sign-off remains after a dispute', facts: disputedBy(ada), colour: 'red' },
    { row: '48', why: 'the author disputes it', facts: signedBy([approves(max)], disputedBy(mia)), colour: 'red' },
    {
      row: '48',
      why: 'somebody below the clause disputes it',
      facts: signedBy([approves(max)], disputedBy(max)),
      colour: 'red',
    },
    {
      row: '48',
      why: 'an agent’s own account is no mistake',
      facts: signedBy([approves(max)], disputedBy(ada, seen({ kind: 'agent-account' }))),
      colour: 'red',
    },
    {
      row: '58',
      why: 'the policy is broken',
      facts: { ...signedBy([approves(pia)]), policies: { onDefault: { kind: 'broken' } } },
      colour: 'red',
    },
    {
      row: '58',
      why: 'the floor is broken',
      facts: { ...signedBy([approves(pia)]), policies: { floor: { kind: 'broken' } } },
      colour: 'red',
    },
    {
      row: '58',
      why: 'there is no policy',
      facts: { ...signedBy([approves(pia)]), policies: { onDefault: { kind: 'absent' } } },
      colour: 'red',
    },
    {
      row: '59',
      why: 'a senior signs a change of the policy file',
      facts: signedBy([approves(ada, { bound: { mergeBase: 'm0', diff: {} } })], {
        pull: { diff: touching('.github/countersign.yml') },
      }),
      colour: 'red',
    },
    {
      row: '59',
      why: 'the highest level signs a change of the policy file',
      facts: signedBy([approves(pia)], { ...rules(), pull: { diff: touching('.github/countersign.yml') } }),
      colour: 'green',
    },
    { row: '60', why: 'nothing is required', facts: rules(ifLikely), colour: 'green' },
    {
      row: '60',
      why: 'the path of the rule is not touched',
      facts: rules({ ...ifLikely, when: [{ kind: 'paths', under: ['infra/'] }] }),
      colour: 'green',
    },
    {
      row: '60',
      why: 'the path of the rule is touched',
      facts: rules({ ...ifLikely, when: [{ kind: 'paths', under: ['src/'] }] }),
      colour: 'red',
    },
    {
      row: '60',
      why: 'the author is senior and the rule is for those below',
      facts: {
        ...rules({ ...ifLikely, when: [{ kind: 'author-below', level: 'senior' }] }),
        people: { mia: { teams: ['seniors'] } },
      },
      colour: 'green',
    },
    {
      row: '60',
      why: 'a junior pushed for the senior author',
      facts: {
        ...rules({ ...ifLikely, when: [{ kind: 'author-below', level: 'senior' }] }),
        pull: { author: ada, commits: [aCommit({ authors: [mappedTo(ada)], committer: mappedTo(ada) })] },
      },
      colour: 'red',
    },
  ])('row $row: $colour when $why', ({ facts, colour }) => {
    expect(judge(aWorld(facts))).toMatchObject([{ head: 'c3', colour }]);
  });
});

describe('an override', () => {
  const policy = { override: { teams: ['seniors'], reasonLength: 10 } };
  const ordered = { by: ada, commit: 'c3', reason: 'the site is down', via: 'command' } as const;

  it.each<Row>([
    {
      row: 'break-glass',
      why: 'it is ordered for the head',
      facts: { policy, pull: { overrides: [ordered] } },
      colour: 'green',
    },
    {
      row: 'break-glass',
      why: 'a push came after it',
      facts: { policy, pull: { overrides: [{ ...ordered, commit: 'c2' }] } },
      colour: 'red',
    },
    {
      row: 'break-glass',
      why: 'the author orders it',
      facts: { policy, pull: { author: ada, overrides: [ordered] } },
      colour: 'red',
    },
    { row: 'break-glass', why: 'the policy knows none', facts: { pull: { overrides: [ordered] } }, colour: 'red' },
    {
      row: 'break-glass',
      why: 'the reason is short',
      facts: { policy, pull: { overrides: [{ ...ordered, reason: 'now' }] } },
      colour: 'red',
    },
    {
      row: 'break-glass',
      why: 'it was edited in',
      facts: { policy, pull: { overrides: [{ ...ordered, via: 'edited-command' }] } },
      colour: 'red',
    },
    {
      row: 'break-glass',
      why: 'the team is another',
      facts: { policy, pull: { overrides: [{ ...ordered, by: sten }] } },
      colour: 'red',
    },
  ])('is $colour when $why', ({ facts, colour }) => {
    expect(judge(aWorld(facts))).toMatchObject([{ head: 'c3', colour }]);
  });
});

function updatedBy(before: typeof aDiff): WorldFacts {
  const update = { before, after: aDiff };
  return {
    pull: {
      commits: [aCommit({ sha: 'c2' }), aCommit({ authors: [mappedTo(ada)], committer: mappedTo(99), update })],
      pushes: [
        { by: mia, commits: ['c2'], update: null },
        { by: ada, commits: ['c3'], update },
      ],
    },
  };
}

function touching(path: string) {
  return { [path]: { before: side('1'), after: side('2') } };
}
