import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Answer, Order } from './mutants/arena.ts';
import { type Mutation, mutationsOf } from './mutants/mutations.ts';
import { relatedTests } from './mutants/related.ts';
import { unionsOf } from './mutants/unions.ts';

/**
 * Changes the program in small mechanical ways and looks whether the fast tests notice: `npm run bench:mutants`. The
 * mutants are drawn from all of `src/core` and `src/policy` by seed and live in memory only. Text shown to people is
 * not mutated, but what decides on it is.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    sample: { type: 'string', default: '150' },
    only: { type: 'string', default: '' },
    /** What an earlier run printed: only the survivors that it lists are tried again. */
    again: { type: 'string' },
    /** A mutant that runs longer than this hangs, and so is noticed. */
    seconds: { type: 'string', default: '120' },
  },
});
const started = performance.now();
const files = globSync('src/{core,policy}/**/*.ts').sort();
const tests = globSync('test/{core,policy}/**/*.test.ts').sort();
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const unions = unionsOf([...sources.values()]);
const all = [...sources]
  .filter(([file]) => file.includes(values.only))
  .flatMap(([file, source]) => mutationsOf(file, source, unions));
const listed = values.again === undefined ? null : new Set(readFileSync(values.again, 'utf8').split('\n'));
const sample = drawn(all)
  .filter((mutation) => listed?.has(placeOf(mutation)) ?? true)
  .slice(0, Number(values.sample));
const related = relatedTests(tests);

let arena: ChildProcess = open();
let orders = 0;

const ignored = (await ask(null, tests)) ?? [];
for (const name of ignored) console.error(`fails without any mutant, so it is left out: ${name}`);
console.error(
  `${sample.length} of ${all.length} mutants of ${files.length} files, ${tests.length} test files, ${seconds()} s`,
);

const survivors: Mutation[] = [];
let hung = 0;
for (const [index, mutation] of sample.entries()) {
  const failed = await ask(mutation, related(mutation.file));
  if (failed === null) hung += 1;
  const survives = failed?.length === 0;
  if (survives) survivors.push(mutation);
  console.error(
    `${index + 1} ${seconds()} s ${survives ? 'SURVIVED' : 'killed'} ${placeOf(mutation)}${survives ? `\n${shown(mutation)}` : ` (${failed?.[0] ?? 'it hung'})`}`,
  );
}
arena.kill('SIGKILL');

for (const mutation of survivors) console.log(`${placeOf(mutation)}\n${shown(mutation)}\n`);
const killed = sample.length - survivors.length;
const share = ((100 * killed) / Math.max(1, sample.length)).toFixed(1);
console.log(
  `seed ${values.seed}: ${killed} of ${sample.length} killed (${share} %; ${hung} of them hung), ${survivors.length} survived, ${seconds()} s`,
);

/** By a digest of what each mutant changes, so that a file that grows does not draw all others anew. */
function drawn(mutations: readonly Mutation[]): readonly Mutation[] {
  const twins = new Map<string, number>();
  const rank = (mutation: Mutation): string => {
    const text = [values.seed, mutation.file, mutation.operator, mutation.replacement, lineOf(mutation).trim()].join(
      '\n',
    );
    const twin = twins.get(text) ?? 0;
    twins.set(text, twin + 1);
    return createHash('sha256').update(`${text}\n${twin}`).digest('hex');
  };
  return mutations
    .map((mutation) => ({ mutation, rank: rank(mutation) }))
    .sort((one, other) => (one.rank < other.rank ? -1 : 1))
    .map(({ mutation }) => mutation);
}

/** The names of the tests that failed; null when it hung. */
async function ask(mutation: Mutation | null, of: readonly string[]): Promise<readonly string[] | null> {
  orders += 1;
  // Modules are never unloaded.
  if (orders % 40 === 0) reopen();
  const order: Order = { id: orders, mutation, tests: of, ignored: mutation === null ? [] : ignored };
  const answer = await answerTo(order);
  if (answer === null) reopen();
  return answer?.failed ?? null;
}

function answerTo(order: Order): Promise<Answer | null> {
  return new Promise((resolve) => {
    const asked = arena;
    const timer = setTimeout(() => answered(null), order.mutation === null ? 600_000 : Number(values.seconds) * 1000);
    const answered = (answer: Answer | null): void => {
      clearTimeout(timer);
      asked.removeAllListeners();
      resolve(answer);
    };
    asked.on('message', (answer: Answer) => answered(answer));
    asked.on('exit', () => answered(null));
    asked.send(order);
  });
}

function reopen(): void {
  arena.kill('SIGKILL');
  arena = open();
}

function open(): ChildProcess {
  return fork(new URL('mutants/arena.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function placeOf({ file, line, start, operator }: Mutation): string {
  const column = start - (sources.get(file) ?? '').lastIndexOf('\n', start - 1);
  return `${file}:${line}:${column} ${operator}`;
}

function lineOf({ file, line }: Mutation): string {
  return (sources.get(file) ?? '').split('\n')[line - 1] ?? '';
}

function shown(mutation: Mutation): string {
  const source = sources.get(mutation.file) ?? '';
  const from = source.lastIndexOf('\n', mutation.start - 1) + 1;
  const to = (source.indexOf('\n', mutation.end) + source.length + 1) % (source.length + 1) || source.length;
  const before = source.slice(from, to);
  const after = source.slice(from, mutation.start) + mutation.replacement + source.slice(mutation.end, to);
  const lines = (text: string, mark: string): string =>
    text
      .split('\n')
      .slice(0, 8)
      .map((line) => `${mark} ${line}`)
      .join('\n');
  return `${lines(before, '-')}\n${lines(after, '+')}`;
}

function seconds(): string {
  return ((performance.now() - started) / 1000).toFixed(0);
}
