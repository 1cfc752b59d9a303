import type { Organization } from './accounts.ts';
import type { Ids } from './ids.ts';
import type { Repository } from './repositories.ts';

export type Ruleset = Ids & {
  name: string;
  readonly source: Repository | Organization;
  target: 'branch' | 'tag' | 'push';
  enforcement: 'active' | 'evaluate' | 'disabled';
  bypassActors: readonly BypassActor[];
  conditions: RulesetConditions;
  rules: readonly Rule[];
  readonly createdAt: Date;
  updatedAt: Date;
};

export type BypassActor = {
  readonly actor_id: number | null;
  readonly actor_type: string;
  readonly bypass_mode: 'always' | 'pull_request' | 'exempt';
};

export type Patterns = { readonly include: readonly string[]; readonly exclude: readonly string[] };
export type RulesetConditions = {
  readonly ref_name: Patterns;
  /** Only in rulesets of an organization. */
  readonly repository_name?: Patterns;
};

/** Kept in GitHub's own spelling: rules go in and out through the API unchanged. */
export type Rule = RequiredStatusChecksRule | OtherRule;
export type RequiredStatusChecksRule = {
  readonly type: 'required_status_checks';
  readonly parameters: {
    readonly required_status_checks: readonly RequiredStatusCheck[];
    readonly strict_required_status_checks_policy: boolean;
    readonly do_not_enforce_on_create?: boolean;
  };
};
export type RequiredStatusCheck = { readonly context: string; readonly integration_id?: number | null };
export type OtherRule = {
  readonly type: Exclude<string, 'required_status_checks'>;
  readonly parameters?: Readonly<Record<string, unknown>>;
};

/** Classic protection of one branch. An app id of null means any source. */
export type BranchProtection = {
  readonly checks: readonly { readonly context: string; readonly appId: number | null }[];
  readonly strict: boolean;
};

export function isRequiredStatusChecks(rule: Rule): rule is RequiredStatusChecksRule {
  return rule.type === 'required_status_checks';
}

export type AppliedRule = { readonly rule: Rule; readonly ruleset: Ruleset };

/** The active rules of every level that apply to the branch, which need not exist. */
export function rulesForBranch(repository: Repository, branch: string): readonly AppliedRule[] {
  const ofOrganization = repository.owner.type === 'Organization' ? repository.owner.rulesets : [];
  return [...repository.rulesets, ...ofOrganization]
    .filter((ruleset) => ruleset.enforcement === 'active' && appliesTo(ruleset, repository, branch))
    .flatMap((ruleset) => ruleset.rules.map((rule) => ({ rule, ruleset })));
}

export function appliesTo(ruleset: Ruleset, repository: Repository, branch: string): boolean {
  if (ruleset.target !== 'branch') return false;
  const names = ruleset.conditions.repository_name;
  if (names !== undefined && !selects(names, (pattern) => pattern === '~ALL' || matches(pattern, repository.name))) {
    return false;
  }
  return selects(ruleset.conditions.ref_name, (pattern) => {
    if (pattern === '~ALL') return true;
    if (pattern === '~DEFAULT_BRANCH') return branch === repository.defaultBranch;
    return matches(pattern, `refs/heads/${branch}`) || matches(pattern, branch);
  });
}

/** Contexts that a merge into the branch needs, with the app that must have set them (null: anybody). */
export function requiredChecks(repository: Repository, branch: string): readonly RequiredCheck[] {
  const fromRules = rulesForBranch(repository, branch)
    .map(({ rule }) => rule)
    .filter(isRequiredStatusChecks)
    .flatMap(({ parameters }) => parameters.required_status_checks)
    .map((check) => ({ context: check.context, appId: check.integration_id ?? null }));
  return [...fromRules, ...(repository.protections.get(branch)?.checks ?? [])];
}

export type RequiredCheck = { readonly context: string; readonly appId: number | null };

function selects(patterns: Patterns, matching: (pattern: string) => boolean): boolean {
  return patterns.include.some(matching) && !patterns.exclude.some(matching);
}

/** Ruby's fnmatch as rulesets use it: `*` stays within a segment, `**` does not. */
function matches(pattern: string, name: string): boolean {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/u)
    .map((part) => {
      if (part === '**/') return '(?:[^/]+/)*';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replace(/[.+^${}()|[\]\\]/gu, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`, 'u').test(name);
}
