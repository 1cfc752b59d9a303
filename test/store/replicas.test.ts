import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Store } from '../../src/store/db.ts';
import { openPool } from '../../src/store/postgres.ts';
import { emptyDatabase, engines, stopServer, type TestStore } from '../support/store.ts';

const ref = { installationId: 1, repositoryId: 10, owner: 'acme', name: 'shop' };

afterAll(stopServer);

describe.each(engines.filter(({ name }) => name === 'PostgreSQL'))('several replicas on $name', ({ open }) => {
  let test: TestStore;
  let replicas: readonly Store[] = [];
  beforeEach(async () => {
    test = await open();
    const others = test.replica === null ? [] : await Promise.all([test.replica(), test.replica()]);
    replicas = [test.store, ...others];
  });
  afterEach(() => test.close());

  it('never run one pull request at the same time, and end on its newest state, one of them leaving in the middle', async () => {
    const newest = new Map<number, number>();
    const seen = new Map<number, number>();
    const running = new Set<number>();
    const byReplica = new Set<number>();
    let overlaps = 0;
    let quiet = false;
    const settled = Promise.withResolvers<void>();
    const handlersOf = (replica: number) => ({
      evaluate: async ({ number }: { readonly number: number }) => {
        if (running.has(number)) overlaps += 1;
        running.add(number);
        byReplica.add(replica);
        const state = newest.get(number) ?? 0;
        await new Promise((resolve) => setImmediate(resolve));
        running.delete(number);
        seen.set(number, state);
        if (quiet && [...newest].every(([key, value]) => seen.get(key) === value)) settled.resolve();
        return { kind: 'done' } as const;
      },
      expand: () => Promise.resolve({ kind: 'done' } as const),
    });
    for (const [n, replica] of replicas.entries()) await replica.startWorking(handlersOf(n), { concurrency: 8 });
    for (let n = 0; n < 300; n += 1) {
      const number = n % 20;
      newest.set(number, n);
      await replicas[n % 3]?.accept({ guid: `g${n}`, event: 'push', hints: [hintAbout(number)], pushes: [] });
      // It leaves as it does on SIGTERM: what it had in hand goes back.
      if (n === 150) await replicas[2]?.drain(1);
    }
    quiet = true;
    await test.store.send([...newest.keys()].map(hintAbout));
    await settled.promise;
    expect(overlaps).toBe(0);
    expect(seen).toEqual(newest);
    expect(byReplica.size).toBeGreaterThan(1);
  });

  it('take deliveries about the same pull requests in any order at once', async () => {
    const numbers = Array.from({ length: 30 }, (_, n) => n);
    const rounds = Array.from({ length: 30 }, (_, round) =>
      replicas.map((replica, n) => {
        const order = (round + n) % 2 === 0 ? numbers : numbers.toReversed();
        return replica.accept({ guid: `${round}-${n}`, event: 'push', hints: order.map(hintAbout), pushes: [] });
      }),
    );
    const answers = await Promise.all(rounds.flat());
    expect(new Set(answers)).toEqual(new Set(['accepted']));
    expect(await test.store.depth()).toMatchObject({ due: 30 });
  });

  it('go on after the server has dropped every connection', async () => {
    const ran = Promise.withResolvers<number>();
    await test.store.startWorking(
      {
        evaluate: ({ number }) => {
          ran.resolve(number);
          return Promise.resolve({ kind: 'done' });
        },
        expand: () => Promise.resolve({ kind: 'done' }),
      },
      { concurrency: 8 },
    );
    await test.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    const attempts: string[] = [];
    // What is refused meanwhile, GitHub is told; it is sent again.
    while (!attempts.includes('accepted')) {
      const delivery = { guid: 'a', event: 'push', hints: [hintAbout(7)], pushes: [] };
      attempts.push(await test.store.accept(delivery).catch((error: Error) => error.message));
    }
    expect(attempts.length).toBeLessThan(20);
    expect(await ran.promise).toBe(7);
  });

  it('keep each other out of work under one key, and not of work under others', async () => {
    const running = new Set<string>();
    let overlaps = 0;
    const work = async (replica: Store, key: string) => {
      await replica.exclusively(key, async () => {
        if (running.has(key)) overlaps += 1;
        running.add(key);
        await replica.ready();
        running.delete(key);
      });
    };
    // More keys at once than a replica has connections: who holds a lock must still get at the database.
    const keys = Array.from({ length: 40 }, (_, n) => `key ${n % 20}`);
    await Promise.all(replicas.flatMap((replica) => keys.map((key) => work(replica, key))));
    expect(overlaps).toBe(0);
  });

  it('are told of one turn between them', async () => {
    const turns = await Promise.all(replicas.map((replica) => replica.takeTurn('sweep', 600)));
    expect(turns.filter(Boolean)).toHaveLength(1);
  });

  it('share one answer about a delivery that GitHub sends to two of them', async () => {
    const delivery = {
      guid: 'twice',
      event: 'push',
      hints: [hintAbout(7)],
      pushes: [],
    };
    const answers = await Promise.all(replicas.map((replica) => replica.accept(delivery)));
    expect(answers.toSorted()).toEqual(['accepted', 'duplicate', 'duplicate']);
    expect(await test.store.depth()).toMatchObject({ due: 1 });
  });
});

const hintAbout = (number: number) => ({ kind: 'pull-request', ref: { ...ref, number } }) as const;

it('a replica goes on where its server vanishes without a word, as in a failover', async () => {
  const server = await emptyDatabase();
  const { address, vanish, close } = await wiretap(server);
  const pool = openPool(address, pino({ level: 'silent' }), 500);
  const first = await pool.connect();
  expect((await first.query('select 7 as n', [])).rows).toEqual([{ n: 7 }]);
  vanish();
  await expect(first.query('select 8 as n', [])).rejects.toThrow('no answer within 500 ms');
  await expect(first.query('rollback', [])).rejects.toThrow('no answer within 500 ms');
  first.release();
  const next = await pool.connect();
  expect((await next.query('select 9 as n', [])).rows).toEqual([{ n: 9 }]);
  next.release();
  close();
  await pool.end();
});

/** The way to a server, on which those who are connected suddenly hear nothing any more. */
async function wiretap(databaseUrl: string) {
  const ends = new Set<Socket>();
  const { hostname, port: behind } = new URL(databaseUrl);
  const server = createServer((near) => {
    const far = connect(Number(behind), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: Object.assign(new URL(databaseUrl), { port: String(port) }).href,
    vanish: () => {
      for (const end of ends) end.unpipe().pause();
    },
    close: () => {
      for (const end of ends) end.destroy();
      server.close();
    },
  };
}
