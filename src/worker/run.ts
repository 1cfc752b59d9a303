import type { PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { DirectPushHint, Hint, MergeGroupHint, PreviewHint } from '../core/hint.ts';
import { installationOf, type JobOutcome, type JobRun } from '../core/job.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import { GitHubError, HeadMovedError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Outcome } from './evaluate-pull-request.ts';

/** What the queue calls for its jobs. */
export type Handlers = {
  readonly evaluate: (ref: PullRequestRef, run: JobRun) => Promise<JobOutcome>;
  readonly expand: (hint: Hint, run: JobRun) => Promise<JobOutcome>;
};

/** Counts the requests that one run causes. */
export type Meter = {
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
  readonly requests: () => number;
};

/** A run that is over, as the log line and the metrics tell it. */
export type EndedRun = {
  readonly job: 'evaluate' | 'merge-group' | 'preview' | 'push' | 'expand';
  readonly result: 'done' | 'postponed' | 'failed' | 'given up';
  /** 1 for the first run of a job. */
  readonly attempt: number;
  readonly ms: number;
  /** What was decided, where something was. */
  readonly verdict: string | null;
};

export type Work = {
  readonly evaluatePullRequest: (ref: PullRequestRef) => Promise<Outcome>;
  readonly evaluateMergeGroup: (hint: MergeGroupHint, attempt: { readonly last: boolean }) => Promise<string>;
  readonly previewOpen: (hint: PreviewHint) => Promise<string>;
  readonly judgePush: (hint: DirectPushHint) => Promise<string>;
  /** Turns a hint about more than one pull request into hints about single ones; says how many. */
  readonly expand: (hint: Hint) => Promise<number>;
  /** An attempt to evaluate failed and there will be others. Neither of these two rejects. */
  readonly showAttempt: (ref: PullRequestRef) => Promise<void>;
  /** The last attempt failed. */
  readonly showGivenUp: (ref: PullRequestRef, error: unknown) => Promise<void>;
  readonly meter: () => Meter;
  readonly ended: (run: EndedRun) => void;
  readonly log: Logger;
};

/** Works until the queue is drained. */
export function runWorker(
  work: Work & {
    readonly jobs: {
      readonly startWorking: (handlers: Handlers, options: { readonly concurrency: number }) => Promise<void>;
    };
    readonly concurrency: number;
  },
): Promise<void> {
  return work.jobs.startWorking(handlersOf(work), { concurrency: work.concurrency });
}

/** The handlers by themselves, for whoever turns the queue by hand. Each run of a job writes exactly one line. */
export function handlersOf(work: Work): Handlers {
  return {
    evaluate: (ref, run) =>
      logged(work, run, {
        job: 'evaluate',
        about: { ...ofRepository(ref), pr: ref.number },
        run: async () => describe(await work.evaluatePullRequest(ref)),
        failed: (error) => (run.last ? work.showGivenUp(ref, error) : work.showAttempt(ref)),
      }),
    expand: (hint, run) => {
      if (hint.kind === 'merge-group') return evaluateGroup(hint, run);
      if (hint.kind === 'preview') return preview(hint, run);
      if (hint.kind === 'direct-push') {
        const about = { ...ofRepository(hint.repository), head: hint.after };
        return logged(work, run, { job: 'push', about, run: async () => ({ outcome: await work.judgePush(hint) }) });
      }
      const expand = async () => ({ hints: await work.expand(hint) });
      return logged(work, run, { job: 'expand', about: { ...aboutHint(hint), hint: hint.kind }, run: expand });
    },
  };

  function preview(hint: PreviewHint, run: JobRun): Promise<JobOutcome> {
    const about = { ...ofRepository(hint.repository), head: hint.headSha };
    return logged(work, run, {
      job: 'preview',
      about,
      run: async () => ({ outcome: await work.previewOpen(hint) }),
    });
  }

  function evaluateGroup(hint: MergeGroupHint, run: JobRun): Promise<JobOutcome> {
    const about = { ...ofRepository(hint.repository), head: hint.headSha };
    // The queue waits for an answer, so a group is not asked for as often as a pull request.
    const last = run.last || run.failures >= 4;
    const evaluate = async () => ({ verdict: await work.evaluateMergeGroup(hint, { last }) });
    return logged(work, run, { job: 'merge-group', about, run: evaluate });
  }
}

const ofRepository = ({ installationId, owner, name }: RepositoryRef): Fields => ({
  installation: installationId,
  repo: `${owner}/${name}`,
});

const aboutHint = (hint: Hint): Fields =>
  'repository' in hint ? ofRepository(hint.repository) : { installation: installationOf(hint) };

type Fields = Readonly<Record<string, string | number | null>>;

type Logged = {
  readonly job: EndedRun['job'];
  readonly about: Fields;
  readonly run: () => Promise<Fields & { readonly verdict?: string }>;
  /** Shows people that a run failed, where they look. It does not reject. */
  readonly failed?: (error: unknown) => Promise<void>;
};

/** The canonical line: everything about one run in one place, so that nobody has to join lines. */
async function logged(work: Work, run: JobRun, { job, about, run: perform, failed }: Logged): Promise<JobOutcome> {
  const start = performance.now();
  const meter = work.meter();
  const attempt = run.failures + 1;
  const end = (result: EndedRun['result'], verdict: string | null): Fields => {
    const ms = Math.round(performance.now() - start);
    work.ended({ job, result, attempt, ms, verdict });
    return { job, ...about, attempt, ms, requests: meter.requests() };
  };
  try {
    const found = await meter.run(perform);
    work.log.info({ ...end('done', found.verdict ?? null), ...found }, 'job done');
    return { kind: 'done' };
  } catch (error) {
    const again = postponed(error, run);
    if (again !== null) {
      const why = { again: again.at?.toISOString() ?? 'now', why: messageOf(error) };
      work.log.info({ ...end('postponed', null), ...why }, 'job postponed');
      return again;
    }
    await meter.run(async () => failed?.(error));
    if (run.last) work.log.error({ ...end('given up', null), err: error }, 'job given up');
    else work.log.warn({ ...end('failed', null), err: error }, 'job failed');
    throw error;
  }
}

/** A head that moves under every run is a fault of ours; after so many runs the job fails like any other and waits. */
const patience = 3;

function postponed(error: unknown, run: JobRun): (JobOutcome & { readonly kind: 'again' }) | null {
  if (error instanceof HeadMovedError && run.restarts < patience) return { kind: 'again', at: null };
  if (error instanceof GitHubError && error.retryAt !== null) return { kind: 'again', at: error.retryAt };
  return null;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function describe(outcome: Outcome): Fields & { readonly verdict?: string } {
  if (outcome.kind !== 'decided') return { outcome: outcome.kind === 'ended' ? outcome.state : outcome.kind };
  const { snapshot, policy, evaluation } = outcome.decision;
  return {
    outcome: outcome.kind,
    head: snapshot.headSha,
    policy: versionsOf(policy),
    involvement: evaluation.provenance.involvement,
    risk: evaluation.risk.level,
    verdict: evaluation.verdict.state,
  };
}

/** Which file of rules in which version, as `organization:3f2c1ab repository:90bd2c4`. */
function versionsOf(policy: EffectivePolicy): string {
  const { sources } = policy.usable ? policy.policy : policy;
  return sources.map(({ origin, sha }) => (sha === null ? origin : `${origin}:${sha}`)).join(' ');
}
