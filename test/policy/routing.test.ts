import { describe, expect, it } from '@jest/globals';
import { effectiveOf, policyOf } from '../support/policy-text.ts';

const file = (routing: string): string => `version: 1\nrules: []\nrouting: ${routing}\n`;

describe('routing by several files', () => {
  it.each([
    { why: 'off wins', floor: "{ mode: 'off' }", repository: '{ mode: ask }', says: null },
    { why: 'off wins from below', floor: '{ mode: ask }', repository: "{ mode: 'off' }", says: null },
    { why: 'to suggest wins over to ask', floor: '{}', repository: '{ mode: suggest }', says: { mode: 'suggest' } },
    { why: 'the smaller cap wins', floor: '{ max_open: 3 }', repository: '{ max_open: 5 }', says: { maxOpen: 3 } },
    { why: 'a cap above the usual one stands', floor: '{ max_open: 20 }', repository: '{}', says: { maxOpen: 20 } },
    {
      why: 'times are those of the floor',
      floor: '{ nudge_after: 8h, chat: floor }',
      repository: '{ nudge_after: 1h, escalate_after: 2h, chat: own }',
      says: { nudgeAfter: 480, escalateAfter: 120, chat: 'floor' },
    },
    {
      why: 'whoever is away by any file is away, until the later day',
      floor: "{ away: [{ user: ada, until: '2026-12-31' }] }",
      repository: "{ away: [{ user: '@ADA', until: '2026-11-30' }, { user: bo, until: '2026-11-30' }] }",
      says: {
        away: [
          { user: 'ada', until: '2026-12-31' },
          { user: 'bo', until: '2026-11-30' },
        ],
      },
    },
  ])('$why', ({ floor, repository, says }) => {
    const policy = policyOf({ organization: file(floor), defaultBranch: file(repository) });
    if (says === null) expect(policy.routing).toBeNull();
    else expect(policy.routing).toMatchObject(says);
  });
});

describe('routing that cannot be', () => {
  it.each([
    { routing: '{ nudge_after: 8 }', message: /must be text/ },
    { routing: '{ nudge_after: 8d }', message: /`8d` is not a number of hours/ },
    { routing: "{ away: [{ user: ada, until: '2026-02-30' }] }", message: /`2026-02-30` is not a date/ },
    { routing: "{ working_hours: { from: '25:00' } }", message: /`25:00` is not a time of day/ },
    { routing: "{ working_hours: { from: '18:00' } }", message: /`to` is not after `from`/ },
    { routing: '{ working_hours: { time_zone: Mars/Olympus } }', message: /`Mars\/Olympus` is not a time zone/ },
    { routing: "{ chat: 'https://hooks.example' }", message: /is not an alias/ },
  ])('is refused: $routing', ({ routing, message }) => {
    const effective = effectiveOf({ defaultBranch: file(routing) });
    expect(effective).toMatchObject({ usable: false });
    expect(effective.usable ? [] : effective.problems.map((problem) => problem.message)).toEqual([
      expect.stringMatching(message),
    ]);
  });
});
