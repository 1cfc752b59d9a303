import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { raiseCurtain } from '../../src/cli/demo/cast.ts';
import { badGateway, everyNth, primaryRateLimit } from '../../src/sandbox/faults.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { publicKey, serving } from '../support/served.ts';

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

type Pull = ReturnType<typeof open>;
type Row = readonly [situation: string, others: string, ours: string, aim: string, met: boolean | null];
const rows: Row[] = [];
let requestsSeen = 0;
let jobsSeen = 0;
take();

const [mia, liam, jo, kim] = [person('mia'), person('liam'), person('jo'), person('kim')];
const [ada, bo, zoe] = [person('ada'), person('bo'), person('zoe')];
const declared = 'Co-authored-by: Claude <noreply@anthropic.com>';

/** 3 commits, 5 files, 2 reviews, and a team that decides. */
function open(branch: string) {
  for (const [files, step] of [['a', 'b'], ['c', 'd'], ['e']].map((names, n) => [names, n] as const)) {
    sandbox.pushCommit(cast.shop, {
      branch,
      as: mia,
      author: mia,
      files: Object.fromEntries(files.map((name) => [`src/${branch}/${name}.ts`, `export const at = ${step};\n`])),
      message: `step ${step}\n\n${declared}`,
    });
  }
  return sandbox.openPullRequest({ repository: cast.shop, as: mia, title: branch, head: branch });
}
const push = (pull: Pull, n: number) =>
  sandbox.pushCommit(cast.shop, {
    branch: pull.head.ref,
    as: mia,
    author: mia,
    files: { [`src/${pull.head.ref}/a.ts`]: `export const at = ${n};\n` },
    message: `again ${n}\n\n${declared}`,
  });

await counted('opened, cold', '9', 3, () => void open('cold'));
await server.kill('SIGTERM');
server = await served.start();
await quiet();
take();
await counted('opened, the server just started', '9', 3, () => void open('cold-again'));
let pull = open('warm');
await counted('opened, warm', '7', 2, () => undefined);
await counted('an approval that does not qualify', '–', 2, () => void sandbox.approve(pull, { as: liam }));
await counted('senior approval, turns green', '–', 3, () => void sandbox.approve(pull, { as: ada }));
expectConclusion(pull, 'success');
await counted('chatter comment', '2', 0, () => void sandbox.comment(pull, { as: jo, body: 'Looks nice to me.' }));
await counted('a label that we do not read', '–', 1, () => sandbox.addLabel(pull, 'later', { as: jo }));
await counted('50 CI statuses and check events of others', '–', 0, () => ciNoise(pull, 25));
await counted('our own echoes', '–', 0, ownEchoes);

pull = open('many-approvals');
await quiet();
take();
await counted('12 approvals that do not qualify, within two seconds', '28', 3, async () => {
  for (let n = 0; n < 12; n += 1) {
    sandbox.approve(pull, { as: [liam, jo, kim, zoe][n % 4] ?? liam });
    await wait(150);
  }
});

const stacked = Array.from({ length: 21 }, (_, n) => {
  const branch = `stack-${n}`;
  const files = { [`src/stack/${n}.ts`]: `export const n = ${n};\n` };
  const on = n === 0 ? 'main' : `stack-${n - 1}`;
  sandbox.pushCommit(cast.shop, { branch, on, as: mia, author: mia, files, message: `part ${n}\n\n${declared}` });
  return sandbox.openPullRequest({ repository: cast.shop, as: mia, title: branch, head: branch, base: on });
});
await quiet();
take();
await counted('CI status on a commit inside 21 stacked pull requests', '150', 0, () => ciNoise(stacked[10] ?? pull, 1));

pull = open('burst');
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

async function counted(situation: string, others: string, aim: number, act: () => unknown): Promise<void> {
  await act();
  await quiet();
  const { requests, courtesies, evaluations } = take();
  const extra = courtesies === 0 ? '' : ` + ${courtesies} for labels`;
  rows.push([
    situation,
    others,
    `${requests.length}${extra} (${evaluations} runs)`,
    `≤ ${aim}`,
    requests.length <= aim,
  ]);
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
    ['approval', () => sandbox.approve(of, { as: liam })],
    ['approval', () => sandbox.approve(of, { as: ada })],
    ['dismissal', () => dismissLast(of)],
    ['approval', () => sandbox.approve(of, { as: bo })],
    ['queue and merge', () => sandbox.enqueue(of, { as: mia })],
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

function dismissLast(of: Pull): void {
  const last = of.reviews.findLast(({ state }) => state === 'APPROVED');
  if (last !== undefined) sandbox.dismissReview(of, last, { as: person('olga') });
}

/** Others' events as an App that subscribes to everything would get them. */
async function ciNoise(of: Pull, each: number): Promise<void> {
  const like = sandbox.deliveries.findLast(({ event }) => event === 'pull_request')?.payload as Record<string, unknown>;
  const { installation, organization, repository, sender } = like;
  const common = { installation, organization, repository, sender };
  for (let n = 0; n < each; n += 1) {
    sandbox.createStatus(cast.shop, { sha: of.head.sha, state: 'success', context: `ci/${n}`, as: jo });
    await served.post('status', { ...common, sha: of.head.sha, state: 'success', context: `ci/${n}` });
    const check_run = { id: n + 1, name: 'ci', head_sha: of.head.sha, app: { id: 4711 }, status: 'completed' };
    await served.post('check_run', { ...common, action: 'completed', check_run });
  }
}

/** What GitHub tells us about our own deeds: check runs and labels. */
async function ownEchoes(): Promise<void> {
  const ours = sandbox.deliveries.filter(({ payload }) => {
    const { sender } = payload as { sender?: { login?: string } };
    return sender?.login === `${cast.app.slug}[bot]`;
  });
  for (const { event, payload } of ours.slice(-20)) await served.post(event, payload);
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

function expectConclusion(of: Pull, conclusion: string): void {
  if (conclusionOf(of) !== conclusion) throw new Error(`#${of.number} shows ${conclusionOf(of)}, not ${conclusion}`);
}

function person(login: string) {
  const found = cast.people[login];
  if (found === undefined) throw new Error(`${login} is in the cast`);
  return found;
}
