import { GraphQLError } from 'graphql';

/** GitHub's kinds of error; the kind stands beside the message, not under `extensions`. */
export type ErrorType =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'EXCESSIVE_PAGINATION'
  | 'ARGUMENT_LIMIT'
  | 'INVALID_CURSOR_ARGUMENTS'
  | 'MAX_NODE_LIMIT_EXCEEDED'
  | 'UNPROCESSABLE'
  | 'SANDBOX_DOES_NOT_KNOW';

export function failure(type: ErrorType, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export function notFound(message: string): GraphQLError {
  return failure('NOT_FOUND', message);
}

export function forbidden(): GraphQLError {
  return failure('FORBIDDEN', 'Resource not accessible by integration');
}

/** An invented answer would be believed, so a field that nobody has written is an error. */
export function unknownField(type: string, field: string): GraphQLError {
  return failure('SANDBOX_DOES_NOT_KNOW', `sandbox does not know ${type}.${field}`);
}

/** GitHub's words for a field that its version does not have; any other error stays what it is. */
export function undefinedField(error: GraphQLError): GraphQLError {
  const named = /^Cannot query field "(?<field>\w+)" on type "(?<type>\w+)"/u.exec(error.message)?.groups;
  if (named === undefined) return error;
  const { field, type } = named;
  return new GraphQLError(`Field '${field}' doesn't exist on type '${type}'`, {
    nodes: error.nodes ?? null,
    extensions: { code: 'undefinedField', typeName: type, fieldName: field },
  });
}

export type AnsweredError = {
  readonly type?: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly message: string;
};

export function answeredError(error: GraphQLError): AnsweredError {
  const { type, ...extensions } = error.extensions;
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    ...(Object.keys(extensions).length === 0 ? {} : { extensions }),
    message: error.message,
  };
}
