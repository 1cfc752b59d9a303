import type { Kysely } from 'kysely';
import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss';
import type { PullRequestRef } from '../core/facts.ts';
import type { Hint } from '../core/hint.ts';
import { hintKey, type JobOutcome, type JobRun } from '../core/job.ts';
import { forgetDead } from './dead.ts';
import { type Sender, type Task, type WorkQueue, workQueues } from './queues.ts';
import type { Tables } from './schema.ts';
import { createWaker } from './waker.ts';

type Claimed = JobWithMetadata<Task>;
type Sending = (act: (sender: Sender) => Promise<void>) => Promise<void>;

/** What the queue calls for its jobs. */
export type JobHandlers = {
  readonly evaluate: (ref: PullRequestRef, run: JobRun) => Promise<JobOutcome>;
  /** Turns a hint about more than one pull request into hints about single ones. */
  readonly expand: (hint: Hint, run: JobRun) => Promise<JobOutcome>;
};

export type Runner = {
  readonly startWorking: (handlers: JobHandlers, options: { readonly concurrency: number }) => Promise<void>;
  /** Runs all that is due, and what these runs cause, in this call; says how many ran. For tests. */
  readonly runDue: (handlers: JobHandlers) => Promise<number>;
  /** The same, and does not wait for the time of retries and appointments. For tests. */
  readonly runWaiting: (handlers: JobHandlers) => Promise<number>;
  /** Nobody is told of a job whose time has come; the workers look for themselves then. */
  readonly wakeLater: (seconds: number) => void;
};

/** The two ways to run jobs: polling workers, and by hand. */
export function runnerOf(db: Kysely<Tables>, boss: PgBoss, sending: Sending): Runner {
  const runOne = async (queue: WorkQueue, job: Claimed, handlers: JobHandlers): Promise<JobResult> => {
    try {
      const outcome = await perform(queue, job, handlers, sending);
      return outcome.kind === 'done'
        ? { id: job.id, status: 'completed' }
        : { id: job.id, status: 'completed', output: outcome };
    } catch (error) {
      // One job of a key may wait for its retry. Where one does, it will do this one's work, and this one is over.
      const status = (await hasRetry(boss, queue, job)) ? 'completed' : 'failed';
      return { id: job.id, status, output: describe(error) };
    }
  };
  const runAll = async (queue: WorkQueue, jobs: readonly Claimed[], handlers: JobHandlers): Promise<JobResult[]> => {
    const results = await Promise.all(jobs.map((job) => runOne(queue, job, handlers)));
    const wentWell = jobs.filter((_, n) => isDone(results[n])).map(({ data }) => hintKey(data.hint));
    if (queue === 'hints') await forgetDead(db, wentWell);
    return results;
  };
  const runTaken = async (handlers: JobHandlers, take: { batchSize: number; ignoreStartAfter: boolean }) => {
    let ran = 0;
    for (const queue of workQueues) {
      const jobs = await boss.fetch<Task>(queue, { ...take, includeMetadata: true });
      const results = await runAll(queue, jobs, handlers);
      for (const [n, job] of jobs.entries()) await settle(boss, queue, job, results[n]);
      ran += jobs.length;
    }
    return ran;
  };
  const runDue = async (handlers: JobHandlers) => {
    let total = 0;
    for (let ran = -1; ran !== 0; total += ran)
      ran = await runTaken(handlers, { batchSize: 8, ignoreStartAfter: false });
    return total;
  };
  const waker = createWaker((id) => boss.notifyWorker(id));
  return {
    wakeLater: waker.wakeLater,
    startWorking: async (handlers, { concurrency }) => {
      for (const queue of workQueues) {
        for (let worker = 0; worker < workersFor(queue, concurrency); worker += 1) {
          const run = (jobs: Claimed[]) => runAll(queue, jobs, handlers);
          const id = await boss.work(queue, workOptions(concurrency), run);
          if (queue === 'hints') waker.know(id);
        }
      }
    },
    runDue,
    runWaiting: async (handlers) =>
      (await runTaken(handlers, { batchSize: 10_000, ignoreStartAfter: true })) + (await runDue(handlers)),
  };
}

/** Small, because a worker waits for the slowest of its batch before it takes another. */
const batchSize = 4;

const workersFor = (queue: WorkQueue, concurrency: number): number =>
  queue === 'hints' ? Math.max(1, Math.ceil(concurrency / batchSize)) : 1;

const workOptions = (concurrency: number) =>
  ({
    batchSize,
    perJobResults: true,
    includeMetadata: true,
    burstWhenBatchFull: true,
    // One installation that waits for GitHub must not hold every place.
    groupConcurrency: Math.max(1, Math.floor(concurrency / 2)),
    // Notifications wake the workers at once; the polls are for retries and appointments, which nobody announces.
    pollingIntervalSeconds: 2,
    notifyPollingIntervalSeconds: 2,
  }) as const;

/** Over because its work is done. A job that only left its work to another one says so in its output. */
const isDone = (result: JobResult | undefined): boolean =>
  result?.status === 'completed' && result.output === undefined;

async function perform(queue: WorkQueue, job: Claimed, handlers: JobHandlers, sending: Sending): Promise<JobOutcome> {
  const { hint } = job.data;
  if (queue === 'appointments') {
    await sending((sender) => sender.send([{ hint, pace: 'prompt' }]));
    return { kind: 'done' };
  }
  const run = runOf(job);
  const outcome = await (hint.kind === 'pull-request' ? handlers.evaluate(hint.ref, run) : handlers.expand(hint, run));
  if (outcome.kind === 'again') {
    const { at } = outcome;
    await sending((sender) => (at === null ? sender.restart(job.data) : sender.sendAt(hint, at)));
  }
  return outcome;
}

const runOf = (job: Claimed): JobRun => ({
  failures: job.retryCount,
  last: job.retryCount >= job.retryLimit,
  restarts: job.data.restarts,
  signal: job.signal ?? new AbortController().signal,
});

async function hasRetry(boss: PgBoss, queue: WorkQueue, job: Claimed): Promise<boolean> {
  const key = job.singletonKey ?? hintKey(job.data.hint);
  const waiting = await boss.findJobs(queue, { key, queued: true });
  return waiting.some((other) => other.state === 'retry' && other.id !== job.id);
}

async function settle(boss: PgBoss, queue: WorkQueue, job: Claimed, result: JobResult | undefined): Promise<void> {
  const output = result?.output ?? null;
  if (result?.status === 'completed') await boss.complete(queue, job, output);
  else await boss.fail(queue, job, output);
}

/** What is kept about a failure: enough to see who must act, nothing that could carry a secret or a diff. */
const describe = (error: unknown): { readonly name: string; readonly message: string } =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: 'unknown', message: String(error) };
