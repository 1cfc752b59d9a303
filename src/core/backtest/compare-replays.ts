import { compareEvaluations, isUnchanged } from '../compare.ts';
import type { Judged } from './replay.ts';

/** What a second policy would have changed for the same pull requests. */
export type ReplayComparison = {
  /** Those of which the two policies ask anything else. */
  readonly changed: number;
  /** With a clause more than before, with one less; one may have both. */
  readonly asksMore: number;
  readonly asksLess: number;
  /** Held by the second and not by the first, and the other way round; by number. */
  readonly newlyCaught: readonly number[];
  readonly noLongerCaught: readonly number[];
};

/** Holds two replays of the same pull requests beside each other, by what previews and the playground compare by. */
export function compareReplays(before: readonly Judged[], after: readonly Judged[]): ReplayComparison {
  const evaluations = new Map(before.map(({ replayed, evaluation }) => [replayed.number, evaluation]));
  const differences = after
    .flatMap(({ replayed: { number }, evaluation }) => {
      const earlier = evaluations.get(number);
      return earlier === undefined ? [] : [compareEvaluations(number, earlier, evaluation)];
    })
    .filter((comparison) => !isUnchanged(comparison));
  const [caughtBefore, caughtAfter] = [caughtIn(before), caughtIn(after)];
  return {
    changed: differences.length,
    asksMore: differences.filter(({ added, declaration }) => added.length > 0 || declaration === 'added').length,
    asksLess: differences.filter(({ removed, declaration }) => removed.length > 0 || declaration === 'removed').length,
    newlyCaught: [...caughtAfter].filter((number) => !caughtBefore.has(number)),
    noLongerCaught: [...caughtBefore].filter((number) => !caughtAfter.has(number)),
  };
}

const caughtIn = (judged: readonly Judged[]): ReadonlySet<number> =>
  new Set(judged.flatMap(({ replayed }) => (replayed.outcome === 'caught' ? [replayed.number] : [])));
