import { describe, expect, it } from '@jest/globals';
import { type Account, type Commit, known, type Snapshot, unknown } from '../../src/core/facts.ts';
import type { Condition, Glob, Policy } from '../../src/core/policy.ts';
import type { Provenance } from '../../src/core/provenance.ts';
import { type Clause, deriveRequirement, type Requirement } from '../../src/core/requirement.ts';
import { assessRisk } from '../../src/core/risk.ts';
import {
  aBot,
  aCommit,
  aFile,
  anIdentity,
  aPullRequestText,
  aSnapshot,
  aUser,
  memberships,
  people,
  sha,
} from '../support/facts.ts';
import { aLadder, aPolicy, aRule } from '../support/policy.ts';

const noAi: Provenance = {
  involvement: 'none-found',
  autonomy: 'none',
  tools: [],
  evidence: [],
  remembered: [],
  setAside: [],
  declaration: null,
  contradicted: false,
};

function requirementOf(
  policy: Partial<Policy>,
  snapshot: Partial<Snapshot> = {},
  provenance: Partial<Provenance> = {},
): Requirement {
  const given = { policy: aPolicy(policy), snapshot: aSnapshot(snapshot), provenance: { ...noAi, ...provenance } };
  const risk = assessRisk(given.policy, given.snapshot, given.provenance);
  return deriveRequirement(given.policy, given.snapshot, given.provenance, risk);
}

const short = ({ id, level, count, from, owners }: Clause): string =>
  [id, `${count} × ${level}`, ...from, ...(owners ?? []).map(({ path }) => path)].join(' | ');
const clausesOf = (...given: Parameters<typeof requirementOf>) => requirementOf(...given).clauses.map(short);

const globs = (...texts: readonly string[]): readonly Glob[] => texts.map((text) => ({ text, alternatives: [text] }));
const when = (...conditions: readonly Condition[]) => ({ rules: [aRule({ when: conditions })] });
const applies = (condition: Condition, snapshot: Partial<Snapshot>, provenance: Partial<Provenance> = {}) => {
  const [trace] = requirementOf(when(condition), snapshot, provenance).trace;
  return trace?.applied;
};

const by = (...authors: readonly (Account | null)[]): Commit =>
  aCommit({
    authors: authors.map((account) =>
      account === null ? { name: 'Who', email: 'who@example.org', account } : anIdentity(account),
    ),
  });
/** A commit by ada, and the merge that pressing "Update branch" makes. */
const updatedBy = (account: Account) => ({
  commits: [
    aCommit({ sha: sha('c2'), parents: [sha('c1')], authors: [anIdentity(people.ada)] }),
    aCommit({ parents: [sha('c2'), sha('m1')], authors: [anIdentity(account)] }),
  ],
  pushes: [{ before: sha('c2'), after: sha('c3'), pusher: account }],
});
const opened = (author: Account | null) => ({ pullRequest: aPullRequestText({ author }) });
const pushed = (pusher: Account) => ({ pushes: [{ before: null, after: sha('c3'), pusher }] });
const asked = (actor: Account | null) => ({
  pullRequest: aPullRequestText({
    author: people.ada,
    agentEvents: [{ actor, appSlug: 'copilot', at: '2026-03-02T10:00:00Z' }],
  }),
});

describe('a rule', () => {
  it('makes a clause that says why, with the paths', () => {
    const { clauses } = requirementOf(when({ kind: 'paths', globs: globs('src/**') }));
    expect(clauses).toEqual([
      {
        id: 'repository/one senior',
        rule: 'one senior',
        origin: 'repository',
        level: 'senior',
        count: 1,
        from: [],
        owners: null,
        paths: ['src/greeting.ts'],
        reason: '`src/greeting.ts` matches',
      },
    ]);
  });

  it('is traced up to the first condition that failed', () => {
    const { trace, clauses } = requirementOf(
      when({ kind: 'files-over', files: 0 }, { kind: 'lines-over', lines: 400 }, { kind: 'first-use-of-tool' }),
    );
    expect(clauses).toEqual([]);
    expect(trace).toEqual([
      {
        rule: 'one senior',
        origin: 'repository',
        applied: false,
        conditions: [{ condition: { kind: 'lines-over', lines: 400 }, held: false, because: '4 lines are changed' }],
      },
    ]);
  });

  it('is traced with all conditions that held', () => {
    const [trace] = requirementOf(when({ kind: 'files-over', files: 0 }, { kind: 'lines-over', lines: 3 })).trace;
    expect(trace?.conditions.map(({ because }) => because)).toEqual(['1 files are changed', '4 lines are changed']);
  });

  it('is not folded into another one', () => {
    const rules = [
      aRule({ name: 'a', require: { count: 2 } }),
      aRule({ name: 'b', require: { level: 'staff' } }),
      aRule({ name: 'a', origin: 'organization' }),
    ];
    expect(clausesOf({ rules })).toEqual([
      'repository/a | 2 × senior',
      'repository/b | 1 × staff',
      'organization/a | 1 × senior',
    ]);
  });

  it('that asks only for a declaration is a gate and no clause', () => {
    const requirement = requirementOf({ rules: [aRule({ require: { level: null, declaration: true } })] });
    expect(requirement).toMatchObject({ clauses: [], declarationRequired: true });
  });

  it('asks for a declaration only where it applies', () => {
    const rule = aRule({ when: [{ kind: 'files-over', files: 9 }], require: { declaration: true } });
    expect(requirementOf({ rules: [rule] }).declarationRequired).toBe(false);
    expect(requirementOf({ rules: [rule], declaration: 'required' }).declarationRequired).toBe(true);
  });

  it('asks for the lowest level where it names a team alone', () => {
    expect(clausesOf({ rules: [aRule({ require: { level: null, from: ['acme/payments'] } })] })).toEqual([
      'repository/one senior | 1 × junior | acme/payments',
    ]);
  });

  it('says when nobody on the ladder can meet it', () => {
    const ladder = { levels: aLadder.levels, holders: { senior: { teams: ['acme/seniors'], users: [] } } };
    const rules = [aRule({ name: 'a' }), aRule({ name: 'b', require: { level: 'staff' } })];
    expect(requirementOf({ ladder, rules }).unmeetable).toEqual(['repository/b']);
  });

  it('asks for the top where its level is not on the ladder', () => {
    expect(clausesOf({ rules: [aRule({ require: { level: 'wizard' } })] })).toEqual([
      'repository/one senior | 1 × principal',
    ]);
  });
});

describe('a condition on provenance', () => {
  const likely: Condition = { kind: 'involvement', atLeast: 'likely' };
  const agent: Condition = { kind: 'autonomy', atLeast: 'agent' };

  it.each([
    { condition: likely, provenance: { involvement: 'possible' }, holds: false },
    { condition: likely, provenance: { involvement: 'likely' }, holds: true },
    { condition: likely, provenance: { involvement: 'declared' }, holds: true },
    { condition: likely, provenance: { involvement: 'declared', declaration: 'no-ai' }, holds: true },
    { condition: agent, provenance: { autonomy: 'assisted' }, holds: false },
    { condition: agent, provenance: { autonomy: 'agent' }, holds: true },
    { condition: { kind: 'tools', tools: ['claude'] }, provenance: { tools: ['codex'] }, holds: false },
    { condition: { kind: 'tools', tools: ['claude'] }, provenance: { tools: ['codex', 'claude'] }, holds: true },
    { condition: { kind: 'first-use-of-tool' }, provenance: { tools: [] }, holds: false },
    { condition: { kind: 'first-use-of-tool' }, provenance: { tools: ['claude'] }, holds: true },
  ] as const)('$condition.kind with $provenance: $holds', ({ condition, provenance, holds }) => {
    expect(applies(condition, {}, provenance)).toBe(holds);
  });

  it.each([likely, agent, { kind: 'tools', tools: ['claude'] }, { kind: 'first-use-of-tool' }] as const)(
    '$kind holds where not every commit is known',
    (condition) => {
      expect(applies(condition, { truncated: ['250 of 300 commits were read'] })).toBe(true);
      expect(applies(condition, { totals: { commits: 2, files: 1, additions: 3, deletions: 1 } })).toBe(true);
      expect(applies(condition, { truncated: ['3000 of 4000 files were read'] })).toBe(false);
    },
  );
});

describe('a machine as author', () => {
  it.each([
    { level: 'junior', holds: false },
    { level: 'mid', holds: true },
  ])('is of the lowest level and not below it: below $level is $holds', ({ level, holds }) => {
    const robot = aBot(9, 'robot[bot]');
    const snapshot = { ...opened(robot), commits: [by(robot)] };
    expect(applies({ kind: 'author-below', level }, snapshot)).toBe(holds);
  });
});

describe('the author below a level', () => {
  const below: Condition = { kind: 'author-below', level: 'senior' };
  const { ada, mia, sten, noa, jo } = people;

  it.each([
    { why: 'a junior', snapshot: { ...opened(mia), commits: [by(mia)] }, holds: true },
    { why: 'a senior', snapshot: { ...opened(ada), commits: [by(ada)] }, holds: false },
    { why: 'somebody above', snapshot: { ...opened(sten), commits: [by(sten)] }, holds: false },
    { why: 'somebody without a level', snapshot: { ...opened(noa), commits: [by(noa)] }, holds: true },
    {
      why: 'a junior’s commit in a senior’s pull request',
      snapshot: { ...opened(ada), commits: [by(ada), by(mia)] },
      holds: true,
    },
    {
      why: 'a senior’s commits in a junior’s pull request',
      snapshot: { ...opened(mia), commits: [by(ada)] },
      holds: true,
    },
    {
      why: 'somebody below, who only updated the branch',
      snapshot: { ...opened(ada), ...updatedBy(jo), proofs: { sameDiff: {}, cleanMerges: [sha('c3')] } },
      holds: false,
    },
    {
      why: 'somebody below, who may have only updated the branch',
      snapshot: { ...opened(ada), ...updatedBy(jo) },
      holds: true,
    },
    { why: 'a co-author below', snapshot: { ...opened(ada), commits: [by(ada, jo)] }, holds: true },
    { why: 'a pusher below', snapshot: { ...opened(ada), commits: [by(ada)], ...pushed(jo) }, holds: true },
    { why: 'a requester below', snapshot: { ...asked(jo), commits: [by(ada)] }, holds: true },
    { why: 'a requester at the level', snapshot: { ...asked(ada), commits: [by(ada)] }, holds: false },
    { why: 'a bot that opened it', snapshot: { ...opened(aBot(9, 'copilot[bot]')), commits: [by(ada)] }, holds: true },
    {
      why: 'a bot that wrote a commit',
      snapshot: { ...opened(ada), commits: [by(aBot(9, 'copilot[bot]'))] },
      holds: true,
    },
    {
      why: 'a bot that is only credited',
      snapshot: { ...opened(ada), commits: [by(ada, aBot(9, 'copilot[bot]'))] },
      holds: false,
    },
    {
      why: 'a tool without an account that is only credited',
      snapshot: {
        ...opened(ada),
        commits: [
          aCommit({ authors: [anIdentity(ada), { name: 'Claude', email: 'noreply@anthropic.com', account: null }] }),
        ],
      },
      holds: false,
    },
    { why: 'an account that is gone', snapshot: { ...opened(null), commits: [by(ada)] }, holds: true },
    { why: 'a commit of somebody unknown', snapshot: { ...opened(ada), commits: [by(ada), by(null)] }, holds: true },
    {
      why: 'a refused look-up',
      snapshot: { ...opened(ada), commits: [by(ada)], memberships: { [ada.id]: unknown('refused') } },
      holds: true,
    },
    {
      why: 'a look-up that was not made',
      snapshot: { ...opened(ada), commits: [by(ada)], memberships: {} },
      holds: true,
    },
    {
      why: 'commits that were cut',
      snapshot: { ...opened(ada), commits: [by(ada)], truncated: ['commits'] },
      holds: true,
    },
  ])('holds: $holds, for $why', ({ snapshot, holds }) => {
    expect(applies(below, snapshot)).toBe(holds);
  });

  it('counts a login in the text as somebody unknown who asked, where there is an agent to ask', () => {
    const snapshot = {
      pullRequest: aPullRequestText({ author: ada, body: 'Requested by: @noa' }),
      commits: [by(ada)],
    };
    expect(applies(below, snapshot)).toBe(false);
    expect(applies(below, snapshot, { autonomy: 'agent' })).toBe(true);
  });

  it('counts a machine user as the lowest', () => {
    const policy = { ...when(below), machineUsers: ['ada'] };
    expect(clausesOf(policy, { ...opened(ada), commits: [by(ada)] })).toHaveLength(1);
  });

  it('names nobody in its trace, since levels of people are not published', () => {
    const [trace] = requirementOf(when(below), { ...opened(mia), commits: [by(mia)] }).trace;
    expect(JSON.stringify(trace)).not.toMatch(/mia|junior/);
  });
});

const above = (steps: number, level: string | null = null) => ({
  rules: [aRule({ require: { level, aboveAuthor: steps } })],
});
const levelOf = (...given: Parameters<typeof requirementOf>) => requirementOf(...given).clauses[0]?.level;

describe('a level above the author', () => {
  const { ada, mia, sten, pia, noa } = people;
  it.each([
    { why: 'one above a junior', steps: 1, snapshot: { ...opened(mia), commits: [by(mia)] }, level: 'mid' },
    {
      why: 'one above somebody without a level',
      steps: 1,
      snapshot: { ...opened(noa), commits: [by(noa)] },
      level: 'mid',
    },
    { why: 'two above a senior', steps: 2, snapshot: { ...opened(ada), commits: [by(ada)] }, level: 'principal' },
    {
      why: 'above the highest of several',
      steps: 1,
      snapshot: { ...opened(mia), commits: [by(mia), by(ada)] },
      level: 'staff',
    },
    {
      why: 'above the pusher',
      steps: 1,
      snapshot: { ...opened(mia), commits: [by(mia)], ...pushed(sten) },
      level: 'principal',
    },
    {
      why: 'at the top, another of the top',
      steps: 1,
      snapshot: { ...opened(pia), commits: [by(pia)] },
      level: 'principal',
    },
    {
      why: 'above somebody unknown, the top',
      steps: 1,
      snapshot: { ...opened(mia), commits: [by(null)] },
      level: 'principal',
    },
    {
      why: 'above somebody whose teams are unknown, the top',
      steps: 1,
      snapshot: { ...opened(mia), commits: [by(mia)], memberships: {} },
      level: 'principal',
    },
    {
      why: 'above commits that were cut, the top',
      steps: 1,
      snapshot: { ...opened(mia), commits: [by(mia)], truncated: ['commits'] },
      level: 'principal',
    },
  ])('$why', ({ steps, snapshot, level }) => {
    expect(levelOf(above(steps), snapshot)).toBe(level);
  });

  it('and a named level ask for the higher of the two', () => {
    expect(levelOf(above(1, 'senior'), { ...opened(mia), commits: [by(mia)] })).toBe('senior');
    expect(levelOf(above(1, 'senior'), { ...opened(ada), commits: [by(ada)] })).toBe('staff');
  });

  it('is the top where an agent was set to work by nobody knows whom', () => {
    const bot = aBot(9, 'copilot[bot]');
    const snapshot = { ...opened(bot), commits: [by(bot)] };
    expect(levelOf(above(1), snapshot, { autonomy: 'agent' })).toBe('principal');
  });

  it('does not sink by declaring the author a machine', () => {
    expect(levelOf({ ...above(1), machineUsers: ['ada'] }, { ...opened(ada), commits: [by(ada)] })).toBe('staff');
  });
});

describe('a condition on files', () => {
  const paths: Condition = { kind: 'paths', globs: globs('pay/**') };

  it.each([
    { why: 'a file there', files: [aFile({ path: 'pay/a' })], holds: true },
    { why: 'none there', files: [aFile({ path: 'a' })], holds: false },
    { why: 'renamed out', files: [aFile({ path: 'a', previousPath: known('pay/a'), status: 'renamed' })], holds: true },
    { why: 'deleted there', files: [aFile({ path: 'pay/a', status: 'removed' })], holds: true },
    {
      why: 'only the case changed',
      files: [aFile({ path: 'PAY/a', previousPath: known('Pay/a'), status: 'renamed' })],
      holds: true,
    },
    {
      why: 'old name unknown',
      files: [aFile({ path: 'a', previousPath: unknown('not told'), status: 'renamed' })],
      holds: true,
    },
  ] as const)('paths: $why', ({ files, holds }) => {
    expect(applies(paths, { files })).toBe(holds);
  });

  it.each([
    { kind: 'paths', globs: globs('pay/**') },
    { kind: 'unless-only', globs: globs('**') },
    { kind: 'lines-over', lines: 1000 },
    { kind: 'files-over', files: 1000 },
    { kind: 'risk', atLeast: 'critical' },
  ] as const)('$kind holds where not every file is known', (condition) => {
    expect(applies(condition, {})).toBe(false);
    expect(applies(condition, { truncated: ['3000 of 3100 files were read'] })).toBe(true);
    expect(applies(condition, { totals: { commits: 1, files: 2, additions: 3, deletions: 1 } })).toBe(true);
  });

  it('lines-over holds where a file hides its lines', () => {
    const files = [aFile({ path: 'a.bin', additions: 0, deletions: 0, patch: unknown('binary') })];
    expect(applies({ kind: 'lines-over', lines: 1000 }, { files })).toBe(true);
  });

  it('sees dot files and workflows', () => {
    expect(
      applies({ kind: 'paths', globs: globs('**/*.yml') }, { files: [aFile({ path: '.github/workflows/ci.yml' })] }),
    ).toBe(true);
    expect(applies({ kind: 'paths', globs: globs('*') }, { files: [aFile({ path: '.env' })] })).toBe(true);
  });
});

describe('unless only', () => {
  const docs: Condition = { kind: 'unless-only', globs: globs('docs/**', '**/*.md') };
  const doc = aFile({ path: 'docs/a.txt' });

  it.each([
    { why: 'all files are exempted', files: [doc, aFile({ path: 'a.md' })], holds: false },
    { why: 'one is not', files: [doc, aFile({ path: 'a.ts' })], holds: true },
    {
      why: 'one came from elsewhere',
      files: [aFile({ path: 'docs/a', previousPath: known('src/a'), status: 'renamed' })],
      holds: true,
    },
    {
      why: 'one went elsewhere',
      files: [aFile({ path: 'src/a', previousPath: known('docs/a'), status: 'renamed' })],
      holds: true,
    },
    {
      why: 'one moved within',
      files: [aFile({ path: 'docs/b', previousPath: known('docs/a'), status: 'renamed' })],
      holds: false,
    },
    {
      why: 'an old name is unknown',
      files: [aFile({ path: 'docs/b', previousPath: unknown('not told'), status: 'renamed' })],
      holds: true,
    },
    { why: 'the case differs', files: [aFile({ path: 'DOCS/a.txt' })], holds: true },
    { why: 'one is deleted', files: [aFile({ path: 'docs/a', status: 'removed', mode: known(null) })], holds: false },
    { why: 'one is a symbolic link', files: [aFile({ path: 'docs/a', mode: known('120000') })], holds: true },
    { why: 'one is a submodule', files: [aFile({ path: 'docs/a', mode: known('160000') })], holds: true },
    { why: 'one is a program', files: [aFile({ path: 'docs/a', mode: known('100755') })], holds: true },
    { why: 'a mode is unknown', files: [aFile({ path: 'docs/a', mode: unknown('not read') })], holds: true },
    { why: 'no file is listed', files: [], holds: true },
    ...[
      'AGENTS.md',
      'docs/CLAUDE.md',
      'claude.local.md',
      'GEMINI.md',
      '.github/copilot-instructions.md',
      '.github/instructions/a.instructions.md',
      'docs/.cursor/rules/a.md',
      'docs/.cursorrules',
      'docs/.windsurfrules',
      '.claude/skills/a/SKILL.md',
      'docs/skills/a/README.md',
      'docs/a.prompt.md',
      'docs/a.mdc',
    ].map((path) => ({ why: `${path} instructs agents`, files: [aFile({ path })], holds: true })),
  ])('holds: $holds, where $why', ({ files, holds }) => {
    expect(applies(docs, { files })).toBe(holds);
  });

  it('names the first file that counts, whatever the order', () => {
    const files = [aFile({ path: 'b.ts' }), doc, aFile({ path: 'a.ts' })];
    for (const order of [files, files.toReversed()]) {
      expect(requirementOf(when(docs), { files: order }).clauses[0]?.paths).toEqual(['a.ts']);
    }
  });

  it('answers many rules with the same globs at once', () => {
    const rules = [aRule({ name: 'a', when: [docs] }), aRule({ name: 'b', when: [docs] })];
    expect(clausesOf({ rules }, { files: [doc] })).toEqual([]);
  });
});

describe('a condition on the place', () => {
  const base: Condition = { kind: 'base', globs: globs('release/**') };

  it.each([
    { why: 'the base', snapshot: { baseRef: 'release/1' }, holds: true },
    { why: 'another base', snapshot: { baseRef: 'main' }, holds: false },
    { why: 'the case of the base', snapshot: { baseRef: 'Release/1' }, holds: true },
    { why: 'the base of its stack', snapshot: { baseRef: 'feature', stackBaseRef: 'release/1' }, holds: true },
    {
      why: 'the base of a twin',
      snapshot: { baseRef: 'main', siblings: [{ number: 8, author: people.mia, baseRef: 'release/1' }] },
      holds: true,
    },
  ])('looks at $why', ({ snapshot, holds }) => {
    expect(applies(base, snapshot)).toBe(holds);
  });

  it.each([
    { repositories: ['shop'], holds: true },
    { repositories: ['acme/shop'], holds: true },
    { repositories: ['10'], holds: true },
    { repositories: ['other/shop', 'shops', '1'], holds: false },
  ])('knows the repository by name or id: $repositories', ({ repositories, holds }) => {
    expect(applies({ kind: 'repository', repositories }, {})).toBe(holds);
    expect(
      applies(
        { kind: 'repository', repositories },
        { ref: { installationId: 1, repositoryId: 10, owner: 'Acme', name: 'Shop', number: 7 } },
      ),
    ).toBe(holds);
  });
});

describe('owners', () => {
  const rules = [aRule({ require: { level: 'senior', owners: true } })];
  const owned = { path: 'src/a', pattern: 'src/**', owners: ['ada'], unresolved: [] };

  it('are asked for with every path', () => {
    expect(clausesOf({ rules }, { owners: known([owned, { ...owned, path: 'src/b' }]) })).toEqual([
      'repository/one senior | 1 × senior | src/a | src/b',
    ]);
  });

  it('are nobody where nothing is owned: the level is still asked for', () => {
    expect(clausesOf({ rules }, { owners: known([]) })).toEqual(['repository/one senior | 1 × senior']);
    expect(clausesOf({ rules: [aRule({ require: { level: null, owners: true } })] }, { owners: known([]) })).toEqual(
      [],
    );
  });

  it('are not asked for a path that CODEOWNERS takes out', () => {
    expect(clausesOf({ rules }, { owners: known([{ ...owned, owners: [] }]) })).toEqual([
      'repository/one senior | 1 × senior',
    ]);
  });

  it.each([
    { why: 'CODEOWNERS could not be read', owners: unknown('refused') },
    { why: 'an owner is an address', owners: known([{ ...owned, owners: [], unresolved: ['ada@example.org'] }]) },
  ])('cannot be had where $why, and it is said', ({ owners }) => {
    const requirement = requirementOf({ rules }, { owners });
    expect(requirement.unmeetable).toEqual(['repository/one senior']);
    expect(requirement.clauses[0]?.owners?.[0]?.unresolved).toHaveLength(1);
  });
});

describe('a change of the rules themselves', () => {
  it.each([
    '.github/countersign.yml',
    '.github/countersign.yaml',
    '.github/CODEOWNERS',
    'CODEOWNERS',
    'docs/CODEOWNERS',
    '.GITHUB/Countersign.yml',
  ])('needs the highest level that anybody holds: %s', (path) => {
    expect(clausesOf({ rules: [] }, { files: [aFile({ path })] })).toEqual(['safeguard/policy-change | 1 × principal']);
  });

  it.each([
    { why: 'moved away', files: [aFile({ path: 'a', previousPath: known('CODEOWNERS'), status: 'renamed' })] },
    { why: 'deleted', files: [aFile({ path: 'CODEOWNERS', status: 'removed' })] },
    { why: 'perhaps beyond the list', truncated: ['3000 of 3001 files were read'] },
    {
      why: 'perhaps the unknown old name',
      files: [aFile({ path: 'a', previousPath: unknown('not told'), status: 'renamed' })],
    },
  ] as const)('is seen where the file is $why', ({ why: _why, ...snapshot }) => {
    expect(clausesOf({ rules: [] }, snapshot)).toEqual(['safeguard/policy-change | 1 × principal']);
  });

  it('is not seen in files that are only called alike', () => {
    const files = [aFile({ path: 'src/CODEOWNERS' }), aFile({ path: 'countersign.yml' })];
    expect(clausesOf({ rules: [] }, { files })).toEqual([]);
  });

  it('asks for the highest level that is held, not for the top of the ladder', () => {
    const ladder = { levels: aLadder.levels, holders: { senior: { teams: ['acme/seniors'], users: [] } } };
    expect(clausesOf({ rules: [], ladder }, { files: [aFile({ path: 'CODEOWNERS' })] })).toEqual([
      'safeguard/policy-change | 1 × senior',
    ]);
  });
});

describe('an agent that nobody knows who asked', () => {
  const agent = { autonomy: 'agent' } as const;
  const bot = aBot(9, 'copilot[bot]');
  const unasked = { ...opened(bot), commits: [by(bot)] };
  const askedBy = (actor: Account | null) => ({
    pullRequest: aPullRequestText({
      author: bot,
      agentEvents: [{ actor, appSlug: 'copilot', at: '2026-03-02T10:00:00Z' }],
    }),
  });
  const rules = [
    aRule({ name: 'a' }),
    aRule({ name: 'b', require: { count: 2 } }),
    aRule({ name: 'c', require: { level: 'staff', from: ['acme/payments'] } }),
  ];

  it('asks for one more of each level than any clause does', () => {
    expect(clausesOf({ rules }, unasked, agent).slice(3)).toEqual([
      'safeguard/unattributed-agent/senior | 3 × senior',
      'safeguard/unattributed-agent/staff+acme/payments | 2 × staff | acme/payments',
    ]);
  });

  it.each([
    { why: 'GitHub recorded who asked', snapshot: askedBy(people.mia), more: false },
    { why: 'only a bot is recorded', snapshot: askedBy(aBot(8, 'x[bot]')), more: true },
    { why: 'the account that asked is gone', snapshot: askedBy(null), more: true },
    { why: 'a person’s own account acted: it was that person', snapshot: {}, more: false },
    { why: 'a bot wrote a commit', snapshot: { commits: [by(bot)] }, more: true },
    { why: 'a bot pushed', snapshot: pushed(bot), more: true },
    {
      why: 'only the text says who asked',
      snapshot: { pullRequest: aPullRequestText({ author: bot, body: 'Requested by: @mia' }) },
      more: true,
    },
  ])('$why', ({ snapshot, more }) => {
    expect(clausesOf({ rules: [aRule()] }, snapshot, agent)).toHaveLength(more ? 2 : 1);
  });

  it('is no concern where nothing is asked, or AI only assisted', () => {
    expect(clausesOf({ rules: [] }, unasked, agent)).toEqual([]);
    expect(clausesOf({ rules: [aRule()] }, unasked, { autonomy: 'assisted' })).toHaveLength(1);
  });

  it('blocks where the policy says so, and no sign-off clears it', () => {
    const requirement = requirementOf({ rules: [], unattributedAgent: 'block' }, unasked, agent);
    expect(requirement.clauses.map(short)).toEqual(['safeguard/unattributed-agent/blocked | 1 × principal']);
    expect(requirement.unmeetable).toEqual(['safeguard/unattributed-agent/blocked']);
  });
});

describe('a commit of somebody whom GitHub does not know', () => {
  const nobody = { name: 'Who', email: 'who@example.org', account: null };
  const rules = [aRule()];
  const more = 'safeguard/unknown-contributor/senior | 2 × senior';
  const pusher = aUser(1, 'x');

  it.each([
    { why: 'as author', snapshot: { commits: [aCommit({ authors: [nobody] })] }, more: true },
    {
      why: 'as co-author',
      snapshot: { commits: [aCommit({ authors: [anIdentity(people.mia), nobody] })] },
      more: true,
    },
    { why: 'as committer', snapshot: { commits: [aCommit({ committer: nobody })] }, more: true },
    {
      why: 'GitHub itself as committer',
      snapshot: { commits: [aCommit({ committer: { name: 'GitHub', email: 'noreply@github.com', account: null } })] },
      more: false,
    },
    {
      why: 'a tool as co-author',
      snapshot: {
        commits: [
          aCommit({
            authors: [anIdentity(people.mia), { name: 'Claude', email: 'noreply@anthropic.com', account: null }],
          }),
        ],
      },
      more: false,
    },
    {
      why: 'a person under a tool’s name',
      snapshot: { commits: [aCommit({ authors: [anIdentity(people.mia), { ...nobody, name: 'Claude Code' }] })] },
      more: true,
    },
    {
      why: 'a tool as author, whom somebody pushed',
      snapshot: {
        commits: [aCommit({ authors: [{ name: 'Claude', email: 'noreply@anthropic.com', account: null }] })],
      },
      more: true,
    },
    { why: 'a commit without authors', snapshot: { commits: [aCommit({ authors: [] })] }, more: true },
    { why: 'perhaps among commits that were cut', snapshot: { truncated: ['commits'] }, more: true },
    { why: 'nowhere', snapshot: {}, more: false },
    {
      why: 'in a push that is known',
      snapshot: { commits: [aCommit({ authors: [nobody] })], pushes: [{ before: null, after: sha('c3'), pusher }] },
      more: false,
    },
    {
      why: 'below the tip of a push that is known',
      snapshot: {
        commits: [
          aCommit({ sha: sha('c2'), parents: [sha('c1')], authors: [nobody] }),
          aCommit({ parents: [sha('c2')] }),
        ],
        pushes: [{ before: sha('c1'), after: sha('c3'), pusher }],
      },
      more: false,
    },
    {
      why: 'before the push that is known',
      snapshot: {
        commits: [
          aCommit({ sha: sha('c2'), parents: [sha('c1')], authors: [nobody] }),
          aCommit({ parents: [sha('c2')] }),
        ],
        pushes: [{ before: sha('c2'), after: sha('c3'), pusher }],
      },
      more: true,
    },
  ])('asks for one more: $more, $why', ({ snapshot, more: expected }) => {
    const teams = { memberships: { ...memberships, 1: known(['acme/principals']) } };
    expect(clausesOf({ rules }, { ...teams, ...snapshot }).slice(1)).toEqual(expected ? [more] : []);
  });

  it('blocks where the policy says so', () => {
    const snapshot = { commits: [aCommit({ authors: [nobody] })] };
    expect(requirementOf({ rules, unknownContributor: 'block' }, snapshot).unmeetable).toEqual([
      'safeguard/unknown-contributor/blocked',
    ]);
  });
});
