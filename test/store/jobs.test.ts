import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PullRequestRef } from '../../src/core/facts.ts';
import type { Hint } from '../../src/core/hint.ts';
import type { JobOutcome, JobRun } from '../../src/core/job.ts';
import type { JobHandlers } from '../../src/store/runner.ts';
import { engines, stopServer, type TestStore } from '../support/store.ts';

const done: JobOutcome = { kind: 'done' };
const ref: PullRequestRef = { installationId: 1, repositoryId: 10, owner: 'acme', name: 'shop', number: 7 };
const hint: Hint = { kind: 'pull-request', ref };

afterAll(stopServer);

describe.each(engines)('the queue on $name', ({ open }) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(() => test.wipe());
  afterAll(() => test.close());

  const states = async () =>
    (await test.query(`select state from pgboss.job where name = 'hints' order by created_on`)).map(
      (row) => row['state'],
    );

  describe('taking deliveries', () => {
    it('merges the deliveries about one pull request into one run', async () => {
      const accepted = await Promise.all(['a', 'b', 'c'].map((guid) => test.store.accept(delivery(guid))));
      const { handlers, evaluated } = recording();
      expect(accepted).toEqual(['accepted', 'accepted', 'accepted']);
      expect(await test.store.runDue(handlers)).toBe(1);
      expect(evaluated).toEqual([7]);
    });

    it('gives every pull request of a delivery its run', async () => {
      await test.store.accept(delivery('a', [7, 8, 9].map(aboutNumber)));
      const { handlers, evaluated } = recording();
      await test.store.runDue(handlers);
      expect(new Set(evaluated)).toEqual(new Set([7, 8, 9]));
    });

    it('hands hints about more than one pull request to be expanded', async () => {
      const wide: readonly Hint[] = [
        { kind: 'commit', repository: ref, sha: 'c3' },
        { kind: 'repository', repository: ref },
        { kind: 'organization', installationId: 1, owner: 'acme' },
        { kind: 'installation', installationId: 1 },
      ];
      await test.store.accept(delivery('a', wide));
      const { handlers, expanded } = recording();
      await test.store.runDue(handlers);
      expect(expanded.map(({ kind }) => kind).toSorted()).toEqual([
        'commit',
        'installation',
        'organization',
        'repository',
      ]);
    });

    it('stores nothing for a delivery that concerns nobody', async () => {
      expect(await test.store.accept(delivery('a', []))).toBe('accepted');
      expect(await test.query('select * from deliveries')).toEqual([]);
    });

    it('costs nothing when a delivery comes again after its work was done', async () => {
      await test.store.accept(delivery('a'));
      await test.store.runDue(recording().handlers);
      expect(await test.store.accept(delivery('a'))).toBe('duplicate');
      expect(await test.store.runDue(recording().handlers)).toBe(0);
    });

    it('runs once when a delivery comes again before its work was done', async () => {
      await test.store.accept(delivery('a'));
      expect(await test.store.accept(delivery('a'))).toBe('duplicate');
      expect(await test.store.runDue(recording().handlers)).toBe(1);
    });

    it('runs again when a delivery comes again whose work was given up', async () => {
      await test.store.accept(delivery('a'));
      await giveUp(test);
      await test.store.accept(delivery('a'));
      const { handlers, evaluated } = recording();
      await test.store.runDue(handlers);
      expect(evaluated).toEqual([7]);
    });

    it('runs again when a delivery comes again whose work was postponed and then given up', async () => {
      await test.store.accept(delivery('a'));
      const later: JobOutcome = { kind: 'again', at: new Date(Date.now() + 60_000) };
      await test.store.runDue(recording(() => Promise.resolve(later)).handlers);
      await giveUp(test);
      await test.store.accept(delivery('a'));
      const { handlers, evaluated } = recording();
      await test.store.runDue(handlers);
      expect(evaluated).toEqual([7]);
    });

    it('leaves nothing behind of a delivery that cannot be stored, and takes its neighbours', async () => {
      const unstorable = { ...delivery('bad', [aboutNumber(8)]), pushes: [aPush('refs/heads/a\0b')] };
      const results = await Promise.allSettled(
        [delivery('good-1'), unstorable, delivery('good-2')].map(test.store.accept),
      );
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      const { handlers, evaluated } = recording();
      await test.store.runDue(handlers);
      expect(evaluated).toEqual([7]);
      const guids = await test.query('select guid from deliveries order by guid');
      expect(guids).toEqual([{ guid: 'good-1' }, { guid: 'good-2' }]);
    });
  });

  describe('running', () => {
    it('runs exactly once more, and not at the same time, for hints that come during a run', async () => {
      await test.store.send([hint]);
      let running = 0;
      const concurrent: number[] = [];
      const { handlers } = recording(async () => {
        running += 1;
        concurrent.push(running);
        if (concurrent.length === 1) {
          for (const guid of ['a', 'b', 'c']) await test.store.accept(delivery(guid));
          // A second worker finds nothing: the key is taken.
          expect(await test.store.runDue(recording().handlers)).toBe(0);
        }
        running -= 1;
        return done;
      });
      expect(await test.store.runDue(handlers)).toBe(2);
      expect(concurrent).toEqual([1, 1]);
    });

    it('tries a failed job again later, telling it how often it failed, and not before', async () => {
      await test.store.send([hint]);
      const runs: JobRun[] = [];
      const { handlers } = recording((run) => {
        runs.push(run);
        return runs.length < 3 ? Promise.reject(new Error('no answer')) : Promise.resolve(done);
      });
      expect(await test.store.runDue(handlers)).toBe(1);
      expect(await test.store.depth()).toMatchObject({ due: 0, later: 1, active: 0, dead: 0 });
      await test.store.runWaiting(handlers);
      await test.store.runWaiting(handlers);
      expect(runs.map(({ failures }) => failures)).toEqual([0, 1, 2]);
      expect(await states()).toEqual(['completed']);
    });

    it('keeps a job that failed too often where people see it, and runs it again when they ask', async () => {
      await test.store.send([hint]);
      const runs = await giveUp(test);
      expect(runs.map(({ last }) => last)).toEqual([...Array.from({ length: 10 }, () => false), true]);
      const dead = await test.store.listDead();
      expect(dead).toMatchObject([{ hint, failures: 11, error: 'no answer' }]);
      expect(await test.store.retryDead(dead.map(({ id }) => id))).toBe(1);
      const { handlers, evaluated } = recording();
      await test.store.runDue(handlers);
      expect(evaluated).toEqual([7]);
      expect(await test.store.listDead()).toEqual([]);
    });

    it('tells of a death once, and no more when a later hint ran well', async () => {
      for (const round of [1, 2]) {
        await test.store.send([hint]);
        await giveUp(test, round);
      }
      expect(await test.store.listDead()).toHaveLength(1);
      await test.store.send([hint]);
      await test.store.runDue(recording().handlers);
      expect(await test.store.listDead()).toEqual([]);
      expect(await test.store.depth()).toMatchObject({ dead: 0 });
    });

    it('runs what a delivery asks for before what a sweep asked for, also where the sweep asked first', async () => {
      await test.store.send(Array.from({ length: 30 }, (_, n) => aboutNumber(n)));
      await test.store.accept(delivery('a', [aboutNumber(29), aboutNumber(30)]));
      const { handlers, evaluated } = recording();
      await test.store.runDue(handlers);
      // One claim takes eight.
      expect(evaluated.slice(0, 8)).toEqual(expect.arrayContaining([29, 30]));
      expect(evaluated).toHaveLength(31);
    });

    it('does not give up on a pull request because a hint failed while an earlier failure waits', async () => {
      await test.store.send([hint]);
      await test.store.runDue(failing());
      await test.store.send([hint]);
      expect(await test.store.runDue(failing())).toBe(1);
      expect(await test.store.depth()).toMatchObject({ later: 1, dead: 0 });
    });

    it('runs again at the time that a job asks for, and lets hints pass meanwhile', async () => {
      await test.store.send([hint]);
      const outcomes: JobOutcome[] = [{ kind: 'again', at: new Date(Date.now() + 3_600_000) }];
      const { handlers, evaluated } = recording(() => Promise.resolve(outcomes.pop() ?? done));
      await test.store.runDue(handlers);
      expect(await test.store.depth()).toMatchObject({ due: 0, later: 1 });
      await test.store.send([hint]);
      expect(await test.store.runDue(handlers)).toBe(1);
      await test.store.runWaiting(handlers);
      expect(evaluated).toEqual([7, 7, 7]);
      expect(await test.store.depth()).toMatchObject({ due: 0, later: 0, active: 0, dead: 0 });
    });

    it('runs again at once when a job asks for it, and counts how often in a row', async () => {
      await test.store.send([hint]);
      const restarts: number[] = [];
      const { handlers } = recording((run) => {
        restarts.push(run.restarts);
        return Promise.resolve(restarts.length < 3 ? { kind: 'again', at: null } : done);
      });
      await test.store.runDue(handlers);
      expect(restarts).toEqual([0, 1, 2]);
    });

    it('keeps an earlier appointment when a later one is made', async () => {
      const soon = new Date(Date.now() + 60_000);
      await test.store.sendAt(hint, new Date(Date.now() + 3_600_000));
      await test.store.sendAt(hint, soon);
      await test.store.sendAt(hint, soon);
      expect(await test.store.depth()).toMatchObject({ later: 2 });
    });
  });

  it('forgets jobs an hour after they were done, and keeps those that are not', async () => {
    await test.store.send([aboutNumber(1)]);
    await test.store.runDue(recording().handlers);
    await test.store.send([aboutNumber(2)]);
    await test.store.runDue(failing());
    await test.query(`update pgboss.job set completed_on = completed_on - interval '61 minutes'`);
    await test.store.maintain();
    const left = await test.query(`select singleton_key as key, state from pgboss.job`);
    expect(left).toEqual([{ key: '10#2', state: 'retry' }]);
  });

  describe('losing workers', () => {
    it('takes a job back from a worker that died between claim and finish', async () => {
      await test.store.send([hint]);
      const started = Promise.withResolvers<void>();
      const hang = Promise.withResolvers<JobOutcome>();
      const lost = test.store.runDue(
        recording(() => {
          started.resolve();
          return hang.promise;
        }).handlers,
      );
      await started.promise;
      // A hint after the death waits for the lease, and not for ever.
      await test.store.send([hint]);
      expect(await test.store.runDue(recording().handlers)).toBe(0);
      await test.query(
        `update pgboss.job set heartbeat_on = heartbeat_on - interval '11 seconds' where state = 'active'`,
      );
      await test.store.maintain();
      const { handlers, evaluated } = recording();
      await test.store.runWaiting(handlers);
      expect(evaluated.length).toBeGreaterThan(0);
      expect((await states()).filter((state) => state !== 'completed')).toEqual([]);
      // The dead man speaks: his result is not taken for anybody else's.
      hang.reject(new Error('too late'));
      await lost;
      expect((await states()).filter((state) => state !== 'completed')).toEqual([]);
    });
  });
});

describe.each(engines)('the workers on $name', ({ open }) => {
  let test: TestStore;
  beforeEach(async () => {
    test = await open();
  });
  afterEach(() => test.close());

  it('hands back what is not finished when it must stop', async () => {
    await test.store.send([hint]);
    const started = Promise.withResolvers<void>();
    await test.store.startWorking(
      recording((run) => {
        started.resolve();
        return new Promise((_, reject) => {
          run.signal.addEventListener('abort', () => reject(new Error('aborted')));
        });
      }).handlers,
      { concurrency: 8 },
    );
    await started.promise;
    await test.store.drain(1);
    expect(await test.store.depth()).toMatchObject({ active: 0, later: 1, dead: 0 });
    expect(await test.store.accept(delivery('after'))).toBe('accepted');
  });

  it('ends on the newest state of 40 pull requests after 1000 hints, never two runs of one at a time', async () => {
    const newest = new Map<number, number>();
    const seen = new Map<number, number>();
    const running = new Set<number>();
    let overlaps = 0;
    let allIn = false;
    const settled = Promise.withResolvers<void>();
    const { handlers } = recording(async ({ failures }, { number }) => {
      if (running.has(number)) overlaps += 1;
      running.add(number);
      const state = newest.get(number) ?? 0;
      await new Promise((resolve) => setImmediate(resolve));
      running.delete(number);
      seen.set(number, state);
      if (allIn && [...newest].every(([key, value]) => seen.get(key) === value)) settled.resolve();
      if (state % 7 === 3 && failures === 0) throw new Error('injected');
      return done;
    });
    await test.store.startWorking(handlers, { concurrency: 24 });
    const accepting: Promise<unknown>[] = [];
    for (let n = 0; n < 1000; n += 1) {
      const number = n % 40;
      newest.set(number, n);
      accepting.push(test.store.accept(delivery(`guid-${n}`, [aboutNumber(number)])));
      if (n % 25 === 0) await Promise.all(accepting);
    }
    allIn = true;
    await Promise.all(accepting);
    // One more hint each, so that the last run of each sees that all are in.
    await test.store.send([...newest.keys()].map(aboutNumber));
    await settled.promise;
    expect(overlaps).toBe(0);
    expect(seen).toEqual(newest);
  });
});

const aboutNumber = (number: number): Hint => ({ kind: 'pull-request', ref: { ...ref, number } });

const delivery = (guid: string, hints: readonly Hint[] = [hint]) => ({
  guid,
  event: 'pull_request',
  hints,
  pushes: [],
});

const aPush = (name: string) => ({
  repositoryId: 10,
  ref: name,
  before: null,
  after: 'c3',
  forced: false,
  pusher: { id: 1, login: 'mia', kind: 'user' as const },
});

function recording(outcome: (run: JobRun, each: PullRequestRef) => Promise<JobOutcome> = () => Promise.resolve(done)): {
  handlers: JobHandlers;
  evaluated: number[];
  expanded: Hint[];
} {
  const evaluated: number[] = [];
  const expanded: Hint[] = [];
  const handlers: JobHandlers = {
    evaluate: (each, run) => {
      evaluated.push(each.number);
      return outcome(run, each);
    },
    expand: (wide) => {
      expanded.push(wide);
      return Promise.resolve(done);
    },
  };
  return { handlers, evaluated, expanded };
}

const failing = (): JobHandlers => recording(() => Promise.reject(new Error('no answer'))).handlers;

async function giveUp({ store, query }: TestStore, deaths = 1): Promise<readonly JobRun[]> {
  const runs: JobRun[] = [];
  const { handlers } = recording((run) => {
    runs.push(run);
    return Promise.reject(new Error('no answer'));
  });
  const died = async () => (await query(`select 1 from pgboss.job where name = 'dead'`)).length;
  while ((await died()) < deaths) await store.runWaiting(handlers);
  return runs;
}
