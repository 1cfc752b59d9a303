import { z } from 'zod';

// Only the fields that are used, as GitHub's GraphQL sends them. Null where GitHub may not say.

export const Actor = z
  .object({ __typename: z.string(), login: z.string(), databaseId: z.number().nullish() })
  .nullable();
export type Actor = z.infer<typeof Actor>;

export const Identity = z.object({
  name: z.string().nullable(),
  email: z.string().nullable(),
  user: z.object({ id: z.string(), login: z.string(), databaseId: z.number().nullable() }).nullable(),
});
export type Identity = z.infer<typeof Identity>;

const fullDatabaseId = z.union([z.string(), z.number()]).transform(String);
const Oid = z.object({ oid: z.string() });
const nodes = <T extends z.ZodType>(node: T) => z.object({ nodes: z.array(node.nullable()).nullable() });

export const Text = z
  .object({
    mode: z.number(),
    oid: z.string(),
    object: z
      .object({
        byteSize: z.number().optional(),
        isTruncated: z.boolean().optional(),
        isBinary: z.boolean().nullish(),
        text: z.string().nullish(),
      })
      .nullable(),
  })
  .nullable();
export type Text = z.infer<typeof Text>;

const forward = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const backward = z.object({ hasPreviousPage: z.boolean(), startCursor: z.string().nullable() });

export const ListedCommit = z.object({
  oid: z.string(),
  message: z.string(),
  committedDate: z.string(),
  tree: Oid,
  parents: z.object({ totalCount: z.number(), nodes: z.array(Oid.nullable()).nullable() }),
  authors: z.object({ totalCount: z.number(), nodes: z.array(Identity.nullable()).nullable() }),
  committer: Identity.nullable(),
});

export const Commits = nodes(z.object({ commit: ListedCommit })).extend({ totalCount: z.number(), pageInfo: forward });
export type Commits = z.infer<typeof Commits>;

export const Files = nodes(
  z.object({ path: z.string(), additions: z.number(), deletions: z.number(), changeType: z.string() }),
).extend({ totalCount: z.number(), pageInfo: forward });
export type Files = z.infer<typeof Files>;

export const Reviews = nodes(
  z.object({
    fullDatabaseId,
    state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED', 'PENDING']),
    submittedAt: z.string().nullable(),
    authorCanPushToRepository: z.boolean(),
    commit: Oid.nullable(),
    author: Actor,
  }),
).extend({ pageInfo: backward });
export type Reviews = z.infer<typeof Reviews>;

export const Head = z.object({
  oid: z.string(),
  checkSuites: nodes(
    z.object({
      status: z.string(),
      checkRuns: nodes(
        z.object({
          databaseId: z.number().nullable(),
          status: z.string(),
          conclusion: z.string().nullable(),
          title: z.string().nullable(),
          externalId: z.string().nullable(),
        }),
      ).nullable(),
    }),
  ).nullable(),
  associatedPullRequests: nodes(
    z.object({
      number: z.number(),
      state: z.string(),
      baseRefName: z.string(),
      headRefOid: z.string(),
      baseRepository: z.object({ databaseId: z.number().nullable() }).nullable(),
      author: Actor,
    }),
  )
    .extend({ pageInfo: z.object({ hasNextPage: z.boolean() }) })
    .nullable(),
});
export type Head = z.infer<typeof Head>;

const events = <T extends z.ZodType>(event: T) =>
  nodes(event).extend({ pageInfo: z.object({ hasPreviousPage: z.boolean() }) });

const Dismissal = z.object({
  createdAt: z.string(),
  actor: Actor,
  previousReviewState: z.string(),
  review: z.object({ fullDatabaseId }).nullable(),
});
export type Dismissal = z.infer<typeof Dismissal>;

const Assignment = z.object({
  createdAt: z.string(),
  actor: Actor,
  assignee: z
    .object({ __typename: z.string(), login: z.string().optional(), databaseId: z.number().nullish() })
    .nullable(),
});

const ForcedPush = z.object({ actor: Actor, beforeCommit: Oid.nullable(), afterCommit: Oid.nullable() });

const state = {
  number: z.number(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  isDraft: z.boolean(),
  title: z.string(),
  body: z.string(),
  baseRefName: z.string(),
  baseRefOid: z.string(),
  headRefName: z.string(),
  headRefOid: z.string(),
  isCrossRepository: z.boolean(),
  additions: z.number(),
  deletions: z.number(),
  changedFiles: z.number(),
  author: Actor,
  mergedAt: z.string().nullish(),
  mergedBy: Actor.optional(),
  labels: nodes(z.object({ name: z.string() })).nullable(),
  assignees: nodes(z.object({ id: z.string(), login: z.string(), databaseId: z.number().nullable() })).nullable(),
  reviews: Reviews,
  reviewRequests: nodes(
    z.object({
      requestedReviewer: z
        .object({
          __typename: z.string(),
          login: z.string().optional(),
          databaseId: z.number().nullish(),
          combinedSlug: z.string().optional(),
        })
        .nullable(),
    }),
  ).nullish(),
  dismissals: events(Dismissal),
  assignments: events(Assignment),
  forcedPushes: events(ForcedPush),
  baseChanges: nodes(z.object({ createdAt: z.string() })),
  headCommit: nodes(z.object({ commit: Head })),
};

export const State = z.object(state);
/** The part of a pull request that can change while its head stays. */
export type State = z.infer<typeof State>;

const version = {
  updatedAt: z.string(),
  timeline: z.object({ totalCount: z.number() }),
  opinions: nodes(z.object({ fullDatabaseId, state: z.string(), authorCanPushToRepository: z.boolean() })).nullable(),
};
export const Version = z.object(version);
export type Version = z.infer<typeof Version>;

const Blob = z.object({ oid: z.string() }).nullish();
/** The files of a branch that say who must review. */
export const Rules = z
  .object({ policy: Blob, ownersInGithub: Blob, ownersInRoot: Blob, ownersInDocs: Blob })
  .partial()
  .nullish();
export type Rules = z.infer<typeof Rules>;

/** What a branch holds, where GraphQL calls every target a git object. */
const branch = <T extends z.ZodRawShape>(shape: T) => z.object({ target: z.object(shape).partial().nullable() });

const PolicyId = z.object({ oid: z.string() }).nullable();

export const Evaluation = z.object({
  repository: z
    .object({
      databaseId: z.number(),
      owner: z.object({ __typename: z.string() }),
      isArchived: z.boolean(),
      defaultBranchRef: branch({ policy: Text }).extend({ name: z.string() }).nullable(),
      pullRequest: z
        .object({
          ...state,
          ...version,
          baseRef: branch({ policy: Text, ownersInGithub: Text, ownersInRoot: Text, ownersInDocs: Text }).nullable(),
          commits: Commits,
          files: Files.nullable(),
        })
        .nullable(),
    })
    .nullable(),
  floor: z
    .object({ databaseId: z.number(), defaultBranchRef: branch({ policy: Text }).nullable() })
    .nullable()
    .default(null),
});
export type Evaluation = z.infer<typeof Evaluation>;
export type PullRequest = NonNullable<NonNullable<Evaluation['repository']>['pullRequest']>;

export const Confirmation = z.object({
  repository: z
    .object({
      databaseId: z.number(),
      owner: z.object({ __typename: z.string() }),
      defaultBranchRef: branch({ policy: PolicyId }).extend({ name: z.string() }).nullable(),
      pullRequest: z.object({ ...state, baseRef: branch({ policy: PolicyId }).nullable() }).nullable(),
    })
    .nullable(),
  floor: z
    .object({ defaultBranchRef: branch({ policy: PolicyId }).nullable() })
    .nullable()
    .default(null),
});
export type Confirmation = z.infer<typeof Confirmation>;

export const Team = z
  .object({
    databaseId: z.number(),
    /** Not told by the queries for further pages. */
    privacy: z.string().optional(),
    members: z.object({
      totalCount: z.number().optional(),
      pageInfo: forward,
      nodes: z
        .array(z.object({ databaseId: z.number().nullable(), login: z.string().default('') }).nullable())
        .nullable(),
    }),
  })
  .nullable();

/** The non-null members of a GraphQL list. */
export function present<T>(list: { readonly nodes: readonly (T | null)[] | null } | null): readonly T[] {
  return (list?.nodes ?? []).filter((node) => node !== null);
}
