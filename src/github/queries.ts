import {
  actorFragment,
  commitsFragment,
  filesFragment,
  headFragment,
  reviewsFragment,
  stateFragment,
  textFragment,
  versionFragment,
} from './fragments.ts';
import { type TeamSlug, teamDeclarations, teamSelections } from './team-query.ts';

const target = `$owner: String!, $name: String!, $number: Int!, $appId: Int!, $check: String!, $policy: String!,
  $floor: Boolean!`;

/** Everything an ordinary evaluation needs, in one request. */
export const evaluationQuery = (
  teams: readonly TeamSlug[],
): string => `query Evaluation(${target}, $commits: Int!${teamDeclarations(teams)}) {
  repository(owner: $owner, name: $name) {
    databaseId
    isArchived
    owner { __typename }
    defaultBranchRef { name target { ... on Commit { policy: file(path: $policy) { ...Text } } } }
    pullRequest(number: $number) {
      ...State
      ...Version
      baseRef { target { ... on Commit {
        policy: file(path: $policy) { ...Text }
        ownersInGithub: file(path: ".github/CODEOWNERS") { ...Text }
        ownersInRoot: file(path: "CODEOWNERS") { ...Text }
        ownersInDocs: file(path: "docs/CODEOWNERS") { ...Text }
      } } }
      commits(first: $commits) { ...Commits }
      files(first: 100) { ...Files }
    }
  }
  floor: repository(owner: $owner, name: ".github") @include(if: $floor) {
    databaseId
    defaultBranchRef { target { ... on Commit { policy: file(path: $policy) { ...Text } } } }
  }
  ${teamSelections(teams)}
}
${textFragment}
${stateFragment}
${versionFragment}
${commitsFragment}
${filesFragment}`;

/** What can change while the head stays, read once more before a check turns green. */
export const confirmationQuery = (
  teams: readonly TeamSlug[],
): string => `query Confirmation(${target}${teamDeclarations(teams)}) {
  repository(owner: $owner, name: $name) {
    databaseId
    owner { __typename }
    defaultBranchRef { name target { ... on Commit { policy: file(path: $policy) { oid } } } }
    pullRequest(number: $number) {
      ...State
      baseRef { target { ... on Commit { policy: file(path: $policy) { oid } } } }
    }
  }
  floor: repository(owner: $owner, name: ".github") @include(if: $floor) {
    defaultBranchRef { target { ... on Commit { policy: file(path: $policy) { oid } } } }
  }
  ${teamSelections(teams)}
}
${stateFragment}`;

/** The members of teams that a policy names and nobody has read yet. */
export const teamsQuery = (
  teams: readonly TeamSlug[],
): string => `query Teams(${teamDeclarations(teams).replace(/^, /, '')}) {
  ${teamSelections(teams)}
}`;

/** What the teams of an organisation are called, as far as one page goes. */
export const teamSlugsQuery = `query TeamSlugs($org: String!) {
  organization(login: $org) { teams(first: 100) { nodes { slug } } }
}`;

/** The next hundred members of one team. */
export const teamPageQuery = `query TeamPage($org: String!, $slug: String!, $membership: TeamMembershipType!, $after: String!) {
  organization(login: $org) { team(slug: $slug) {
    databaseId
    members(first: 100, membership: $membership, after: $after) { pageInfo { hasNextPage endCursor } nodes { databaseId login } }
  } }
}`;

export const commitPageQuery = pageQuery(
  'CommitPage',
  'commits(first: 100, after: $cursor) { ...Commits }',
  commitsFragment,
);
export const filePageQuery = pageQuery('FilePage', 'files(first: 100, after: $cursor) { ...Files }', filesFragment);
export const reviewPageQuery = pageQuery(
  'ReviewPage',
  'reviews(last: 100, before: $cursor) { ...Reviews }',
  `${reviewsFragment}\n${actorFragment}`,
);

/** Mode and blob of so many files at the head, and of what they were before. */
export function entriesQuery(files: number): string {
  const each = (side: 'h' | 'b', text: (alias: string) => string) =>
    Array.from({ length: files }, (_, index) => text(`${side}${index}`)).join(' ');
  const declare = (side: 'h' | 'b') => each(side, (alias) => `, $${alias}: String!`);
  const select = (side: 'h' | 'b') => each(side, (alias) => `${alias}: file(path: $${alias}) { mode oid }`);
  return `query Entries($owner: String!, $name: String!, $head: GitObjectID!, $before: GitObjectID!
  ${declare('h')} ${declare('b')}) {
  repository(owner: $owner, name: $name) {
    head: object(oid: $head) { ... on Commit { ${select('h')} } }
    before: object(oid: $before) { ... on Commit { ${select('b')} } }
  }
}`;
}

/** The head commit by its id, for a pull request whose own list of commits does not end with its head. */
export const headQuery = `query Head($owner: String!, $name: String!, $oid: GitObjectID!, $appId: Int!, $check: String!) {
  repository(owner: $owner, name: $name) { object(oid: $oid) { ... on Commit { ...Head } } }
}
${headFragment}
${actorFragment}`;

/** What a commit was made of, whether or not any branch still has it. */
export const parentsQuery = `query Parents($owner: String!, $name: String!, $oid: GitObjectID!) {
  repository(owner: $owner, name: $name) { object(oid: $oid) { ... on Commit { parents(first: 3) { nodes { oid } } } } }
}`;

function pageQuery(name: string, selection: string, fragments: string): string {
  return `query ${name}($owner: String!, $name: String!, $number: Int!, $cursor: String!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { headRefOid page: ${selection} } }
}
${fragments}`;
}
