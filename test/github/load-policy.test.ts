import { describe, expect, it } from '@jest/globals';
import type { EffectivePolicy } from '../../src/core/policy.ts';
import { withoutNetwork } from './support/github.ts';
import { loadFrom, open, ref } from './support/loading.ts';
import { policyText } from './support/policy-text.ts';
import { aPullRequest, aWorld } from './support/world.ts';

withoutNetwork();

const named = (name: string): string => policyText.replace('one senior', name);
const rulesOnly = (name: string): string => `version: 1\nrules:\n  - name: ${name}\n    require: { level: senior }\n`;
const nothing: EffectivePolicy = { usable: false, problems: [], sources: [], mode: 'enforce' };
const rulesOf = (policy: EffectivePolicy): readonly string[] =>
  policy.usable ? policy.policy.rules.map(({ name, origin }) => `${origin}: ${name}`) : [];
const problemsOf = (policy: EffectivePolicy): string =>
  policy.usable ? '' : policy.problems.map(({ message }) => message).join('\n');

describe('the policy that applies', () => {
  it.each([
    { why: 'the default branch alone', world: {}, rules: ['repository: one senior'] },
    {
      why: 'floor and default branch',
      world: { floor: policyText, policy: rulesOnly('more') },
      rules: ['organization: one senior', 'repository: more'],
    },
    { why: 'floor alone', world: { floor: policyText, policy: null }, rules: ['organization: one senior'] },
    { why: 'an empty `.github` repository is no floor', world: { floor: null }, rules: ['repository: one senior'] },
    {
      why: 'no `.github` repository that we would see',
      world: { floor: undefined },
      rules: ['repository: one senior'],
    },
    {
      why: 'a base branch with its own file',
      world: { pullRequest: aPullRequest({ baseRef: 'staging', basePolicy: rulesOnly('staging too') }) },
      rules: ['repository: one senior', 'base-branch: staging too'],
    },
    {
      why: 'a base branch without one',
      world: { pullRequest: aPullRequest({ baseRef: 'staging' }) },
      rules: ['repository: one senior'],
    },
  ])('is that of $why', async ({ world, rules }) => {
    expect(rulesOf((await loadFrom(aWorld(world))).policy)).toEqual(rules);
  });

  it('is the built-in one, observing, where nobody wrote any', async () => {
    const { policy } = await loadFrom(aWorld({ policy: null }));
    expect(policy).toMatchObject({ usable: true, policy: { mode: 'observe', sources: [{ origin: 'built-in' }] } });
  });

  it('is none when the installation may not see whether there is a floor', async () => {
    const { policy } = await loadFrom(aWorld({ floor: undefined }), { selection: 'selected' });
    expect(problemsOf(policy)).toContain('`.github`');
  });

  it.each([
    {
      why: 'the operator says that there is no floor',
      options: { selection: 'selected', floor: 'none' },
      world: { floor: undefined },
    },
    {
      why: 'a person owns the repository and a `.github`',
      options: {},
      world: { floor: named('floor'), ownerType: 'User' },
    },
    {
      why: 'a person owns the repository',
      options: { selection: 'selected' },
      world: { floor: undefined, ownerType: 'User' },
    },
  ] as const)('needs no floor when $why', async ({ options, world }) => {
    expect(rulesOf((await loadFrom(aWorld(world), options)).policy)).toEqual(['repository: one senior']);
  });

  it('of the floor’s own repository is its own', async () => {
    const { load, asked } = open(aWorld({ floor: named('floor') }), { selection: 'selected' });
    const loaded = await load({ ...ref, name: '.GitHub' });
    expect(asked[0]?.variables['floor']).toBe(false);
    expect(rulesOf(loaded?.policy ?? nothing)).toEqual(['repository: one senior']);
  });

  it('follows the file', async () => {
    const { load, change } = open();
    await load(ref);
    change(aWorld({ policy: named('another senior') }));
    expect(rulesOf((await load(ref))?.policy ?? nothing)).toEqual(['repository: another senior']);
  });
});
