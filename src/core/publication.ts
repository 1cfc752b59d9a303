import type { Evaluation } from './evaluate.ts';
import { involvements } from './evidence.ts';
import type { Snapshot } from './facts.ts';
import type { EffectivePolicy, LabelSpec, Policy } from './policy.ts';
import type { Provenance } from './provenance.ts';
import { renderSummary, renderTitle } from './render.ts';
import { listed } from './text.ts';
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

/** What one pull request of several with the same head asks GitHub to show, and whether its author may write here. */
export type Twin = {
  readonly number: number;
  readonly publication: Publication;
  readonly verdict: Verdict;
  readonly trusted: boolean;
};

/**
 * One check for several pull requests with the same head: the worst of their answers, the same whichever of them is
 * evaluated, with the labels of this one. A check belongs to the commit, so a lenient twin must not clear a strict one.
 */
export function joinTwins(own: Twin, others: readonly Twin[]): Publication {
  const all = [own, ...others].toSorted((one, other) => one.number - other.number);
  const worst = all.reduce((least, twin) => (leniency(twin) < leniency(least) ? twin : least));
  const names = all.map(
    ({ number, trusted }) => `#${number}${trusted ? '' : ' (by somebody without write access: close it)'}`,
  );
  const note = `The head commit is the same in ${listed(names)}, so one check stands for all of them; this is the answer for #${worst.number}.`;
  return { ...worst.publication, summary: `${note}\n\n${worst.publication.summary}`, labels: own.publication.labels };
}

/** Failure, blocked, pending, satisfied, not required, observing: the order in which the worst is found. */
function leniency({ publication, verdict }: Twin): number {
  if (publication.conclusion === 'neutral') return 5;
  return ['undecided', 'blocked', 'pending', 'satisfied', 'not-required'].indexOf(
    verdict.state === 'overridden' ? 'satisfied' : verdict.state,
  );
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
