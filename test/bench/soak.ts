import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { histories, play } from '../e2e/model/play.ts';
import { openTheatre } from '../e2e/model/stage.ts';

/** Plays many histories against the real server and holds every check against the oracle: `npm run soak -- --runs 1000`. */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    steps: { type: 'string', default: '20' },
    seed: { type: 'string' },
    path: { type: 'string' },
  },
});
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const started = performance.now();
const theatre = await openTheatre();
let runs = 0;
let steps = 0;
const property = fc.asyncProperty(histories(Number(values.steps)), async (history) => {
  steps += await play(theatre, history);
  runs += 1;
  if (runs % 50 === 0) console.log(`${runs} runs, ${steps} steps, ${seconds()} s`);
});
console.log(`seed ${seed}`);
const result = await fc.check(property, {
  seed,
  numRuns: Number(values.runs),
  ...(values.path === undefined ? {} : { path: values.path }),
});
console.log(
  `seed ${seed}, ${runs} runs, ${steps} steps, ${seconds()} s: ${result.failed ? 'failed' : 'no difference'}`,
);
if (result.failed) {
  console.log(`again with --seed ${result.seed} --path ${result.counterexamplePath}`);
  console.log(fc.stringify(result.counterexample));
  console.log(result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance);
  process.exitCode = 1;
}
await theatre.world.close();

function seconds(): string {
  return ((performance.now() - started) / 1_000).toFixed(0);
}
