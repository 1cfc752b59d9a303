import type { PullRequestRef } from '../core/facts.ts';
import type { Hint, MergeGroupHint, PreviewHint } from '../core/hint.ts';
import type { JobOutcome, JobRun } from '../core/job.ts';
import { GitHubError, HeadMovedError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Outcome } from './evaluate-pull-request.ts';

/** What the queue calls for its jobs. */
export type Handlers = {
  readonly evaluate: (ref: PullRequestRef, run: JobRun) => Promise<JobOutcome>;
  readonly expand: (hint: Hint, run: JobRun) => Promise<JobOutcome>;
};

export type Work = {
  readonly evaluatePullRequest: (ref: PullRequestRef) => Promise<Outcome>;
  readonly evaluateMergeGroup: (hint: MergeGroupHint, attempt: { readonly last: boolean }) => Promise<string>;
  readonly previewOpen: (hint: PreviewHint) => Promise<string>;
  /** Turns a hint about more than one pull request into hints about single ones; says how many. */
  readonly expand: (hint: Hint) => Promise<number>;
  /** An attempt to evaluate failed and there will be others. Neither of these two rejects. */
  readonly showAttempt: (ref: PullRequestRef) => Promise<void>;
  /** The last attempt failed. */
  readonly showGivenUp: (ref: PullRequestRef, error: unknown) => Promise<void>;
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
export function handlersOf({
  evaluatePullRequest,
  evaluateMergeGroup,
  previewOpen,
  expand,
  showAttempt,
  showGivenUp,
  log,
}: Work): Handlers {
  return {
    evaluate: async (ref, run) => {
      const about = { installation: ref.installationId, repo: `${ref.owner}/${ref.name}`, pr: ref.number };
      try {
        const evaluate = async () => describe(await evaluatePullRequest(ref));
        return await logged(log, { ...about, job: 'evaluate' }, run, evaluate);
      } catch (error) {
        await (run.last ? showGivenUp(ref, error) : showAttempt(ref));
        throw error;
      }
    },
    expand: (hint, run) => {
      if (hint.kind === 'merge-group') return evaluateGroup(hint, run);
      if (hint.kind === 'preview') return preview(hint, run);
      return logged(log, { job: 'expand', hint: hint.kind }, run, async () => ({ hints: await expand(hint) }));
    },
  };

  function preview(hint: PreviewHint, run: JobRun): Promise<JobOutcome> {
    const { repository, headSha: head } = hint;
    const about = { installation: repository.installationId, repo: `${repository.owner}/${repository.name}`, head };
    return logged(log, { ...about, job: 'preview' }, run, async () => ({ outcome: await previewOpen(hint) }));
  }

  function evaluateGroup(hint: MergeGroupHint, run: JobRun): Promise<JobOutcome> {
    const { repository, headSha: head } = hint;
    const about = { installation: repository.installationId, repo: `${repository.owner}/${repository.name}`, head };
    // The queue waits for an answer, so a group is not asked for as often as a pull request.
    const last = run.last || run.failures >= 4;
    const evaluate = async () => ({ verdict: await evaluateMergeGroup(hint, { last }) });
    return logged(log, { ...about, job: 'merge-group' }, run, evaluate);
  }
}

type Fields = Readonly<Record<string, string | number | null>>;

async function logged(log: Logger, about: Fields, run: JobRun, job: () => Promise<Fields>): Promise<JobOutcome> {
  const start = performance.now();
  const fields = () => ({ ...about, failures: run.failures, ms: Math.round(performance.now() - start) });
  try {
    const found = await job();
    log.info({ ...fields(), ...found }, 'job done');
    return { kind: 'done' };
  } catch (error) {
    const again = postponed(error, run);
    if (again === null) {
      log[run.last ? 'error' : 'warn']({ ...fields(), err: error }, run.last ? 'job given up' : 'job failed');
      throw error;
    }
    log.info({ ...fields(), again: again.at?.toISOString() ?? 'now', why: messageOf(error) }, 'job postponed');
    return again;
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

function describe(outcome: Outcome): Fields {
  if (outcome.kind !== 'decided') return { outcome: outcome.kind };
  const { snapshot, evaluation } = outcome.decision;
  return {
    outcome: outcome.kind,
    head: snapshot.headSha,
    involvement: evaluation.provenance.involvement,
    risk: evaluation.risk.level,
    verdict: evaluation.verdict.state,
  };
}
