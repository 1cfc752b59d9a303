import { reviewHours } from './backtest/effort.ts';

/** What somebody has to do, and did lately. `load` is in sign-offs of usual size. */
export type Load = {
  /** Pull requests that wait for this very person. */
  readonly open: number;
  readonly load: number;
};

/** The sizes of changes in changed lines; null: not known. */
export type Burden = { readonly open: readonly (number | null)[]; readonly recent: readonly (number | null)[] };

/** Nobody carries anything. */
export const noLoad: Load = { open: 0, load: 0 };

/** What is still to be done weighs in full, and what was done lately by half: it is over, and others have rested. */
export const loadFrom = ({ open, recent }: Burden): Load => ({
  open: open.length,
  load: total(open.map(weightOf)) + total(recent.map(weightOf)) / 2,
});

/** A change in sign-offs of usual size; one of which the size is not known is of usual size. */
export const weightOf = (lines: number | null): number => reviewHours(lines ?? usualLines) / reviewHours(usualLines);

export const usualLines = 200;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
