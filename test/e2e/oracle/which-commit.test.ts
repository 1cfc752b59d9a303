import { describe, expect, it } from '@jest/globals';
import { aDiff, aPolicy, approves, aWorld, ids, side } from './a-world.ts';
import { judge, judgeGroup } from './oracle.ts';
import { always, anotherDiff, type Row, signedBy, stale } from './rows.ts';

const { ada, bo, sten } = ids;

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
