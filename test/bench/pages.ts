import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { pino } from 'pino';
import { makeHistory } from '../../src/cli/demo/history/history.ts';
import { organizationPorts } from '../../src/compose/organizations.ts';
import type { PullRequestRef } from '../../src/core/facts.ts';
import { type Engine, embeddedEngine, openStoreOn, postgresEngine } from '../../src/store/db.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import type { PastEvent } from '../../src/store/past.ts';
import { createPages } from '../../src/web/routes.ts';
import { fill, fillQueue, type Query } from '../support/fill.ts';
import { aScene } from '../support/history.ts';
import { startPostgres } from '../support/postgres.ts';
import { template } from '../support/template.ts';
import { emptyOrganizations } from '../web/support/organizations.ts';
import { aViewer, portsFor } from '../web/support/pages.ts';

/**
 * How long each page takes with 10,000 pull requests and 100,000 decisions in the store, through the real application,
 * with everybody seeing everything: `npm run bench:pages`, with `-- --engine postgres` on PostgreSQL. The aim is 100 ms at
 * p95. Processor time of this process stands beside the time that passed, which says as much about what else runs on the
 * machine; PostgreSQL works in processes of its own.
 */
const { values } = parseArgs({ options: { engine: { type: 'string', default: 'embedded' } } });
const repositories = 40;
const rounds = 40;
const now = new Date();

type Database = { readonly engine: Engine; readonly query: Query; readonly stop: () => Promise<unknown> };

async function inThisProcess(): Promise<Database> {
  const pglite = await openEmbedded(':memory:', await template());
  const query: Query = async (text) => (await pglite.exec(text)).flatMap(({ rows }) => rows);
  return { engine: embeddedEngine(pglite), query, stop: () => Promise.resolve() };
}

async function onPostgres(): Promise<Database> {
  const server = await startPostgres({ fsync: 'off' });
  const url = await server.create('pages');
  const client = new Client({ connectionString: url });
  await client.connect();
  const query: Query = async (text) => [await client.query(text)].flat().flatMap(({ rows }) => rows);
  const stop = () => client.end().then(() => server.stop());
  return { engine: postgresEngine(url, log), query, stop };
}

const log = pino({ level: 'silent' });
const { engine, query, stop } = values.engine === 'postgres' ? await onPostgres() : await inThisProcess();
const store = await openStoreOn(engine, {
  log,
  recordKey: 'a key that the database does not hold',
  engine: 'bench',
  maintenance: 'by-hand',
});
const scene = aScene(Array.from({ length: repositories }, (_, index) => `service-${index}`));
const history = makeHistory(scene, now);
// What the demo closes unmerged is recorded as it is live, and stays open, so that there is something to wait for.
const nameOf = ({ name, number }: PullRequestRef) => `${name}#${number}`;
const unmerged = new Set(
  history.flatMap((event) => (event.kind === 'end' && event.facts.state !== 'merged' ? [nameOf(event.facts.ref)] : [])),
);
const refOf = (event: PastEvent) =>
  event.kind === 'decision' ? event.decision.snapshot.ref : event.kind === 'end' ? event.facts.ref : event.ref;
const events = history.filter((event) => !unmerged.has(nameOf(refOf(event))));
const importing = performance.now();
await store.importPast(1, events);
const imported = performance.now() - importing;
for (const event of history)
  if (event.kind === 'decision' && !events.includes(event)) await store.recordDecision(event.decision);
await fill(query, { repositories, pullRequests: 10_000, decisions: 100_000 });
await fillQueue(query, { repositories, pullRequests: 10_000 });
const sizes = await query(`select (select count(*) from report_pull_requests) as pulls,
  (select count(*) from decisions) as decisions, (select count(*) from decision_people) as people`);

const ports = {
  ...emptyOrganizations,
  ...organizationPorts(
    store,
    () => Promise.resolve(true),
    () => now,
  ),
};
const { explained, timeline, whyAsked, newestDigest, askedTeams, wantedPullRequests, awayUntil } = store;
const pages = createPages(
  portsFor(aViewer(scene.repositories, 'pia'), {
    explained,
    timeline,
    whyAsked,
    newestDigest,
    askedTeams,
    wantedPullRequests,
    awayUntil,
    // A member of every team that is asked, so that the queue is as long as it gets.
    teamsOf: (_, asked) => Promise.resolve(new Set(asked.flatMap(({ teams }) => teams))),
    organizations: ports,
    now: () => now,
  }),
);
const queued = await query(`select count(*) from explanations where wanted is not null`);
const [longest] = await query(`
  select p.name, p.number from pull_requests p join decisions d using (repository_id, number)
  join explanations e using (repository_id, number) where e.wanted is not null
  group by 1, 2 order by count(*) desc, 2 limit 1`);
const pullRequest = `/acme/${String(longest?.['name'])}/pull/${String(longest?.['number'])}`;
const digest = await query(
  `select digest from decisions where kind = 'decision' order by seq desc limit 1 offset 5000`,
);
const addresses = {
  queue: '/queue',
  'pull request': pullRequest,
  playground: '/playground',
  'set-up': '/orgs/acme/set-up',
  organizations: '/organizations',
  dashboard: '/orgs/acme',
  'dashboard, a year': '/orgs/acme?days=365',
  'dashboard, one repository': '/orgs/acme?repository=service-7',
  'dashboard, one team': '/orgs/acme?team=acme%2Fjuniors',
  'report.csv': '/orgs/acme/report.csv',
  record: '/orgs/acme/audit',
  'record, one repository': '/orgs/acme/audit?repository=service-7',
  'record, one outcome': '/orgs/acme/audit?outcome=merge-without-gate',
  'record, no such outcome': '/orgs/acme/audit?outcome=dispute',
  'record, one person': '/orgs/acme/audit?person=ada',
  'record, nobody': '/orgs/acme/audit?person=nobody',
  'record, a period': '/orgs/acme/audit?since=2026-09-20&until=2026-09-25',
  'one entry': `/orgs/acme/audit/${String(digest[0]?.['digest'])}`,
};

console.log(
  `${JSON.stringify(sizes[0])}; ${events.length} events imported in ${imported.toFixed(0)} ms; ${String(queued[0]?.['count'])} wait`,
);
console.log(
  `${'page'.padEnd(28)}${'p50'.padStart(8)}${'p95'.padStart(8)}${'max'.padStart(8)}${'cpu p50'.padStart(9)}${'cpu p95'.padStart(9)}  ms of ${rounds}`,
);
console.log('set-up is shown with nothing told: what it reads of GitHub is not measured here');
for (const [name, address] of Object.entries(addresses)) {
  const times: number[] = [];
  const busy: number[] = [];
  for (let round = -3; round < rounds; round += 1) {
    const from = performance.now();
    const cpu = process.cpuUsage();
    const answer = await pages.request(address);
    await answer.text();
    if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
    if (round < 0) continue;
    times.push(performance.now() - from);
    busy.push(process.cpuUsage(cpu).user / 1000);
  }
  const at = (all: readonly number[], share: number, width = 8) => {
    const sorted = all.toSorted((a, b) => a - b);
    return (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1).padStart(width);
  };
  const wall = `${at(times, 0.5)}${at(times, 0.95)}${at(times, 1)}`;
  console.log(`${name.padEnd(28)}${wall}${at(busy, 0.5, 9)}${at(busy, 0.95, 9)}`);
}
await store.close();
await stop();
