import { describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import { known, unknown } from '../../src/core/facts.ts';
import type { EffectivePolicy } from '../../src/core/policy.ts';
import { effectivePolicy, type PolicyTexts } from '../../src/policy/effective-policy.ts';
import { policyForRepair } from '../../src/policy/repair.ts';
import { refuseUnknownTeams } from '../../src/policy/unknown-teams.ts';
import { aFile, aReview, aSnapshot, people } from '../support/facts.ts';
import { aPolicyText } from '../support/policy-text.ts';

const teams = { absent: [], existing: [] };
const nothing = { organization: null, defaultBranch: null, baseBranch: null, owner: 'acme' };
const broken = { ...nothing, defaultBranch: aPolicyText('version: 1\nrule: []\n') };
const good = (text: string) => ({ ...nothing, defaultBranch: aPolicyText(text) });
const levels = 'version: 1\nlevels: { senior: { teams: [seniors] }, staff: { teams: [staff] } }\n';
const lastGood = good(`${levels}rules: []\n`);
const files = [aFile({ path: '.github/countersign.yml' })];

const proposed = good('version: 1\nrules: []\n');
const inForce = effectivePolicy(broken);

describe('a broken policy', () => {
  it.each([
    { why: 'the change leaves it valid', repair: {}, usable: true },
    { why: 'the change leaves it broken', repair: { proposed: broken }, usable: false },
    { why: 'the change touches something else', repair: { files: [...files, aFile({ path: 'a.ts' })] }, usable: false },
    {
      why: 'the change moves something onto it',
      repair: {
        files: [aFile({ path: '.github/countersign.yml', previousPath: known('a.ts'), status: 'renamed' as const })],
      },
      usable: false,
    },
    {
      why: 'the change moves something unknown onto it',
      repair: {
        files: [
          aFile({ path: '.github/countersign.yml', previousPath: unknown('not told'), status: 'renamed' as const }),
        ],
      },
      usable: false,
    },
    { why: 'the change has no files', repair: { files: [] }, usable: false },
    { why: 'the last good policy is not good any more', repair: { lastGood: broken }, usable: false },
    { why: 'the last good policy is lost', repair: { lastGood: nothing }, usable: false },
    { why: 'there never was a good one', repair: { lastGood: null }, usable: true },
  ])('can be repaired: $usable, where $why', ({ repair, usable }) => {
    expect(policyForRepair(inForce, { broken, proposed, lastGood, files, teams, ...repair }).usable).toBe(usable);
  });

  it('is repaired by the highest level that anybody held, under the last good policy', () => {
    const policy = policyForRepair(inForce, { broken, proposed, lastGood, files, teams });
    const signedBy = (reviewer: typeof people.ada) =>
      evaluate(policy, aSnapshot({ files, reviews: [aReview({ reviewer })] })).verdict.state;
    expect(signedBy(people.ada)).toBe('pending');
    expect(signedBy(people.sten)).toBe('satisfied');
  });

  it('where there never was a good one, is judged by the built-in policy, which observes', () => {
    const policy = policyForRepair(inForce, { broken, proposed, lastGood: null, files, teams });
    expect(policy).toMatchObject({ usable: true, policy: { mode: 'observe', sources: [{ origin: 'built-in' }] } });
  });

  it('that is not broken is the policy', () => {
    const policy = policyForRepair(effectivePolicy(lastGood), {
      broken: lastGood,
      proposed: broken,
      lastGood: null,
      files,
      teams,
    });
    expect(policy).toMatchObject({ usable: true, policy: { mode: 'enforce' } });
  });
});

describe('a broken file below a floor', () => {
  const floor = { organization: aPolicyText(`${levels}rules: []\n`) };
  const originsOf = (texts: { readonly lastGood: PolicyTexts | null }) => {
    const repair = { broken: { ...broken, ...floor }, proposed: { ...proposed, ...floor }, files, teams, ...texts };
    const policy = policyForRepair(effectivePolicy(repair.broken), repair);
    return policy.usable ? policy.policy.sources.map(({ origin }) => origin) : policy.problems;
  };

  it.each([
    { why: 'the floor alone where there never was a good one', before: null, origins: ['organization'] },
    { why: 'the floor of today with the last good file', before: proposed, origins: ['organization', 'repository'] },
    {
      why: 'the floor alone where the last good file does not fit it any more',
      before: lastGood,
      origins: ['organization'],
    },
  ])('is judged by $why', ({ before, origins }) => {
    expect(originsOf({ lastGood: before })).toEqual(origins);
  });
});

describe('a broken file of a base branch', () => {
  const strict = aPolicyText(`${levels}rules: [{ name: r, require: { level: senior, count: 2 } }]\n`);
  const current = { ...nothing, defaultBranch: strict, baseBranch: aPolicyText('version: 1\nrule: []\n') };
  const next = { ...current, baseBranch: aPolicyText('version: 1\nrules: []\n') };
  const release = aPolicyText('version: 1\nrules: [{ name: s, require: { level: staff } }]\n');

  it.each([
    { why: 'the default branch’s alone where the branch never had a good one', before: null, rules: ['r'] },
    {
      why: 'the default branch’s and its last good one',
      before: { ...current, baseBranch: release },
      rules: ['r', 's'],
    },
  ])('is judged by $why', ({ before, rules }) => {
    const repair = { broken: current, proposed: next, lastGood: before, files, teams };
    const policy = policyForRepair(effectivePolicy(current), repair);
    expect(policy.usable ? policy.policy.rules.map(({ name }) => name) : policy.problems).toEqual(rules);
  });
});

describe('a floor that cannot be read', () => {
  it('is repaired by no change, whatever the texts without it say', () => {
    const unreadable = effectivePolicy({ ...lastGood, organization: { unreadable: 'refused' } });
    expect(policyForRepair(unreadable, { broken: lastGood, proposed, lastGood, files, teams }).usable).toBe(false);
  });
});

describe('a policy whose team was deleted', () => {
  const text = (staff: string, from = '') =>
    good(
      `version: 1\nlevels: { senior: { teams: [seniors] }, staff: { teams: [${staff}] } }\nrules: [{ name: r, require: { level: senior${from} } }]\n`,
    );
  const judged = (current: PolicyTexts, next: PolicyTexts, absent: readonly string[]) => {
    const told = { absent, existing: [] };
    const red = refuseUnknownTeams(effectivePolicy(current), current, told);
    expect(red.usable).toBe(false);
    return policyForRepair(red, { broken: current, proposed: next, lastGood: current, files, teams: told });
  };
  const signedBy = (policy: EffectivePolicy, reviewer: typeof people.ada) =>
    evaluate(policy, aSnapshot({ files, reviews: [aReview({ reviewer })] })).verdict.state;

  it('is repaired by the highest level that anybody still holds', () => {
    const policy = judged(text('gone'), text('staff'), ['acme/gone']);
    expect(signedBy(policy, people.jo)).toBe('pending');
    expect(signedBy(policy, people.ada)).toBe('satisfied');
  });

  it('is repaired where a rule asks for nobody but members of that team', () => {
    const policy = judged(text('staff', ', from: [gone]'), text('staff'), ['acme/gone']);
    expect(signedBy(policy, people.ada)).toBe('pending');
    expect(signedBy(policy, people.sten)).toBe('satisfied');
  });

  it('stays red under a change that names the team still', () => {
    expect(judged(text('gone'), text('gone'), ['acme/gone']).usable).toBe(false);
  });

  it('waits for an administrator where no level is left', () => {
    const next = good('version: 1\nlevels: { senior: { users: [ada] } }\nrules: []\n');
    const policy = judged(text('gone'), next, ['acme/gone', 'acme/seniors']);
    expect([people.ada, people.sten].map((person) => signedBy(policy, person))).toEqual(['pending', 'pending']);
  });

  it('below a floor that holds, keeps the rest of its rules', () => {
    const organization = aPolicyText(`${levels}rules: []\n`);
    const rules = (from: string) => aPolicyText(`version: 1\nrules: [{ name: r, require: { count: 2${from} } }]\n`);
    const current = { ...nothing, organization, defaultBranch: rules(', level: senior, from: [gone]') };
    const policy = judged(current, { ...current, defaultBranch: rules(', level: senior') }, ['acme/gone']);
    expect(policy.usable ? policy.policy.rules.map(({ require }) => [require.count, require.from]) : []).toEqual([
      [2, []],
    ]);
  });
});
