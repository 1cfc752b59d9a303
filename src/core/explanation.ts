import type { Evaluation } from './evaluate.ts';
import { type Asked, askedBy } from './explanation/asked.ts';
import { type Found, foundIn } from './explanation/found.ts';
import { headlineOf, nextStep } from './explanation/headline.ts';
import { type Opinion, opinionsOn } from './explanation/opinions.ts';
import type { PullRequestRef, Snapshot } from './facts.ts';
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
  readonly rules: readonly RuleTrace[];
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

/** A pull request with what is to be told about its newest decision. */
export type Explained = {
  readonly ref: PullRequestRef;
  readonly state: 'open' | 'closed' | 'merged';
  readonly evaluatedAt: Date;
  /** null: what it said about people was erased. */
  readonly explanation: Explanation | null;
};

export type Factor = { readonly level: RiskLevel; readonly detail: string; readonly paths: readonly string[] };

/** What is to be said about an evaluation. */
export function explain(effective: EffectivePolicy, snapshot: Snapshot, evaluation: Evaluation): Explanation {
  const policy = effective.usable ? effective.policy : null;
  return {
    state: evaluation.verdict.state,
    observing: policy?.mode === 'observe',
    headline: headlineOf(effective, evaluation),
    next: nextStep(evaluation),
    change: changeOf(snapshot),
    found: foundIn(evaluation, snapshot, policy?.tools ?? []),
    risk: {
      level: evaluation.risk.level,
      factors: evaluation.risk.factors.map(({ level, detail, paths }) => ({ level, detail: plain(detail), paths })),
    },
    asked: policy === null ? [] : askedBy(policy, snapshot, evaluation),
    reviews: opinionsOn(snapshot, evaluation),
    rules: evaluation.requirement.trace,
    sources: effective.usable ? effective.policy.sources : effective.sources,
    unread: snapshot.truncated.map((what) => plain(what)),
    problems: effective.usable ? [] : effective.problems,
    twins: snapshot.siblings.map(({ number }) => number),
  };
}

const changeOf = ({ pullRequest, headSha, baseRef, files, totals }: Snapshot): Change => ({
  title: plain(pullRequest.title, 250),
  author: pullRequest.author?.login ?? null,
  headSha,
  baseRef: plain(baseRef),
  files: Math.max(files.length, totals.files),
  additions: totals.additions,
  deletions: totals.deletions,
});
