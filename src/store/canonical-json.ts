/**
 * One text for one value: keys in order, nothing undefined, and no character that PostgreSQL refuses. Two processes,
 * and the same process years later, must write the same bytes.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(ordered(value));
}

function ordered(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.toSorted(byKey).map(([key, item]) => [storable(key), ordered(item)]));
}

/** PostgreSQL takes neither NUL nor half of a surrogate pair, and commit messages may hold both. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
