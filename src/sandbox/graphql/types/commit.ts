import { diffFiles, type FileChange } from '../../git/diff.ts';
import { ancestorsOf, isAncestor } from '../../git/history.ts';
import { type Commit, filesOf, type Person, readCommit } from '../../git/objects.ts';
import { stamp } from '../../shapes/account.ts';
import { commitNodeId } from '../../shapes/commit.ts';
import { repositoryPage } from '../../shapes/repository.ts';
import { commitsOf } from '../../state/changes.ts';
import type { PullRequest } from '../../state/model.ts';
import { isMerged } from '../../state/pull-requests.ts';
import { branchTip } from '../../state/repositories.ts';
import { accountByEmail, findAccount, findOrganization, type State } from '../../state.ts';
import { requireRead } from '../access.ts';
import { connection, each, type Page } from '../connection.ts';
import { type Fields, type GitObject, node } from '../node.ts';
import { type OrderBy, ordered } from '../ordering.ts';
import { path } from '../paths.ts';
import { trailers } from '../trailers.ts';
import { gitObjectFields, treeEntryAt } from './git-objects.ts';
import { statusRollup } from './status-rollup.ts';

type SuiteArguments = Page & {
  readonly filterBy?: { readonly appId?: number | null; readonly checkName?: string | null } | null;
};

export const commitFields: Fields<GitObject> = {
  ...gitObjectFields,
  id: (of) => commitNodeId(of.repository, of.oid),
  message: (of) => read(of).message,
  messageHeadline: (of) => read(of).message.split('\n')[0] ?? '',
  messageBody: (of) => read(of).message.split('\n').slice(1).join('\n').trim(),
  tree: (of) => node('Tree', { repository: of.repository, oid: read(of).tree }),
  url: (of, _args, { state }) => `${repositoryPage(state, of.repository)}/commit/${of.oid}`,
  resourcePath: (of, _args, { state }) => path(state, `${repositoryPage(state, of.repository)}/commit/${of.oid}`),
  authoredDate: (of) => stamp(read(of).author.at),
  committedDate: (of) => stamp(read(of).committer.at),
  // Empty since GitHub stopped recording pushes on commits in 2023.
  pushedDate: () => null,
  committedViaWeb: (of) => read(of).viaWeb,
  authoredByCommitter: (of) => read(of).author.email === read(of).committer.email,
  author: (of, _args, { state }) => gitActor(state, read(of).author),
  committer: (of, _args, { state }) => gitActor(state, read(of).committer),
  authors: (of, args: Page, { state }, info) =>
    connection(authorsOf(read(of)), args, info, (person) => ({ node: gitActor(state, person) })),
  parents: (of, args: Page, _context, info) =>
    connection(read(of).parents, args, info, (oid) => ({ node: node('Commit', { ...of, oid }) })),
  signature: (of, _args, { state }) => signatureOf(state, read(of)),
  onBehalfOf: (of, _args, { state }) => {
    const [value] = trailers(read(of).message, 'on-behalf-of');
    const found = findOrganization(state, /^@(?<login>[\w-]+)/u.exec(value ?? '')?.groups?.['login'] ?? '');
    return found === undefined ? null : node('Organization', found);
  },
  file: (of, { path: wanted }: { path: string }) => treeEntryAt(of, wanted),
  additions: (of) => changesOf(of).reduce((sum, change) => sum + change.additions, 0),
  deletions: (of) => changesOf(of).reduce((sum, change) => sum + change.deletions, 0),
  changedFiles: (of) => changesOf(of).length,
  changedFilesIfAvailable: (of) => changesOf(of).length,
  history: (of, args: Page & { path?: string | null }, _context, info) =>
    connection(historyOf(of, args.path ?? null), args, info, (oid) => ({ node: node('Commit', { ...of, oid }) })),
  associatedPullRequests: (of, args: Page & { orderBy?: OrderBy }, context, info) => {
    requireRead(context, of.repository, 'pull_requests');
    const known = context.state.behaviour.commitsKnowTheirPulls ? pullRequestsWith(of) : [];
    const found = ordered(known, args.orderBy, {
      CREATED_AT: (pullRequest) => pullRequest.createdAt,
      UPDATED_AT: (pullRequest) => pullRequest.updatedAt,
    });
    return connection(found, args, info, each('PullRequest'));
  },
  checkSuites: (of, args: SuiteArguments, context, info) => {
    requireRead(context, of.repository, 'checks');
    return connection(suitesAt(of, args), args, info, each('CheckSuite'));
  },
  statusCheckRollup: (of, _args, context) => statusRollup(context, of),
};

function suitesAt({ repository, oid }: GitObject, { filterBy }: SuiteArguments) {
  const { appId, checkName } = filterBy ?? {};
  return repository.checkSuites
    .filter((suite) => suite.headSha === oid && (appId === null || appId === undefined || suite.app.id === appId))
    .filter(
      (suite) =>
        checkName === null ||
        checkName === undefined ||
        repository.checkRuns.some((run) => run.suite === suite && run.name === checkName),
    );
}

/** The git author first, then everybody named by a `Co-authored-by` trailer, each address once. */
function authorsOf({ author, message }: Commit): readonly Person[] {
  const coAuthors = trailers(message, 'co-authored-by').flatMap((value) => {
    const match = /^(?<name>.*?)\s*<(?<email>[^<>]+)>$/u.exec(value)?.groups;
    return match === undefined ? [] : [{ name: match['name'] ?? '', email: match['email'] ?? '', at: author.at }];
  });
  const seen = new Set<string>();
  return [author, ...coAuthors].filter(({ email }) => {
    const isNew = !seen.has(email.toLowerCase());
    seen.add(email.toLowerCase());
    return isNew;
  });
}

function gitActor(state: State, person: Person) {
  const account = accountByEmail(state, person.email);
  return {
    name: person.name,
    email: person.email,
    date: stamp(person.at),
    user: account === null ? null : node('User', account),
    avatarUrl: `${state.url}/avatars/u/e?email=${encodeURIComponent(person.email)}`,
  };
}

/** GitHub signs what is made through its pages; nothing else is signed here. */
function signatureOf(state: State, { viaWeb, committer }: Commit) {
  if (!viaWeb) return null;
  const webFlow = findAccount(state, 'web-flow');
  return {
    __typename: 'GpgSignature',
    isValid: true,
    state: 'VALID',
    wasSignedByGitHub: true,
    email: committer.email,
    verifiedAt: stamp(committer.at),
    signer: webFlow?.type === 'User' ? node('User', webFlow) : null,
  };
}

function changesOf({ repository, oid }: GitObject): readonly FileChange[] {
  const [parent] = readCommit(repository.objects, oid).parents;
  const before = parent === undefined ? new Map() : filesOf(repository.objects, parent);
  return diffFiles(repository.objects, before, filesOf(repository.objects, oid));
}

function historyOf({ repository, oid }: GitObject, wanted: string | null): readonly string[] {
  const { objects } = repository;
  const all = [...ancestorsOf(objects, oid)].map((ancestor) => readCommit(objects, ancestor));
  const newestFirst = all.toSorted((a, b) => {
    const later = b.committer.at.getTime() - a.committer.at.getTime();
    if (later !== 0) return later;
    return isAncestor(objects, a.oid, b.oid) ? 1 : -1;
  });
  const touching = newestFirst.filter(
    (candidate) =>
      wanted === null || changesOf({ repository, oid: candidate.oid }).some(({ path: at }) => isAt(at, wanted)),
  );
  return touching.map((candidate) => candidate.oid);
}

function isAt(file: string, wanted: string): boolean {
  return file === wanted || file.startsWith(`${wanted}/`);
}

/** On the default branch: the pull request that brought it there. Elsewhere also the open ones that contain it. */
export function pullRequestsWith({ repository, oid }: GitObject): readonly PullRequest[] {
  const tip = branchTip(repository, repository.defaultBranch);
  const arrived = tip !== null && isAncestor(repository.objects, oid, tip);
  return [...repository.pullRequests.values()].filter((pullRequest) => {
    if (!isMerged(pullRequest) && (arrived || pullRequest.state === 'closed')) return false;
    return pullRequest.mergeCommit === oid || commitsOf(pullRequest).some((candidate) => candidate.oid === oid);
  });
}

function read({ repository, oid }: GitObject): Commit {
  return readCommit(repository.objects, oid);
}
