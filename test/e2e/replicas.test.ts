import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPlanned, plans } from '../../src/cli/demo/pull-requests.ts';
import type { ServerProcess } from '../../src/cli/demo/server-process.ts';
import type { Countersign } from '../../src/compose.ts';
import { gather, wrong } from '../support/crowd.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { recordProblems } from '../support/record-problems.ts';
import { serving } from '../support/served.ts';
import { stir } from '../support/stirring.ts';

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres({ fsync: 'off' });
});
afterAll(() => postgres.stop());

describe('a replica that works while another one takes the deliveries', () => {
  let world: World;
  let worker: Countersign;
  let pull: Pull;

  beforeAll(async () => {
    const databaseUrl = await postgres.create('replicas');
    const secret = 'a secret that the database does not hold';
    world = await startWorld({}, { DATABASE_URL: databaseUrl, RECORD_KEY: secret, SESSION_SECRET: secret });
    worker = await world.replica();
    const plan = plans.find(({ branch }) => branch === 'cart-rounding');
    if (plan === undefined) throw new Error('the demo has this pull request');
    pull = openPlanned(world.sandbox, world.cast, plan);
    await work();
  });

  afterAll(async () => {
    await worker.stop();
    await world.close();
  });

  /** Only one of the two runs jobs, and it has read the teams before. */
  const work = async (): Promise<void> => {
    for (let ran = -1; ran !== 0; ) {
      await world.sandbox.settled();
      ran = await worker.runDue();
    }
  };
  const person = (login: string) => world.person(login);

  it('knows at once who became a senior', async () => {
    expect(world.check(pull)?.conclusion).toBe('action_required');
    world.sandbox.approve(pull, { as: person('jo') });
    await work();
    expect(world.check(pull)?.conclusion).toBe('action_required');
    world.sandbox.addTeamMember(world.cast.teams.seniors, person('jo'));
    await work();
    expect(world.check(pull)?.conclusion).toBe('success');
  });

  it('and who no longer is one', async () => {
    world.sandbox.removeTeamMember(world.cast.teams.seniors, person('jo'));
    await work();
    expect(world.check(pull)?.conclusion).toBe('action_required');
  });
});

it('processes that are replaced one after the other under load refuse nothing, and nothing is lost', async () => {
  const crowd = await gather({ companies: 2, pulls: 4 });
  const { sandbox, app } = crowd;
  sandbox.latency = 20;
  const lines: string[] = [];
  const databaseUrl = await postgres.create('rolling');
  const served = await serving({ sandbox, app, databaseUrl, onLine: (line) => lines.push(line) });
  const alive: ServerProcess[] = [];
  let turn = 0;
  // Each delivery goes to the next of those that are there, as a proxy sends them.
  const start = async (): Promise<void> => {
    alive.push(await served.start({ SWEEP_MINUTES: '1440', SETTLE_SECONDS: '0.1', LINGER_SECONDS: '1' }));
    const { secret = '' } = app.webhook ?? {};
    app.webhook = {
      secret,
      get url() {
        turn += 1;
        return `http://127.0.0.1:${alive[turn % alive.length]?.port}/api/github/webhooks`;
      },
    };
  };
  await Promise.all([start(), start()]);
  const stirring = stir(crowd, { pause: 5 });
  const someChanges = async (): Promise<void> => {
    for (const enough = stirring.changes() + 6; stirring.changes() < enough; ) await wait(20);
  };
  for (const _ of ['one', 'the other']) {
    await someChanges();
    // As a proxy that has noticed: nothing more is sent to one that is about to leave.
    await alive.shift()?.kill('SIGTERM');
    await start();
  }
  await someChanges();
  await stirring.stop();
  while (wrong(crowd).length > 0) await wait(50);
  await Promise.all(alive.map((process) => process.kill('SIGTERM')));

  const outcomes = sandbox.deliveries.flatMap(({ outcome }) => outcome ?? []);
  expect(outcomes.filter(({ statusCode }) => statusCode !== 202)).toEqual([]);
  expect(outcomes.length).toBeGreaterThan(18);
  expect(lines.filter((line) => line.includes('"msg":"stopped"'))).toHaveLength(4);
  expect(lines.filter((line) => /"level":"error"/.test(line))).toEqual([]);
  const store = await served.openStore();
  expect(await recordProblems(crowd, store)).toEqual([]);
  await store.close();
  await served.close();
  await sandbox.close();
});
