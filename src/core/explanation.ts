import type { Evaluation } from './evaluate.ts';
import { type Asked, askedBy } from './explanation/asked.ts';
import { type Found, foundIn } from './explanation/found.ts';
import { headlineOf, nextStep } from './explanation/headline.ts';
import { type Opinion, opinionsOn } from './explanation/opinions.ts';
import type { Snapshot } from './facts.ts';
import type { Phrase } from './phrase.ts';
import type { EffectivePolicy, PolicyProblem, RiskLevel, RuleOrigin } from './policy.ts';
import type { RuleTrace } from './requirement.ts';
import { plain } from './text.ts';
import type { Verdict } from './verdict.ts';

/** Everything that is said to people about one decision, wherever they read it. Plain JSON, kept with the decision. */
export type Explanation = {
  readonly state: Verdict['state'];
  readonly observing: boolean;
  /** The answer in a few words, and what follows from it. */
  readonly headline: string;
  readonly next: Phrase;
  readonly change: Change;
  readonly found: Found;
  readonly risk: { readonly level: RiskLevel; readonly factors: readonly Factor[] };
  /** What is asked, each with whether it is met, what it lacks and who can give it. */
  readonly asked: readonly Asked[];
  readonly reviews: readonly Opinion[];
  /** Whether each rule applied, and what decided. */
  readonly rules: readonly ToldRule[];
  readonly sources: readonly { readonly origin: RuleOrigin; readonly sha: string | null }[];
  /** What GitHub did not tell in full; judged as the worst case. */
  readonly unread: readonly string[];
  readonly problems: readonly PolicyProblem[];
  /** Other open pull requests with the same head, for which the one check stands too. */
  readonly twins: readonly number[];
};

export type Change = {
  readonly title: string;
  readonly author: string | null;
  readonly headSha: string;
  readonly baseRef: string;
  readonly files: number;
  readonly additions: number;
  readonly deletions: number;
};

export type ToldRule = Pick<RuleTrace, 'rule' | 'origin' | 'applied'> & {
  readonly conditions: readonly { readonly held: boolean; readonly because: string }[];
};

export type Factor = { readonly level: RiskLevel; readonly detail: string; readonly paths: readonly string[] };

/**
 * What is to be said about an evaluation. Invariant: each text in it is one line without characters that control, hide or
 * reorder text, so that whoever prints it has only to escape it.
 */
export function explain(effective: EffectivePolicy, snapshot: Snapshot, evaluation: Evaluation): Explanation {
  const policy = effective.usable ? effective.policy : null;
  return {
    state: evaluation.verdict.state,
    observing: policy?.mode === 'observe',
    headline: headlineOf(effective, evaluation),
    next: nextStep(evaluation, policy?.mode ?? 'enforce'),
    change: changeOf(snapshot),
    found: foundIn(evaluation, snapshot, policy?.tools ?? []),
    risk: {
      level: evaluation.risk.level,
      factors: evaluation.risk.factors.map(({ level, detail, paths }) => ({
        level,
        detail: plain(detail),
        paths: paths.map((path) => plain(path)),
      })),
    },
    asked: policy === null ? [] : askedBy(policy, snapshot, evaluation),
    reviews: opinionsOn(snapshot, evaluation),
    rules: evaluation.requirement.trace.map(toldRule),
    sources: effective.usable ? effective.policy.sources : effective.sources,
    unread: snapshot.truncated.map((what) => plain(what)),
    problems: effective.usable ? [] : effective.problems.map(plainProblem),
    twins: snapshot.siblings.map(({ number }) => number),
  };
}

const toldRule = ({ rule, origin, applied, conditions }: RuleTrace): ToldRule => ({
  rule: plain(rule),
  origin,
  applied,
  conditions: conditions.map(({ held, because }) => ({ held, because: plain(because) })),
});

const plainProblem = ({ file, message, hint, ...place }: PolicyProblem): PolicyProblem => ({
  ...place,
  file: plain(file),
  message: plain(message, 400),
  hint: hint === null ? null : plain(hint),
});

const changeOf = ({ pullRequest, headSha, baseRef, files, totals }: Snapshot): Change => ({
  title: plain(pullRequest.title, 250),
  author: pullRequest.author === null ? null : plain(pullRequest.author.login, 100),
  headSha,
  baseRef: plain(baseRef),
  files: Math.max(files.length, totals.files),
  additions: totals.additions,
  deletions: totals.deletions,
});
