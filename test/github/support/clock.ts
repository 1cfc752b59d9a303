/** A clock that stands still until somebody sleeps. */
export type TestClock = {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly slept: number[];
  readonly pass: (milliseconds: number) => void;
};

export function aClock(at = Date.parse('2026-03-02T12:00:00Z')): TestClock {
  let time = at;
  const slept: number[] = [];
  return {
    now: () => time,
    slept,
    pass: (milliseconds) => {
      time += milliseconds;
    },
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      time += milliseconds;
    },
  };
}
