import { describe, expect, it } from '@jest/globals';
import { unknownTeams } from '../../src/policy/unknown-teams.ts';
import { aPolicyText } from '../support/policy-text.ts';

const text = `version: 1
levels:
  senior: { teams: [seniors, Acme/Stuff] }
rules:
  - name: x
    require: { level: senior, from: [payments] }
override: { teams: [commanders] }
`;
const nothing = { organization: null, defaultBranch: null, baseBranch: null, owner: 'Acme' };
const told = (...given: Parameters<typeof unknownTeams>) =>
  unknownTeams(...given).map(({ line, column, message, hint }) => `${line}:${column} ${message} (${hint})`);

describe('teams that GitHub does not have', () => {
  it('are named where they are written', () => {
    const texts = { ...nothing, defaultBranch: aPolicyText(text) };
    expect(told(texts, ['acme/seniors', 'acme/staff'])).toEqual([
      '3:30 unknown team `acme/stuff` (did you mean `acme/staff`?)',
      '7:21 unknown team `acme/commanders` (it does not exist, or the App may not see it)',
      '6:38 unknown team `acme/payments` (it does not exist, or the App may not see it)',
    ]);
    expect(told(texts, ['acme/seniors', 'acme/stuff', 'acme/payments', 'acme/commanders'])).toEqual([]);
  });

  it('are named in the floor and below it, a copy on the base branch once', () => {
    const below = aPolicyText('version: 1\nrules:\n  - name: y\n    require: { from: [nobody] }\n');
    const texts = { ...nothing, organization: aPolicyText(text), defaultBranch: below, baseBranch: below };
    expect(told(texts, ['acme/seniors', 'acme/stuff', 'acme/payments', 'acme/commanders'])).toEqual([
      '4:23 unknown team `acme/nobody` (it does not exist, or the App may not see it)',
    ]);
  });

  it('are of no concern in the keys of authority that a base branch cannot write', () => {
    const defaultBranch = aPolicyText('version: 1\nrules: []\n');
    expect(told({ ...nothing, defaultBranch, baseBranch: aPolicyText(text) }, ['acme/payments'])).toEqual([]);
  });

  it('are left alone where the file has problems of its own or cannot be read', () => {
    expect(
      told({ ...nothing, organization: { unreadable: 'refused' }, defaultBranch: aPolicyText('rule: []') }, []),
    ).toEqual([]);
  });
});
