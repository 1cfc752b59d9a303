import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import { known, type Snapshot, unknown } from '../../src/core/facts.ts';
import type { EffectivePolicy } from '../../src/core/policy.ts';
import { planPublication } from '../../src/core/publication.ts';
import { policySchema } from '../../src/policy/json-schema.ts';
import {
  aBot,
  aCommit,
  aFile,
  anIdentity,
  aPullRequestText,
  aReview,
  aSnapshot,
  people,
  sha,
} from '../support/facts.ts';
import { evaluateUnder, policyOf } from '../support/policy-text.ts';

const levels = `levels:
  junior: { teams: [juniors] }
  mid: { teams: [mids] }
  senior: { teams: [seniors] }
  staff: { teams: [staff] }
  principal: { teams: [principals] }
`;
const head = `version: 1\n${levels}`;
const rule = (when: string, require = 'level: senior') =>
  `rules:\n  - name: x\n    when: { ${when} }\n    require: { ${require} }\n`;
const always = (require: string) => `rules:\n  - name: x\n    require: { ${require} }\n`;
const ownTool = (surface: string) =>
  `${head}provenance:\n  tools:\n    - { id: acme-bot, name: Acme Bot, autonomy: agent${surface} }\n${rule('involvement: possible')}`;

const byClaude = { commits: [aCommit({ message: 'x\n\nCo-Authored-By: Claude <noreply@anthropic.com>' })] };
const byCopilot = { pullRequest: aPullRequestText({ author: aBot(198982749, 'Copilot') }) };
const by = (account: (typeof people)[keyof typeof people]): Partial<Snapshot> => ({
  pullRequest: aPullRequestText({ author: account }),
  commits: [aCommit({ authors: [anIdentity(account)], committer: anIdentity(account) })],
});
const touching = (...paths: string[]): Partial<Snapshot> => ({ files: paths.map((path) => aFile({ path })) });
const approvedBy = (...accounts: (typeof people)[keyof typeof people][]): Partial<Snapshot> => ({
  reviews: accounts.map((reviewer) => aReview({ id: `r${reviewer.id}`, reviewer })),
});
const patched = (path: string, patch: string): Partial<Snapshot> => ({ files: [aFile({ path, patch: known(patch) })] });

const sealed = aReview({ commitSha: sha('c2') });
const carried: Partial<Snapshot> = {
  reviews: [sealed],
  bindings: { [sealed.id]: { headSha: sha('c2'), baseRef: 'main', mergeBase: sha('c1') } },
  proofs: { sameDiff: { [sealed.id]: known(true) }, cleanMerges: [] },
};

const overridden = ({ giver = people.sten, openDebts = 0 }): Partial<Snapshot> => ({
  openDebts,
  commands: [
    {
      id: 1,
      author: giver,
      createdAt: '2026-03-02T11:00:00Z',
      edited: false,
      viaApp: false,
      canPush: known(true),
      commands: [{ kind: 'override', sha: sha('c3'), reason: 'production burns, it does' }],
    },
  ],
});
const override = (
  name: string,
  having: string,
  lacking: string,
  matters: Partial<Snapshot>,
  indifferent: Partial<Snapshot>,
): Row => {
  const text = (keys: string): string =>
    `${head}override: { ${[...(keys.startsWith('teams') ? [] : ['teams: [staff]']), keys].join(', ')} }\n${always('level: senior')}`;
  return { key: `override.${name}`, having: text(having), lacking: text(lacking), matters, indifferent };
};

type Row = {
  readonly key: string;
  /** The policy with the key, and without it or with another value. */
  readonly having: string;
  readonly lacking: string;
  readonly matters: Partial<Snapshot>;
  readonly indifferent: Partial<Snapshot>;
};

/** The same threshold for each level that a risk can be raised to. */
const perLevel = (
  section: string,
  value: string,
  matters: Partial<Snapshot>,
  indifferent: Partial<Snapshot>,
): readonly Row[] =>
  ['medium', 'high', 'critical'].map((level) => ({
    key: `risk.${section}.${level}`,
    having: `${head}risk:\n  services: ${twoServices}\n  ${section}: { ${level}: ${value} }\n${rule(`risk: ${level}`)}`,
    lacking: `${head}risk:\n  services: ${twoServices}\n${rule(`risk: ${level}`)}`,
    matters,
    indifferent,
  }));
const twoServices = "{ a: { paths: ['a/**'] }, b: { paths: ['b/**'] } }";

const condition = (name: string, value: string, matters: Partial<Snapshot>, indifferent: Partial<Snapshot>): Row => ({
  key: `rules.when.${name}`,
  having: `${head}${rule(`${name}: ${value}`)}`,
  lacking: `${head}rules: []\n`,
  matters,
  indifferent,
});

const demand = (
  name: string,
  having: string,
  lacking: string,
  matters: Partial<Snapshot>,
  indifferent: Partial<Snapshot>,
): Row => ({
  key: `rules.require.${name}`,
  having: `${head}${always(having)}`,
  lacking: `${head}${always(lacking)}`,
  matters,
  indifferent,
});

const rows: readonly Row[] = [
  {
    key: 'extends',
    having: `${head}extends: default\nrules: []\n`,
    lacking: `${head}rules: []\n`,
    matters: touching('.github/workflows/ci.yml'),
    indifferent: {},
  },
  {
    key: 'ladder',
    having: `version: 1\nladder: [staff, senior]\nlevels:\n  senior: { teams: [seniors] }\n  staff: { teams: [staff] }\n${always('level: senior')}`,
    lacking: `version: 1\nladder: [senior, staff]\nlevels:\n  senior: { teams: [seniors] }\n  staff: { teams: [staff] }\n${always('level: senior')}`,
    matters: approvedBy(people.sten),
    indifferent: approvedBy(people.ada),
  },
  {
    key: 'levels.….teams',
    having: `version: 1\nlevels: { senior: { teams: [seniors] }, staff: { users: [sten] } }\n${always('level: senior')}`,
    lacking: `version: 1\nlevels: { staff: { users: [sten] } }\n${always('level: senior')}`,
    matters: approvedBy(people.ada),
    indifferent: approvedBy(people.sten),
  },
  {
    key: 'levels.….users',
    having: `version: 1\nlevels: { senior: { teams: [seniors], users: [Noa] } }\n${always('level: senior')}`,
    lacking: `version: 1\nlevels: { senior: { teams: [seniors] } }\n${always('level: senior')}`,
    matters: approvedBy(people.noa),
    indifferent: approvedBy(people.ada),
  },
  {
    key: 'machine_users',
    having: `${head}machine_users: [ADA]\n${always('level: senior')}`,
    lacking: `${head}${always('level: senior')}`,
    matters: approvedBy(people.ada),
    indifferent: approvedBy(people.bo),
  },
  {
    key: 'provenance.declaration',
    having: `${head}provenance: { declaration: required }\nrules: []\n`,
    lacking: `${head}rules: []\n`,
    matters: {},
    indifferent: { pullRequest: aPullRequestText({ body: 'AI-Assisted: no' }) },
  },
  {
    key: 'provenance.tools.autonomy',
    having: `${head}provenance:\n  tools: [{ id: b, name: B, autonomy: agent, accounts: [77] }]\n${rule('autonomy: agent')}`,
    lacking: `${head}provenance:\n  tools: [{ id: b, name: B, autonomy: assisted, labels: [b] }]\n${rule('autonomy: agent')}`,
    matters: { pullRequest: aPullRequestText({ author: aBot(77, 'b[bot]') }) },
    indifferent: {},
  },
  ...(
    [
      ['accounts', '[77]', { pullRequest: aPullRequestText({ author: aBot(77, 'renamed[bot]') }) }],
      ['logins', "['acme-bot[bot]']", { pullRequest: aPullRequestText({ author: aBot(78, 'acme-bot[bot]') }) }],
      [
        'emails',
        '[bot@acme.example]',
        { commits: [aCommit({ message: 'x\n\nCo-Authored-By: B <bot@acme.example>' })] },
      ],
      ['names', '[Acme Botty]', { commits: [aCommit({ message: 'x\n\nCo-Authored-By: Acme Botty <x@y.example>' })] }],
      ['branches', "['acme-bot/**']", { pullRequest: aPullRequestText({ headBranch: 'acme-bot/fix' }) }],
      ['labels', '[acme-bot]', { pullRequest: aPullRequestText({ labels: ['acme-bot'] }) }],
    ] as const
  ).map(([surface, value, matters]) => ({
    key: `provenance.tools.${surface}`,
    having: ownTool(`, ${surface}: ${value}`),
    lacking: ownTool(''),
    matters,
    indifferent: {},
  })),
  {
    key: 'provenance.tools.id',
    having: `${head}provenance: { tools: [{ id: acme-bot, name: B, autonomy: agent, accounts: [77] }] }\n${rule('tools: [acme-bot]')}`,
    lacking: `${head}provenance: { tools: [{ id: other-bot, name: B, autonomy: agent, accounts: [77] }] }\n${rule('tools: [other-bot, claude], risk: critical')}`,
    matters: { pullRequest: aPullRequestText({ author: aBot(77, 'b[bot]') }) },
    indifferent: {},
  },
  ...perLevel('paths', "['payments/**']", touching('payments/a.ts'), touching('docs/a.md')),
  ...perLevel('lines_over', '3', {}, { files: [aFile({ additions: 1, deletions: 2 })] }),
  ...perLevel('files_over', '1', touching('x', 'y'), touching('x')),
  ...perLevel('blast_radius', '2', touching('a/x', 'b/x'), touching('a/x')),
  {
    key: 'risk.services.….paths',
    having: `${head}risk:\n  services: { a: { paths: ['a/**'] } }\n  blast_radius: { high: 1 }\n${rule('risk: high')}`,
    lacking: `${head}risk:\n  services: { a: { paths: ['b/**'] } }\n  blast_radius: { high: 1 }\n${rule('risk: high')}`,
    matters: touching('a/x'),
    indifferent: touching('c/x'),
  },
  {
    key: 'risk.services.….used_by',
    having: `${head}risk:\n  services: { a: { paths: ['a/**'], used_by: [b] }, b: { paths: ['b/**'], used_by: [c] }, c: { paths: ['c/**'] } }\n  blast_radius: { high: 3 }\n${rule('risk: high')}`,
    lacking: `${head}risk:\n  services: { a: { paths: ['a/**'], used_by: [b] }, b: { paths: ['b/**'] }, c: { paths: ['c/**'] } }\n  blast_radius: { high: 3 }\n${rule('risk: high')}`,
    matters: touching('a/x'),
    indifferent: touching('b/x'),
  },
  {
    key: 'risk.destructive',
    having: `${head}risk: { destructive: medium }\n${rule('risk: high')}`,
    lacking: `${head}${rule('risk: high')}`,
    matters: patched('db/1.sql', '@@ -0,0 +1 @@\n+DROP TABLE users;'),
    indifferent: patched('db/1.sql', '@@ -0,0 +1 @@\n+SELECT 1;'),
  },
  {
    key: 'risk.novelty',
    having: `${head}risk: { novelty: high }\n${rule('risk: high')}`,
    lacking: `${head}${rule('risk: high')}`,
    matters: byClaude,
    indifferent: { ...byClaude, toolsUsedBefore: known(['claude']) },
  },
  condition('involvement', 'likely', byClaude, {}),
  condition('autonomy', 'agent', byCopilot, byClaude),
  condition('risk', 'critical', touching('.gitattributes'), touching('a.ts')),
  condition('author_below', 'senior', {}, by(people.ada)),
  condition('paths', "['payments/**']", touching('Payments/a.ts'), touching('src/payments/a.ts')),
  condition('unless_only', "['docs/**']", touching('docs/a.md', 'a.ts'), touching('docs/a.md')),
  condition('lines_over', '3', {}, { files: [aFile({ additions: 1, deletions: 2 })] }),
  condition('files_over', '1', touching('a', 'b'), touching('a')),
  condition('base', "['release/**']", { baseRef: 'release/1.x' }, { baseRef: 'main' }),
  condition('tools', '[claude]', byClaude, byCopilot),
  condition('first_use_of_tool', 'true', byClaude, { ...byClaude, toolsUsedBefore: known(['claude']) }),
  {
    key: 'rules.when',
    having: `${head}${rule('involvement: declared')}`,
    lacking: `${head}${always('level: senior')}`,
    matters: {},
    indifferent: byClaude,
  },
  {
    key: 'rules',
    having: `${head}${always('level: senior')}`,
    lacking: `${head}rules: []\n`,
    matters: {},
    // Nothing about the rules matters to a request for changes.
    indifferent: { reviews: [aReview({ state: 'changes-requested' })] },
  },
  demand('level', 'level: staff', 'level: senior', approvedBy(people.ada), approvedBy(people.sten)),
  demand(
    'above_author',
    'level: senior, above_author: 1',
    'level: senior',
    { ...by(people.sten), ...approvedBy(people.ada) },
    {
      ...by(people.sten),
      ...approvedBy(people.pia),
    },
  ),
  demand(
    'count',
    'level: senior, count: 2',
    'level: senior',
    approvedBy(people.ada),
    approvedBy(people.ada, people.bo),
  ),
  demand('from', 'level: senior, from: [payments]', 'level: senior', approvedBy(people.bo), approvedBy(people.ada)),
  demand(
    'owners',
    'level: senior, owners: true',
    'level: senior',
    {
      ...approvedBy(people.bo),
      owners: known([{ path: 'src/greeting.ts', pattern: '*', owners: ['ada'], unresolved: [] }]),
    },
    {
      ...approvedBy(people.ada),
      owners: known([{ path: 'src/greeting.ts', pattern: '*', owners: ['ada'], unresolved: [] }]),
    },
  ),
  demand('declaration', 'level: senior, declaration: true', 'level: senior', approvedBy(people.ada), {
    ...approvedBy(people.ada),
    pullRequest: aPullRequestText({ body: 'AI-Assisted: no' }),
  }),
  {
    key: 'carry_over',
    having: `${head}carry_over: never\n${always('level: senior')}`,
    lacking: `${head}${always('level: senior')}`,
    matters: carried,
    indifferent: approvedBy(people.ada),
  },
  {
    key: 'rules.when.repository',
    having: `${head}${rule('repository: [shop]')}`,
    lacking: `${head}${rule('repository: [other]')}`,
    matters: {},
    indifferent: { reviews: [aReview({ state: 'changes-requested' })] },
  },
  ...(['assisted', 'agent'] as const).flatMap((which): readonly Row[] => {
    const labelled = (label: string): string =>
      `${head}provenance: { labels: { ${which}: ${label} } }\n${always('level: senior')}`;
    const matters = which === 'agent' ? byCopilot : byClaude;
    return [
      { key: 'name', having: labelled('{ name: robots }'), lacking: labelled('{ name: people }') },
      { key: 'color', having: labelled("{ name: ai, color: '000000' }"), lacking: labelled('{ name: ai }') },
    ].map(({ key, ...texts }) => ({ key: `provenance.labels.${which}.${key}`, ...texts, matters, indifferent: {} }));
  }),
  override('teams', 'teams: [staff]', 'teams: [principals]', overridden({}), overridden({ giver: people.ada })),
  override(
    'minimum_reason',
    'minimum_reason: 25',
    'minimum_reason: 26',
    overridden({}),
    overridden({ giver: people.ada }),
  ),
  override('max_open_debts', 'max_open_debts: 1', 'max_open_debts: 2', overridden({ openDebts: 1 }), overridden({})),
  override('debt_due_days', 'debt_due_days: 1', 'debt_due_days: 9', overridden({}), overridden({ giver: people.ada })),
  {
    key: 'unknown_contributor',
    having: `${head}unknown_contributor: block\n${always('level: senior')}`,
    lacking: `${head}${always('level: senior')}`,
    matters: {
      commits: [aCommit({ authors: [{ name: 'Who', email: 'who@example.org', account: null }] })],
      ...approvedBy(people.ada, people.bo),
    },
    indifferent: approvedBy(people.ada),
  },
  {
    key: 'unattributed_agent',
    having: `${head}unattributed_agent: block\n${always('level: senior')}`,
    lacking: `${head}${always('level: senior')}`,
    matters: { ...byCopilot, ...approvedBy(people.ada, people.bo) },
    indifferent: {
      ...approvedBy(people.ada),
      pullRequest: aPullRequestText({
        author: aBot(198982749, 'Copilot'),
        agentEvents: [{ actor: people.mia, appSlug: 'copilot', at: '2026-03-02T10:00:00Z' }],
      }),
    },
  },
];

/** Keys that one snapshot cannot show: the test file, and words of its tests, that do. */
const elsewhere: Readonly<Record<string, readonly [file: string, ...words: string[]]>> = {
  version: ['support/refused-policies', 'the version is missing', 'the version is another one'],
  extends: ['policy/effective-policy.test', 'adds to them where it says so', 'replaces the built-in rules'],
  mode: [
    'policy/effective-policy.test',
    'enforces unless it says that it observes',
    "floor: 'enforce', own: 'observe'",
  ],
  include_child_teams: ['e2e/people-and-rules.test', 'does not count through a child team where the floor says so'],
  'provenance.tools.name': ['core/provenance.test', 'Acme Bot'],
  'rules.name': ['core/requirement.test', 'repository/'],
  merged_without_gate: ['e2e/merged-without-gate.test', 'leaves what was open to be signed off'],
  'load_visible_to.teams': ['policy/keys.test', 'load_visible_to: { teams'],
  'load_visible_to.users': ['policy/keys.test', 'load_visible_to: { teams'],
  commands: ['support/refused-policies', 'a reserved section is used'],
  routing: ['policy/keys.test', 'routing: {}'],
};

/** Keys with others inside that have a row of their own. */
const sections = ['rules', 'rules.when', 'routing'];

/** Whom to ask and when: no verdict depends on it. */
const isRouting = (key: string): boolean => key.startsWith('routing.');

/** What GitHub is made to show, and what an override leaves to be done. */
function decide(text: string, only: Partial<Snapshot>): unknown {
  const effective: EffectivePolicy = { usable: true, policy: policyOf({ defaultBranch: text }) };
  const snapshot = aSnapshot(only);
  const evaluation = evaluate(effective, snapshot);
  const { conclusion, labels } = planPublication(effective, snapshot, evaluation, '');
  return {
    verdict: evaluation.verdict,
    dueDays: evaluation.override?.dueDays ?? null,
    conclusion,
    labels: labels.filter(({ present }) => present),
  };
}

describe('each key of the policy', () => {
  it.each(rows)('$key changes what is decided where it matters', (row) => {
    expect(decide(row.having, row.matters)).not.toEqual(decide(row.lacking, row.matters));
  });

  it.each(rows)('$key changes nothing where it does not', (row) => {
    expect(decide(row.having, row.indifferent)).toEqual(decide(row.lacking, row.indifferent));
  });

  it('has a row here, or a test elsewhere', () => {
    const shown = new Set([...rows.map(({ key }) => key), ...Object.keys(elsewhere)]);
    const all = keysOf(policySchema()).filter((key) => !isRouting(key));
    expect(all.filter((key) => !shown.has(key))).toEqual([]);
    expect([...shown].filter((key) => !all.includes(key) && !sections.includes(key))).toEqual([]);
  });

  it.each(Object.entries(elsewhere))('%s has that test', (_, [file, ...words]) => {
    const source = readFileSync(`test/${file}.ts`, 'utf8');
    expect(words.filter((each) => !source.includes(each))).toEqual([]);
  });
});

describe('keys that say how and not whether', () => {
  it.each([
    { text: 'mode: observe\nrules: []\n', says: { mode: 'observe' } },
    { text: 'rules: []\n', says: { mode: 'enforce', includeChildTeams: true, carryOver: 'identical-diff' } },
    { text: 'include_child_teams: false\nrules: []\n', says: { includeChildTeams: false } },
    { text: 'carry_over: never\nrules: []\n', says: { carryOver: 'never' } },
    {
      text: 'provenance: { labels: { assisted: { name: robots, color: ABCDEF } } }\nrules: []\n',
      says: { labels: { assisted: { name: 'robots', color: 'abcdef' }, agent: { name: 'robots', color: 'abcdef' } } },
    },
    {
      text: "provenance: { labels: { agent: { name: agents, color: '000000' } } }\nrules: []\n",
      says: {
        labels: { assisted: { name: 'ai-assisted', color: '6f42c1' }, agent: { name: 'agents', color: '000000' } },
      },
    },
    {
      text: 'override: { teams: [Commanders] }\nrules: []\n',
      says: { override: { teams: ['acme/commanders'], minimumReason: 20, maxOpenDebts: 3, debtDueDays: 7 } },
    },
    {
      text: 'override: { teams: [other/commanders], minimum_reason: 5, max_open_debts: 0, debt_due_days: 1 }\nrules: []\n',
      says: { override: { teams: ['other/commanders'], minimumReason: 5, maxOpenDebts: 0, debtDueDays: 1 } },
    },
    { text: 'rules: []\n', says: { loadVisibleTo: { teams: [], users: [] } } },
    {
      text: 'load_visible_to: { teams: [Managers, other/leads], users: [Olga] }\nrules: []\n',
      says: { loadVisibleTo: { teams: ['acme/managers', 'other/leads'], users: ['olga'] } },
    },
    { text: 'rules: []\n', says: { mergedWithoutGate: 'record' } },
    { text: 'merged_without_gate: debt\nrules: []\n', says: { mergedWithoutGate: 'debt' } },
    { text: 'commands: {}\nrules: []\n', says: { override: null, routing: null } },
    {
      text: 'routing: {}\nrules: []\n',
      says: {
        routing: {
          mode: 'ask',
          maxOpen: 8,
          away: [],
          nudgeAfter: null,
          escalateAfter: null,
          workingHours: { timeZone: 'UTC', days: [1, 2, 3, 4, 5], from: 540, to: 1020 },
          chat: null,
        },
      },
    },
    {
      text: `routing:
  mode: suggest
  max_open: 3
  away: [{ user: Ada, until: '2026-12-31' }]
  nudge_after: 8h
  escalate_after: 16h
  working_hours: { time_zone: Asia/Kolkata, days: [sun, mon], from: '08:30', to: '16:00' }
  chat: reviews
rules: []
`,
      says: {
        routing: {
          mode: 'suggest',
          maxOpen: 3,
          away: [{ user: 'ada', until: '2026-12-31' }],
          nudgeAfter: 480,
          escalateAfter: 960,
          workingHours: { timeZone: 'Asia/Kolkata', days: [1, 7], from: 510, to: 960 },
          chat: 'reviews',
        },
      },
    },
    { text: "routing: { mode: 'off' }\nrules: []\n", says: { routing: null } },
  ])('$text', ({ text, says }) => {
    expect(policyOf({ defaultBranch: `version: 1\n${text}` })).toMatchObject(says);
  });
});

describe('a fact that could not be read', () => {
  it.each([
    { fact: 'owners', policy: always('owners: true'), only: { owners: unknown('refused'), ...approvedBy(people.pia) } },
    {
      fact: 'tools used before',
      policy: rule('first_use_of_tool: true'),
      only: { ...byClaude, toolsUsedBefore: unknown('no record') },
    },
  ])('never lets a change pass: $fact', ({ policy, only }) => {
    expect(evaluateUnder(`${head}${policy}`, aSnapshot(only)).verdict.state).toBe('pending');
  });
});

describe('a tool of a policy’s own', () => {
  const required = `${head}provenance:\n  declaration: required\n  tools: [{ id: own, name: Own, autonomy: agent, emails: [bot@acme.example] }]\nrules: []\n`;
  const credited = (email: string) => ({ commits: [aCommit({ message: `x\n\nCo-Authored-By: X <${email}>` })] });

  it('is evidence and no declaration, or a repository could open the gate of its organization', () => {
    expect(evaluateUnder(required, aSnapshot(credited('bot@acme.example')))).toMatchObject({
      provenance: { involvement: 'declared', declaration: null },
      verdict: { state: 'pending', declarationMissing: true },
    });
    expect(evaluateUnder(required, aSnapshot(credited('noreply@anthropic.com'))).verdict.state).toBe('not-required');
  });
});

type Schema = {
  readonly description?: string | undefined;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  readonly items?: unknown;
  readonly additionalProperties?: unknown;
};

/** Every key that holds a value by its path; `…` stands for a name that the writer chooses. */
function keysOf(schema: unknown, path = ''): readonly string[] {
  if (!isSchema(schema)) return [path];
  if (schema.items !== undefined) return keysOf(schema.items, path);
  if (isSchema(schema.additionalProperties)) return keysOf(schema.additionalProperties, `${path}.…`);
  const within = Object.entries(schema.properties ?? {});
  return within.length === 0
    ? [path]
    : within.flatMap(([key, child]) => keysOf(child, path === '' ? key : `${path}.${key}`));
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
