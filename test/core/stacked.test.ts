import { describe, expect, it } from '@jest/globals';
import { above, type OnBranches } from '../../src/core/stacked.ts';

const repository = { installationId: 3, repositoryId: 10, owner: 'acme', name: 'shop' };
const lying = (number: number, baseRef: string, headRef: string | null): OnBranches => ({
  ref: { ...repository, number },
  baseRef,
  headRef,
});

describe('what lies on a branch', () => {
  it.each<{ why: string; branches: readonly string[]; open: readonly OnBranches[]; found: readonly number[] }>([
    { why: 'what is based on it', branches: ['main'], open: [lying(1, 'main', 'a'), lying(2, 'dev', 'b')], found: [1] },
    {
      why: 'what is based on that, in whatever order they are told',
      branches: ['main'],
      open: [lying(3, 'b', 'c'), lying(2, 'a', 'b'), lying(1, 'main', 'a'), lying(4, 'other', 'd')],
      found: [3, 2, 1],
    },
    {
      why: 'nothing on the head of a fork, whose branch is not of this repository',
      branches: ['main'],
      open: [lying(1, 'main', null), lying(2, 'patch-1', 'b')],
      found: [1],
    },
    {
      why: 'each once where they lie in a circle',
      branches: ['a'],
      open: [lying(1, 'a', 'b'), lying(2, 'b', 'a')],
      found: [1, 2],
    },
    { why: 'of several branches', branches: ['a', 'b'], open: [lying(1, 'a', 'x'), lying(2, 'b', 'y')], found: [1, 2] },
    { why: 'nothing of none', branches: [], open: [lying(1, 'main', 'a')], found: [] },
  ])('is $why', ({ branches, open, found }) => {
    expect(above(branches, open).map(({ number }) => number)).toEqual(found);
  });
});
