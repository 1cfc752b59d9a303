import { parseArgs } from 'node:util';
import { killAgainAndAgain } from '../support/killing.ts';
import { startPostgres } from '../support/postgres.ts';

/**
 * A real server process killed with -9 at random moments under load: `npm run bench:crash`. `--kills 100` and
 * `--only embedded` or `--only postgres` for a part of it.
 */
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, only: { type: 'string', default: 'embedded,postgres' } },
});
for (const engine of values.only.split(',')) {
  const postgres = engine === 'postgres' ? await startPostgres({ fsync: 'on' }) : null;
  const databaseUrl = (await postgres?.create('crash')) ?? null;
  const result = await killAgainAndAgain({
    kills: Number(values.kills),
    databaseUrl,
    longest: 1500,
    silence: 'lived',
    onKill: (kill) => progress(engine, kill),
  });
  const { kills, accepted, refused, wrong, record, seconds } = result;
  console.log(
    `${engine}: ${kills} kills, ${accepted} deliveries accepted, ${refused} not, ${wrong.length} checks not right in the end, ${record.length} faults of the record, ${seconds.toFixed(0)} s`,
  );
  for (const each of [...wrong, ...record]) console.log(`  ${each}`);
  if (wrong.length + record.length > 0) process.exitCode = 1;
  await postgres?.stop();
}

function progress(engine: string, kill: number): void {
  if (kill % 20 === 0) console.log(`${engine}: ${kill} kills`);
}
