import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPlanned, plans } from '../../src/cli/demo/pull-requests.ts';
import type { Countersign } from '../../src/compose.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';

describe('a replica that works while another one takes the deliveries', () => {
  let postgres: PostgresServer;
  let world: World;
  let worker: Countersign;
  let pull: Pull;

  beforeAll(async () => {
    postgres = await startPostgres({ fsync: 'off' });
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
    await postgres.stop();
  });

  /** Only one of the two runs jobs, and it has read the teams before. */
  const work = async (): Promise<void> => {
    for (let ran = -1; ran !== 0; ) {
      await world.sandbox.settled();
      ran = await worker.runDue();
    }
  };
  const person = (login: string) => {
    const found = world.cast.people[login];
    if (found === undefined) throw new Error(`${login} is in the cast`);
    return found;
  };

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
