import { describe, expect, it } from '@jest/globals';
import { effectivePolicy, type PolicyTexts } from '../../src/policy/effective-policy.ts';
import { refuseUnknownTeams, unknownTeams } from '../../src/policy/unknown-teams.ts';
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
const named = ['acme/seniors', 'acme/stuff', 'acme/payments', 'acme/commanders', 'acme/nobody'];
const told = (texts: PolicyTexts, existing: readonly string[]) =>
  unknownTeams(texts, { absent: named.filter((team) => !existing.includes(team)), existing }).map(
    ({ line, column, message, hint }) => `${line}:${column} ${message} (${hint})`,
  );

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

  const levels = 'levels: { senior: { users: [ada] } }';
  const rules = 'rules:\n  - name: y\n    require: { level: senior, from: [nobody] }\n';
  it.each([
    { why: 'the floor observes', floor: `version: 1\nmode: observe\n${levels}\nrules: []\n`, mode: 'observe' },
    { why: 'the floor is silent', floor: `version: 1\n${levels}\nrules: []\n`, mode: 'enforce' },
    { why: 'there is no floor', floor: null, mode: 'enforce' },
  ])('make a policy unusable in mode $mode when $why', ({ floor, mode }) => {
    const organization = floor === null ? null : aPolicyText(floor);
    const defaultBranch = aPolicyText(`version: 1\n${floor === null ? levels : 'mode: enforce'}\n${rules}`);
    const texts = { ...nothing, organization, defaultBranch };
    const effective = effectivePolicy(texts);
    const refused = refuseUnknownTeams(effective, texts, { absent: ['acme/nobody'], existing: [] });
    expect(refused).toMatchObject({ usable: false, mode, problems: [{ line: 5, column: 38 }] });
    expect(refuseUnknownTeams(effective, texts, { absent: ['acme/other'], existing: [] })).toBe(effective);
  });

  it('are named on the base of a stack, once', () => {
    const stackBase = aPolicyText('version: 1\nrules:\n  - name: y\n    require: { from: [nobody] }\n');
    const texts = {
      ...nothing,
      defaultBranch: aPolicyText('version: 1\nrules: []\n'),
      stackBase,
      baseBranch: stackBase,
    };
    expect(told(texts, [])).toHaveLength(1);
  });
});
