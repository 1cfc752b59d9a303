import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';

/** By what it says: what must hold in every case. A law fails by throwing. */
export type Laws<Case> = Readonly<Record<string, (given: Case) => void>>;

/**
 * One test for each law, over the same cases: making a case costs more than judging it. A law that breaks is tried again
 * by itself, which finds its smallest case.
 */
export function itHolds<Case>(cases: fc.Arbitrary<Case>, laws: Laws<Case>, runs: { readonly numRuns: number }): void {
  const broken = new Map<string, unknown>();
  let judged = false;
  const judgeAll = (): void => {
    if (judged) return;
    judged = true;
    fc.assert(
      fc.property(cases, (given) => {
        for (const [name, law] of Object.entries(laws)) {
          if (!broken.has(name)) tryLaw(name, law, given);
        }
      }),
      runs,
    );
  };
  const tryLaw = (name: string, law: (given: Case) => void, given: Case): void => {
    try {
      law(given);
    } catch (error) {
      broken.set(name, error);
    }
  };
  it.each(Object.entries(laws).map(([name, law]) => ({ name, law })))('$name', ({ name, law }) => {
    judgeAll();
    if (!broken.has(name)) return;
    fc.assert(fc.property(cases, law), runs);
    throw broken.get(name);
  });
}

/**
 * Compares as text first: nearly all are the same, and a thorough comparison, or `expect` alone, which looks for its place
 * in the file before it knows whether it will need it, takes longer than what is judged.
 */
export function expectSame(one: unknown, other: unknown): void {
  if (JSON.stringify(one) !== JSON.stringify(other)) expect(one).toEqual(other);
}
