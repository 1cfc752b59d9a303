import { sizeOf } from './routing.ts';

/** How much somebody has to do. */
export type Load = {
  /** Requests of ours that wait for them. */
  readonly open: number;
  /** In sign-offs of usual size. */
  readonly load: number;
};

/** Sizes of changes: those asked for as they were weighed then, the others in changed lines; null: not known. */
export type Burden = {
  readonly requested: readonly number[];
  readonly waiting: readonly (number | null)[];
  readonly done: readonly (number | null)[];
};

export const noBurden: Burden = { requested: [], waiting: [], done: [] };

/** What waits weighs in full, whoever asked for it, and what was done lately by half: it is over, and others have rested. */
export const loadFrom = ({ requested, waiting, done }: Burden): Load => ({
  open: requested.length,
  load: sum(requested) + sum(waiting.map(weightOf)) + sum(done.map(weightOf)) / 2,
});

const weightOf = (lines: number | null): number => sizeOf(lines ?? usualLines);

/** A change of which the size is not known is of usual size. */
export const usualLines = 200;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
