import type { Provenance } from '../../core/provenance.ts';

/** How many commits, and how many of them declare AI. `possible` ones are not among `ai`. */
export type Count = { commits: number; ai: number; agent: number; possible: number };

export type Tally = {
  readonly total: Count;
  /** By month, as 2026-03. */
  readonly months: Map<string, Count>;
  readonly tools: Map<string, Count>;
  /** By the domain of the author's address. */
  readonly domains: Map<string, Count>;
};

export const emptyTally = (): Tally => ({ total: zero(), months: new Map(), tools: new Map(), domains: new Map() });

const zero = (): Count => ({ commits: 0, ai: 0, agent: 0, possible: 0 });

// Enough for every real history; a forged one with a domain for each commit must not fill the memory.
const mostKeys = 5000;
const others = '(others)';

/** Counts one commit. null: nothing was found. */
export const count = (
  tally: Tally,
  at: { readonly seconds: number; readonly domain: string },
  provenance: Provenance | null,
): void => {
  add(tally.total, provenance);
  add(entry(tally.months, monthOf(at.seconds)), provenance);
  add(entry(tally.domains, at.domain), provenance);
  for (const tool of provenance === null ? [] : namesOf(provenance)) add(entry(tally.tools, tool), provenance);
};

const namesOf = (provenance: Provenance): readonly string[] => {
  if (provenance.involvement === 'none-found') return [];
  return provenance.tools.length > 0 ? provenance.tools : ['(not named)'];
};

const add = (into: Count, provenance: Provenance | null): void => {
  into.commits += 1;
  if (provenance === null || provenance.involvement === 'none-found') return;
  if (provenance.involvement === 'possible') {
    into.possible += 1;
    return;
  }
  into.ai += 1;
  if (provenance.autonomy === 'agent') into.agent += 1;
};

const entry = (counts: Map<string, Count>, key: string): Count => {
  const known = counts.get(key);
  if (known !== undefined) return known;
  if (counts.size >= mostKeys && key !== others) return entry(counts, others);
  const fresh = zero();
  counts.set(key, fresh);
  return fresh;
};

const months = new Map<number, string>();

const monthOf = (seconds: number): string => {
  const day = Math.floor(seconds / 86_400);
  const known = months.get(day);
  if (known !== undefined) return known;
  const date = new Date(Math.min(Math.max(0, day), 100_000) * 86_400_000);
  const month = Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString().slice(0, 7);
  if (months.size < 50_000) months.set(day, month);
  return month;
};

/** A share as people read it. */
export const share = ({ commits, ai }: Pick<Count, 'commits' | 'ai'>): string =>
  commits === 0 ? '–' : `${((100 * ai) / commits).toFixed(1)} %`;

/** The months in order, without a gap: a month without commits is a fact too. */
export const monthsInOrder = (tally: Tally): readonly (readonly [string, Count])[] => {
  const known = [...tally.months.keys()].filter((month) => month !== 'unknown').sort();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const all: (readonly [string, Count])[] = [];
  for (let month = first; month <= last && all.length < 12 * 150; month = monthAfter(month)) {
    all.push([month, tally.months.get(month) ?? zero()]);
  }
  return all;
};

const monthAfter = (month: string): string => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12
    ? `${String(year + 1).padStart(4, '0')}-01`
    : `${String(year).padStart(4, '0')}-${String(number + 1).padStart(2, '0')}`;
};

/** The entries with the most AI first, then the most commits, then by name. */
export const byWeight = (counts: ReadonlyMap<string, Count>): readonly (readonly [string, Count])[] =>
  [...counts].sort(([a, x], [b, y]) => y.ai - x.ai || y.commits - x.commits || (a < b ? -1 : 1));
