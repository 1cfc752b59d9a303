import { z } from 'zod';
import { ListedCommit, Text } from './answer.ts';
import { commitFragment, textFragment } from './fragments.ts';

const nodes = <T extends z.ZodType>(node: T) => z.object({ nodes: z.array(node.nullable()).nullable() });
const GuardedBranch = z.object({
  refUpdateRule: z.object({ pattern: z.string() }).nullable(),
  rules: z.object({ totalCount: z.number() }).nullable(),
});
export type GuardedBranch = z.infer<typeof GuardedBranch>;
const Contents = z.object({ policy: Text, ownersInGithub: Text, ownersInRoot: Text, ownersInDocs: Text }).partial();

const AssociatedPullRequest = z.object({
  state: z.string(),
  baseRefName: z.string(),
  headRefOid: z.string(),
  mergeCommit: z.object({ oid: z.string() }).nullable(),
  commits: z.object({ totalCount: z.number() }),
  baseRepository: z.object({ databaseId: z.number().nullable() }).nullable(),
});
export type AssociatedPullRequest = z.infer<typeof AssociatedPullRequest>;

export const PushedCommit = ListedCommit.extend({ associatedPullRequests: nodes(AssociatedPullRequest).nullable() });
export type PushedCommit = z.infer<typeof PushedCommit>;

/** A push with the rules before it and the pull requests of its commits, in one answer. */
export const PushAnswer = z.object({
  repository: z
    .object({
      databaseId: z.number(),
      owner: z.object({ __typename: z.string() }),
      defaultBranchRef: z
        .object({ name: z.string(), target: z.object({ policy: Text }).partial().nullable() })
        .nullable(),
      ref: GuardedBranch.nullable(),
      before: Contents.nullable(),
    })
    .catchall(z.unknown())
    .nullable(),
  floor: z
    .object({
      databaseId: z.number(),
      defaultBranchRef: z.object({ target: z.object({ policy: Text }).partial().nullable() }).nullable(),
    })
    .nullable()
    .default(null),
});

/** Only numbers enter the text; ids go in as variables. */
export function pushQuery(commits: number): string {
  const each = (text: (index: number) => string) =>
    Array.from({ length: commits }, (_, index) => text(index)).join(' ');
  return `query DirectPush($owner: String!, $name: String!, $branch: String!, $before: GitObjectID!, $policy: String!,
  $floor: Boolean! ${each((index) => `, $s${index}: GitObjectID!`)}) {
  repository(owner: $owner, name: $name) {
    databaseId
    owner { __typename }
    defaultBranchRef { name target { ... on Commit { policy: file(path: $policy) { ...Text } } } }
    ref(qualifiedName: $branch) { refUpdateRule { pattern } rules(first: 1) { totalCount } }
    before: object(oid: $before) { ... on Commit {
      policy: file(path: $policy) { ...Text }
      ownersInGithub: file(path: ".github/CODEOWNERS") { ...Text }
      ownersInRoot: file(path: "CODEOWNERS") { ...Text }
      ownersInDocs: file(path: "docs/CODEOWNERS") { ...Text }
    } }
    ${each((index) => `c${index}: object(oid: $s${index}) { ...Pushed }`)}
  }
  floor: repository(owner: $owner, name: ".github") @include(if: $floor) {
    databaseId
    defaultBranchRef { target { ... on Commit { policy: file(path: $policy) { ...Text } } } }
  }
}
fragment Pushed on Commit {
  ...Listed
  associatedPullRequests(first: 10) { nodes {
    state baseRefName headRefOid mergeCommit { oid } commits(first: 1) { totalCount } baseRepository { databaseId }
  } }
}
${textFragment}
${commitFragment}`;
}
