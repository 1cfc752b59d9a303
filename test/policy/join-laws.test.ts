import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { evaluate } from '../../src/core/evaluate.ts';
import type { Snapshot } from '../../src/core/facts.ts';
import type { EffectivePolicy } from '../../src/core/policy.ts';
import type { Clause } from '../../src/core/requirement.ts';
import { passes } from '../../src/core/verdict.ts';
import { anyCharacters } from '../support/any-characters.ts';
import { anyFloorText, anyRepositoryText, anySnapshot } from '../support/arbitraries.ts';
import { itHolds } from '../support/laws.ts';
import { effectiveOf } from '../support/policy-text.ts';

/** `green` in GitHub's eyes: an observing policy posts `neutral`, which never holds a merge. */
type Judged = { readonly clauses: readonly Clause[]; readonly green: boolean };

function judge(policy: EffectivePolicy, snapshot: Snapshot): Judged {
  const { requirement, verdict } = evaluate(policy, snapshot);
  const clauses = requirement.clauses.filter(({ origin }) => origin !== 'safeguard');
  return { clauses, green: (policy.usable && policy.policy.mode === 'observe') || passes(verdict) };
}

/** What joining a file does, on several pull requests: reading the files takes longest. */
type Joined = {
  readonly before: EffectivePolicy;
  readonly after: EffectivePolicy;
  readonly cases: readonly { readonly before: Judged; readonly after: Judged }[];
};

function join(before: EffectivePolicy, after: EffectivePolicy, snapshots: readonly Snapshot[]): Joined {
  const cases = snapshots.map((snapshot) => ({ before: judge(before, snapshot), after: judge(after, snapshot) }));
  return { before, after, cases };
}

/** 500 times eight pull requests are 4,000 cases. */
const runs = { numRuns: 500 };
const snapshots = fc.array(anySnapshot, { minLength: 8, maxLength: 8 });

const anyJoin = fc.record({ organization: anyFloorText, defaultBranch: anyRepositoryText, snapshots }).map((given) => {
  const { organization, defaultBranch } = given;
  return join(effectiveOf({ organization }), effectiveOf({ organization, defaultBranch }), given.snapshots);
});

const anyBaseJoin = fc
  .record({ authority: anyFloorText, baseBranch: anyRepositoryText, snapshots, floorless: fc.boolean() })
  .map(({ authority, baseBranch, snapshots: given, floorless }) => {
    const texts = floorless
      ? { defaultBranch: authority.replaceAll(/"repository":\["shop"\],?/g, '') }
      : { organization: authority };
    return join(effectiveOf(texts), effectiveOf({ ...texts, baseBranch }), given);
  });

const neverTurnsGreen = ({ cases }: Joined): void => {
  const turned = cases.filter(({ before, after }) => after.green && !before.green);
  if (turned.length > 0) expect(turned).toEqual([]);
};

const asked = ({ id, level, count, from }: Clause): string => JSON.stringify([id, level, count, from]);

describe('joining a repository’s file to a floor', () => {
  itHolds<Joined>(
    anyJoin,
    {
      'leaves files of the right form usable': ({ after }) => {
        if (!after.usable) expect(after.problems).toEqual([]);
      },
      'keeps every clause of the floor': ({ cases }) => {
        for (const { before, after } of cases) {
          const kept = new Set(after.clauses.map(asked));
          const lost = before.clauses.filter((clause) => !kept.has(asked(clause)));
          if (lost.length > 0) expect(lost).toEqual([]);
        }
      },
      'never turns a red verdict green': neverTurnsGreen,
    },
    runs,
  );
});

describe('joining a base branch’s file, with and without a floor', () => {
  itHolds<Joined>(
    anyBaseJoin.filter(({ before }) => before.usable),
    { 'never turns a red verdict green': neverTurnsGreen },
    runs,
  );
});

describe('joining a broken file', () => {
  const broken = ['', '{}', 'version: 1', 'rules: []', '['];

  /** Times five broken files. */
  itHolds(
    fc.record({ organization: anyFloorText, snapshots }),
    {
      'is red, whatever the floor says': ({ organization, snapshots: given }) => {
        const joined = broken.map((defaultBranch) => effectiveOf({ organization, defaultBranch }));
        const states = joined.flatMap((policy) => given.map((snapshot) => judge(policy, snapshot).green));
        expect(states).not.toContain(true);
      },
    },
    { numRuns: 100 },
  );
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
      anyCharacters(6),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const effective = effectiveOf({ defaultBranch: pieces.join('') });
        const problems = effective.usable ? [] : effective.problems;
        expect(
          problems.every(({ line, column, message }) => line >= 1 && column >= 1 && !/\p{Cc}/u.test(message)),
        ).toBe(true);
      }),
      { numRuns: 4000 },
    );
  });
});
