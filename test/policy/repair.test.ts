import { describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import { known, unknown } from '../../src/core/facts.ts';
import { policyForRepair } from '../../src/policy/repair.ts';
import { aFile, aReview, aSnapshot, people } from '../support/facts.ts';
import { aPolicyText } from '../support/policy-text.ts';

const nothing = { organization: null, defaultBranch: null, baseBranch: null, owner: 'acme' };
const broken = { ...nothing, defaultBranch: aPolicyText('version: 1\nrule: []\n') };
const good = (text: string) => ({ ...nothing, defaultBranch: aPolicyText(text) });
const levels = 'version: 1\nlevels: { senior: { teams: [seniors] }, staff: { teams: [staff] } }\n';
const lastGood = good(`${levels}rules: []\n`);
const files = [aFile({ path: '.github/countersign.yml' })];

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
    { why: 'there never was a good one', repair: { lastGood: null }, usable: true },
  ])('can be repaired: $usable, where $why', ({ repair, usable }) => {
    expect(
      policyForRepair({ broken, proposed: good('version: 1\nrules: []\n'), lastGood, files, ...repair }).usable,
    ).toBe(usable);
  });

  it('is repaired by the highest level that anybody held, under the last good policy', () => {
    const policy = policyForRepair({ broken, proposed: good('version: 1\nrules: []\n'), lastGood, files });
    const signedBy = (reviewer: typeof people.ada) =>
      evaluate(policy, aSnapshot({ files, reviews: [aReview({ reviewer })] })).verdict.state;
    expect(signedBy(people.ada)).toBe('pending');
    expect(signedBy(people.sten)).toBe('satisfied');
  });

  it('where there never was a good one, is judged by the built-in policy, which observes', () => {
    const policy = policyForRepair({ broken, proposed: good('version: 1\nrules: []\n'), lastGood: null, files });
    expect(policy).toMatchObject({ usable: true, policy: { mode: 'observe', sources: [{ origin: 'built-in' }] } });
  });

  it('that is not broken is the policy', () => {
    const policy = policyForRepair({ broken: lastGood, proposed: broken, lastGood: null, files });
    expect(policy).toMatchObject({ usable: true, policy: { mode: 'enforce' } });
  });
});
