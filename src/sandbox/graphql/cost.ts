import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

export type Cost = { readonly points: number; readonly nodes: number };

type Query = {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
};

/**
 * What GitHub charges: every connection costs one request for each node it hangs on, a hundred requests are a point.
 * https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
  variables: Readonly<Record<string, unknown>>,
): Cost {
  const operation = getOperationAST(document, operationName);
  const root = operation === null || operation === undefined ? null : schema.getRootType(operation.operation);
  if (operation === null || operation === undefined || root === null || root === undefined)
    return { points: 1, nodes: 0 };
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const query = { schema, variables, fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])) };
  const { requests, nodes } = count(query, operation.selectionSet, root.name, 1);
  return { points: Math.max(1, Math.round(requests / 100)), nodes };
}

type Count = { readonly requests: number; readonly nodes: number };

function count(query: Query, selections: SelectionSetNode, type: string, parents: number): Count {
  return selections.selections
    .map((selection): Count => {
      switch (selection.kind) {
        case Kind.INLINE_FRAGMENT:
          return count(query, selection.selectionSet, selection.typeCondition?.name.value ?? type, parents);
        case Kind.FRAGMENT_SPREAD: {
          const fragment = query.fragments.get(selection.name.value);
          if (fragment === undefined) return nothing;
          return count(query, fragment.selectionSet, fragment.typeCondition.name.value, parents);
        }
        case Kind.FIELD: {
          const field = fieldOf(query.schema, type, selection.name.value);
          if (field === undefined) return nothing;
          const size = isConnection(field) ? sizeOf(query, selection.arguments ?? []) : null;
          const own = size === null ? nothing : { requests: parents, nodes: parents * size };
          if (selection.selectionSet === undefined) return own;
          const below = getNamedType(field.type).name;
          return sum([own, count(query, selection.selectionSet, below, size === null ? parents : parents * size)]);
        }
        default:
          return selection satisfies never;
      }
    })
    .reduce((total, part) => sum([total, part]), nothing);
}

const nothing: Count = { requests: 0, nodes: 0 };

function sum(parts: readonly Count[]): Count {
  return parts.reduce((a, b) => ({ requests: a.requests + b.requests, nodes: a.nodes + b.nodes }), nothing);
}

function fieldOf(schema: GraphQLSchema, type: string, name: string): GraphQLField<unknown, unknown> | undefined {
  const known = schema.getType(type);
  return isObjectType(known) || isInterfaceType(known) ? known.getFields()[name] : undefined;
}

function isConnection(field: GraphQLField<unknown, unknown>): boolean {
  return ['first', 'last'].every((name) => field.args.some((argument) => argument.name === name));
}

type Arguments = NonNullable<Extract<SelectionSetNode['selections'][number], { kind: Kind.FIELD }>['arguments']>;

function sizeOf(query: Query, given: Arguments): number {
  for (const { name, value } of given) {
    if (name.value !== 'first' && name.value !== 'last') continue;
    if (value.kind === Kind.INT) return Number(value.value);
    const variable = value.kind === Kind.VARIABLE ? query.variables[value.name.value] : undefined;
    if (typeof variable === 'number') return variable;
  }
  return 0;
}
