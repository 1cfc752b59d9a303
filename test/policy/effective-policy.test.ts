import { describe, expect, it } from '@jest/globals';
import type { EffectivePolicy } from '../../src/core/policy.ts';
import { effectivePolicy } from '../../src/policy/effective-policy.ts';
import { aPolicyText, effectiveOf, policyOf } from '../support/policy-text.ts';

const levels = 'levels: { senior: { teams: [seniors] }, staff: { teams: [staff] } }\n';
const floor = `version: 1\n${levels}`;
const rule = (name: string, level = 'senior') => `  - name: ${name}\n    require: { level: ${level} }\n`;
const rules = (...names: readonly string[]) => `rules:\n${names.map((name) => rule(name)).join('')}`;
const sentences = (effective: EffectivePolicy) =>
  effective.usable
    ? []
    : effective.problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`);

describe('without any file', () => {
  const policy = policyOf({});

  it('the built-in policy observes, and so blocks nobody', () => {
    expect(policy.mode).toBe('observe');
    expect(policy.sources).toEqual([{ origin: 'built-in', sha: null }]);
  });

  it('asks by involvement, by autonomy and by risk, whoever wrote the change', () => {
    expect(policy.rules.map(({ name, when, require }) => [name, when.map(({ kind }) => kind), require.level])).toEqual([
      ['AI with an author below senior', ['involvement', 'author-below'], 'senior'],
      ['agents', ['autonomy'], 'senior'],
      ['critical changes', ['risk'], 'senior'],
      ['critical changes with AI', ['involvement', 'risk'], 'staff'],
    ]);
  });

  it('nobody holds a level, since levels never come from the name of a team', () => {
    expect(Object.values(policy.ladder.holders).every(({ teams, users }) => teams.length + users.length === 0)).toBe(
      true,
    );
  });
});

describe('one file', () => {
  it('replaces the built-in rules', () => {
    expect(policyOf({ defaultBranch: `${floor}${rules('x')}` }).rules.map(({ name }) => name)).toEqual(['x']);
    expect(policyOf({ defaultBranch: 'version: 1\nrules: []\n' }).rules).toEqual([]);
  });

  it('adds to them where it says so', () => {
    const policy = policyOf({ defaultBranch: `${floor}extends: default\n${rules('x')}` });
    expect(policy.rules.map(({ origin }) => origin)).toEqual([
      'built-in',
      'built-in',
      'built-in',
      'built-in',
      'repository',
    ]);
    expect(policy.risk.paths.critical?.map(({ text }) => text)).toContain('.github/{workflows,actions}/**');
  });

  it('enforces unless it says that it observes', () => {
    expect(policyOf({ defaultBranch: 'version: 1\nrules: []\n' }).mode).toBe('enforce');
    expect(policyOf({ defaultBranch: 'version: 1\nmode: observe\nrules: []\n' }).mode).toBe('observe');
  });

  it('makes files of attributes critical, whatever it says of other paths', () => {
    const policy = policyOf({ defaultBranch: "version: 1\nrisk: { paths: { critical: ['a'] } }\nrules: []\n" });
    expect(policy.risk.paths.critical?.map(({ text }) => text)).toEqual(['a', '**/.gitattributes']);
  });

  it('means teams of the owner by bare slugs, and nobody by their case', () => {
    const text =
      'version: 1\nlevels: { senior: { teams: [Seniors, Other/Leads, "@acme/seniors"], users: ["@Ada", ada] } }\nrules: []\n';
    expect(policyOf({ defaultBranch: text, owner: 'Acme' }).ladder.holders['senior']).toEqual({
      teams: ['acme/seniors', 'other/leads'],
      users: ['ada'],
    });
  });

  it('says by which blob it decided', () => {
    expect(policyOf({ defaultBranch: 'version: 1\nrules: []\n' }).sources).toEqual([
      { origin: 'repository', sha: 'abc123' },
    ]);
  });
});

describe('a rule that nobody can meet', () => {
  it.each([
    {
      why: 'nobody holds its level or a higher one',
      text: 'version: 1\nlevels: { mid: { teams: [mids] } }\nrules:\n  - name: x\n    require: { level: senior }\n',
      problems: [
        '.github/countersign.yml:5:14 nobody can meet the rule `x`: no team or user holds `senior` or a higher level',
      ],
    },
    {
      why: 'too few people are named',
      text: 'version: 1\nlevels: { senior: { users: [ada, Ada] }, staff: { users: [bo] } }\nmachine_users: [bo]\nrules:\n  - name: x\n    require: { level: senior, count: 2 }\n',
      problems: [
        '.github/countersign.yml:6:14 nobody can meet the rule `x`: it asks for 2 people and 1 holds `senior` or a higher level',
      ],
    },
    {
      why: 'no level is held at all, relative to the author',
      text: 'version: 1\nrules:\n  - name: x\n    require: { above_author: 1 }\n',
      problems: ['.github/countersign.yml:4:14 nobody can meet the rule `x`: no team or user holds any level'],
    },
    {
      why: 'no level is held at all, for owners',
      text: 'version: 1\nrules:\n  - name: x\n    require: { owners: true }\n',
      problems: ['.github/countersign.yml:4:14 nobody can meet the rule `x`: no team or user holds any level'],
    },
    {
      why: 'it is built in',
      text: 'version: 1\nextends: default\nrules: []\n',
      problems: [
        '.github/countersign.yml:2:10 nobody can meet the built-in rule `AI with an author below senior`: no team or user holds `senior` or a higher level',
      ],
    },
    {
      why: 'a team may have anybody in it',
      text: 'version: 1\nlevels: { staff: { teams: [staff] } }\nrules:\n  - name: x\n    require: { level: senior, count: 9 }\n',
      problems: [],
    },
    {
      why: 'a declaration needs nobody',
      text: 'version: 1\nrules:\n  - name: x\n    require: { declaration: true }\n',
      problems: [],
    },
  ])('is a problem where $why', ({ text, problems }) => {
    expect(sentences(effectiveOf({ defaultBranch: text }))).toEqual(problems);
  });
});

const joined = (organization: string, defaultBranch: string, baseBranch?: string) =>
  policyOf({ organization, defaultBranch, ...(baseBranch === undefined ? {} : { baseBranch }) });

describe('below a floor', () => {
  it('rules are united and named by their origin', () => {
    const policy = joined(`${floor}${rules('x')}`, `version: 1\n${rules('x', 'y')}`);
    expect(policy.rules.map(({ origin, name }) => `${origin} ${name}`)).toEqual([
      'organization x',
      'repository x',
      'repository y',
    ]);
  });

  it.each([
    { floor: 'enforce', own: 'observe', mode: 'enforce' },
    { floor: 'observe', own: 'enforce', mode: 'enforce' },
    { floor: 'observe', own: 'observe', mode: 'observe' },
  ])('the mode of $floor and $own is $mode', ({ floor: above, own, mode }) => {
    expect(joined(`${floor}mode: ${above}\nrules: []\n`, `version: 1\nmode: ${own}\nrules: []\n`).mode).toBe(mode);
  });

  it('paths, services and tools are united, the smaller threshold and the stricter choice win', () => {
    const policy = joined(
      `${floor}machine_users: [robot]
provenance:
  declaration: required
  tools: [{ id: own, name: Own, autonomy: assisted, logins: [own] }]
risk:
  paths: { high: ['a/**'] }
  lines_over: { high: 500, critical: 900 }
  files_over: { medium: 10 }
  services: { a: { paths: ['a/**'], used_by: [b] }, b: { paths: ['b/**'] } }
  blast_radius: { high: 3 }
  destructive: low
  novelty: high
rules: []
`,
      `version: 1
machine_users: [Release, robot]
provenance:
  declaration: optional
  tools: [{ id: own, name: Mine, autonomy: agent, emails: [own@acme.example] }]
risk:
  paths: { high: ['b/**', 'a/**'], medium: ['c/**'] }
  lines_over: { high: 800, critical: 600 }
  services: { a: { paths: ['lib/a/**'], used_by: [c] }, c: { paths: ['c/**'], used_by: [b] } }
  blast_radius: { high: 2 }
  destructive: medium
  novelty: low
rules: []
`,
    );
    expect(policy.machineUsers).toEqual(['release', 'robot']);
    expect(policy.declaration).toBe('required');
    expect(policy.tools).toEqual([
      expect.objectContaining({
        id: 'own',
        name: 'Own',
        autonomy: 'agent',
        logins: ['own'],
        emails: ['own@acme.example'],
      }),
    ]);
    expect(policy.risk.paths.high?.map(({ text }) => text)).toEqual(['a/**', 'b/**']);
    expect(policy.risk.paths.medium?.map(({ text }) => text)).toEqual(['c/**']);
    expect(policy.risk).toMatchObject({
      linesOver: { high: 500, critical: 600 },
      filesOver: { medium: 10 },
      blastRadius: { high: 2 },
      destructive: 'medium',
      novelty: 'high',
    });
    expect(
      policy.risk.services.map(({ name, paths, usedBy }) => [name, paths.map(({ text }) => text), usedBy]),
    ).toEqual([
      ['a', ['a/**', 'lib/a/**'], ['b', 'c']],
      ['b', ['b/**'], []],
      ['c', ['c/**'], ['b']],
    ]);
  });

  it('what the floor leaves out has its default, which a repository cannot lower', () => {
    const policy = joined(`${floor}rules: []\n`, 'version: 1\nrisk: { destructive: low }\nrules: []\n');
    expect(policy.risk.destructive).toBe('critical');
  });

  it('authority is the floor’s, and its line is named where a repository takes it', () => {
    const effective = effectiveOf({
      organization: `${floor}rules: []\n`,
      defaultBranch: 'version: 1\nrules: []\nlevels: { senior: { users: [mallory] } }\n',
      baseBranch: 'version: 1\ncarry_over: identical_diff\nrules: []\n',
    });
    expect(sentences(effective)).toEqual([
      '.github/countersign.yml:3:1 `levels` is set by the organization alone',
      '.github/countersign.yml:2:1 `carry_over` is set by the organization alone',
    ]);
  });

  it('asks nothing by itself for the first use of a tool', () => {
    const builtIn = policyOf({});
    expect(builtIn.risk.novelty).toBe('low');
    expect(builtIn.rules.flatMap(({ when }) => when.map(({ kind }) => kind))).not.toContain('first-use-of-tool');
  });

  it('labels are the floor’s', () => {
    const organization = `${floor}provenance: { labels: { assisted: { name: ai } } }\nrules: []\n`;
    expect(joined(organization, 'version: 1\nrules: []\n').labels.assisted.name).toBe('ai');
  });

  it('a rule can name repositories in the floor alone', () => {
    const named = "rules:\n  - name: x\n    when: { repository: [Shop, '42'] }\n    require: { level: senior }\n";
    expect(policyOf({ organization: `${floor}${named}` }).rules[0]?.when).toEqual([
      { kind: 'repository', repositories: ['shop', '42'] },
    ]);
    expect(effectiveOf({ organization: `${floor}rules: []\n`, defaultBranch: `version: 1\n${named}` }).usable).toBe(
      false,
    );
  });

  it('a rule that nobody can meet is named in the file it stands in', () => {
    const effective = effectiveOf({
      organization: 'version: 1\nlevels: { senior: { teams: [seniors] } }\nrules: []\n',
      defaultBranch: `version: 1\nrules:\n${rule('x', 'staff')}`,
    });
    expect(sentences(effective)).toEqual([expect.stringContaining(':4:14 nobody can meet the rule `x`')]);
  });

  it('the floor alone is enough', () => {
    const policy = policyOf({ organization: `${floor}${rules('x')}` });
    expect(policy.sources).toEqual([{ origin: 'organization', sha: 'abc123' }]);
    expect(policy.rules.map(({ name }) => name)).toEqual(['x']);
  });
});

describe('a base branch with a file of its own', () => {
  it('adds what it asks, once', () => {
    const own = `${floor}${rules('x')}`;
    const policy = policyOf({ defaultBranch: own, baseBranch: `${floor}${rules('x', 'y')}` });
    expect(policy.rules.map(({ origin, name }) => `${origin} ${name}`)).toEqual(['repository x', 'base-branch y']);
    expect(policyOf({ defaultBranch: own, baseBranch: own }).sources).toHaveLength(1);
  });

  it('keeps a rule that says something else under the same name', () => {
    const policy = policyOf({
      defaultBranch: `${floor}${rules('x')}`,
      baseBranch: `${floor}rules:\n${rule('x', 'staff')}`,
    });
    expect(policy.rules.map(({ origin, require }) => `${origin} ${require.level}`)).toEqual([
      'repository senior',
      'base-branch staff',
    ]);
  });

  it('takes no authority from the default branch: its old copies are skipped', () => {
    const policy = policyOf({
      defaultBranch: `${floor}carry_over: never\nrules: []\n`,
      baseBranch:
        'version: 1\nlevels: { senior: { users: [mallory] } }\ncarry_over: identical_diff\noverride: { teams: [all] }\nrules: []\n',
    });
    expect(policy.ladder.holders['senior']).toEqual({ teams: ['acme/seniors'], users: [] });
    expect(policy).toMatchObject({ carryOver: 'never', override: null });
  });

  it('may have an old ladder and old levels on the base branch, which are skipped unread', () => {
    const baseBranch = 'version: 1\nladder: [dev, lead, dev]\nlevels: { wizard: { users: [mallory] } }\nrules: []\n';
    expect(effectiveOf({ defaultBranch: `${floor}rules: []\n`, baseBranch })).toMatchObject({ usable: true });
  });

  it('must name levels that the authority has', () => {
    const effective = effectiveOf({
      defaultBranch: `${floor}rules: []\n`,
      baseBranch: `version: 1\nladder: [wizard]\nrules:\n${rule('x', 'wizard')}`,
    });
    expect(sentences(effective)).toEqual([expect.stringContaining('unknown level `wizard`')]);
  });
});

describe('a policy that cannot be used', () => {
  it('is one with the problems of every file, and says where it came from', () => {
    const effective = effectiveOf({ organization: 'version: 2\nrules: []\n', defaultBranch: 'version: 1\nrule: []\n' });
    expect(sentences(effective)).toHaveLength(3);
    expect(effective).toMatchObject({
      usable: false,
      mode: 'enforce',
      sources: [
        { origin: 'organization', sha: 'abc123' },
        { origin: 'repository', sha: 'abc123' },
      ],
    });
  });

  it('has the mode of a floor that could be read', () => {
    const broken = 'version: 1\nrule: []\n';
    expect(effectiveOf({ organization: `${floor}mode: observe\nrules: []\n`, defaultBranch: broken })).toMatchObject({
      mode: 'observe',
    });
    expect(effectiveOf({ defaultBranch: `mode: observe\n${broken}` })).toMatchObject({ mode: 'enforce' });
  });

  it('is one whose floor could not be read, while an absent floor is none', () => {
    const defaultBranch = aPolicyText('version: 1\nrules: []\n');
    const refused = effectivePolicy({
      organization: { unreadable: 'refused' },
      defaultBranch,
      baseBranch: null,
      owner: 'acme',
    });
    expect(sentences(refused)).toEqual(["acme/.github:1:1 the organization's policy could not be read: refused"]);
    expect(effectivePolicy({ organization: null, defaultBranch, baseBranch: null, owner: 'acme' }).usable).toBe(true);
  });
});
