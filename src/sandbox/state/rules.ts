import type { Repository, Ruleset } from './model.ts';
import type { MergeQueueRule, Patterns, RequiredStatusChecksRule, Rule } from './rule.ts';

export function isRequiredStatusChecks(rule: Rule): rule is RequiredStatusChecksRule {
  return rule.type === 'required_status_checks';
}

export function isMergeQueue(rule: Rule): rule is MergeQueueRule {
  return rule.type === 'merge_queue';
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

/** How the branch's merge queue works; null where it has none. */
export function mergeQueueRule(repository: Repository, branch: string): MergeQueueRule['parameters'] | null {
  const applied = rulesForBranch(repository, branch).map(({ rule }) => rule);
  return applied.find(isMergeQueue)?.parameters ?? null;
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
