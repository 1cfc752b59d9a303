import { type DocumentNode, execute, GraphQLError, parse, validate } from 'graphql';
import { costOf } from './graphql/cost.ts';
import { type AnsweredError, answeredError, failure } from './graphql/errors.ts';
import type { Context } from './graphql/node.ts';
import { spend } from './graphql/rate-limit.ts';
import { resolveField, resolveType } from './graphql/resolvers.ts';
import { githubSchema } from './graphql/schema.ts';
import type { Viewer } from './state/apps.ts';
import type { State } from './state.ts';

export type GraphqlRequest = {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
};

/** GitHub answers 200 with either or both. */
export type GraphqlAnswer = {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly AnsweredError[];
};

/** Runs any query of GitHub's published schema over the state, as the viewer may see it. */
export function executeGraphql(state: State, viewer: Viewer, request: GraphqlRequest): GraphqlAnswer {
  const { document, problems } = prepared(request.query);
  if (document === null || problems.length > 0) return { errors: problems.map(answeredError) };
  const variables = request.variables ?? {};
  const operationName = request.operationName ?? null;
  const cost = costOf(githubSchema(), document, operationName, variables);
  if (cost.nodes > mostNodes) return { errors: [answeredError(tooManyNodes(cost.nodes))] };
  spend(state, viewer, cost.points);
  const contextValue: Context = { state, viewer, cost };
  const result = execute({
    schema: githubSchema(),
    document,
    contextValue,
    variableValues: variables,
    operationName,
    fieldResolver: resolveField,
    typeResolver: resolveType,
  });
  if (result instanceof Promise) throw new Error('the sandbox resolves everything at once');
  const { data, errors } = result;
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined ? {} : { errors: errors.map(answeredError) }),
  };
}

/** What a client did that GitHub would not take, or that the sandbox cannot answer: a test should fail for it. */
export function graphqlProblems(request: GraphqlRequest, answer: GraphqlAnswer): readonly string[] {
  const invalid = prepared(request.query).problems.map(({ message }) => message);
  const atFault = (answer.errors ?? []).filter(({ type }) => type === undefined || clientFaults.has(type));
  return [...new Set([...invalid, ...atFault.map(({ message }) => message)])].map((message) => `graphql: ${message}`);
}

const clientFaults: ReadonlySet<string> = new Set([
  'MISSING_PAGINATION_BOUNDARIES',
  'EXCESSIVE_PAGINATION',
  'INVALID_CURSOR_ARGUMENTS',
  'MAX_NODE_LIMIT_EXCEEDED',
  'UNPROCESSABLE',
  'SANDBOX_DOES_NOT_KNOW',
]);

const mostNodes = 500_000;

function tooManyNodes(nodes: number): GraphQLError {
  return failure(
    'MAX_NODE_LIMIT_EXCEEDED',
    `This query requests up to ${nodes} possible nodes which exceeds the maximum limit of ${mostNodes}.`,
  );
}

type Prepared = { readonly document: DocumentNode | null; readonly problems: readonly GraphQLError[] };

/** Checking a query takes far longer than running it, and clients send the same few. */
const known = new Map<string, Prepared>();
const mostKnown = 200;

function prepared(query: string): Prepared {
  const before = known.get(query);
  if (before !== undefined) return before;
  if (known.size >= mostKnown) known.clear();
  const now = prepare(query);
  known.set(query, now);
  return now;
}

function prepare(query: string): Prepared {
  try {
    const document = parse(query);
    return { document, problems: validate(githubSchema(), document) };
  } catch (error) {
    if (error instanceof GraphQLError) return { document: null, problems: [error] };
    throw error;
  }
}
