export type OrderBy = { readonly field: string; readonly direction: 'ASC' | 'DESC' } | null | undefined;
type Key = string | number | Date;

/** The items in the order asked for; a field that is not listed leaves them as they are. */
export function ordered<T>(
  items: readonly T[],
  orderBy: OrderBy,
  keys: Readonly<Record<string, (item: T) => Key>>,
): readonly T[] {
  const key = orderBy === null || orderBy === undefined ? undefined : keys[orderBy.field];
  if (key === undefined) return items;
  const sign = orderBy?.direction === 'DESC' ? -1 : 1;
  return items.toSorted((a, b) => sign * compare(key(a), key(b)));
}

function compare(a: Key, b: Key): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
