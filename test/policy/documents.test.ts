import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse, stringify } from 'yaml';
import { withReference } from '../../scripts/make-policy-doc.ts';
import { describePolicy } from '../../src/policy/describe.ts';
import { policyJsonSchema, policySchema } from '../../src/policy/json-schema.ts';
import { noTeams, proposeLevels, starterPolicy } from '../../src/policy/starter.ts';
import { effectiveOf, policyOf } from '../support/policy-text.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const page = readFileSync(join(docs, 'policy.md'), 'utf8');
const validate = new Ajv({ strict: false }).compile(policySchema());

describe('the page about the policy', () => {
  it('says what the schema says', () => {
    expect(withReference(page)).toBe(page);
  });

  it('stands beside the schema for editors', () => {
    expect(readFileSync(join(docs, 'countersign.schema.json'), 'utf8')).toBe(policyJsonSchema());
  });

  const recipes = [...page.matchAll(/### ([^\n]+)\n(?:(?!\n##)[\s\S])*?```yaml/g)].map(([, title]) => title);
  const blocks = [...page.matchAll(/```yaml ([^\n]+)\n([\s\S]*?)```/g)].map(([, kind = '', text = '']) => ({
    kind,
    text,
  }));

  it('has the recipes that people ask for', () => {
    expect(recipes).toEqual([
      'Start in observe',
      'Two seniors for payments',
      'Agents on infrastructure',
      'Documentation is exempt',
      'A monorepo',
      'Ask one person, and then another',
    ]);
  });

  it.each(blocks)('shows policies that can be used ($kind)', ({ kind, text }) => {
    const organization = blocks.find((block) => block.kind === 'organization')?.text ?? '';
    const isFloor = kind === 'organization';
    const texts = isFloor
      ? { organization: text }
      : { defaultBranch: text, ...(kind === 'repository' ? {} : { organization }) };
    expect(effectiveOf(texts)).toMatchObject({ usable: true });
    expect(validate(parse(text))).toBe(true);
  });
});

describe('an example of the schema', () => {
  it.each(examplesIn(policySchema(), []))('parses where it stands: $place', ({ place, example }) => {
    const policy = {
      version: 1,
      levels: { senior: { teams: ['seniors'] }, staff: { teams: ['staff'] } },
      provenance: { tools: [{ id: 'acme-bot', name: 'Acme Bot', autonomy: 'agent' }] },
      risk: { services: { checkout: { paths: ['checkout/**'] } } },
      rules: [],
    };
    const text = stringify(put(policy, place.split(' '), example), { aliasDuplicateObjects: false });
    const isFloor = place.includes('repository');
    expect(effectiveOf(isFloor ? { organization: text } : { defaultBranch: text })).toMatchObject({ usable: true });
    expect(validate(parse(text))).toBe(true);
  });
});

describe('the schema for editors', () => {
  it.each([
    { why: 'an unknown key', policy: { version: 1, rules: [], rule: [] } },
    { why: 'no rules', policy: { version: 1 } },
    { why: 'another version', policy: { version: 2, rules: [] } },
    {
      why: 'a switch that can only be left out',
      policy: { version: 1, rules: [{ name: 'x', require: { owners: false } }] },
    },
  ])('marks $why', ({ policy }) => {
    expect(validate(policy)).toBe(false);
  });
});

describe('a policy to start from', () => {
  it.each(['organization', 'repository'] as const)('can be used as the %s’s, and observes', (scope) => {
    const text = starterPolicy({ scope, ...noTeams });
    const policy = policyOf(scope === 'organization' ? { organization: text } : { defaultBranch: text });
    expect(policy).toMatchObject({ mode: 'observe', declaration: 'required' });
    expect(policy.rules.map(({ name }) => name)).toEqual(policyOf({}).rules.map(({ name }) => name));
    expect(policy.risk).toEqual(policyOf({}).risk);
    expect(text).toMatch(/^# yaml-language-server: \$schema=/);
    expect(validate(parse(text))).toBe(true);
  });

  it('proposes levels from the names of teams, for a person to confirm', () => {
    const proposed = proposeLevels([
      'Senior-Engineers',
      'acme/staff',
      'platform',
      'jr-devs',
      'seniority-council',
      'mid_level',
      'team_leads',
      'principals',
      'junior-staff',
    ]);
    expect(proposed).toEqual({
      teams: {
        junior: ['jr-devs'],
        mid: ['mid_level'],
        senior: ['Senior-Engineers', 'team_leads'],
        staff: ['acme/staff'],
        principal: ['principals'],
      },
      others: ['junior-staff', 'platform', 'seniority-council'],
    });
    const people = new Map([
      ['Senior-Engineers', 3],
      ['team_leads', 2],
      ['principals', 1],
      ['platform', 40],
    ]);
    const text = starterPolicy({ scope: 'repository', ...proposed, people, secretTeams: 2 });
    expect(text).toContain(`# Proposed from the names of your teams: please check.
levels:
  junior: { teams: [jr-devs] }
  mid: { teams: [mid_level] }
  senior: { teams: [Senior-Engineers, team_leads] } # 3 + 2 people
  staff: { teams: [acme/staff] }
  principal: { teams: [principals] } # 1 person
# Your other teams, whose names do not say one level. Put each where it belongs, or leave it out:
#   junior-staff, platform (40 people), seniority-council
# Not listed: 2 secret teams.
`);
    expect(policyOf({ defaultBranch: text }).ladder.holders['senior']?.teams).toEqual([
      'acme/senior-engineers',
      'acme/team_leads',
    ]);
  });

  it('is a policy whatever the teams are called, and however many there are', () => {
    const slugs = [...Array.from({ length: 500 }, (_, index) => `team-of-people-${index}`), '2026', 'null', 'sr-2'];
    const proposed = proposeLevels(slugs);
    const teams = { ...proposed.teams, mid: ['2026', 'null', '1e5'], staff: ['true'] };
    const text = starterPolicy({ scope: 'organization', ...noTeams, ...proposed, teams });
    expect(policyOf({ organization: text }).ladder.holders['mid']?.teams).toEqual([
      'acme/1e5',
      'acme/2026',
      'acme/null',
    ]);
    expect(text).toContain('and 302 more');
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
  });
});

describe('what a policy says', () => {
  it('is told in sentences', () => {
    const text = `version: 1
levels:
  senior: { teams: [seniors] }
  staff: { users: [sten] }
provenance: { declaration: required }
risk:
  paths: { high: ['*.tf', 'infra/**'] }
  lines_over: { high: 500 }
  files_over: { high: 50 }
  services: { a: { paths: ['a/**'] } }
  blast_radius: { critical: 2 }
  novelty: medium
rules:
  - name: everything
    when:
      involvement: likely
      autonomy: agent
      risk: high
      author_below: senior
      paths: ['a/**', '*.md']
      unless_only: ['docs/**']
      lines_over: 5
      files_over: 6
      base: [main]
      tools: [claude, codex]
      first_use_of_tool: true
    require: { level: senior, above_author: 1, count: 2, from: [payments], owners: true, declaration: true }
  - name: owners
    require: { owners: true }
  - name: declare
    require: { declaration: true }
override: { teams: [commanders] }
`;
    expect(describePolicy(policyOf({ defaultBranch: text }))).toEqual([
      'It enforces: the check waits until every clause is met.',
      'The levels are junior < mid < senior < staff < principal.',
      'senior is held by @acme/seniors.',
      'staff is held by @sten.',
      'Risk medium: a tool used for the first time.',
      'Risk high: a change of *.tf (top folder only) or infra/**; more than 500 lines; more than 50 files.',
      'Risk critical: a change of **/.gitattributes; 2 or more services affected; destroying something.',
      'Every author must declare AI use, or that there was none.',
      '3 rules:',
      '  everything: when the base is main, and AI involvement is likely or surer, and an agent acted by itself, and claude or codex took part, and a tool is used here for the first time, and somebody behind the change is below senior, and the risk is high or higher, and more than 5 lines are changed, and more than 6 files are changed, and a changed file matches a/** or *.md (top folder only), and some changed file is not one of docs/**, 2 people of level senior or higher, at least one level above the author, from acme/payments must sign off, and an owner of every owned path must sign off, and the author must declare AI use.',
      '  owners: always, an owner of every owned path must sign off, of any level.',
      '  declare: always, the author must declare AI use.',
      'Members of acme/commanders may override, with a reason.',
    ]);
  });

  it('is told of the floor and of nothing at all', () => {
    expect(describePolicy(policyOf({ organization: 'version: 1\nmode: observe\nrules: []\n' }))).toContain(
      'No rule asks for anything.',
    );
    const named =
      'version: 1\nlevels: { senior: { teams: [s] } }\nrules:\n  - { name: x, when: { repository: [shop] }, require: { level: senior } }\n';
    expect(describePolicy(policyOf({ organization: named })).at(-1)).toBe(
      '  x: when the repository is shop, one person of level senior or higher must sign off.',
    );
  });
});

type Example = { readonly place: string; readonly example: unknown };

/** Every example with the keys that lead to it; `[]` is the first item of a list, `x` a name of the writer’s choice. */
function examplesIn(schema: unknown, path: readonly string[]): readonly Example[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { examples, properties, items, additionalProperties } = schema as Readonly<Record<string, unknown>>;
  return [
    ...(Array.isArray(examples) ? examples.map((example: unknown) => ({ place: path.join(' '), example })) : []),
    ...Object.entries(properties ?? {}).flatMap(([key, child]) => examplesIn(child, [...path, key])),
    ...examplesIn(items, [...path, '[]']),
    ...examplesIn(additionalProperties, [...path, path.at(-1) === 'levels' ? 'senior' : 'x']),
  ];
}

/** What a part of the file needs beside the example to be whole. */
const company: Readonly<Record<string, unknown>> = {
  rules: { name: 'r', require: { level: 'senior' } },
  tools: { id: 'acme-bot', name: 'Acme Bot', autonomy: 'agent' },
  services: { paths: ['x/**'] },
  assisted: { name: 'ai' },
  agent: { name: 'ai' },
  override: { teams: ['commanders'] },
  away: { user: 'ada', until: '2026-12-31' },
};

function put(parent: unknown, path: readonly string[], example: unknown, name = ''): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return example;
  if (key === '[]') return [put(company[name], rest, example)];
  const whole = typeof parent === 'object' && parent !== null && !Array.isArray(parent) ? parent : {};
  const inside: unknown = key === 'x' ? company[name] : (Reflect.get(whole, key) ?? company[key]);
  return { ...whole, [key]: put(inside, rest, example, key) };
}
