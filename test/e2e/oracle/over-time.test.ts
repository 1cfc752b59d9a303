import { describe, expect, it } from '@jest/globals';
import { aCommit, approves, asksForChanges, aWorld, ids, mappedTo, type WorldFacts } from './a-world.ts';
import { judge } from './oracle.ts';
import { ifLikely, type Row, rules, seen, signedBy, stale, touching } from './rows.ts';

const { mia, ada, bo, sten, max, pia, rex, olga } = ids;

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
