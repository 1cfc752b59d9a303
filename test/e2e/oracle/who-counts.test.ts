import { describe, expect, it } from '@jest/globals';
import { aCommit, aDiff, anOlderDiff, approves, aWorld, ids, mappedTo } from './a-world.ts';
import { judge } from './oracle.ts';
import { always, type Row, rules, signedBy, unmapped, updatedBy } from './rows.ts';

const { mia, ada, bo, sten, max, pia, rex, robo, bot, olga, pat } = ids;

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
      row: '7b',
      why: 'nobody knows who sent the agent, and nothing is asked',
      facts: { ...rules(), pull: { byAgent: true } },
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
