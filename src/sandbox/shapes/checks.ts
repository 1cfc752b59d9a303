import { readCommit } from '../git/objects.ts';
import { latestCheckRuns } from '../state/checks.ts';
import type { App, CheckRun, CheckSuite, Repository } from '../state/model.ts';
import { isFromFork } from '../state/pull-requests.ts';
import { noCommit } from '../state/repositories.ts';
import type { State } from '../state.ts';
import { nullableStamp, stamp } from './account.ts';
import { appShape } from './app.ts';
import { simpleCommit } from './commit.ts';
import { pullRequestMinimal } from './pull-request.ts';
import { minimalRepository, repositoryPage, repositoryUrl } from './repository.ts';

/** `check-run` as REST answers it. */
export function checkRunShape(state: State, run: CheckRun) {
  return { ...checkRunFields(state, run), check_suite: { id: run.suite.id } };
}

/** `check-run` as webhooks carry it: with its suite. */
export function webhookCheckRun(state: State, run: CheckRun) {
  const { repository: _repository, ...suite } = checkSuiteShape(state, run.suite);
  return { ...checkRunFields(state, run), check_suite: suite };
}

export function checkSuiteShape(state: State, suite: CheckSuite) {
  const { repository } = suite;
  const api = `${repositoryUrl(state, repository)}/check-suites/${suite.id}`;
  return {
    id: suite.id,
    node_id: suite.nodeId,
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: suite.status,
    conclusion: suite.conclusion,
    url: api,
    before: noCommit,
    after: suite.headSha,
    pull_requests: pullRequestsAt(state, repository, suite.headSha),
    app: appShape(state, suite.app),
    repository: minimalRepository(state, repository),
    created_at: stamp(suite.createdAt),
    updated_at: stamp(suite.updatedAt),
    head_commit: simpleCommit(readCommit(repository.objects, suite.headSha)),
    latest_check_runs_count: latestRuns(repository, suite.app, suite.headSha).length,
    check_runs_url: `${api}/check-runs`,
  };
}

function checkRunFields(state: State, run: CheckRun) {
  const { repository } = run.suite;
  const api = `${repositoryUrl(state, repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: run.nodeId,
    head_sha: run.headSha,
    external_id: run.externalId,
    url: api,
    html_url: `${repositoryPage(state, repository)}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: stamp(run.startedAt),
    completed_at: nullableStamp(run.completedAt),
    output: {
      title: run.output.title,
      summary: run.output.summary,
      text: run.output.text,
      annotations_count: run.output.annotations.length,
      annotations_url: `${api}/annotations`,
    },
    app: appShape(state, run.app),
    pull_requests: pullRequestsAt(state, repository, run.headSha),
  };
}

function latestRuns(repository: Repository, app: App, sha: string): readonly CheckRun[] {
  return latestCheckRuns(repository, sha).filter((run) => run.app === app);
}

/** Pushes in forks are not seen, so their pull requests are never listed. */
function pullRequestsAt(state: State, repository: Repository, sha: string) {
  return [...repository.pullRequests.values()]
    .filter((pull) => pull.state === 'open' && pull.head.sha === sha && !isFromFork(pull))
    .map((pull) => pullRequestMinimal(state, pull));
}
