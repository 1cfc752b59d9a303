import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type Crowd, gather, wrong } from '../support/crowd.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { type Served, serving } from '../support/served.ts';
import { pushTo } from '../support/stirring.ts';

describe('a server whose database', () => {
  let postgres: PostgresServer;
  let operator: Client;
  let crowd: Crowd;
  let served: Served;
  let address: string;
  let databaseUrl: string;
  let log: string[] = [];

  beforeAll(async () => {
    postgres = await startPostgres({ fsync: 'off' });
    databaseUrl = await postgres.create('ours');
    operator = new Client({ connectionString: Object.assign(new URL(databaseUrl), { pathname: '/postgres' }).href });
    await operator.connect();
    crowd = await gather({ companies: 1, pulls: 2 });
    const onLine = (line: string): void => void log.push(line);
    served = await serving({ sandbox: crowd.sandbox, app: crowd.app, databaseUrl, onLine });
    const { port } = await served.start({ SWEEP_MINUTES: '1440', SETTLE_SECONDS: '0' });
    address = `http://127.0.0.1:${port}`;
    await allRight();
  });
  beforeEach(() => {
    log = [];
  });
  afterAll(async () => {
    await served.close();
    await operator.end();
    await postgres.stop();
    await crowd.sandbox.close();
  });

  const ready = async (): Promise<number> => (await fetch(`${address}/readyz`)).status;
  const allRight = async (): Promise<void> => {
    while (wrong(crowd).length > 0) await wait(50);
  };
  /** A connection that was ended is noticed by whoever uses it next, who is refused once more. */
  const isTaken = (guid: string): boolean =>
    crowd.sandbox.deliveries.some((delivery) => delivery.guid === guid && delivery.outcome?.statusCode === 202);
  /** What runs while its database goes is taken back when its heartbeat is missed, which takes ten seconds. */
  const atRest = async (): Promise<void> => {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    while ((await client.query(`select from pgboss.job where state = 'active'`)).rows.length > 0) await wait(20);
    await client.end();
  };
  /** From the next connection on, and nobody keeps theirs. */
  const change = async (how: string): Promise<void> => {
    await operator.query(`alter database ours ${how}`);
    await operator.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'ours'`);
  };

  it.each([
    { why: 'is gone', how: 'allow_connections false', back: 'allow_connections true' },
    {
      why: 'lets us read only, as a stand-by does',
      how: 'set default_transaction_read_only = on',
      back: 'reset default_transaction_read_only',
    },
  ])('$why refuses each delivery in one line that holds none of it, and goes on by itself', async ({ how, back }) => {
    const { sandbox, companies } = crowd;
    await atRest();
    await change(how);
    expect(await ready()).toBe(503);
    const before = sandbox.deliveries.length;
    for (const company of companies) for (const pull of company.pulls) pushTo(crowd, pull, company);
    await sandbox.settled();
    const refused = sandbox.deliveries.slice(before).filter(({ outcome }) => outcome?.statusCode === 503);
    // What concerns nobody needs no database.
    expect(new Set(refused.map(({ event }) => event))).toEqual(new Set(['push', 'pull_request']));
    const told = () => refused.map(({ guid }) => log.filter((line) => line.includes(guid)).length);
    // The answer is often here before what was written to the log.
    while (told().includes(0)) await wait(20);
    expect(new Set(told())).toEqual(new Set([1]));
    expect(log.filter((line) => /author-0|full_name|insert into/.test(line))).toEqual([]);
    await change(back);
    for (let left = refused; left.length > 0; left = left.filter(({ guid }) => !isTaken(guid))) {
      for (const delivery of left) sandbox.redeliver(delivery);
      await sandbox.settled();
    }
    await allRight();
    expect(await ready()).toBe(200);
  });
});
