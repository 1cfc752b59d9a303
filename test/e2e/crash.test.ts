import { expect, it } from '@jest/globals';
import { killAgainAndAgain } from '../support/killing.ts';
import { startPostgres } from '../support/postgres.ts';

it.each([
  { engine: 'the embedded store', start: () => Promise.resolve(null) },
  { engine: 'PostgreSQL', start: () => startPostgres({ fsync: 'off' }) },
])(
  'on $engine, killed three times under load, loses nothing that it accepted, and ends when it is told to',
  async ({ start }) => {
    const postgres = await start();
    const databaseUrl = (await postgres?.create('crash')) ?? null;
    const killed = await killAgainAndAgain({ kills: 3, databaseUrl, longest: 500, silence: 'passed' });
    await postgres?.stop();
    expect(killed).toMatchObject({ early: 0, wrong: [], record: [], stopped: true });
    // One delivery at least for each of the eight pull requests before the first kill.
    expect(killed.accepted).toBeGreaterThanOrEqual(8);
  },
);
