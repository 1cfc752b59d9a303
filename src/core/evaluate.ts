import { contributorsOf } from './contributors.ts';
import { type Dispute, judgeDisputes, withDisputeClause } from './dispute.ts';
import type { Snapshot } from './facts.ts';
import { findOverride, type Override } from './override.ts';
import type { EffectivePolicy, Policy } from './policy.ts';
import { assessProvenance, type Provenance } from './provenance.ts';
import { deriveRequirement, type Requirement } from './requirement.ts';
import { assessRisk, type ChangeRisk } from './risk.ts';
import { ruleOnTheRest } from './rule-on-commands.ts';
import type { Ruling } from './ruling.ts';
import { type ChangeRequest, findChangeRequests, qualifySignOffs, type SignOff } from './sign-off.ts';
import { decide, passes, type Verdict } from './verdict.ts';

/** Everything that was decided about one snapshot; whatever is shown anywhere comes from this one value. */
export type Evaluation = {
  readonly provenance: Provenance;
  readonly risk: ChangeRisk;
  readonly requirement: Requirement;
  readonly signOffs: readonly SignOff[];
  readonly changeRequests: readonly ChangeRequest[];
  readonly verdict: Verdict;
  /** The override that the verdict rests on; null: it rests on none. */
  readonly override: Override | null;
  /** Evidence set aside by this evaluation, not by an earlier one. */
  readonly disputes: readonly Dispute[];
  /** What became of each command. */
  readonly rulings: readonly Ruling[];
};

/** Decides about one snapshot. Pure and total: the same policy and facts always give the same evaluation. */
export function evaluate(effective: EffectivePolicy, given: Snapshot): Evaluation {
  if (!effective.usable) return undecided(effective, given);
  const { policy } = effective;
  const derive = (about: Snapshot) => deriveFrom(policy, about);
  const disputed = judgeDisputes(policy, given, derive);
  const { snapshot, disputes } = disputed;
  const { provenance, risk, requirement: asked } = derive(snapshot);
  const requirement = withDisputeClause(asked, snapshot, provenance, policy, derive);
  const signOffs = qualifySignOffs(policy, snapshot, requirement.clauses);
  const changeRequests = findChangeRequests(policy, snapshot);
  const earned = decide(requirement, signOffs, changeRequests, provenance, snapshot);
  const found = findOverride(policy, snapshot, contributorsOf(policy, snapshot));
  // Whoever could pass without it owes nothing.
  const override = passes(earned) ? null : found.override;
  const verdict: Verdict =
    override === null ? earned : { state: 'overridden', by: override.by.login, reason: override.reason };
  const others = ruleOnTheRest(snapshot, signOffs, requirement.clauses);
  const rulings = [...disputed.rulings, ...found.rulings, ...others];
  return { provenance, risk, requirement, signOffs, changeRequests, verdict, override, disputes, rulings };
}

function deriveFrom(policy: Policy, snapshot: Snapshot) {
  const provenance = assessProvenance(snapshot, policy.tools, [policy.labels.assisted.name, policy.labels.agent.name]);
  const risk = assessRisk(policy, snapshot, provenance);
  return { provenance, risk, requirement: deriveRequirement(policy, snapshot, provenance, risk) };
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
    override: null,
    disputes: [],
    rulings: [],
  };
}
