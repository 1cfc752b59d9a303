import { setTimeout as wait } from 'node:timers/promises';
import { badGateway, type FaultRule, primaryRateLimit, shareOf } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { gather, wrong } from './crowd.ts';
import { recordProblems } from './record-problems.ts';
import { serving } from './served.ts';
import { stir } from './stirring.ts';

export type Suffered = {
  readonly changes: number;
  readonly accepted: number;
  /** What deliveries were answered that were not accepted. */
  readonly refused: readonly string[];
  readonly requests: number;
  readonly spoiled: Readonly<Record<Spoiled, number>>;
  /** How many pull requests had a wrong check when the faults ended, and how many seconds later the last was right. */
  readonly behind: number;
  readonly repaired: number;
  /** How many pull requests have a wrong check in the end. */
  readonly wrong: number;
  readonly record: readonly string[];
};

type Spoiled = 'answered 502' | 'timed out' | 'limited';

type Options = {
  readonly seconds: number;
  readonly databaseUrl: string | null;
  readonly companies: number;
  readonly pulls: number;
  /** Milliseconds between two changes. */
  readonly pause: number;
  /** How long GitHub holds a connection that it does not answer. */
  readonly hold: number;
};

/**
 * A GitHub that answers a fifth of all requests with 502, lets one in twenty time out, and in the middle refuses them for
 * a tenth of the time, while people push and approve. No sweep repairs what this does.
 */
export async function suffer(options: Options): Promise<Suffered> {
  const crowd = await gather(options);
  const { sandbox, app } = crowd;
  sandbox.latency = 20;
  const served = await serving({ sandbox, app, databaseUrl: options.databaseUrl });
  const server = await served.start({ SWEEP_MINUTES: '1440', SETTLE_SECONDS: '0.5' });
  await until(() => wrong(crowd).length === 0);
  const before = sandbox.requests.length;
  const spoiled: Record<Spoiled, number> = { 'answered 502': 0, 'timed out': 0, limited: 0 };
  const start = Date.now();
  const [from, to] = [start + options.seconds * 450, start + options.seconds * 550];
  const limitedFor = (): number | null => (Date.now() >= from && Date.now() < to ? to - Date.now() : null);
  sandbox.fault = spoiling(sandbox, { hold: options.hold, limitedFor }, (how) => {
    spoiled[how] += 1;
  });
  const stirring = stir(crowd, options);
  await wait(options.seconds * 1000);
  await stirring.stop();
  sandbox.fault = () => null;
  const requests = sandbox.requests.length - before;
  const behind = wrong(crowd).length;
  const ended = performance.now();
  await until(() => wrong(crowd).length === 0);
  const repaired = (performance.now() - ended) / 1000;
  await server.kill('SIGTERM');
  const store = await served.openStore();
  const record = await recordProblems(crowd, store);
  await store.close();
  const outcomes = sandbox.deliveries.flatMap(({ outcome }) => outcome ?? []);
  const refused = outcomes.filter(({ statusCode }) => statusCode !== 202);
  await served.close();
  await sandbox.close();
  return {
    changes: stirring.changes(),
    accepted: outcomes.length - refused.length,
    refused: refused.map(({ statusCode, status, seconds }) => `${statusCode} ${status} after ${seconds.toFixed(3)} s`),
    requests,
    spoiled,
    behind,
    repaired,
    wrong: wrong(crowd).length,
    record,
  };
}

/** A fifth is answered with 502, one in twenty times out; of each, half took effect all the same. */
export function spoiling(
  sandbox: Sandbox,
  { hold, limitedFor }: { readonly hold: number; readonly limitedFor: () => number | null },
  count: (how: Spoiled) => void = () => undefined,
): FaultRule {
  let coin = false;
  const gateway = shareOf(0.2, 1, (request) => {
    coin = !coin;
    return coin ? badGateway(request) : { ...badGateway(request), takesEffect: true };
  });
  // One in sixteen of the other four fifths is one in twenty of all.
  const timeout = shareOf(0.05 / 0.8, 2, () => {
    coin = !coin;
    return { dropped: coin ? 'unheard' : 'unanswered', after: hold };
  });
  return (request) => {
    const left = request.forToken ? null : limitedFor();
    if (left !== null) {
      count('limited');
      return primaryRateLimit(sandbox.state, { seconds: Math.ceil(left / 1000) })(request);
    }
    const lost = gateway(request);
    if (lost !== null) count('answered 502');
    const silent = lost === null ? timeout(request) : null;
    if (silent !== null) count('timed out');
    return lost ?? silent;
  };
}

/** Longer than the pauses between many attempts. */
async function until(claim: () => boolean): Promise<void> {
  for (const end = Date.now() + 300_000; Date.now() < end && !claim(); ) await wait(50);
}
