import { describe, expect, it } from '@jest/globals';
import { parsePolicy } from '../../src/policy/parse-policy.ts';

function told(yaml: string): readonly string[] {
  const text = `version: 1\nlevels:\n  senior: { teams: [seniors] }\n${yaml}`;
  const parsed = parsePolicy({ file: 'p.yml', sha: 'abc', text });
  return 'problems' in parsed
    ? parsed.problems.map(({ message, hint }) => `${message}${hint === null ? '' : ` (${hint})`}`)
    : [];
}

const ofRule = (only: string): string => `rules:\n  - name: x\n    ${only}\n`;

describe('a number or a list of the wrong size', () => {
  it.each([
    {
      yaml: 'override: { teams: [a], max_open_debts: 1001 }\nrules: []\n',
      problems: ['`override.max_open_debts` must be at most 1000 (for example `3`)'],
    },
    {
      yaml: 'override: { teams: [a], debt_due_days: 0 }\nrules: []\n',
      problems: ['`override.debt_due_days` must be at least 1 (for example `7`)'],
    },
    { yaml: 'override: { teams: [] }\nrules: []\n', problems: [expect.stringContaining('must have at least 1')] },
  ])('is told with its bound: $yaml', ({ yaml, problems }) => {
    expect(told(yaml)).toEqual(problems);
  });

  it.each([0, 1, 999, 1000])('is not where it is on the bound: %i open debts', (debts) => {
    expect(told(`override: { teams: [a], max_open_debts: ${debts} }\nrules: []\n`)).toEqual([]);
  });
});

describe('unknown keys', () => {
  it('are told up to fifty', () => {
    const keys = (count: number) =>
      `${Array.from({ length: count }, (_, index) => `zz${index}: 1\n`).join('')}rules: []\n`;
    expect(told(keys(50))).toHaveLength(50);
    expect(told(keys(51))).toHaveLength(50);
  });

  it('are named up to sixty letters', () => {
    const [name] = told(`${'k'.repeat(61)}: 1\nrules: []\n`);
    expect(name).toContain(`unknown key \`${'k'.repeat(60)}\` (`);
  });
});

describe('a value of the wrong kind', () => {
  it.each([
    { yaml: 'rules: { a: 1 }\n', problems: ['`rules` must be a list, not a mapping'] },
    { yaml: 'rules: yes\n', problems: ['`rules` must be a list, not `yes` (write a list: `[yes]`)'] },
    { yaml: 'rules:\n', problems: ['`rules` must be a list, not empty'] },
    { yaml: 'mode: [observe]\nrules: []\n', problems: ['`mode` cannot be a list (one of `observe`, `enforce`)'] },
    { yaml: 'mode: 3\nrules: []\n', problems: ['`mode` cannot be `3` (one of `observe`, `enforce`)'] },
    {
      yaml: ofRule('require: [senior]'),
      problems: [
        '`rules[1].require` must be a mapping, not a list',
        'the rule asks for nothing (add `level`, `above_author`, `from`, `owners` or `declaration`)',
      ],
    },
    {
      yaml: 'machine_users: [1]\nrules: []\n',
      problems: ['`machine_users[1]` must be text, not `1` (write it in quotes)'],
    },
    {
      yaml: ofRule('require: { level: senior, owners: 1 }'),
      problems: ['`rules[1].require.owners` cannot be `1` (one of `true`)'],
    },
    { yaml: '', problems: ['`rules` is missing (to ask for nothing write `rules: []`)'] },
    {
      yaml: `rules: []\nmachine_users: [1, { a: 1 }]\n`,
      problems: [
        '`machine_users[1]` must be text, not `1` (write it in quotes)',
        '`machine_users[2]` must be text, not a mapping',
      ],
    },
  ])('is told: $yaml', ({ yaml, problems }) => {
    expect(told(yaml)).toEqual(problems);
  });
});
