import { readFileSync } from 'node:fs';

/**
 * Jest's sequencer: what takes long begins first, or one worker is idle while the other ends it. Jest itself goes by the
 * times of earlier runs, which a fresh clone has not, and then by size, which tells little: the longest file is a short one.
 */
export default class {
  sort(tests) {
    const weights = new Map(tests.map((test) => [test, weightOf(test.path)]));
    return tests.toSorted((one, other) => weights.get(other) - weights.get(one));
  }

  allFailedTests(tests) {
    return tests;
  }

  // No times are kept.
  cacheResults() {}
}

/** Seconds, roughly: what a file begins with says more than its size. */
const costs = [
  [/\bopenTheatre\(/, 80],
  [/\bkillAgainAndAgain\(/, 25],
  [/-laws\.test\.ts$/, 10],
  [/\bstartPostgres\(|\bengines\b/, 8],
  [/\bstartWorld\(/, 6],
  [/\bborrowEngine\(|\bserving\(|\bexecFile\b/, 4],
];

function weightOf(path) {
  const text = readFileSync(path, 'utf8');
  const most = Math.max(0, ...costs.filter(([sign]) => sign.test(text) || sign.test(path)).map(([, cost]) => cost));
  return most + text.length / 2_000;
}
