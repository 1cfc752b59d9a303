/** One request to the API, as it was answered. */
export type LoggedRequest = {
  readonly method: string;
  /** Without query and without `/api/v3`. */
  readonly path: string;
  /** GitHub's name of the operation; `graphql` for GraphQL. */
  readonly operationId: string | null;
  /** The name of the query or mutation. */
  readonly graphqlOperation: string | null;
  readonly body: unknown;
  /** Asking for an installation token, which nobody counts as work. */
  readonly forToken: boolean;
  readonly installationId: number | null;
  status: number;
};
