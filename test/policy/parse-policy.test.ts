import { describe, expect, it } from '@jest/globals';
import type { PolicyProblem } from '../../src/core/policy.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { Role } from '../../src/policy/policy-file.ts';
import { refusedPolicies } from '../support/refused-policies.ts';

const head = 'version: 1\nlevels:\n  senior: { teams: [seniors] }\n';

function problemsOf(text: string, role?: Role): readonly PolicyProblem[] {
  const parsed = parsePolicy({ file: '.github/countersign.yml', sha: 'abc', text }, role);
  return 'problems' in parsed ? parsed.problems : [];
}

const places = (problems: readonly PolicyProblem[]) =>
  problems.map(({ line, column, message, hint }) => `${line}:${column} ${message}${hint === null ? '' : ` (${hint})`}`);

describe('a policy file that cannot be used', () => {
  it.each(refusedPolicies)('is refused where $why', ({ text, problems }) => {
    expect(places(problemsOf(text))).toEqual(problems);
  });

  it('names all its problems at once, in the order of the file', () => {
    const text = `${head}mode: of\nrules:\n  - name: x\n    require: { level: senoir, count: 0 }\n  - name: x\n    when: { paths: ['/a'] }\n    require: {}\n`;
    expect(problemsOf(text).map(({ line, column }) => `${line}:${column}`)).toEqual([
      '4:7',
      '7:23',
      '7:38',
      '8:11',
      '9:21',
      '10:14',
    ]);
  });

  it('says once where a value stands that an alias repeats', () => {
    const text = `${head}rules:\n  - name: x\n    when: { paths: &paths ['/a'] }\n    require: { level: senior }\n  - name: y\n    when: { paths: *paths }\n    require: { level: senior }\n`;
    expect(problemsOf(text).map(({ line, column }) => `${line}:${column}`)).toEqual(['6:28']);
  });
});

describe('a repository’s file below a floor', () => {
  const floor: Role = {
    kind: 'below-floor',
    authority: { ladder: ['dev', 'lead'], services: ['billing'], tools: ['acme-bot'] },
  };

  it.each([
    'ladder: [dev, lead]',
    'levels: { lead: { teams: [leads] } }',
    'include_child_teams: true',
    'carry_over: never',
    'unknown_contributor: block',
    'unattributed_agent: block',
    'load_visible_to: { teams: [managers] }',
    'override: { teams: [leads] }',
  ])('may not write `%s`', (line) => {
    const [key = ''] = line.split(':');
    expect(places(problemsOf(`version: 1\n${line}\nrules: []\n`, floor))).toEqual([
      `2:1 \`${key}\` is set by the organization alone (write it into the policy of the \`.github\` repository)`,
    ]);
  });

  it('may not name the labels, since a label of ours proves nothing', () => {
    const text = 'version: 1\nprovenance:\n  labels: { assisted: { name: codex } }\nrules: []\n';
    expect(places(problemsOf(text, floor))).toEqual([
      '3:3 `provenance.labels` is set by the organization alone (write it into the policy of the `.github` repository)',
    ]);
  });

  it('refers to levels, services and tools of the floor', () => {
    const text = `version: 1
risk: { services: { shop: { paths: ['shop/**'], used_by: [billing] } } }
rules:
  - name: x
    when: { tools: [acme-bot], author_below: lead }
    require: { level: lead }
`;
    expect(problemsOf(text, floor)).toEqual([]);
  });

  it('cannot refer to levels that the floor does not have', () => {
    const text = 'version: 1\nrules:\n  - name: x\n    require: { level: senior }\n';
    expect(places(problemsOf(text, floor))).toEqual(['4:23 unknown level `senior` (one of `dev`, `lead`)']);
  });

  it('cannot name repositories, being about one', () => {
    const text = 'version: 1\nrules:\n  - name: x\n    when: { repository: [shop] }\n    require: { level: lead }\n';
    expect(places(problemsOf(text, floor))).toEqual([
      '4:13 `repository` belongs in the policy of the organization (this file is about one repository: leave it out)',
    ]);
    expect(problemsOf(text.replace('lead', 'senior'), { kind: 'sole' })).toEqual([]);
  });

  it('is not blamed for references where the floor could not be read', () => {
    const text = 'version: 1\nrules:\n  - name: x\n    when: { tools: [what] }\n    require: { level: what }\n';
    expect(problemsOf(text, { kind: 'below-floor', authority: null })).toEqual([]);
  });
});
