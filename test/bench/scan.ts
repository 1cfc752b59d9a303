import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/**
 * What `scan` costs on a repository of 100,000 commits, against `git log` printing the same fields. Makes its own
 * repository in a temporary folder. Usage: npm run bench:scan [-- COMMITS]
 */
const commits = Number(process.argv[2] ?? 100_000);

const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const random = seeded(42);

// Lengths as in real histories: median 250 bytes, one in twenty above 2 kB, a few of 100 kB.
const lengthOf = (): number => {
  if (random() < 0.0005) return 100_000;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.min(60_000, Math.max(12, Math.round(Math.exp(Math.log(250) + 1.264 * normal))));
};

const words =
  'fix the cache when a reader asks twice for pages that were never written before this change so tests pass again on slow machines and errors name their cause in words people understand without reading source'.split(
    ' ',
  );

const prose = (length: number): string => {
  let text = '';
  for (let line = 0; text.length < length; line += 1) {
    const count = 8 + Math.floor(random() * 4);
    text += `${Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ')}.\n`;
    if (line % 5 === 0) text += '\n';
  }
  return text.slice(0, length);
};

const people = Array.from({ length: 400 }, (_, at) => `Person ${at} <person${at}@company${at % 40}.example>`);
const someone = (): string => people[Math.floor(random() * people.length)] ?? '';

const trailersOf = (): string => {
  const pick = random();
  if (pick > 1 / 3) return '';
  if (pick > 1 / 6) return `\n\nSigned-off-by: ${someone()}\n`;
  if (pick > 1 / 12) return `\n\nReviewed-by: ${someone()}\nCo-authored-by: ${someone()}\n`;
  return '\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>\n';
};

const fill = async (path: string): Promise<void> => {
  spawnSync('git', ['init', '-q', path]);
  const child = spawn('git', ['-C', path, 'fast-import', '--quiet'], { stdio: ['pipe', 'inherit', 'inherit'] });
  for (let at = 0; at < commits; at += 1) {
    const message = Buffer.from(prose(lengthOf()) + trailersOf());
    const head = `commit refs/heads/main\nauthor ${someone()} ${1_500_000_000 + at * 2500} +0000\ncommitter ${someone()} ${1_500_000_000 + at * 2500} +0000\ndata ${message.length}\n`;
    if (!child.stdin.write(Buffer.concat([Buffer.from(head), message, Buffer.from('\n')])))
      await once(child.stdin, 'drain');
  }
  child.stdin.end();
  await once(child, 'close');
  spawnSync('git', ['-C', path, 'symbolic-ref', 'HEAD', 'refs/heads/main']);
};

type Cost = {
  readonly seconds: number;
  readonly processor: number;
  readonly megabytes: number;
  readonly bytes: number;
};

// `git log` writes into a pipe that is read and thrown away, as it does for scan.
const run = async (command: string, args: readonly string[]): Promise<Cost> => {
  const start = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  let bytes = 0;
  let megabytes = 0;
  let processor = 0;
  child.on('message', (message) => {
    const [kilobytes = 0, microseconds = 0] = Array.isArray(message) ? message.map(Number) : [];
    megabytes = kilobytes / 1024;
    processor = microseconds / 1e6;
  });
  child.stdout?.on('data', (chunk: Buffer) => (bytes += chunk.length));
  await once(child, 'close');
  return { seconds: (performance.now() - start) / 1000, processor, megabytes, bytes };
};

const best = (costs: readonly Cost[]): Cost =>
  costs.reduce((least, cost) => (cost.seconds < least.seconds ? cost : least));

const root = mkdtempSync(join(tmpdir(), 'countersign-scan-'));
try {
  const made = performance.now();
  await fill(root);
  console.log(`made ${commits} commits in ${((performance.now() - made) / 1000).toFixed(1)} s`);
  const format = ['%H', '%an', '%ae', '%cn', '%ce', '%ct', '', '%B'].join('%x00');
  const cli = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');
  // Tells the most memory that the process ever held and the processor time it took, when it ends.
  const report =
    'data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();process.send?.([u.maxRSS,u.userCPUTime+u.systemCPUTime])})';
  const logs: Cost[] = [];
  const scans: Cost[] = [];
  for (let round = 0; round < 5; round += 1) {
    logs.push(await run('git', ['-C', root, 'log', '-z', `--format=tformat:${format}`, 'HEAD']));
    scans.push(
      await run(process.execPath, [
        '--disable-warning=ExperimentalWarning',
        '--import',
        report,
        cli,
        'scan',
        root,
        '--json',
      ]),
    );
  }
  const [log, scan] = [best(logs), best(scans)];
  console.log(`git log  ${log.seconds.toFixed(2)} s, ${(log.bytes / 1e6).toFixed(0)} MB of text`);
  console.log(
    `scan     ${scan.seconds.toFixed(2)} s, ${scan.megabytes.toFixed(0)} MB of memory at most, ${scan.processor.toFixed(2)} s of a processor besides git's`,
  );
  console.log(`ratio    ${(scan.seconds / log.seconds).toFixed(2)} (at most 1.5), each the best of ${logs.length}`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
