import { schema as published } from '@octokit/graphql-schema';
import { buildSchema, type ExecutionResult, executeSync, GraphQLError, parse } from 'graphql';
import { sha } from '../../support/facts.ts';
import { type GraphqlRequest, serveGraphql } from './github.ts';
import { policyText } from './policy-text.ts';

const schema = buildSchema(published.idl, { assumeValidSDL: true });

/** GitHub's state as GraphQL sees it; a table row changes what it is about. */
export type World = {
  readonly pullRequest: PullRequest | null;
  readonly repositoryId: number;
  readonly ownerType: 'Organization' | 'User';
  readonly policy: string | null;
  /** undefined: the `.github` repository cannot be seen. */
  readonly floor: string | null | undefined;
  readonly teams: Readonly<Record<string, TeamState>>;
};

/** Members by account id; or the type of GitHub's error. */
export type TeamState =
  | { readonly id: number; readonly members: readonly number[]; readonly secret?: boolean }
  | string;

export type PullRequest = {
  readonly number: number;
  readonly state: string;
  readonly author: object | null;
  readonly labels: readonly string[];
  readonly body: string;
  readonly headSha: string;
  readonly headRef: string;
  readonly baseRef: string;
  readonly basePolicy: string | null;
  readonly codeowners: string | null;
  readonly fork: boolean;
  readonly commits: readonly object[];
  readonly files: readonly {
    readonly path: string;
    readonly changeType?: string;
    readonly additions?: number;
    readonly deletions?: number;
  }[];
  readonly reviews: readonly object[];
  readonly timeline: readonly { readonly __typename: string }[];
  readonly assignees: readonly object[];
  readonly requested: readonly (object | null)[];
  readonly checks: readonly object[];
  readonly sameHead: readonly object[];
  /** Fields that GitHub refuses to this App. */
  readonly refused: readonly string[];
};

export const user = (databaseId: number, login: string) => ({ __typename: 'User', databaseId, login });
export const bot = (databaseId: number, login: string) => ({ __typename: 'Bot', databaseId, login });

/** A commit of mia's on top of the previous one, but for what a row changes. */
export function commitNode(short: string, parent: string, only: object = {}): object {
  const mia = { name: 'mia', email: 'mia@acme.test', user: { id: 'U_101', login: 'mia', databaseId: 101 } };
  return {
    oid: sha(short),
    message: `commit ${short}`,
    committedDate: '2026-03-02T10:00:00Z',
    tree: { oid: sha(`t${short}`) },
    parents: connection([{ oid: sha(parent) }]),
    authors: connection([mia]),
    committer: mia,
    ...only,
  };
}

export function reviewNode(id: number, only: object = {}): object {
  return {
    fullDatabaseId: id,
    state: 'APPROVED',
    submittedAt: '2026-03-02T11:00:00Z',
    authorCanPushToRepository: true,
    commit: { oid: sha('c3') },
    author: user(102, 'ada'),
    ...only,
  };
}

/** The ordinary pull request: three commits, five files, two reviews. */
export function aPullRequest(only: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 7,
    state: 'OPEN',
    author: user(101, 'mia'),
    labels: [],
    body: 'Says hello to you, too.',
    headSha: sha('c3'),
    headRef: 'greet-everybody',
    baseRef: 'main',
    basePolicy: null,
    codeowners: null,
    fork: false,
    commits: [commitNode('c1', 'c0'), commitNode('c2', 'c1'), commitNode('c3', 'c2')],
    files: ['a', 'b', 'c', 'd', 'e'].map((name) => ({ path: `src/${name}.ts` })),
    reviews: [reviewNode(1, { author: user(103, 'bo'), state: 'COMMENTED' }), reviewNode(2)],
    timeline: [],
    assignees: [],
    requested: [],
    checks: [],
    sameHead: [],
    refused: [],
    ...only,
  };
}

export function aWorld(only: Partial<World> = {}): World {
  return {
    pullRequest: aPullRequest(),
    repositoryId: 10,
    ownerType: 'Organization',
    policy: policyText,
    floor: null,
    teams: { 'acme/seniors': { id: 900, members: [102, 103] } },
    ...only,
  };
}

/** Answers GraphQL from a world that a test may replace while it runs. */
export function serveWorld(world: (index: number) => World): GraphqlRequest[] {
  return serveGraphql(({ query, variables }, index) => {
    // That the queries are valid is shown elsewhere, once and not for every request.
    const rootValue = rootOf(world(index));
    const result = executeSync({ schema, document: parse(query), rootValue, variableValues: variables });
    return asGitHub(result);
  });
}

function rootOf(world: World) {
  return {
    repository({ name }: { name: string }) {
      if (name !== '.github') return repositoryOf(world);
      if (world.floor === undefined) throw refusal('NOT_FOUND');
      return { databaseId: 11, defaultBranchRef: { name: 'main', target: commitWith({ policy: world.floor }) } };
    },
    organization: ({ login }: { login: string }) => ({
      team({ slug }: { slug: string }) {
        const team = world.teams[`${login}/${slug}`];
        if (team === undefined) return null;
        if (typeof team === 'string') throw refusal(team);
        return {
          databaseId: team.id,
          privacy: team.secret === true ? 'SECRET' : 'VISIBLE',
          members: paged(team.members.map((databaseId) => ({ databaseId, login: `user-${databaseId}` }))),
        };
      },
    }),
  };
}

function repositoryOf(world: World) {
  const { pullRequest } = world;
  return {
    databaseId: world.repositoryId,
    isArchived: false,
    owner: { __typename: world.ownerType },
    defaultBranchRef: { name: 'main', target: commitWith({ policy: world.policy }) },
    object: ({ oid }: { oid: string }) => (pullRequest === null ? null : { ...headOf(world, pullRequest), oid }),
    pullRequest() {
      if (pullRequest === null) throw refusal('NOT_FOUND');
      return pullRequestOf(world, pullRequest);
    },
  };
}

function pullRequestOf(world: World, given: PullRequest) {
  const files = given.files.map((file) => ({ additions: 2, deletions: 1, changeType: 'MODIFIED', ...file }));
  const onMain = given.baseRef === 'main';
  return {
    number: given.number,
    state: given.state,
    isDraft: false,
    updatedAt: '2026-11-23T09:00:00Z',
    title: 'Greet everybody',
    body: given.body,
    baseRefName: given.baseRef,
    baseRefOid: sha('c0'),
    headRefName: given.headRef,
    headRefOid: given.headSha,
    isCrossRepository: given.fork,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: files.length,
    author: given.author,
    labels: connection(given.labels.map((name) => ({ name }))),
    assignees: connection(given.assignees),
    reviewRequests: connection(given.requested.map((requestedReviewer) => ({ requestedReviewer }))),
    reviews: paged(given.reviews),
    latestOpinionatedReviews: paged(given.reviews),
    timelineItems: ({ itemTypes, ...args }: PageArguments & { itemTypes?: readonly string[] }) =>
      paged(given.timeline.filter(({ __typename }) => itemTypes?.includes(itemTypeOf(__typename)) ?? true))(args),
    files: paged(files),
    baseRef: {
      target: commitWith({ policy: onMain ? world.policy : given.basePolicy, codeowners: given.codeowners }),
    },
    commits: (args: PageArguments) => {
      const page = paged(given.commits)(args);
      return {
        ...page,
        nodes: page.nodes.map((commit) => ({ commit: { ...commit, ...headOf(world, given) } })),
      };
    },
    ...refusing(given),
  };
}

const refusing = ({ refused }: PullRequest) =>
  Object.fromEntries(
    refused.map((field) => [
      field,
      () => {
        throw refusal('FORBIDDEN');
      },
    ]),
  );

function headOf(world: World, given: PullRequest) {
  const { checks, sameHead } = given;
  return {
    __typename: 'Commit',
    checkSuites: connection(checks.map((run) => ({ status: 'COMPLETED', checkRuns: connection([run]) }))),
    associatedPullRequests: connection(
      sameHead.map((other) => ({ state: 'OPEN', baseRepository: { databaseId: world.repositoryId }, ...other })),
    ),
    ...refusing(given),
  };
}

/** A commit that holds these files and no other. */
function commitWith({ policy, codeowners = null }: { policy: string | null; codeowners?: string | null }) {
  const texts: Readonly<Record<string, string | null>> = {
    '.github/countersign.yml': policy,
    CODEOWNERS: codeowners,
  };
  return { __typename: 'Commit', file: ({ path }: { path: string }) => blobOf(texts[path] ?? null) };
}

function blobOf(text: string | null) {
  if (text === null) return null;
  const blob = { __typename: 'Blob', byteSize: text.length, isTruncated: false, isBinary: false, text };
  return { mode: 0o100644, oid: sha(String(text.length + (text.codePointAt(30) ?? 0))), object: blob };
}

/** `AssignedEvent` is asked for as `ASSIGNED_EVENT`. */
const itemTypeOf = (typename: string): string => typename.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

type PageArguments = { first?: number; last?: number; after?: string; before?: string };

/** A connection that pages by position, forwards and backwards, as GitHub's do. */
function paged<T extends object>(all: readonly T[]) {
  return ({ first, last, after, before }: PageArguments) => {
    const from = after === undefined ? 0 : Number(after);
    const to = before === undefined ? all.length : Number(before);
    const start = last === undefined ? from : Math.max(from, to - last);
    const end = first === undefined ? to : Math.min(to, start + first);
    return {
      totalCount: all.length,
      nodes: all.slice(start, end),
      pageInfo: {
        hasNextPage: end < all.length,
        endCursor: String(end),
        hasPreviousPage: start > 0,
        startCursor: String(start),
      },
    };
  };
}

const connection = (nodes: readonly object[]) => ({
  totalCount: nodes.length,
  nodes,
  pageInfo: { hasNextPage: false, hasPreviousPage: false, endCursor: null, startCursor: null },
});

const refusal = (type: string) => new GraphQLError('refused', { extensions: { type } });

/** GitHub writes the type of an error beside its path, and leaves the path of an aliased field as the alias. */
function asGitHub({ data, errors }: ExecutionResult): object {
  const problems = errors?.map(({ path, message, extensions }) => ({ type: extensions['type'], path, message }));
  return problems === undefined ? { data } : { data, errors: problems };
}
