import type { ChangedFile } from '../core/facts.ts';
import { namesOf } from '../core/path-index.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import { effectivePolicy, type PolicyTexts } from './effective-policy.ts';
import { refuseUnknownTeams, type TeamsTold, withoutTeams } from './unknown-teams.ts';

export type Repair = {
  /** The texts that cannot be used now. */
  readonly broken: PolicyTexts;
  /** The texts as they would be once the change is merged. */
  readonly proposed: PolicyTexts;
  /** The texts that could be used last; null where there never were any. */
  readonly lastGood: PolicyTexts | null;
  readonly files: readonly ChangedFile[];
  /** What GitHub says of the teams that the texts name. */
  readonly teams: TeamsTold;
};

/**
 * The policy that judges a change while the policy in force cannot be used. Only a change that touches nothing else and
 * leaves the files valid is judged at all: by the last good policy, or by the floor alone or the built-in one where there
 * never was any. What it must have signed off is then the change of rule files: the highest level that anybody holds.
 */
export function policyForRepair(inForce: EffectivePolicy, repair: Repair): EffectivePolicy {
  const { broken, proposed, files, teams } = repair;
  const effective = refusing(teams);
  // Texts that can be used are not what is broken: the floor could not be read, and no change repairs that.
  if (inForce.usable || effective(broken).usable) return inForce;
  if (!touchesOnlyPolicy(files) || !effective(proposed).usable) return inForce;
  return candidates(repair).find((policy) => policy.usable) ?? inForce;
}

/** Nothing is judged by less than a floor that holds, nor by less than a policy that was there before. */
function candidates({ broken, lastGood, teams }: Repair): readonly EffectivePolicy[] {
  const effective = refusing(teams);
  // A text that named a deleted team broke without being changed: it judges with what is left of its teams.
  const asFarAsItGoes = (texts: PolicyTexts) => [effective(texts), withoutTeams(effectivePolicy(texts), teams.absent)];
  const floorAlone: PolicyTexts = { ...broken, defaultBranch: null, ...noBranches };
  const floorHolds = broken.organization !== null && effective(floorAlone).usable;
  // Where only a base branch is broken, the default branch's rules hold all the same.
  const beside = effective({ ...broken, ...noBranches, baseBranch: lastGood?.baseBranch ?? null });
  if (beside.usable && broken.defaultBranch !== null) return [beside];
  if (lastGood === null) return [effective(floorAlone)];
  if (floorHolds) {
    return [...asFarAsItGoes({ ...lastGood, organization: broken.organization }), effective(floorAlone)];
  }
  return lastGood.organization === null && lastGood.defaultBranch === null ? [] : asFarAsItGoes(lastGood);
}

const noBranches = { stackBase: null, baseBranch: null };

const refusing =
  (teams: TeamsTold) =>
  (texts: PolicyTexts): EffectivePolicy =>
    refuseUnknownTeams(effectivePolicy(texts), texts, teams);

const touchesOnlyPolicy = (files: readonly ChangedFile[]): boolean =>
  files.length > 0 &&
  files.every((file) => file.previousPath.known && namesOf(file).every((name) => name === '.github/countersign.yml'));
