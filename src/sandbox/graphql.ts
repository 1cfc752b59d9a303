import { type DocumentNode, execute, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { costOf } from './graphql/cost.ts';
import { type AnsweredError, answeredError, failure, undefinedField } from './graphql/errors.ts';
import type { Context } from './graphql/node.ts';
import { spend } from './graphql/rate-limit.ts';
import { resolveField, resolveType } from './graphql/resolvers.ts';
import { githubSchema, schemaWithoutStacks } from './graphql/schema.ts';
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
  const schema = state.behaviour.stacksKnown ? githubSchema() : schemaWithoutStacks();
  const { document, problems } = prepared(schema, request.query);
  if (document === null || problems.length > 0) return { errors: problems.map(undefinedField).map(answeredError) };
  const variables = request.variables ?? {};
  const operationName = request.operationName ?? null;
  const cost = costOf(schema, document, operationName, variables);
  if (cost.nodes > mostNodes) return { errors: [answeredError(tooManyNodes(cost.nodes))] };
  spend(state, viewer, cost.points);
  const contextValue: Context = { state, viewer, cost };
  const result = execute({
    schema,
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
  const invalid = prepared(githubSchema(), request.query).problems.map((problem) => undefinedField(problem).message);
  const atFault = (answer.errors ?? []).filter(({ type, extensions }) => {
    // A client may find out by asking that a server is too old for a field.
    if (extensions?.['code'] === 'undefinedField') return false;
    return type === undefined || clientFaults.has(type);
  });
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
const known = new WeakMap<GraphQLSchema, Map<string, Prepared>>();
const mostKnown = 200;

function prepared(schema: GraphQLSchema, query: string): Prepared {
  const ofSchema = known.get(schema) ?? new Map<string, Prepared>();
  known.set(schema, ofSchema);
  const before = ofSchema.get(query);
  if (before !== undefined) return before;
  if (ofSchema.size >= mostKnown) ofSchema.clear();
  const now = prepare(schema, query);
  ofSchema.set(query, now);
  return now;
}

function prepare(schema: GraphQLSchema, query: string): Prepared {
  try {
    const document = parse(query);
    return { document, problems: validate(schema, document) };
  } catch (error) {
    if (error instanceof GraphQLError) return { document: null, problems: [error] };
    throw error;
  }
}
