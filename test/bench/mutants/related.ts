import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

/** The test files that reach a source file by imports, those with the shortest way to it first; laws run many times, so last. */
export function relatedTests(tests: readonly string[]): (file: string) => readonly string[] {
  const distances = new Map(tests.map((test) => [test, distancesFrom(test)]));
  const isLaw = (test: string): number => (test.endsWith('-laws.test.ts') ? 1 : 0);
  return (file) => {
    const distance = (test: string): number => distances.get(test)?.get(file) ?? Number.POSITIVE_INFINITY;
    return tests
      .filter((test) => Number.isFinite(distance(test)))
      .toSorted((one, other) => isLaw(one) - isLaw(other) || distance(one) - distance(other));
  };
}

const importsOf = new Map<string, readonly string[]>();

function distancesFrom(test: string): ReadonlyMap<string, number> {
  const distance = new Map([[test, 0]]);
  for (const [file, steps] of distance) {
    for (const imported of importsIn(file)) {
      if (!distance.has(imported)) distance.set(imported, steps + 1);
    }
  }
  return distance;
}

function importsIn(file: string): readonly string[] {
  const before = importsOf.get(file);
  if (before !== undefined) return before;
  const found = readFileSync(file, 'utf8').matchAll(/from '(\.[^']+\.ts)'/g);
  const imports = [...found].map(([, specifier = '']) => normalize(join(file, '..', specifier)));
  importsOf.set(file, imports);
  return imports;
}
