import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { evaluate } from '../../src/core/evaluate.ts';
import type { JobOutcome, JobRun } from '../../src/core/job.ts';
import { GitHubError, HeadMovedError } from '../../src/errors.ts';
import type { Outcome } from '../../src/worker/evaluate-pull-request.ts';
import { type EndedRun, handlersOf } from '../../src/worker/run.ts';
import { aSnapshot } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';

const snapshot = aSnapshot();
const sources = [
  { origin: 'organization', sha: 'f100f' },
  { origin: 'built-in', sha: null },
] as const;
const policy = { usable: true, policy: aPolicy({ sources }) } as const;
const decided: Outcome = { kind: 'decided', decision: { snapshot, policy, evaluation: evaluate(policy, snapshot) } };
const retryAt = new Date('2026-03-02T13:00:00Z');

describe('a run of an evaluation', () => {
  it.each<{ why: string; evaluation: () => Promise<Outcome>; run?: Partial<JobRun>; outcome: JobOutcome | string }>([
    { why: 'it was decided', evaluation: () => Promise.resolve(decided), outcome: { kind: 'done' } },
    {
      why: 'there is no such pull request',
      evaluation: () => Promise.resolve({ kind: 'not-found' }),
      outcome: { kind: 'done' },
    },
    {
      why: 'the head moved under it',
      evaluation: () => Promise.reject(new HeadMovedError('head moved')),
      outcome: { kind: 'again', at: null },
    },
    {
      why: 'the head moved under every run, which cannot be',
      evaluation: () => Promise.reject(new HeadMovedError('head moved')),
      run: { restarts: 3 },
      outcome: 'head moved',
    },
    {
      why: 'GitHub named a time to come back',
      evaluation: () => Promise.reject(new GitHubError('rate limit', 403, retryAt, null)),
      outcome: { kind: 'again', at: retryAt },
    },
    {
      why: 'GitHub is broken and names no time',
      evaluation: () => Promise.reject(new GitHubError('bad gateway', 502, null, null)),
      outcome: 'bad gateway',
    },
    { why: 'we are broken', evaluation: () => Promise.reject(new Error('our bug')), outcome: 'our bug' },
  ])('ends as it should when $why', async ({ evaluation, run, outcome }) => {
    const { handlers } = worker(evaluation);
    const ended = await handlers.evaluate(snapshot.ref, aRun(run)).catch((error: Error) => error.message);
    expect(ended).toEqual(outcome);
  });

  it.each<{ why: string; evaluation: () => Promise<Outcome>; run?: Partial<JobRun>; line: object }>([
    {
      why: 'decided',
      evaluation: () => Promise.resolve(decided),
      line: {
        level: 30,
        msg: 'job done',
        installation: snapshot.ref.installationId,
        attempt: 1,
        requests: 4,
        outcome: 'decided',
        verdict: 'pending',
        involvement: 'none-found',
        risk: 'low',
        head: snapshot.headSha,
        policy: 'organization:f100f built-in',
      },
    },
    {
      why: 'postponed',
      evaluation: () => Promise.reject(new GitHubError('rate limit', 403, retryAt, null)),
      line: { level: 30, msg: 'job postponed', again: '2026-03-02T13:00:00.000Z', why: 'rate limit' },
    },
    {
      why: 'failed',
      evaluation: () => Promise.reject(new Error('our bug')),
      run: { failures: 2 },
      line: { level: 40, msg: 'job failed', attempt: 3, requests: 4 },
    },
    {
      why: 'given up',
      evaluation: () => Promise.reject(new Error('our bug')),
      run: { last: true },
      line: { level: 50, msg: 'job given up' },
    },
  ])('that was $why writes one line that says so', async ({ evaluation, run, line }) => {
    const { handlers, lines } = worker(evaluation);
    await handlers.evaluate(snapshot.ref, aRun(run)).catch(() => undefined);
    expect(lines).toMatchObject([{ job: 'evaluate', repo: 'acme/shop', pr: 7, ms: expect.any(Number), ...line }]);
  });

  it.each<{ why: string; evaluation: () => Promise<Outcome>; run?: Partial<JobRun>; ended: Partial<EndedRun> }>([
    { why: 'decided', evaluation: () => Promise.resolve(decided), ended: { result: 'done', verdict: 'pending' } },
    {
      why: 'postponed',
      evaluation: () => Promise.reject(new GitHubError('rate limit', 403, retryAt, null)),
      ended: { result: 'postponed', verdict: null },
    },
    {
      why: 'failed',
      evaluation: () => Promise.reject(new Error('our bug')),
      run: { failures: 2 },
      ended: { result: 'failed', attempt: 3 },
    },
    {
      why: 'given up',
      evaluation: () => Promise.reject(new Error('our bug')),
      run: { last: true },
      ended: { result: 'given up' },
    },
  ])('that was $why is counted once', async ({ evaluation, run, ended: expected }) => {
    const { handlers, ended } = worker(evaluation);
    await handlers.evaluate(snapshot.ref, aRun(run)).catch(() => undefined);
    expect(ended).toMatchObject([{ job: 'evaluate', ...expected }]);
  });
});

describe('a failure', () => {
  it.each<{ why: string; error: Error; run: Partial<JobRun>; shows: readonly string[] }>([
    { why: 'others follow', error: new Error('our bug'), run: {}, shows: ['attempt'] },
    { why: 'it was the last attempt', error: new Error('ours'), run: { last: true }, shows: ['given up: Error: ours'] },
    { why: 'GitHub named a time', error: new GitHubError('limit', 403, retryAt, null), run: { last: true }, shows: [] },
    { why: 'the head moved', error: new HeadMovedError('moved'), run: {}, shows: [] },
  ])('is shown as what it is when $why', async ({ error, run, shows }) => {
    const { handlers, shown } = worker(() => Promise.reject(error));
    await handlers.evaluate(snapshot.ref, aRun(run)).catch(() => undefined);
    expect(shown).toEqual(shows);
  });
});

describe('a run of an expansion', () => {
  it('says how many hints it sent', async () => {
    const { handlers, lines } = worker(() => Promise.resolve(decided));
    expect(await handlers.expand({ kind: 'installation', installationId: 1 }, aRun())).toEqual({ kind: 'done' });
    expect(lines).toMatchObject([{ job: 'expand', installation: 1, hint: 'installation', hints: 3, msg: 'job done' }]);
  });
});

function worker(evaluatePullRequest: () => Promise<Outcome>) {
  const lines: unknown[] = [];
  const shown: string[] = [];
  const ended: EndedRun[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
  return {
    lines,
    shown,
    ended,
    handlers: handlersOf({
      evaluatePullRequest,
      evaluateMergeGroup: () => Promise.resolve('success'),
      previewOpen: () => Promise.resolve('previewed'),
      judgePush: () => Promise.resolve('recorded'),
      expand: () => Promise.resolve(3),
      showAttempt: () => Promise.resolve(void shown.push('attempt')),
      showGivenUp: (_, error) => Promise.resolve(void shown.push(`given up: ${String(error)}`)),
      meter: () => ({ run: (work) => work(), requests: () => 4 }),
      ended: (run) => ended.push(run),
      log,
    }),
  };
}

const aRun = (only: Partial<JobRun> = {}): JobRun => ({
  failures: 0,
  last: false,
  restarts: 0,
  signal: new AbortController().signal,
  ...only,
});
