import { ruledBranch } from '../../operations/gates.ts';
import { nullableStamp, stamp } from '../../shapes/account.ts';
import { repositoryPage } from '../../shapes/repository.ts';
import { latestCheckRuns } from '../../state/checks.ts';
import type { Annotation, CheckRun, CheckSuite, CommitStatus, PullRequest, Repository } from '../../state/model.ts';
import { branchRef } from '../../state/repositories.ts';
import { requiredChecks } from '../../state/rules.ts';
import type { State } from '../../state.ts';
import { requireRead } from '../access.ts';
import { connection, each, type Page } from '../connection.ts';
import { failure, notFound } from '../errors.ts';
import { actorNode, type Fields, node } from '../node.ts';
import { path } from '../paths.ts';

type RunArguments = Page & {
  readonly filterBy?: {
    readonly appId?: number | null;
    readonly checkName?: string | null;
    readonly checkType?: 'ALL' | 'LATEST' | null;
    readonly status?: string | null;
    readonly statuses?: readonly string[] | null;
    readonly conclusions?: readonly string[] | null;
  } | null;
};

export const checkSuiteFields: Fields<CheckSuite> = {
  id: (of) => of.nodeId,
  databaseId: (of) => of.id,
  app: (of) => node('App', of.app),
  repository: (of) => node('Repository', of.repository),
  commit: (of) => node('Commit', { repository: of.repository, oid: of.headSha }),
  branch: ({ repository, headBranch }) =>
    headBranch === null ? null : node('Ref', { repository, name: branchRef(headBranch) }),
  status: (of) => of.status.toUpperCase(),
  conclusion: (of) => of.conclusion?.toUpperCase() ?? null,
  createdAt: (of) => stamp(of.createdAt),
  updatedAt: (of) => stamp(of.updatedAt),
  checkRuns: (of, args: RunArguments, _context, info) => connection(runsOf(of, args), args, info, each('CheckRun')),
  matchingPullRequests: (of, args: Page, context, info) => {
    requireRead(context, of.repository, 'pull_requests');
    const found = [...of.repository.pullRequests.values()].filter(
      (pullRequest) => pullRequest.head.repository === of.repository && pullRequest.head.sha === of.headSha,
    );
    return connection(found, args, info, each('PullRequest'));
  },
};

export const checkRunFields: Fields<CheckRun> = {
  id: (of) => of.nodeId,
  databaseId: (of) => of.id,
  name: (of) => of.name,
  status: (of) => of.status.toUpperCase(),
  conclusion: (of) => of.conclusion?.toUpperCase() ?? null,
  externalId: (of) => of.externalId,
  detailsUrl: (of) => of.detailsUrl,
  url: (of, _args, { state }) => `${repositoryPage(state, of.suite.repository)}/runs/${of.id}`,
  permalink: (of, _args, { state }) => `${repositoryPage(state, of.suite.repository)}/runs/${of.id}`,
  resourcePath: (of, _args, { state }) => path(state, `${repositoryPage(state, of.suite.repository)}/runs/${of.id}`),
  title: (of) => of.output.title,
  summary: (of) => of.output.summary,
  text: (of) => of.output.text,
  annotations: (of, args: Page, _context, info) =>
    connection(of.output.annotations, args, info, (annotation) => ({ node: checkAnnotation(annotation) })),
  startedAt: (of) => stamp(of.startedAt),
  completedAt: (of) => nullableStamp(of.completedAt),
  checkSuite: (of) => node('CheckSuite', of.suite),
  repository: (of) => node('Repository', of.suite.repository),
  isRequired: (of, args: Target, { state }) =>
    isRequired(state, pullRequestOf(of.suite.repository, args), { context: of.name, appId: of.app.id }),
};

export const statusContextFields: Fields<{ readonly status: CommitStatus; readonly repository: Repository }> = {
  id: ({ status }) => status.nodeId,
  context: ({ status }) => status.context,
  state: ({ status }) => status.state.toUpperCase(),
  description: ({ status }) => status.description,
  targetUrl: ({ status }) => status.targetUrl,
  createdAt: ({ status }) => stamp(status.createdAt),
  creator: ({ status }) => actorNode(status.creator),
  commit: ({ status, repository }) => node('Commit', { repository, oid: status.sha }),
  isRequired: ({ status, repository }, args: Target, { state }) =>
    isRequired(state, pullRequestOf(repository, args), { context: status.context, appId: status.app?.id ?? null }),
};

type Target = { readonly pullRequestId?: string | null; readonly pullRequestNumber?: number | null };

function pullRequestOf(repository: Repository, { pullRequestId, pullRequestNumber }: Target): PullRequest {
  const all = [...repository.pullRequests.values()];
  const found =
    typeof pullRequestNumber === 'number'
      ? repository.pullRequests.get(pullRequestNumber)
      : all.find((pullRequest) => pullRequest.nodeId === pullRequestId);
  if (found !== undefined) return found;
  if (typeof pullRequestNumber === 'number') {
    throw notFound(`Could not resolve to a PullRequest with the number of ${pullRequestNumber}.`);
  }
  throw failure('UNPROCESSABLE', 'A pull request ID or pull request number is required.');
}

function isRequired(
  state: State,
  pullRequest: PullRequest,
  check: { readonly context: string; readonly appId: number | null },
): boolean {
  return requiredChecks(pullRequest.repository, ruledBranch(state, pullRequest)).some(
    (required) => required.context === check.context && (required.appId === null || required.appId === check.appId),
  );
}

/** Without `checkType` only the newest run of a name, as REST has it. */
function runsOf(suite: CheckSuite, { filterBy }: RunArguments): readonly CheckRun[] {
  const { appId, checkName, checkType, status, statuses, conclusions } = filterBy ?? {};
  const latest = new Set(latestCheckRuns(suite.repository, suite.headSha));
  return suite.repository.checkRuns
    .filter((run) => run.suite === suite && (checkType === 'ALL' || latest.has(run)))
    .filter((run) => isUnless(appId, run.app.id) && isUnless(checkName, run.name))
    .filter((run) => isUnless(status, run.status.toUpperCase()) && isAmong(statuses, run.status.toUpperCase()))
    .filter((run) => isAmong(conclusions, run.conclusion?.toUpperCase() ?? ''));
}

function isUnless<T>(wanted: T | null | undefined, actual: T): boolean {
  return wanted === null || wanted === undefined || wanted === actual;
}

function isAmong<T>(wanted: readonly T[] | null | undefined, actual: T): boolean {
  return wanted === null || wanted === undefined || wanted.includes(actual);
}

function checkAnnotation(annotation: Annotation) {
  const text = (key: string) => (typeof annotation[key] === 'string' ? annotation[key] : null);
  return {
    annotationLevel: text('annotation_level')?.toUpperCase() ?? null,
    message: text('message'),
    path: text('path'),
    title: text('title'),
    rawDetails: text('raw_details'),
    location: {
      start: position(annotation['start_line'], annotation['start_column']),
      end: position(annotation['end_line'], annotation['end_column']),
    },
  };
}

function position(line: unknown, column: unknown) {
  return { line, column: column ?? null };
}
