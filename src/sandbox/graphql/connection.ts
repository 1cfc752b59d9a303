import type { GraphQLResolveInfo } from 'graphql';
import { failure } from './errors.ts';
import { node, type Sources } from './node.ts';

export type Page = {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
};

export type Connection = {
  readonly totalCount: number;
  /** Of timelines: how many lie between the cursors, and how many are on this page. */
  readonly filteredCount: number;
  readonly pageCount: number;
  readonly pageInfo: Readonly<Record<'startCursor' | 'endCursor', string | null>> &
    Readonly<Record<'hasNextPage' | 'hasPreviousPage', boolean>>;
  readonly nodes: readonly unknown[];
  readonly edges: readonly Readonly<Record<string, unknown>>[];
};

/** One page of the items, as Relay's specification and GitHub's limits have it. */
export function connection<T>(items: readonly T[], page: Page, info: GraphQLResolveInfo, show: Show<T>): Connection {
  checkBounds(page, info.fieldName);
  const from = page.after === undefined || page.after === null ? 0 : position(page.after, info) + 1;
  const to = page.before === undefined || page.before === null ? items.length : position(page.before, info);
  const start = typeof page.last === 'number' ? Math.max(from, to - page.last) : from;
  const end = typeof page.first === 'number' ? Math.min(to, from + page.first) : to;
  const edges = items.slice(start, Math.max(start, end)).map((item, index) => {
    return { cursor: cursor(start + index), ...show(item) };
  });
  return {
    totalCount: items.length,
    filteredCount: Math.max(0, to - from),
    pageCount: edges.length,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasPreviousPage: start > 0 && items.length > 0,
      hasNextPage: start + edges.length < items.length,
    },
    nodes: edges.map((edge) => edge.node),
    edges,
  };
}

/** The node of an item and what else its edge says, such as a member's role. */
export type Show<T> = (item: T) => { readonly node: unknown } & Readonly<Record<string, unknown>>;

function checkBounds({ first, last }: Page, name: string): void {
  const given = [first, last].filter((bound) => typeof bound === 'number');
  if (given.length === 0) {
    throw failure(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  }
  if (given.length === 2) {
    throw failure(
      'UNPROCESSABLE',
      `Passing both \`first\` and \`last\` to paginate the \`${name}\` connection is not supported.`,
    );
  }
  const kind = typeof first === 'number' ? 'first' : 'last';
  const [bound = 0] = given;
  if (bound < 0) {
    throw failure('UNPROCESSABLE', `\`${kind}\` on the \`${name}\` connection cannot be less than zero.`);
  }
  if (bound > 100) {
    throw failure(
      'EXCESSIVE_PAGINATION',
      `Requesting ${bound} records on the \`${name}\` connection exceeds the \`${kind}\` limit of 100 records.`,
    );
  }
}

function cursor(index: number): string {
  return Buffer.from(`cursor:v2:${index}`).toString('base64');
}

function position(text: string, info: GraphQLResolveInfo): number {
  const match = /^cursor:v2:(\d+)$/u.exec(Buffer.from(text, 'base64').toString());
  if (match === null) {
    const message = `\`${text}\` does not appear to be a valid cursor. (\`${info.fieldName}\`)`;
    throw failure('INVALID_CURSOR_ARGUMENTS', message);
  }
  return Number(match[1]);
}

/** Each item as a node of one type, with nothing more to say on its edge. */
export function each<T extends keyof Sources>(type: T): Show<Sources[T]> {
  return (of) => ({ node: node(type, of) });
}
