import type { ChangedFile, Fact, OwnedPath } from '../core/facts.ts';
import { exempts } from '../core/globs.ts';
import type { Condition, EffectivePolicy, Policy } from '../core/policy.ts';
import { couldDestroy } from '../core/risk/destruction.ts';
import type { Scope } from './directory.ts';
import { owningTeams } from './owners.ts';
import type { ChildTeams, TeamSlug } from './team-query.ts';

/** Every team whose members the rules ask about. */
export function teamsNamedBy(policy: Policy): readonly TeamSlug[] {
  const ofLevels = Object.values(policy.ladder.holders).flatMap((holders) => holders.teams);
  const ofRules = policy.rules.flatMap((rule) => rule.require.from);
  return [...new Set([...ofLevels, ...ofRules, ...(policy.override?.teams ?? [])])];
}

/** The teams that decide about one pull request, and how their members are counted. */
export type TeamsWanted = { readonly scope: Scope; readonly teams: readonly TeamSlug[] };

export function teamsWanted(
  installationId: number,
  effective: EffectivePolicy,
  owners: Fact<readonly OwnedPath[]>,
): TeamsWanted {
  if (!effective.usable) return { scope: { installationId, childTeams: 'included' }, teams: [] };
  const { policy } = effective;
  const asksForOwners = policy.rules.some((rule) => rule.require.owners);
  const teams = [...teamsNamedBy(policy), ...(asksForOwners ? owningTeams(owners) : [])];
  return { scope: { installationId, childTeams: childTeamsOf(policy) }, teams };
}

/**
 * A policy to want facts by, never to judge by: whatever either of the two asks about is read, so that both can judge the
 * same facts. Members of child teams are counted as the first of them does.
 */
export function wantingBoth(one: EffectivePolicy, other: EffectivePolicy): EffectivePolicy {
  if (!one.usable) return other;
  if (!other.usable) return one;
  const { ladder, rules, risk, override } = one.policy;
  const also = other.policy;
  const teams = [...teamsNamedBy(one.policy), ...teamsNamedBy(also)];
  return {
    usable: true,
    policy: {
      ...one.policy,
      ladder: { levels: ladder.levels, holders: { ...ladder.holders, [ladder.levels[0] ?? '']: { teams, users: [] } } },
      rules: [...rules, ...also.rules],
      risk: { ...risk, linesOver: { ...risk.linesOver, ...also.risk.linesOver } },
      override: override ?? also.override,
    },
  };
}

export const childTeamsOf = (policy: Policy): ChildTeams => (policy.includeChildTeams ? 'included' : 'excluded');

/**
 * Whether the files must be read once more through REST, which alone tells former names and patches. A rename could move
 * a file out of a guarded folder unseen; a destructive change shows in the patch only, of files of certain names.
 */
export function needsFileDetails(effective: EffectivePolicy, files: readonly ChangedFile[]): boolean {
  if (files.some((file) => !file.previousPath.known)) return true;
  return effective.usable && files.some(couldDestroy);
}

/**
 * The files whose mode and blobs must be read from the trees: all of them where a rule may exempt the whole change, since
 * only regular files are exempt; and those without a changed line where lines are counted, since a file that was only
 * moved has none and a binary one hides them.
 */
export function needsFileEntries(effective: EffectivePolicy, files: readonly ChangedFile[]): readonly ChangedFile[] {
  if (!effective.usable) return [];
  const { policy } = effective;
  if (mayExemptAll(policy, files)) return files;
  const countsLines = asksForLines(policy);
  return files.filter((file) => hasNoLines(file) && (countsLines || couldDestroy(file)));
}

const conditionsOf = (policy: Policy): readonly Condition[] => policy.rules.flatMap((rule) => rule.when);

const mayExemptAll = (policy: Policy, files: readonly ChangedFile[]): boolean =>
  conditionsOf(policy).some(
    (condition) => condition.kind === 'unless-only' && files.every(({ path }) => exempts(condition.globs, path)),
  );

const asksForLines = (policy: Policy): boolean =>
  Object.keys(policy.risk.linesOver).length > 0 ||
  conditionsOf(policy).some((condition) => condition.kind === 'lines-over');

const hasNoLines = ({ status, additions, deletions }: ChangedFile): boolean =>
  status !== 'removed' && additions + deletions === 0;
