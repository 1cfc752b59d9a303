import type { Snapshot } from './facts.ts';
import type { EffectivePolicy } from './policy.ts';
import { assessProvenance, type Provenance } from './provenance.ts';
import { deriveRequirement, type Requirement } from './requirement.ts';
import { assessRisk, type ChangeRisk } from './risk.ts';
import { type ChangeRequest, findChangeRequests, qualifySignOffs, type SignOff } from './sign-off.ts';
import { decide, type Verdict } from './verdict.ts';

/** Everything that was decided about one snapshot; whatever is shown anywhere comes from this one value. */
export type Evaluation = {
  readonly provenance: Provenance;
  readonly risk: ChangeRisk;
  readonly requirement: Requirement;
  readonly signOffs: readonly SignOff[];
  readonly changeRequests: readonly ChangeRequest[];
  readonly verdict: Verdict;
};

/** Decides about one snapshot. Pure and total: the same policy and facts always give the same evaluation. */
export function evaluate(effective: EffectivePolicy, snapshot: Snapshot): Evaluation {
  if (!effective.usable) return undecided(effective, snapshot);
  const { policy } = effective;
  const provenance = assessProvenance(snapshot, policy.tools, [policy.labels.assisted.name, policy.labels.agent.name]);
  const risk = assessRisk(policy, snapshot, provenance);
  const requirement = deriveRequirement(policy, snapshot, provenance, risk);
  const signOffs = qualifySignOffs(policy, snapshot, requirement.clauses);
  const changeRequests = findChangeRequests(policy, snapshot);
  const verdict = decide(requirement, signOffs, changeRequests, provenance, snapshot);
  return { provenance, risk, requirement, signOffs, changeRequests, verdict };
}

/** Without a usable policy only the evidence can be told; nothing passes until somebody repairs it. */
function undecided(effective: Extract<EffectivePolicy, { usable: false }>, snapshot: Snapshot): Evaluation {
  return {
    provenance: assessProvenance(snapshot, []),
    risk: { level: 'critical', factors: [] },
    requirement: { clauses: [], declarationRequired: false, unmeetable: [], trace: [] },
    signOffs: [],
    changeRequests: [],
    verdict: { state: 'undecided', problems: effective.problems },
  };
}
