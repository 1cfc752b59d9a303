import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { ServerProcess } from '../../src/cli/demo/server-process.ts';
import { conclusionOf, gather, wrong } from '../support/crowd.ts';
import { startPostgres } from '../support/postgres.ts';
import { serving } from '../support/served.ts';
import type { Posted } from './support/poster.ts';
import { tableSizes } from './support/tables.ts';
import { createTraffic } from './support/traffic.ts';
import { liveIn, mean, megabytes, percentile, quarters, reporting, type Usage, usageIn } from './support/usage.ts';

/**
 * A minute of deliveries over many pull requests of many installations: `npm run bench:load`. The server runs in a
 * process of its own; the pretended GitHub is here, and deliveries are posted from a thread. The server has just begun,
 * so half a minute of the same comes first, told apart. `--seconds 600` for ten minutes; `--only
 * embedded|postgres|replicas` for a part of it.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    'warm-up': { type: 'string', default: '30' },
    only: { type: 'string', default: 'embedded,postgres,replicas' },
    companies: { type: 'string', default: '50' },
    pulls: { type: 'string', default: '40' },
    embedded: { type: 'string', default: '80' },
    postgres: { type: 'string', default: '200' },
  },
});
const seconds = Number(values.seconds);
console.log(`${availableParallelism()} cores for the server, the database, GitHub and the load together`);
if (values.only.includes('embedded')) await measure('embedded', Number(values.embedded), 1);
if (values.only.includes('postgres')) await measure('postgres', Number(values.postgres), 1);
if (values.only.includes('replicas')) {
  const [one, two] = [await drainOf(1), await drainOf(2)];
  console.log(
    `drain of one backlog: one replica ${one.toFixed(1)} runs/s, two replicas ${two.toFixed(1)} runs/s, ratio ${(two / one).toFixed(2)}`,
  );
}

async function measure(engine: 'embedded' | 'postgres', perSecond: number, replicas: number): Promise<void> {
  const bench = await setUp(engine, replicas);
  console.log(
    `\n${engine}: ${perSecond} deliveries/s for ${seconds} s, ${bench.pulls} pull requests; backfill ${bench.backfill.toFixed(1)} s; load average ${loadavg()[0]?.toFixed(1)}`,
  );
  const before = await bench.tables();
  const traffic = { urls: bench.urls(), perSecond };
  tellAnswers('answers while warming up', await bench.traffic.run({ ...traffic, seconds: Number(values['warm-up']) }));
  const live = await bench.live();
  bench.usages.length = 0;
  const ran = bench.runs();
  const posted = await bench.traffic.run({ ...traffic, seconds });
  const usages = [...bench.usages];
  const during = bench.runs() - ran;
  const liveAfter = await bench.live();
  const drain = await bench.drained();
  const after = await bench.tables();
  tellAnswers('answers', posted);
  tellUsage(usages);
  tellChange('heap that is left after a collection: before the load', live, 'after it', liveAfter);
  console.log(
    `  runs: ${during} during the load, ${bench.runs() - ran} in all; drained ${drain.toFixed(1)} s after the last delivery`,
  );
  for (const [table, size] of Object.entries(after)) {
    console.log(`  table ${table.padEnd(20)} ${megabytes(before[table] ?? 0)} → ${megabytes(size)}`);
  }
  console.log(`  checks not right: ${wrong(bench.crowd).length}; load average ${loadavg()[0]?.toFixed(1)}`);
  await bench.close();
}

/** How fast so many replicas work off what one sweep finds. */
async function drainOf(replicas: number): Promise<number> {
  const bench = await setUp('postgres', replicas);
  await bench.close();
  return bench.pulls / bench.backfill;
}

async function setUp(engine: 'embedded' | 'postgres', replicas: number) {
  const crowd = await gather({ companies: Number(values.companies), pulls: Number(values.pulls) });
  const { sandbox, app } = crowd;
  sandbox.latency = 50;
  const usages: Usage[] = [];
  const lives: number[] = [];
  let runs = 0;
  const postgres = engine === 'postgres' ? await startPostgres({ fsync: 'on' }) : null;
  const databaseUrl = (await postgres?.create('bench')) ?? null;
  const served = await serving({
    sandbox,
    app,
    databaseUrl,
    onLine: (line) => {
      const usage = usageIn(line);
      if (usage !== null) usages.push(usage);
      const live = liveIn(line);
      if (live !== null) lives.push(live);
      if (line.includes('"job":"evaluate"')) runs += 1;
      if (/"level":(50|60|"error")/.test(line)) console.log(line);
    },
  });
  const start = performance.now();
  const servers: ServerProcess[] = [];
  const startAll = async (): Promise<void> => {
    for (let n = 0; n < replicas; n += 1) servers.push(await served.start(reporting));
  };
  await startAll();
  // Deliveries are posted from the thread; what the pretended GitHub would send goes the same way.
  sandbox.holdWebhooks = true;
  await until(() => crowd.companies.every(({ pulls }) => pulls.every((pull) => conclusionOf(crowd, pull) !== null)));
  const backfill = (performance.now() - start) / 1000;
  sandbox.held.length = 0;
  await until(() => wrong(crowd).length === 0);
  const traffic = createTraffic(crowd);
  return {
    crowd,
    urls: () => servers.map(({ port }) => `http://127.0.0.1:${port}/api/github/webhooks`),
    traffic,
    usages,
    backfill,
    pulls: crowd.companies.reduce((sum, { pulls }) => sum + pulls.length, 0),
    runs: () => runs,
    /** Bytes of the heap of the one server that are in use. */
    live: async () => {
      const { length } = lives;
      const pid = usages.at(-1)?.pid;
      if (pid !== undefined) process.kill(pid, 'SIGUSR2');
      await until(() => lives.length > length);
      return lives.at(-1) ?? Number.NaN;
    },
    tables: async () => {
      if (databaseUrl !== null) return await tableSizes({ databaseUrl });
      // Nobody else can look into the embedded database while it is used.
      for (const server of servers.splice(0)) await server.kill('SIGTERM');
      const sizes = await tableSizes({ dataFolder: served.dataFolder });
      await startAll();
      return sizes;
    },
    drained: async () => {
      const begin = performance.now();
      await until(() => wrong(crowd).length === 0);
      const right = (performance.now() - begin) / 1000;
      for (let seen = -1; seen !== runs; ) {
        seen = runs;
        await wait(3000);
      }
      return right;
    },
    close: async () => {
      await traffic.close();
      await served.close();
      await postgres?.stop();
      await sandbox.close();
    },
  };
}

async function until(claim: () => boolean): Promise<void> {
  for (const end = Date.now() + 900_000; !claim(); await wait(250)) if (Date.now() > end) return;
}

function tellAnswers(what: string, posted: readonly Posted[]): void {
  const times = posted.map(({ milliseconds }) => milliseconds);
  const refused = posted.filter(({ status }) => status !== 202);
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => percentile(times, share).toFixed(0));
  console.log(`  ${what}: ${posted.length}, refused ${refused.length}; p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`);
}

function tellUsage(usages: readonly Usage[]): void {
  for (const [name, of] of [
    ['rss', (usage: Usage) => usage.rss],
    ['heap', (usage: Usage) => usage.heapUsed],
  ] as const) {
    const [first, last] = quarters(usages.map(of));
    tellChange(`${name}: first quarter`, first, 'last', last);
  }
  const [first, last] = quarters(usages.map(({ handles }) => handles));
  const blocked = usages.map((usage) => usage.blocked);
  const cpu = (usages.at(-1)?.cpu ?? 0) - (usages[0]?.cpu ?? 0);
  console.log(
    `  file handles: ${first.toFixed(0)} → ${last.toFixed(0)}; event loop blocked for at most ${Math.max(...blocked).toFixed(0)} ms, ${mean(blocked).toFixed(0)} ms in a usual second; ${((cpu / usages.length) * 100).toFixed(0)} % of a core`,
  );
}

function tellChange(what: string, from: number, then: string, to: number): void {
  console.log(`  ${what} ${megabytes(from)}, ${then} ${megabytes(to)} (${((to / from - 1) * 100).toFixed(1)} %)`);
}
