import { describe, expect, it } from '@jest/globals';
import { known, type Snapshot, unknown } from '../../src/core/facts.ts';
import { policySchema } from '../../src/policy/json-schema.ts';
import { aBot, aCommit, aFile, anIdentity, aPullRequestText, aReview, aSnapshot, people } from '../support/facts.ts';
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

type Row = {
  readonly key: string;
  /** The policy with the key, and without it or with another value. */
  readonly having: string;
  readonly lacking: string;
  readonly matters: Partial<Snapshot>;
  readonly indifferent: Partial<Snapshot>;
};

const perLevel = (
  section: string,
  values: string,
  matters: Partial<Snapshot>,
  indifferent: Partial<Snapshot>,
): Row => ({
  key: `risk.${section}`,
  having: `${head}risk:\n  ${section}: ${values}\n${rule('risk: high')}`,
  lacking: `${head}${rule('risk: high')}`,
  matters,
  indifferent,
});

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
  perLevel(
    'paths',
    "{ critical: ['payments/**'], medium: ['docs/**'] }",
    touching('payments/a.ts'),
    touching('docs/a.md'),
  ),
  perLevel('lines_over', '{ high: 3 }', {}, { files: [aFile({ additions: 1, deletions: 2 })] }),
  perLevel('files_over', '{ high: 1 }', touching('a', 'b'), touching('a')),
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
    key: 'risk.blast_radius',
    having: `${head}risk:\n  services: { a: { paths: ['a/**'] }, b: { paths: ['b/**'] } }\n  blast_radius: { high: 2 }\n${rule('risk: high')}`,
    lacking: `${head}risk:\n  services: { a: { paths: ['a/**'] }, b: { paths: ['b/**'] } }\n${rule('risk: high')}`,
    matters: touching('a/x', 'b/x'),
    indifferent: touching('a/x'),
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
    matters: {},
    indifferent: approvedBy(people.ada),
  },
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

/** Keys that decide nothing by themselves here: what they do instead is shown by the tests named. */
const elsewhere: Readonly<Record<string, string>> = {
  version: 'one value only; parse-policy',
  mode: 'the policy says it and what is shown follows; below',
  levels: 'its keys',
  include_child_teams: 'which memberships are loaded; below',
  provenance: 'its keys',
  'provenance.labels': 'what is shown; below',
  'provenance.labels.assisted': 'what is shown; below',
  'provenance.labels.assisted.name': 'what is shown; below',
  'provenance.labels.assisted.color': 'what is shown; below',
  'provenance.labels.agent': 'what is shown; below',
  'provenance.labels.agent.name': 'what is shown; below',
  'provenance.labels.agent.color': 'what is shown; below',
  'provenance.tools': 'its keys',
  'provenance.tools.name': 'what is shown',
  risk: 'its keys',
  'risk.services': 'its keys',
  'rules.name': 'the id of the clause; requirement',
  'rules.require': 'its keys',
  'rules.when.repository': 'in the floor only; join',
  carry_over: 'sign-offs carried to a new head',
  override: 'recorded overrides; below',
  'override.teams': 'recorded overrides; below',
  'override.minimum_reason': 'recorded overrides; below',
  'override.max_open_debts': 'recorded overrides; below',
  'override.debt_due_days': 'recorded overrides; below',
  load_visible_to: 'who sees load; below',
  'load_visible_to.teams': 'who sees load; below',
  'load_visible_to.users': 'who sees load; below',
  merged_without_gate: 'what a merge leaves behind; test/e2e/merged-without-gate',
  commands: 'reserved',
  routing: 'whom to ask, which no verdict depends on; below',
  'routing.mode': 'whom to ask; below',
  'routing.max_open': 'whom to ask; below',
  'routing.away': 'whom to ask; below',
  'routing.away.user': 'whom to ask; below',
  'routing.away.until': 'whom to ask; below',
  'routing.nudge_after': 'when to ask again; below',
  'routing.escalate_after': 'when to ask again; below',
  'routing.working_hours': 'when to ask again; below',
  'routing.working_hours.time_zone': 'when to ask again; below',
  'routing.working_hours.days': 'when to ask again; below',
  'routing.working_hours.from': 'when to ask again; below',
  'routing.working_hours.to': 'when to ask again; below',
  'routing.chat': 'where to remind; below',
};

const decide = (text: string, only: Partial<Snapshot>): unknown => evaluateUnder(text, aSnapshot(only)).verdict;

describe('each key of the policy', () => {
  it.each(rows.filter(({ key }) => key !== 'carry_over'))('$key changes a verdict where it matters', (row) => {
    expect(decide(row.having, row.matters)).not.toEqual(decide(row.lacking, row.matters));
  });

  it.each(rows)('$key changes nothing where it does not', (row) => {
    expect(decide(row.having, row.indifferent)).toEqual(decide(row.lacking, row.indifferent));
  });

  it('has a row here, or says where else it is shown', () => {
    const shown = new Set([...rows.map(({ key }) => key), ...Object.keys(elsewhere)]);
    expect(keysOf(policySchema()).filter((key) => !shown.has(key))).toEqual([]);
    expect([...shown].filter((key) => !keysOf(policySchema()).includes(key))).toEqual([]);
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

/** Every documented key by its path; `…` stands for a name that the writer chooses. */
function keysOf(schema: unknown, path = ''): readonly string[] {
  if (!isSchema(schema)) return [];
  if (schema.items !== undefined) return keysOf(schema.items, path);
  if (isSchema(schema.additionalProperties)) return keysOf(schema.additionalProperties, `${path}.…`);
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const name = path === '' ? key : `${path}.${key}`;
    return [...(isSchema(child) && child.description !== undefined ? [name] : []), ...keysOf(child, name)];
  });
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
