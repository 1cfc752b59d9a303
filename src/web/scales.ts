/** Where a scale of shares may end. */
const shareEnds = [0.1, 0.2, 0.4, 0.6, 0.8, 1] as const;

/** Where a scale of counts may end: halves of each are whole numbers. */
const countEnds = [1, 10, 100, 1_000, 10_000, 100_000].flatMap((unit) =>
  [2, 4, 6, 8].map((n) => n * unit).concat(10 * unit),
);

const hour = 3_600;
/** Where a scale of seconds may end. */
const timeEnds = [1, 2, 4, 8, 12, 24, 48, 96, 7 * 24, 14 * 24, 28 * 24, 56 * 24, 112 * 24].map((hours) => hours * hour);

export const percent = (value: number): string => `${Math.round(value * 100)} %`;

// Made once: making one takes a hundred times as long as writing a number with it.
const oneDigitAtMost = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

export const count = (value: number): string => oneDigitAtMost.format(value);

/** `40 min`, `3.5 h`, `2.1 d`: a length of time in few letters. */
export function shortTime(seconds: number): string {
  if (seconds === 0) return '0';
  if (seconds < 90 * 60) return `${Math.max(1, Math.round(seconds / 60))} min`;
  if (seconds < 48 * hour) return `${oneDigit(seconds / hour)} h`;
  return `${oneDigit(seconds / (24 * hour))} d`;
}

const oneDigit = (value: number): string =>
  value >= 10 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, '');

/** The scales of a chart: how its values are said, how far it reaches at least, and where it may end. */
export const counts = { say: count, atLeast: 4, ends: countEnds } as const;
export const shares = { say: percent, atLeast: 0.2, ends: shareEnds } as const;
export const times = { say: shortTime, atLeast: 3_600, ends: timeEnds } as const;
