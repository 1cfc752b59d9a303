import { expect } from '@jest/globals';
import { executeGraphql, type GraphqlAnswer } from '../../src/sandbox/graphql.ts';
import type { Viewer } from '../../src/sandbox/state/apps.ts';
import type { World } from './sandbox-world.ts';

/** The repository that every world has. */
export const api = 'repository(owner: "acme", name: "api")';

export const pullRequest = (fields: string) => `{ ${api} { pullRequest(number: 1) { ${fields} } } }`;

export function ask(world: World, query: string, viewer: Viewer = world.token()): GraphqlAnswer {
  return executeGraphql(world.state, viewer, { query });
}

/** The answer without its wrapping, for a query that must not fail. */
export function read(world: World, query: string, path: readonly string[], viewer?: Viewer): unknown {
  const { data, errors } = ask(world, query, viewer);
  expect(errors).toBeUndefined();
  return path.reduce<unknown>((at, step) => (at as Readonly<Record<string, unknown>>)[step], data);
}

export function readPull(world: World, fields: string): unknown {
  return read(world, pullRequest(fields), ['repository', 'pullRequest']);
}
