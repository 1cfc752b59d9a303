import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { evaluate } from '../../src/core/evaluate.ts';
import type { Snapshot } from '../../src/core/facts.ts';
import type { EffectivePolicy } from '../../src/core/policy.ts';
import type { Clause } from '../../src/core/requirement.ts';
import { anyFloorText, anyRepositoryText, anySnapshot } from '../support/arbitraries.ts';
import { effectiveOf } from '../support/policy-text.ts';

/** Green in GitHub's eyes: an observing policy posts `neutral`, which never holds a merge. */
function isGreen(policy: EffectivePolicy, snapshot: Snapshot): boolean {
  if (policy.usable && policy.policy.mode === 'observe') return true;
  return ['satisfied', 'not-required', 'overridden'].includes(evaluate(policy, snapshot).verdict.state);
}

const clausesOf = (policy: EffectivePolicy, snapshot: Snapshot): readonly Clause[] =>
  evaluate(policy, snapshot).requirement.clauses.filter(({ origin }) => origin !== 'safeguard');

function expectUsable(policy: EffectivePolicy): void {
  expect(policy.usable ? [] : policy.problems).toEqual([]);
}

describe('joining a repository’s file to a floor', () => {
  it('keeps every clause of the floor, and never turns a red verdict green', () => {
    fc.assert(
      fc.property(anyFloorText, anyRepositoryText, anySnapshot, (organization, defaultBranch, snapshot) => {
        const alone = effectiveOf({ organization });
        const joined = effectiveOf({ organization, defaultBranch });
        expectUsable(joined);
        const kept = clausesOf(joined, snapshot);
        for (const { id, level, count, from } of clausesOf(alone, snapshot)) {
          expect(kept).toContainEqual(expect.objectContaining({ id, level, count, from }));
        }
        if (isGreen(joined, snapshot)) expect(isGreen(alone, snapshot)).toBe(true);
      }),
      { numRuns: 4000 },
    );
  });

  it('never turns a red verdict green by a base branch’s file, with and without a floor', () => {
    const without = fc.boolean();
    fc.assert(
      fc.property(
        anyFloorText,
        anyRepositoryText,
        anySnapshot,
        without,
        (authority, baseBranch, snapshot, floorless) => {
          const texts = floorless
            ? { defaultBranch: authority.replaceAll(/"repository":\["shop"\],?/g, '') }
            : { organization: authority };
          const before = effectiveOf(texts);
          const joined = effectiveOf({ ...texts, baseBranch });
          if (before.usable && isGreen(joined, snapshot)) expect(isGreen(before, snapshot)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is red where the file is broken, whatever the floor says', () => {
    fc.assert(
      fc.property(
        anyFloorText,
        anySnapshot,
        fc.constantFrom('', '{}', 'version: 1', 'rules: []', '['),
        (organization, snapshot, broken) => {
          const joined = effectiveOf({ organization, defaultBranch: broken });
          expect(evaluate(joined, snapshot).verdict.state).toBe('undecided');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('reading a policy', () => {
  it('never throws, whatever the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'version: 1\n',
        'rules:\n',
        '  - name: x\n',
        '    require: { level: senior }\n',
        '&a ',
        '*a',
        '!!x ',
        '\t',
        '{',
        '}',
        '[',
        ']',
        "'",
        '"',
        '\n',
        ': ',
        '- ',
        '? ',
        '|',
        '>',
        '%',
        '---\n',
        '<<: *a\n',
        'ladder: ',
        '__proto__: 1\n',
        'constructor: {}\n',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const effective = effectiveOf({ defaultBranch: pieces.join('') });
        const problems = effective.usable ? [] : effective.problems;
        expect(
          problems.every(({ line, column, message }) => line >= 1 && column >= 1 && !/\p{Cc}/u.test(message)),
        ).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
