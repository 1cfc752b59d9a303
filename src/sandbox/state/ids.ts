/** The two ids that everything at GitHub has: the database's number and the opaque one of GraphQL. */
export type Ids = { readonly id: number; readonly nodeId: string };

export type IdSource = { next: number };

/** One sequence for everything, so that an id of the wrong kind never happens to fit. */
export function nextIds(source: IdSource, prefix: string): Ids {
  const id = source.next++;
  return { id, nodeId: nodeIdOf(prefix, id) };
}

export function nodeIdOf(prefix: string, id: number): string {
  return `${prefix}_${Buffer.from(`${prefix}:${id}`).toString('base64url')}`;
}
