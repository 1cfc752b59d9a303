import { claimDetector } from '../core/claim.ts';
import type { Evidence } from '../core/evidence.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import type { Provenance } from '../core/provenance.ts';
import type { Decision } from '../core/record.ts';
import type { Requirement } from '../core/requirement.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Verdict } from '../core/verdict.ts';
import type { Sealed, Seals } from './seals.ts';

/** What makes one decision another one. A later run that comes to the same is not recorded again. */
export function decidedPart({ snapshot, policy, evaluation }: Decision, seals: Seals) {
  return {
    headSha: snapshot.headSha,
    baseRef: snapshot.baseRef,
    state: snapshot.state,
    policy: policyPart(policy),
    provenance: provenancePart(evaluation.provenance, seals),
    risk: evaluation.risk,
    requirement: requirementPart(evaluation.requirement),
    signOffs: evaluation.signOffs.map((signOff) => ({
      reviewer: seals.person(signOff.reviewer),
      review: signOff.reviewId,
      commitSha: signOff.commitSha,
      disqualified: signOff.disqualified?.why ?? null,
      outcomes: signOff.outcomes,
    })),
    changeRequests: evaluation.changeRequests.map((request) => ({
      reviewer: seals.person(request.reviewer),
      review: request.reviewId,
      blocks: request.blocks,
      because: seals.text(request.because),
    })),
    verdict: verdictPart(evaluation.verdict, seals),
  };
}

/** The facts it was decided on, as far as they are not GitHub's own immutable objects. */
export function factsPart({ snapshot }: Decision, seals: Seals) {
  const reviewers = snapshot.reviews.flatMap(({ reviewer }) => (reviewer === null ? [] : [reviewer]));
  return {
    author: seals.person(snapshot.pullRequest.author),
    baseSha: snapshot.baseSha,
    mergeBase: snapshot.mergeBase,
    commits: snapshot.commits.map(({ sha, tree }) => ({ sha, tree })),
    totals: snapshot.totals,
    truncated: snapshot.truncated,
    reviews: snapshot.reviews.map((review) => ({
      reviewer: seals.person(review.reviewer),
      review: review.id,
      state: review.state,
      commitSha: review.commitSha,
      submittedAt: review.submittedAt,
      canPush: review.canPush,
    })),
    memberships: reviewers.map((reviewer) => ({
      person: seals.person(reviewer),
      teams: snapshot.memberships[reviewer.id] ?? null,
    })),
    pushes: snapshot.pushes.map(({ after, pusher }) => ({ after, pusher: seals.person(pusher) })),
    siblings: snapshot.siblings.map(({ number }) => number),
    remembered: snapshot.ledger.map(({ evidence, pullRequest }) => ({ key: evidence.key, pullRequest })),
    toolsUsedBefore: snapshot.toolsUsedBefore,
    bindings: snapshot.bindings,
    proofs: snapshot.proofs,
  };
}

function policyPart(policy: EffectivePolicy) {
  return policy.usable
    ? { usable: true, mode: policy.policy.mode, sources: policy.policy.sources }
    : { usable: false, problems: policy.problems, sources: policy.sources };
}

/** What was found of AI, with people's words sealed. */
export function provenancePart(provenance: Provenance, seals: Seals) {
  return {
    involvement: provenance.involvement,
    autonomy: provenance.autonomy,
    tools: provenance.tools,
    declaration: provenance.declaration,
    contradicted: provenance.contradicted,
    evidence: provenance.evidence.map((evidence) => evidencePart(evidence, seals)),
    remembered: provenance.remembered.map(({ key, pullRequest }) => ({ key, pullRequest })),
    setAside: provenance.setAside.map(({ key, by, reason, at }) => ({
      key: keyPart(key, seals),
      at,
      by: seals.text(by),
      reason: seals.text(reason),
    })),
  };
}

/** The key of a claim that somebody co-authored names them. */
export const keyPart = (key: string, seals: Seals): string | Sealed =>
  key.startsWith(`${claimDetector}:`) ? seals.text(key) : key;

const evidencePart = ({ excerpt, ...evidence }: Evidence, seals: Seals) => ({
  ...evidence,
  excerpt: seals.text(excerpt),
});

const requirementPart = ({ clauses, declarationRequired, unmeetable, trace }: Requirement) => ({
  clauses: clauses.map(({ id, rule, origin, level, count, from, owners, paths }) => ({
    id,
    rule,
    origin,
    level,
    count,
    from,
    ownedPaths: owners?.map(({ path, pattern }) => ({ path, pattern })) ?? null,
    paths,
  })),
  declarationRequired,
  unmeetable,
  applied: trace.filter(({ applied }) => applied).map(({ rule, origin }) => ({ rule, origin })),
});

function verdictPart(verdict: Verdict, seals: Seals) {
  switch (verdict.state) {
    case 'satisfied':
    case 'blocked':
      return { state: verdict.state, by: verdict.by.map(seals.text) };
    case 'overridden':
      return { state: verdict.state, by: seals.text(verdict.by), reason: seals.text(verdict.reason) };
    case 'pending':
      return {
        state: verdict.state,
        gaps: verdict.gaps.map(({ clause, missing }) => ({ clause, missing })),
        declarationMissing: verdict.declarationMissing,
      };
    case 'not-required':
    case 'undecided':
      return { state: verdict.state };
    default:
      return unreachable(verdict);
  }
}
