import { type Operation, publishedOperations } from './description.ts';

export type OperationMatch = {
  readonly id: string;
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
};

/** The published operation that a request addresses; of two that fit, the one with more literal segments. */
export function matchOperation(method: string, path: string): OperationMatch | undefined {
  for (const route of routes()) {
    const match = route.operation.method === method.toUpperCase() ? route.pattern.exec(path) : null;
    if (match === null) continue;
    const params = route.names.map((name, index) => [name, decoded(match[index + 1] ?? '')]);
    return { id: route.id, operation: route.operation, params: Object.fromEntries(params) };
  }
  return undefined;
}

type Route = {
  readonly id: string;
  readonly operation: Operation;
  readonly pattern: RegExp;
  readonly names: readonly string[];
};

let known: readonly Route[] | undefined;

function routes(): readonly Route[] {
  known ??= Object.entries(publishedOperations())
    .map(([id, operation]) => compiledRoute(id, operation))
    .toSorted((a, b) => a.names.length - b.names.length || literals(b) - literals(a));
  return known;
}

function literals({ operation, names }: Route): number {
  return operation.path.split('/').length - names.length;
}

/** Branch names and file paths may hold slashes, and GitHub takes them unescaped. */
const mayHoldSlashes = new Set(['ref', 'branch', 'basehead', 'commit_sha']);

function compiledRoute(id: string, operation: Operation): Route {
  const names: string[] = [];
  const pattern = operation.path.replace(/[.+]|\{([^}]+)\}/g, (found, name: string | undefined) => {
    if (name === undefined) return `\\${found}`;
    names.push(name);
    // The contents of the root have an empty path.
    if (name === 'path') return '(.*)';
    return mayHoldSlashes.has(name) ? '(.+)' : '([^/]+)';
  });
  return { id, operation, pattern: new RegExp(`^${pattern}$`), names };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
