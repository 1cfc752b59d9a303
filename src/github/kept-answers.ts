import { createBoundedMap } from './bounded-map.ts';

/** Answers that are kept for a while, so that nobody asks GitHub the same thing again and again. */
export type KeptAnswers<T> = {
  /** The same question has the same answer, also while it is on its way; one that failed is asked again. */
  readonly answerTo: (question: string, ask: () => Promise<T>) => Promise<T>;
  readonly forgetWhere: (matches: (question: string) => boolean) => void;
};

type Keeping = { readonly most: number; readonly milliseconds: number; readonly now: () => number };

export function keepAnswers<T>({ most, milliseconds, now }: Keeping): KeptAnswers<T> {
  const kept = createBoundedMap<{ readonly answer: Promise<T>; readonly until: number }>(most);
  return {
    answerTo: (question, ask) => {
      const before = kept.get(question);
      if (before !== undefined && isFresh(before.until, milliseconds, now())) return before.answer;
      const answer = ask();
      kept.set(question, { answer, until: now() + milliseconds });
      answer.catch(() => kept.deleteWhere((each) => each === question));
      return answer;
    },
    forgetWhere: kept.deleteWhere,
  };
}

/** A clock that is set back must not make what is kept last longer; a little of that is usual. */
export const isFresh = (until: number, keptFor: number, now: number): boolean =>
  until > now && until - now <= keptFor + 30_000;
