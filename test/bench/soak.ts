import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { histories, historyFrom, kindsBut, play } from '../e2e/model/play.ts';
import { problemsOfTheRecord } from '../e2e/model/settle.ts';
import { openTheatre } from '../e2e/model/stage.ts';
import type { StepKind } from '../e2e/model/steps.ts';

/**
 * Plays many histories against the real server and holds every check against the oracle. `npm run soak -- --runs 1000`;
 * `--seed N` for the same ones again, `--history '…'` for a single one as a failure printed it.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    steps: { type: 'string', default: '40' },
    without: { type: 'string', default: '' },
    seed: { type: 'string' },
    history: { type: 'string' },
  },
});
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const kinds = kindsBut(values.without.split(',') as StepKind[]);
const started = performance.now();
const theatre = await openTheatre();
let runs = 0;
let steps = 0;
const property = fc.asyncProperty(histories(Number(values.steps), kinds), async (history) => {
  steps += await play(theatre, history);
  runs += 1;
  if (runs % 10 === 0) console.log(`${runs} runs, ${steps} steps, ${seconds()} s`);
});
console.log(`seed ${seed}`);
if (values.history !== undefined) await play(theatre, historyFrom(values.history));
const result = await fc.check(property, { seed, numRuns: values.history === undefined ? Number(values.runs) : 0 });
console.log(
  `seed ${seed}, ${runs} runs, ${steps} steps, ${seconds()} s: ${result.failed ? 'failed' : 'no difference'}`,
);
const { compared, signed, free } = theatre.tally;
console.log(`${compared} checks compared: ${signed} green by sign-off, ${free} green because nothing was asked`);
for (const problem of await problemsOfTheRecord(theatre)) {
  console.log(problem);
  process.exitCode = 1;
}
if (result.failed) {
  console.log(`again with --history '${fc.stringify(result.counterexample?.[0])}'`);
  console.log(result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance);
  process.exitCode = 1;
}
await theatre.world.close();

function seconds(): string {
  return ((performance.now() - started) / 1_000).toFixed(0);
}
