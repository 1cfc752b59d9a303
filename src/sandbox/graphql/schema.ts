import { readFileSync } from 'node:fs';
import { buildASTSchema, concatAST, type GraphQLSchema, parse } from 'graphql';

let built: GraphQLSchema | undefined;
let builtWithoutStacks: GraphQLSchema | undefined;

/** GitHub's published schema and what is newer than it. Building takes half a second, hence once. */
export function githubSchema(): GraphQLSchema {
  built ??= buildASTSchema(concatAST([published(), overlay()]), { assumeValid: true });
  return built;
}

/** The published schema alone: that of a server without stacks, as GitHub Enterprise Server. */
export function schemaWithoutStacks(): GraphQLSchema {
  builtWithoutStacks ??= buildASTSchema(published(), { assumeValid: true });
  return builtWithoutStacks;
}

function published() {
  const path = new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema'));
  return parse(readFileSync(path, 'utf8'), { noLocation: true });
}

function overlay() {
  return parse(readFileSync(new URL('overlay.graphql', import.meta.url), 'utf8'), { noLocation: true });
}
