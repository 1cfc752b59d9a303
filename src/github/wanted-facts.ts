import type { ChangedFile } from '../core/facts.ts';
import type { EffectivePolicy, Policy } from '../core/policy.ts';
import { couldDestroy } from '../core/risk/destruction.ts';
import type { ChildTeams, TeamSlug } from './team-query.ts';

/** Every team whose members the rules ask about. */
export function teamsNamedBy(policy: Policy): readonly TeamSlug[] {
  const ofLevels = Object.values(policy.ladder.holders).flatMap((holders) => holders.teams);
  const ofRules = policy.rules.flatMap((rule) => rule.require.from);
  return [...new Set([...ofLevels, ...ofRules, ...(policy.override?.teams ?? [])])];
}

export const childTeamsOf = (policy: Policy): ChildTeams => (policy.includeChildTeams ? 'included' : 'excluded');

/** Whether some rule needs to know who owns the changed paths. */
export const asksForOwners = (policy: Policy): boolean => policy.rules.some((rule) => rule.require.owners);

/**
 * Whether the files must be read once more through REST, which alone tells former names and patches. A rename could move
 * a file out of a guarded folder unseen; a destructive change shows in the patch only, of files of certain names.
 */
export function needsFileDetails(effective: EffectivePolicy, files: readonly ChangedFile[]): boolean {
  if (files.some((file) => !file.previousPath.known)) return true;
  return effective.usable && files.some(couldDestroy);
}
