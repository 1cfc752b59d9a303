import { describe, expect, it } from '@jest/globals';
import { describePolicy } from '../../src/policy/describe.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { noTeams, starterPolicy } from '../../src/policy/starter.ts';
import { aPolicy, aRule } from '../support/policy.ts';

describe('how many rules a policy has', () => {
  it.each([
    { rules: [], line: 'No rule asks for anything.' },
    { rules: [aRule()], line: 'One rule:' },
    { rules: [aRule(), aRule({ name: 'b' })], line: '2 rules:' },
  ])('is told as "$line"', ({ rules, line }) => {
    expect(describePolicy(aPolicy({ rules }))).toContain(line);
  });
});

describe('the beginning of a new file', () => {
  it.each([
    { scope: 'repository', says: 'who must sign off on what in this repository.' },
    { scope: 'organization', says: 'who must sign off on what, in every repository of this organization.' },
  ] as const)('says that it is for the $scope', ({ scope, says }) => {
    expect(starterPolicy({ scope, ...noTeams })).toContain(`# Countersign: ${says}\n`);
  });
});

describe('a name that is no team', () => {
  it('is cut where it is long, and so is what to write instead', () => {
    const name = `a ${'b'.repeat(70)}`;
    const text = `version: 1\nlevels: { senior: { teams: ['${name}'] } }\nrules: []\n`;
    const parsed = parsePolicy({ file: 'p.yml', sha: 'abc', text });
    const [problem] = 'problems' in parsed ? parsed.problems : [];
    expect(problem?.message).toContain(`\`a ${'b'.repeat(58)}\` is not a team slug`);
    expect(problem?.hint).toBe(`write the slug, such as \`a-${'b'.repeat(58)}\``);
  });
});
