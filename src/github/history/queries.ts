import { pastFragment, textFragment } from '../fragments.ts';

/** What was merged, the last updated first, a hundred to a page. */
export const mergedQuery = `query MergedPullRequests($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: MERGED, first: 100, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor } nodes { number updatedAt mergedAt baseRefName }
    }
  }
}`;

const indexes = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** CODEOWNERS of so many branches. */
export const branchOwnersQuery = (branches: number): string => `query BranchOwners(
  $owner: String!, $name: String!${indexes(branches)
    .map((index) => `, $b${index}: String!`)
    .join('')}
) {
  repository(owner: $owner, name: $name) {
    ${indexes(branches)
      .map((index) => `b${index}: ref(qualifiedName: $b${index}) { ...Owners }`)
      .join(' ')}
  }
}
fragment Owners on Ref { target { ... on Commit {
  ownersInGithub: file(path: ".github/CODEOWNERS") { ...Text }
  ownersInRoot: file(path: "CODEOWNERS") { ...Text }
  ownersInDocs: file(path: "docs/CODEOWNERS") { ...Text }
} } }
${textFragment}`;

/** So many merged pull requests, each with all that lists tell. */
export const pastQuery = (pullRequests: number): string => `query PastPullRequests(
  $owner: String!, $name: String!, $commits: Int!${indexes(pullRequests)
    .map((index) => `, $n${index}: Int!`)
    .join('')}
) {
  repository(owner: $owner, name: $name) {
    ${indexes(pullRequests)
      .map((index) => `p${index}: pullRequest(number: $n${index}) { ...Past }`)
      .join('\n    ')}
  }
}
${pastFragment}`;

/** Mode and blob of files, for each commit those of the given numbers. */
export const pastEntriesQuery = (filesOfCommits: readonly (readonly number[])[]): string => `query PastEntries(
  $owner: String!, $name: String!${filesOfCommits.map((_, index) => `, $c${index}: GitObjectID!`).join('')}${filesOfCommits
    .flat()
    .map((file) => `, $f${file}: String!`)
    .join('')}
) {
  repository(owner: $owner, name: $name) {
    ${filesOfCommits
      .map((files, index) => {
        const selected = files.map((file) => `f${file}: file(path: $f${file}) { mode oid }`).join(' ');
        return `c${index}: object(oid: $c${index}) { ... on Commit { ${selected} } }`;
      })
      .join('\n    ')}
  }
}`;
