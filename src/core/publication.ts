import type { Evaluation } from './evaluate.ts';
import { involvements } from './evidence.ts';
import type { Snapshot } from './facts.ts';
import type { EffectivePolicy, LabelSpec, Policy } from './policy.ts';
import type { Provenance } from './provenance.ts';
import { renderSummary, renderTitle } from './render.ts';
import { unreachable } from './unreachable.ts';
import type { Verdict } from './verdict.ts';

/** A label that should be, or should not be, on the pull request. Labels that are not named are left alone. */
export type DesiredLabel = LabelSpec & { readonly present: boolean };

/** What GitHub should show for one head: desired state, not commands. */
export type Publication = {
  readonly headSha: string;
  /** The digest of the recorded decision, by which the check can be held against the record. */
  readonly externalId: string;
  readonly conclusion: 'action_required' | 'success' | 'failure' | 'neutral';
  readonly title: string;
  readonly summary: string;
  readonly labels: readonly DesiredLabel[];
};

/** What GitHub should show after this evaluation was recorded under `externalId`. */
export function planPublication(
  effective: EffectivePolicy,
  snapshot: Snapshot,
  evaluation: Evaluation,
  externalId: string,
): Publication {
  return {
    headSha: snapshot.headSha,
    externalId,
    conclusion: conclusionOf(effective, evaluation.verdict),
    title: renderTitle(effective, evaluation),
    summary: renderSummary(effective, snapshot, evaluation),
    labels: effective.usable ? labelsFor(effective.policy, evaluation.provenance) : [],
  };
}

/** Green only for a verdict that lets the change pass; `neutral`, which GitHub lets pass too, only when observing. */
function conclusionOf(effective: EffectivePolicy, verdict: Verdict): Publication['conclusion'] {
  if (effective.usable && effective.policy.mode === 'observe') return 'neutral';
  switch (verdict.state) {
    case 'not-required':
    case 'satisfied':
    case 'overridden':
      return 'success';
    case 'pending':
    case 'blocked':
      return 'action_required';
    case 'undecided':
      return 'failure';
    default:
      return unreachable(verdict);
  }
}

/** The label of a likely or declared part of AI; taken away again only once its evidence was set aside. */
function labelsFor(policy: Policy, provenance: Provenance): readonly DesiredLabel[] {
  const { assisted, agent } = policy.labels;
  const likely = involvements.indexOf(provenance.involvement) >= involvements.indexOf('likely');
  if (!likely)
    return provenance.setAside.length === 0
      ? []
      : unique([
          { ...assisted, present: false },
          { ...agent, present: false },
        ]);
  const wanted = provenance.autonomy === 'agent' ? agent : assisted;
  const other = wanted === agent ? assisted : agent;
  return unique([
    { ...wanted, present: true },
    { ...other, present: false },
  ]);
}

/** The first mention of each name decides, so that one name for both labels is put and not taken away. */
function unique(labels: readonly DesiredLabel[]): readonly DesiredLabel[] {
  return labels.filter((label, index) => labels.findIndex(({ name }) => name === label.name) === index);
}
