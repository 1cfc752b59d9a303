/** What report.ts tells of the server process each second. */
export type Usage = {
  readonly pid: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly handles: number;
  /** The longest time for which the event loop did nothing else, in milliseconds. */
  readonly blocked: number;
  /** Seconds of processor time since the start. */
  readonly cpu: number;
};

export const reporting = { NODE_OPTIONS: `--import=${new URL('report.ts', import.meta.url).href}` };

export function usageIn(line: string): Usage | null {
  return line.startsWith('{"usage":') ? (JSON.parse(line) as { usage: Usage }).usage : null;
}

/** The heap that was left after a collection, once report.ts was asked for it by SIGUSR2. */
export function liveIn(line: string): number | null {
  return line.startsWith('{"live":') ? (JSON.parse(line) as { live: number }).live : null;
}

export const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, each) => sum + each, 0) / Math.max(1, numbers.length);

export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The first and the last quarter of what was told over time, as means. */
export function quarters(numbers: readonly number[]): readonly [number, number] {
  const quarter = Math.max(1, Math.floor(numbers.length / 4));
  return [mean(numbers.slice(0, quarter)), mean(numbers.slice(-quarter))];
}

export const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;
