import { expect, it } from '@jest/globals';
import { outcomes } from '../../src/core/entry.ts';

it('each outcome that can be looked for in the record is offered once', () => {
  expect([...outcomes].sort()).toEqual([
    'blocked',
    'debt',
    'dispute',
    'merge',
    'merge-group',
    'merge-without-gate',
    'not-required',
    'overridden',
    'override',
    'pending',
    'push',
    'request',
    'satisfied',
    'undecided',
  ]);
});
