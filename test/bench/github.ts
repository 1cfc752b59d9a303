import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { raiseCurtain } from '../../src/cli/demo/cast.ts';
import { badGateway, everyNth, primaryRateLimit } from '../../src/sandbox/faults.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { publicKey, serving } from '../support/served.ts';
import { type Situation, situationsIn } from '../support/situations.ts';

/**
 * What one pull request asks of GitHub, counted by a real server process against the sandbox: `npm run bench:github`.
 * One request is one HTTP call, tokens aside; courtesies (labels) are counted apart. The other column is what was
 * measured on policy-bot v1.36.2 with the same pull request.
 */
const sandbox = await startSandbox();
const cast = raiseCurtain(sandbox, { publicKey, manifest: readFileSync('app.yml', 'utf8') });
const jobs: string[] = [];
const served = await serving({
  sandbox,
  app: cast.app,
  databaseUrl: null,
  onLine: (line) => {
    if (/"msg":"job (done|failed|postponed)"/.test(line) && line.includes('"job":"evaluate"')) jobs.push(line);
  },
});
let server = await served.start();
await quiet();

const { open, person, current, cold, warm } = situationsIn({
  sandbox,
  cast,
  post: (event, payload) => served.post(event, payload),
  pause: () => wait(150),
});
type Pull = ReturnType<typeof open>;
type Row = readonly [situation: string, others: string, ours: string, aim: string, met: boolean | null];
const rows: Row[] = [];
let requestsSeen = 0;
let jobsSeen = 0;
take();

await counted(cold);
await server.kill('SIGTERM');
server = await served.start();
await quiet();
take();
await counted({ ...cold, situation: 'opened, the server just started', act: () => open('cold-again') });
for (const situation of warm) await counted(situation);

let pull = open('burst');
await quiet();
take();
await burst(200, 300);

pull = open('read-502');
sandbox.fault = everyNth(
  1,
  onceEach((operation) => operation === 'Evaluation'),
);
await repaired('one 502 on a read', 'error forever', pull);
pull = open('write-502');
sandbox.fault = everyNth(
  1,
  onceEach((operation) => operation === 'checks/create'),
);
await repaired('one 502 on the write', 'old status stays', pull);
pull = open('rate-limit');
const until = Date.now() + 3000;
const limited = primaryRateLimit(sandbox.state, { seconds: 3 });
sandbox.fault = (request) => (Date.now() < until && !request.forToken ? limited(request) : null);
await repaired('rate limit of three seconds', 'event dropped', pull);

await killed(30);

sandbox.setMergeQueue(cast.shop);
await quiet();
take();
pull = open('whole-life');
await lifeOf(pull);

const width = Math.max(...rows.map(([situation]) => situation.length));
for (const [situation, others, ours, aim, met] of [['', 'policy-bot', 'countersign', 'aim', null] as Row, ...rows]) {
  const mark = met === null ? '' : met ? '  ok' : '  MISSED';
  console.log(`${situation.padEnd(width)}  ${others.padStart(24)}  ${ours.padStart(44)}  ${aim.padStart(8)}${mark}`);
}
for (const violation of sandbox.violations) console.log(violation);
await served.close();
await sandbox.close();
process.exitCode = rows.some(([, , , , met]) => met === false) || sandbox.violations.length > 0 ? 1 : 0;

async function counted({ situation, others: theirs, aim, before, act, shows }: Situation): Promise<void> {
  if (before !== undefined) {
    before();
    await quiet();
    take();
  }
  await act();
  await quiet();
  const { requests, courtesies, evaluations } = take();
  const extra = courtesies === 0 ? '' : ` + ${courtesies} for labels`;
  const right = shows === undefined || conclusionOf(current()) === shows;
  const ours = `${requests.length}${extra} (${evaluations} runs)${right ? '' : ', NOT RIGHT'}`;
  rows.push([situation, theirs, ours, `≤ ${aim}`, right && requests.length <= aim]);
}

/** Posts the same pull request's event again and again, each under a guid of its own. */
async function burst(deliveries: number, latency: number): Promise<void> {
  sandbox.latency = latency;
  const opened = sandbox.deliveries.findLast(({ event, action }) => event === 'pull_request' && action === 'opened');
  const answers: Promise<{ status: number; ms: number }>[] = [];
  for (let n = 0; n < deliveries; n += 1) {
    const at = performance.now();
    answers.push(
      served.post('pull_request', opened?.payload ?? {}).then(({ status }) => ({ status, ms: performance.now() - at })),
    );
    await wait(2000 / deliveries);
  }
  const statuses = await Promise.all(answers);
  await quiet();
  sandbox.latency = 0;
  const accepted = statuses.filter(({ status }) => status === 202).length;
  const slowest = Math.max(...statuses.map(({ ms }) => ms));
  const { evaluations, requests } = take();
  const ours = `${accepted} accepted, ${evaluations} runs, ${requests.length} calls, slowest answer ${slowest.toFixed(0)} ms`;
  const situation = `${deliveries} deliveries in two seconds at ${latency} ms`;
  rows.push([
    situation,
    '110 accepted, 110 runs',
    ours,
    '≤ 4 runs',
    accepted === deliveries && evaluations > 0 && evaluations <= 4,
  ]);
}

async function repaired(situation: string, others: string, of: Pull): Promise<void> {
  const start = performance.now();
  while (conclusionOf(of) === null && performance.now() - start < 30_000) await wait(50);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  sandbox.fault = () => null;
  await quiet();
  take();
  const right = conclusionOf(of) === 'action_required';
  rows.push([situation, others, right ? `right after ${seconds} s` : 'no check', 'right', right]);
}

/** Deliveries that were acknowledged before the process was killed, and whose checks were not written. */
async function killed(count: number): Promise<void> {
  sandbox.latency = 2000;
  const pulls = Array.from({ length: count }, (_, n) => open(`killed-${n}`));
  await sandbox.settled();
  await server.kill('SIGKILL');
  const before = pulls.filter((each) => conclusionOf(each) !== null).length;
  sandbox.latency = 0;
  server = await served.start();
  const start = performance.now();
  const done = () => pulls.filter((each) => conclusionOf(each) !== null).length;
  while (done() < count && performance.now() - start < 60_000) await wait(50);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  await quiet();
  take();
  const ours = `${done()} of ${count} checks ${seconds} s after the restart (${before} before)`;
  rows.push([`${count} accepted deliveries, then SIGKILL`, '0 statuses', ours, 'all', done() === count]);
}

async function lifeOf(of: Pull): Promise<void> {
  const steps: [string, () => unknown][] = [
    ['open', () => undefined],
    ...[1, 2, 3].map((n): [string, () => unknown] => [`push ${n}`, () => push(of, n)]),
    ['approval', () => sandbox.approve(of, { as: person('liam') })],
    ['approval', () => sandbox.approve(of, { as: person('ada') })],
    ['dismissal', () => dismissLast(of)],
    ['approval', () => sandbox.approve(of, { as: person('bo') })],
    ['queue and merge', () => sandbox.enqueue(of, { as: person('mia') })],
  ];
  let total = 0;
  const parts: string[] = [];
  for (const [name, act] of steps) {
    await act();
    await quiet();
    const { requests, courtesies } = take();
    total += requests.length + courtesies;
    const names = requests.map(({ graphqlOperation, operationId }) => graphqlOperation ?? operationId);
    parts.push(`${name}: ${names.join(', ')}${courtesies === 0 ? '' : ` + ${courtesies} for labels`}`);
  }
  const merged = of.state === 'closed';
  rows.push(['a whole life', '–', `${total} calls${merged ? '' : ', NOT MERGED'}`, '–', merged]);
  for (const part of parts) rows.push([`  ${part}`, '', '', '', null]);
}

function push(to: Pull, n: number): void {
  sandbox.pushCommit(cast.shop, {
    branch: to.head.ref,
    as: person('mia'),
    author: person('mia'),
    files: { [`src/${to.head.ref}/a.ts`]: `export const at = ${n};\n` },
    message: `again ${n}`,
  });
}

function dismissLast(of: Pull): void {
  const last = of.reviews.findLast(({ state }) => state === 'APPROVED');
  if (last !== undefined) sandbox.dismissReview(of, last, { as: person('olga') });
}

function onceEach(matches: (operation: string) => boolean) {
  let spent = false;
  return (request: Parameters<typeof sandbox.fault>[0]) => {
    if (spent || !matches(request.graphqlOperation ?? request.operationId ?? '')) return null;
    spent = true;
    return badGateway(request);
  };
}

function take() {
  const fresh = sandbox.requests.slice(requestsSeen).filter(({ forToken }) => !forToken);
  requestsSeen = sandbox.requests.length;
  const evaluations = jobs.length - jobsSeen;
  jobsSeen = jobs.length;
  const isCourtesy = ({ operationId }: (typeof fresh)[number]) => /label/.test(operationId ?? '');
  return {
    requests: fresh.filter((each) => !isCourtesy(each)),
    courtesies: fresh.filter(isCourtesy).length,
    evaluations,
  };
}

/** Until nothing was asked for two seconds and a half: longer than the queue takes to look again. */
async function quiet(): Promise<void> {
  await sandbox.settled();
  for (let before = -1; before !== sandbox.requests.length + jobs.length; ) {
    before = sandbox.requests.length + jobs.length;
    await wait(2500);
    await sandbox.settled();
  }
}

function conclusionOf(of: Pull): string | null {
  const ours = of.repository.checkRuns.filter(({ app, headSha }) => app.id === cast.app.id && headSha === of.head.sha);
  return ours.at(-1)?.conclusion ?? null;
}
