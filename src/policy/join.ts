import type { Tool } from '../core/evidence.ts';
import type { Holders, Ladder } from '../core/ladder.ts';
import {
  type Condition,
  type Demand,
  type Glob,
  type LabelSpec,
  type OverridePolicy,
  type Policy,
  type RiskLevel,
  type RiskPolicy,
  type Rule,
  type RuleOrigin,
  riskLevels,
  type Service,
} from '../core/policy.ts';
import { builtInPolicy } from './built-in.ts';
import { readGlob } from './glob-text.ts';
import { joinRouting } from './join-routing.ts';
import { canonicalLogin, canonicalTeam } from './names.ts';
import type { PolicyFile } from './policy-file.ts';
import { defaultLadder, type PolicyContent } from './schema.ts';

/** One file of the join; the first of a list has the authority. */
export type Layer = { readonly origin: RuleOrigin; readonly file: PolicyFile };

/**
 * Joins the layers so that each can only tighten: authority is the first layer's alone, lists are united, the smaller
 * threshold and the stricter choice win.
 */
export function joinLayers(layers: readonly Layer[], owner: string): Omit<Policy, 'sources'> {
  const authority = layers[0]?.file.content;
  const contents = layers.map(({ file }) => file.content);
  const extended = contents.some((content) => content.extends === 'default');
  const withBuiltIn = extended ? [builtInPolicy.content, ...contents] : contents;
  const asked = contents.map((content) => content.mode ?? 'enforce');
  return {
    mode: asked.includes('enforce') ? 'enforce' : 'observe',
    ladder: ladderOf(authority, owner),
    includeChildTeams: authority?.include_child_teams ?? true,
    machineUsers: unique(contents.flatMap((content) => content.machine_users ?? []).map(canonicalLogin)).sort(),
    tools: joinTools(contents),
    declaration: contents.some((content) => content.provenance?.declaration === 'required') ? 'required' : 'optional',
    labels: labelsOf(authority),
    risk: joinRisk(withBuiltIn, authority),
    rules: rulesOf(layers, extended, owner),
    carryOver: authority?.carry_over === 'never' ? 'never' : 'identical-diff',
    unknownContributor: authority?.unknown_contributor === 'block' ? 'block' : 'one-more',
    unattributedAgent: authority?.unattributed_agent === 'block' ? 'block' : 'one-more',
    override: overrideOf(authority, owner),
    loadVisibleTo: holdersOf(authority?.load_visible_to, owner),
    routing: joinRouting(contents),
    mergedWithoutGate: contents.some((content) => content.merged_without_gate === 'debt') ? 'debt' : 'record',
  };
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

function ladderOf(authority: PolicyContent | undefined, owner: string): Ladder {
  const levels = authority?.ladder ?? defaultLadder;
  const written = new Map(Object.entries(authority?.levels ?? {}));
  const holders = levels.map((level) => [level, holdersOf(written.get(level), owner)] as const);
  return { levels, holders: Object.fromEntries(holders) };
}

function holdersOf(written: PolicyContent['load_visible_to'], owner: string): Holders {
  const { teams = [], users = [] } = written ?? {};
  return {
    teams: unique(teams.map((team) => canonicalTeam(team, owner))).sort(),
    users: unique(users.map(canonicalLogin)).sort(),
  };
}

/** A tool that several files name has all the surfaces of them, and acts by itself if one of them says so. */
function joinTools(contents: readonly PolicyContent[]): readonly Tool[] {
  const joined = new Map<string, Tool>();
  for (const tool of contents.flatMap((content) => content.provenance?.tools ?? [])) {
    const earlier = joined.get(tool.id);
    joined.set(tool.id, {
      id: tool.id,
      name: earlier?.name ?? tool.name,
      autonomy: earlier?.autonomy === 'agent' ? 'agent' : tool.autonomy,
      accounts: unique([...(earlier?.accounts ?? []), ...(tool.accounts ?? [])]),
      logins: unique([...(earlier?.logins ?? []), ...(tool.logins ?? []).map(canonicalLogin)]),
      emails: unique([...(earlier?.emails ?? []), ...(tool.emails ?? [])]),
      names: unique([...(earlier?.names ?? []), ...(tool.names ?? [])]),
      branches: unique([...(earlier?.branches ?? []), ...globsOf(tool.branches).flatMap((glob) => glob.alternatives)]),
      labels: unique([...(earlier?.labels ?? []), ...(tool.labels ?? [])]),
    });
  }
  return [...joined.values()];
}

const defaultLabel = { name: 'ai-assisted', color: '6f42c1' };

/** A label of ours proves nothing about AI, so that a repository which could name it could make a tool's label prove nothing. */
function labelsOf(authority: PolicyContent | undefined): Policy['labels'] {
  const { assisted, agent } = authority?.provenance?.labels ?? {};
  const shared = labelOf(assisted, defaultLabel);
  return { assisted: shared, agent: labelOf(agent, shared) };
}

function labelOf(written: { name: string; color?: string | undefined } | undefined, fallback: LabelSpec): LabelSpec {
  return written === undefined
    ? fallback
    : { name: written.name, color: (written.color ?? fallback.color).toLowerCase() };
}

/** A file that says how attributes hide changes is critical in every policy. */
const attributes: Glob = { text: '**/.gitattributes', alternatives: ['**/.gitattributes'] };

/** What the authority leaves out has its default, which no other file lowers. */
function joinRisk(contents: readonly PolicyContent[], authority: PolicyContent | undefined): RiskPolicy {
  const risks = contents.flatMap((content) => (content.risk === undefined ? [] : [content.risk]));
  const globs = (level: 'medium' | 'high' | 'critical') => risks.flatMap((risk) => globsOf(risk.paths?.[level]));
  const critical = [...globs('critical'), attributes];
  return {
    paths: { medium: uniqueGlobs(globs('medium')), high: uniqueGlobs(globs('high')), critical: uniqueGlobs(critical) },
    linesOver: smallest(risks.map((risk) => risk.lines_over)),
    filesOver: smallest(risks.map((risk) => risk.files_over)),
    services: joinServices(risks.map((risk) => risk.services ?? {})),
    blastRadius: smallest(risks.map((risk) => risk.blast_radius)),
    destructive: strictest([authority?.risk?.destructive ?? 'critical', ...risks.map((risk) => risk.destructive)]),
    novelty: strictest(risks.map((risk) => risk.novelty)),
  };
}

type Thresholds = { medium?: number | undefined; high?: number | undefined; critical?: number | undefined };

function smallest(all: readonly (Thresholds | undefined)[]): Partial<Record<RiskLevel, number>> {
  const joined: Partial<Record<RiskLevel, number>> = {};
  for (const level of ['medium', 'high', 'critical'] as const) {
    const written = all.flatMap((thresholds) => thresholds?.[level] ?? []);
    if (written.length > 0) joined[level] = Math.min(...written);
  }
  return joined;
}

const strictest = (levels: readonly (RiskLevel | undefined)[]): RiskLevel =>
  riskLevels.findLast((level) => levels.includes(level)) ?? 'low';

type WrittenServices = NonNullable<NonNullable<PolicyContent['risk']>['services']>;

function joinServices(all: readonly WrittenServices[]): readonly Service[] {
  const joined = new Map<string, Service>();
  for (const [name, service] of all.flatMap((services) => Object.entries(services))) {
    const earlier = joined.get(name);
    joined.set(name, {
      name,
      paths: uniqueGlobs([...(earlier?.paths ?? []), ...globsOf(service.paths)]),
      usedBy: unique([...(earlier?.usedBy ?? []), ...(service.used_by ?? [])]),
    });
  }
  return [...joined.values()];
}

/** A base branch mostly carries rules of the default branch too: asking the same twice would only be noise. */
function rulesOf(layers: readonly Layer[], extended: boolean, owner: string): readonly Rule[] {
  const builtIn: Layer = { origin: 'built-in', file: builtInPolicy };
  const all = (extended ? [builtIn, ...layers] : layers).flatMap(({ origin, file }) =>
    file.content.rules.map((rule) => readRule(rule, origin, owner)),
  );
  const onBase = all.filter(({ origin }) => origin === 'base-branch');
  if (onBase.length === 0) return all;
  const others = all.filter(({ origin }) => origin !== 'base-branch');
  const asked = new Set(others.filter(({ origin }) => origin === 'repository').map(sayingOf));
  return [...others, ...onBase.filter((rule) => !asked.has(sayingOf(rule)))];
}

const sayingOf = ({ name, when, require }: Rule): string => JSON.stringify([name, when, require]);

type WrittenRule = PolicyContent['rules'][number];

function readRule(rule: WrittenRule, origin: RuleOrigin, owner: string): Rule {
  const { require } = rule;
  const demand: Demand = {
    level: require.level ?? null,
    aboveAuthor: require.above_author ?? null,
    count: require.count ?? 1,
    from: unique((require.from ?? []).map((team) => canonicalTeam(team, owner))).sort(),
    owners: require.owners ?? false,
    declaration: require.declaration ?? false,
  };
  return { name: rule.name.trim(), origin, when: conditionsOf(rule.when ?? {}), require: demand };
}

function conditionsOf(when: NonNullable<WrittenRule['when']>): readonly Condition[] {
  const conditions: Condition[] = [];
  if (when.repository !== undefined) {
    conditions.push({ kind: 'repository', repositories: when.repository.map((name) => name.toLowerCase()) });
  }
  if (when.base !== undefined) conditions.push({ kind: 'base', globs: globsOf(when.base) });
  if (when.involvement !== undefined) conditions.push({ kind: 'involvement', atLeast: when.involvement });
  if (when.autonomy !== undefined) conditions.push({ kind: 'autonomy', atLeast: when.autonomy });
  if (when.tools !== undefined) {
    conditions.push({ kind: 'tools', tools: when.tools.map((name) => name.toLowerCase()) });
  }
  if (when.first_use_of_tool !== undefined) conditions.push({ kind: 'first-use-of-tool' });
  if (when.author_below !== undefined) conditions.push({ kind: 'author-below', level: when.author_below });
  if (when.risk !== undefined) conditions.push({ kind: 'risk', atLeast: when.risk });
  if (when.lines_over !== undefined) conditions.push({ kind: 'lines-over', lines: when.lines_over });
  if (when.files_over !== undefined) conditions.push({ kind: 'files-over', files: when.files_over });
  if (when.paths !== undefined) conditions.push({ kind: 'paths', globs: globsOf(when.paths) });
  if (when.unless_only !== undefined) conditions.push({ kind: 'unless-only', globs: globsOf(when.unless_only) });
  return conditions;
}

function overrideOf(authority: PolicyContent | undefined, owner: string): OverridePolicy | null {
  const written = authority?.override;
  if (written === undefined) return null;
  return {
    teams: unique(written.teams.map((team) => canonicalTeam(team, owner))).sort(),
    minimumReason: written.minimum_reason ?? 20,
    maxOpenDebts: written.max_open_debts ?? 3,
    debtDueDays: written.debt_due_days ?? 7,
  };
}

/** The schema has refused every glob that cannot be read, so nothing is lost here. */
const globsOf = (texts: readonly string[] | undefined): readonly Glob[] =>
  (texts ?? []).flatMap((text) => {
    const reading = readGlob(text);
    return 'glob' in reading ? [reading.glob] : [];
  });

const uniqueGlobs = (globs: readonly Glob[]): readonly Glob[] => [
  ...new Map(globs.map((glob) => [glob.text, glob])).values(),
];
