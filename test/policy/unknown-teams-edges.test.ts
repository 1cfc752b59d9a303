import { expect, it } from '@jest/globals';
import { effectivePolicy } from '../../src/policy/effective-policy.ts';
import { refuseUnknownTeams } from '../../src/policy/unknown-teams.ts';
import { aPolicyText } from '../support/policy-text.ts';

it('leaves a policy that is broken already with its own problems', () => {
  const organization = aPolicyText('version: 1\nlevels: { senior: { teams: [stuff] } }\nrules: []\n');
  const defaultBranch = aPolicyText('version: 1\nrule: []\nrules: []\n');
  const texts = { organization, defaultBranch, baseBranch: null, owner: 'acme' };
  const broken = effectivePolicy(texts);
  expect(broken.usable).toBe(false);
  expect(refuseUnknownTeams(broken, texts, { absent: ['acme/stuff'], existing: [] })).toBe(broken);
});
