import type { Autonomy, Involvement, Tool } from './evidence.ts';
import type { Holders, Ladder } from './ladder.ts';

export const riskLevels = ['low', 'medium', 'high', 'critical'] as const;
/** How bad it is if the change is wrong, whoever wrote it. */
export type RiskLevel = (typeof riskLevels)[number];

export const modes = ['observe', 'enforce'] as const;
/** `observe` records and says what it would have asked; it never blocks. */
export type Mode = (typeof modes)[number];

/** A glob as written and its alternatives after brace expansion, each matched by minimatch without braces. */
export type Glob = { readonly text: string; readonly alternatives: readonly string[] };

/** One thing that must hold for a rule to apply. Each is "at least": more facts can only make it hold. */
export type Condition =
  | { readonly kind: 'involvement'; readonly atLeast: Exclude<Involvement, 'none-found'> }
  | { readonly kind: 'autonomy'; readonly atLeast: Exclude<Autonomy, 'none'> }
  | { readonly kind: 'risk'; readonly atLeast: RiskLevel }
  | { readonly kind: 'author-below'; readonly level: string }
  | { readonly kind: 'paths'; readonly globs: readonly Glob[] }
  | { readonly kind: 'unless-only'; readonly globs: readonly Glob[] }
  | { readonly kind: 'lines-over'; readonly lines: number }
  | { readonly kind: 'files-over'; readonly files: number }
  | { readonly kind: 'base'; readonly globs: readonly Glob[] }
  | { readonly kind: 'tools'; readonly tools: readonly string[] }
  | { readonly kind: 'first-use-of-tool' }
  | { readonly kind: 'repository'; readonly repositories: readonly string[] };

/** What a rule asks of the reviewers once it applies. */
export type Demand = {
  /** The named level; null when the rule only asks relative to the author. */
  readonly level: string | null;
  /** This many steps above the author's level, capped at the top. */
  readonly aboveAuthor: number | null;
  readonly count: number;
  /** Teams (`org/slug`) the person must also be in; any one of them suffices. */
  readonly from: readonly string[];
  readonly owners: boolean;
  /** A gate for the author, and nothing else. */
  readonly declaration: boolean;
};

export type RuleOrigin = 'built-in' | 'organization' | 'repository' | 'base-branch';

export type Rule = {
  readonly name: string;
  readonly origin: RuleOrigin;
  readonly when: readonly Condition[];
  readonly require: Demand;
};

export type Service = { readonly name: string; readonly paths: readonly Glob[]; readonly usedBy: readonly string[] };

/** What makes a change risky. A missing threshold means that this factor never reaches that level. */
export type RiskPolicy = {
  readonly paths: Readonly<Partial<Record<RiskLevel, readonly Glob[]>>>;
  readonly linesOver: Readonly<Partial<Record<RiskLevel, number>>>;
  readonly filesOver: Readonly<Partial<Record<RiskLevel, number>>>;
  readonly services: readonly Service[];
  /** Level → number of services affected, transitively, from which it is reached. */
  readonly blastRadius: Readonly<Partial<Record<RiskLevel, number>>>;
  readonly destructive: RiskLevel;
  readonly novelty: RiskLevel;
};

export type LabelSpec = { readonly name: string; readonly color: string };

/** Who may break the glass, how, and what it costs afterwards. null in the policy: nobody. */
export type OverridePolicy = {
  readonly teams: readonly string[];
  readonly minimumReason: number;
  readonly maxOpenDebts: number;
  readonly debtDueDays: number;
};

/** The hours in which people work: minutes of the day, and days from Monday (1) to Sunday (7). */
export type WorkingHours = {
  readonly timeZone: string;
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
};

/** Whom we ask for a missing sign-off, and when we ask again. null in the policy: nobody is asked. */
export type RoutingPolicy = {
  /** `suggest` names people and requests nothing. */
  readonly mode: 'ask' | 'suggest';
  /** Open requests of ours to one person from which on they are not asked. */
  readonly maxOpen: number;
  /** Lower-case logins, and the day (`2026-12-31`) on which they are back. */
  readonly away: readonly { readonly user: string; readonly until: string }[];
  /** In working minutes; null: never. */
  readonly nudgeAfter: number | null;
  readonly escalateAfter: number | null;
  readonly workingHours: WorkingHours;
  /** The alias of a chat that the operator configured; null: reminders are comments. */
  readonly chat: string | null;
};

/** Where each part of the policy came from, by commit or blob, so that a decision can be repeated. */
export type PolicySource = { readonly origin: RuleOrigin; readonly sha: string | null };

/** The effective policy: floor, default branch and base branch joined. What `evaluate` reads. */
export type Policy = {
  readonly mode: Mode;
  readonly ladder: Ladder;
  readonly includeChildTeams: boolean;
  /** Lower-case logins that never count as people. */
  readonly machineUsers: readonly string[];
  readonly tools: readonly Tool[];
  readonly declaration: 'optional' | 'required';
  readonly labels: { readonly assisted: LabelSpec; readonly agent: LabelSpec };
  readonly risk: RiskPolicy;
  readonly rules: readonly Rule[];
  readonly carryOver: 'never' | 'identical-diff';
  readonly unknownContributor: 'one-more' | 'block';
  readonly unattributedAgent: 'one-more' | 'block';
  readonly override: OverridePolicy | null;
  /** Who may see how much each person signs off. */
  readonly loadVisibleTo: Holders;
  /** Whether what lands without our green check is to be signed off afterwards, or is recorded and no more. */
  readonly mergedWithoutGate: 'record' | 'debt';
  readonly routing: RoutingPolicy | null;
  readonly sources: readonly PolicySource[];
};

/** Why a policy cannot be used, with the place where somebody must change it. Lines and columns count from 1. */
export type PolicyProblem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string | null;
};

/**
 * The policy that applies to a pull request, or why there is none. A broken policy never lets anything pass. Its mode is
 * the floor's where the floor could be read, else left out or `enforce`.
 */
export type EffectivePolicy =
  | { readonly usable: true; readonly policy: Policy }
  | {
      readonly usable: false;
      readonly problems: readonly PolicyProblem[];
      readonly sources: readonly PolicySource[];
      readonly mode?: Mode;
    };
