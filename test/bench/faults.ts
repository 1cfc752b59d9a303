import { parseArgs } from 'node:util';
import { startPostgres } from '../support/postgres.ts';
import { suffer } from '../support/suffering.ts';

/**
 * Five minutes of load while GitHub answers a fifth of all requests with 502, lets one in twenty time out and refuses
 * them all for half a minute in the middle: `npm run bench:faults`. `--seconds 60` for less, and `--only embedded` or
 * `--only postgres` for a part of it.
 */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '300' }, only: { type: 'string', default: 'embedded,postgres' } },
});
for (const engine of values.only.split(',')) {
  const postgres = engine === 'postgres' ? await startPostgres({ fsync: 'on' }) : null;
  const suffered = await suffer({
    seconds: Number(values.seconds),
    databaseUrl: (await postgres?.create('faults')) ?? null,
    companies: 5,
    pulls: 8,
    pause: 100,
    // Longer than anybody waits for an answer.
    hold: 40_000,
  });
  await postgres?.stop();
  const { changes, accepted, refused, requests, spoiled, behind, repaired, wrong, record } = suffered;
  const shares = Object.entries(spoiled).map(([how, n]) => `${n} ${how} (${((n / requests) * 100).toFixed(1)} %)`);
  console.log(
    `${engine}: ${values.seconds} s, ${changes} changes, ${accepted} deliveries accepted, ${refused.length} not`,
  );
  for (const each of new Set(refused)) console.log(`    ${each}`);
  console.log(`  ${requests} requests, of which ${shares.join(', ')}`);
  console.log(`  ${behind} checks late when the faults ended, all right ${repaired.toFixed(1)} s later`);
  console.log(
    `  ${wrong} checks not right in the end, ${record.length} faults of the record or green checks without one`,
  );
  for (const each of record) console.log(`  ${each}`);
  if (wrong + record.length > 0) process.exitCode = 1;
}
