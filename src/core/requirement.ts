import type { OwnedPath, Snapshot } from './facts.ts';
import { anybodyHolds, type Ladder, rank } from './ladder.ts';
import { indexPaths } from './path-index.ts';
import type { Condition, Policy, Rule, RuleOrigin } from './policy.ts';
import type { Provenance } from './provenance.ts';
import { anybody, authorRanks } from './requirement/author-level.ts';
import type { Clause } from './requirement/clause.ts';
import { type Circumstances, type Finding, judge } from './requirement/conditions.ts';
import { isBlocking, isUnattributedAgent, safeguardClauses } from './requirement/safeguards.ts';
import { unseenIn } from './requirement/unseen.ts';
import { type ChangeRisk, shownPaths } from './risk.ts';

export type { Clause } from './requirement/clause.ts';

/** Whether a rule applied, and the condition that decided: the first that failed, or all that held. */
export type RuleTrace = {
  readonly rule: string;
  readonly origin: RuleOrigin;
  readonly applied: boolean;
  readonly conditions: readonly { readonly condition: Condition; readonly held: boolean; readonly because: string }[];
};

export type Requirement = {
  readonly clauses: readonly Clause[];
  /** The author must declare AI use before anything else can satisfy the check. */
  readonly declarationRequired: boolean;
  /** Clauses that no sign-off can meet, by id; shown loudly. */
  readonly unmeetable: readonly string[];
  readonly trace: readonly RuleTrace[];
};

/** What the policy asks for this change: the clauses of every rule that applies, and why each rule does or does not. */
export function deriveRequirement(
  policy: Policy,
  snapshot: Snapshot,
  provenance: Provenance,
  risk: ChangeRisk,
): Requirement {
  const about: Circumstances = {
    policy,
    snapshot,
    provenance,
    risk,
    authors: authorRanks(policy, snapshot, provenance),
    index: indexPaths(snapshot.files),
    unseen: unseenIn(snapshot),
  };
  const judged = policy.rules.map((rule) => ({ rule, ...judgeRule(rule, about) }));
  const applied = judged.filter((each) => each.applied);
  const ruleClauses = applied.flatMap(({ rule, findings }) => clauseOf(rule, findings, about));
  const clauses = [...ruleClauses, ...safeguardClauses(ruleClauses, about)];
  return {
    clauses,
    declarationRequired: policy.declaration === 'required' || applied.some(({ rule }) => rule.require.declaration),
    unmeetable: clauses.filter((clause) => cannotBeMet(clause, policy)).map(({ id }) => id),
    trace: judged.map(({ rule, applied: applies, findings }) => ({
      rule: rule.name,
      origin: rule.origin,
      applied: applies,
      conditions: findings.map(({ condition, held, because }) => ({ condition, held, because })),
    })),
  };
}

type Judged = { readonly condition: Condition } & Finding;

/** The conditions up to the first that fails; that one decided. */
function judgeRule(
  rule: Rule,
  about: Circumstances,
): { readonly applied: boolean; readonly findings: readonly Judged[] } {
  const findings: Judged[] = [];
  for (const condition of rule.when) {
    const finding = judge(condition, about);
    if (!finding.held) return { applied: false, findings: [{ condition, ...finding }] };
    findings.push({ condition, ...finding });
  }
  return { applied: true, findings };
}

/** A rule that asks only for a declaration, or only for owners where nothing is owned, makes no clause. */
function clauseOf(rule: Rule, findings: readonly Judged[], about: Circumstances): readonly Clause[] {
  const { require } = rule;
  const owners = require.owners ? ownersOf(about) : null;
  const asksForAnybody = require.level !== null || require.aboveAuthor !== null || require.from.length > 0;
  if (!asksForAnybody && (owners === null || owners.length === 0)) return [];
  return [
    {
      id: `${rule.origin}/${rule.name}`,
      rule: rule.name,
      origin: rule.origin,
      level: levelOf(rule, about),
      count: require.count,
      from: require.from,
      owners,
      paths: [...new Set(findings.flatMap(({ paths }) => paths))].sort().slice(0, shownPaths),
      reason: findings.length === 0 ? 'the rule always applies' : findings.map(({ because }) => because).join('; '),
    },
  ];
}

/** The higher of the named level and the one so many steps above the highest author, which ends at the top. */
function levelOf({ require }: Rule, { policy, snapshot, provenance, authors, unseen }: Circumstances): string {
  const { ladder } = policy;
  const top = ladder.levels.length - 1;
  const named = require.level === null ? 0 : rankOrTop(ladder, require.level);
  if (require.aboveAuthor === null) return ladder.levels[named] ?? '';
  const somebodyUnknown = unseen.commits !== null || isUnattributedAgent(snapshot, provenance);
  const highest = somebodyUnknown ? anybody(ladder).highest : authors.highest;
  const above = Math.min(top, highest + require.aboveAuthor);
  return ladder.levels[Math.max(named, above)] ?? '';
}

/** A level that is not on the ladder is the top: a file with such a name is refused, and nothing may get lax if not. */
const rankOrTop = (ladder: Ladder, level: string): number =>
  ladder.levels.includes(level) ? rank(ladder, level) : ladder.levels.length - 1;

/** The owned paths that the change touches. Where CODEOWNERS could not be read, nobody can be shown to be the owner. */
function ownersOf({ snapshot }: Circumstances): readonly OwnedPath[] {
  const { owners } = snapshot;
  if (owners.known) return owners.value.filter((path) => path.owners.length + path.unresolved.length > 0);
  return [{ path: '**', pattern: '**', owners: [], unresolved: [`CODEOWNERS is not known: ${owners.why}`] }];
}

function cannotBeMet(clause: Clause, { ladder }: Policy): boolean {
  const ownerless = (clause.owners ?? []).some(({ owners }) => owners.length === 0);
  return isBlocking(clause) || ownerless || !anybodyHolds(ladder, clause.level);
}
