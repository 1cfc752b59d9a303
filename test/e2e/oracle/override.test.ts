import { describe, expect, it } from '@jest/globals';
import { aWorld, ids } from './a-world.ts';
import { judge } from './oracle.ts';
import { type Row } from './rows.ts';

const { ada, sten } = ids;

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
